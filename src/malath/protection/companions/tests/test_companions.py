"""From a wish for company to somebody who goes along: who sees what, who can be asked, and what changes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from malath.platform.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment.actions import change_appointment, plan_appointment, settle_appointment
from malath.protection.accompaniment.models import Appointment
from malath.protection.accompaniment.selectors import appointment_for
from malath.protection.cases.closing import close_case
from malath.protection.cases.models import Case
from malath.protection.companions.actions import ask_volunteer, drop_company, write_answer
from malath.protection.companions.errors import (
    AppointmentOverError,
    NobodyAskedError,
    VolunteerBusyError,
    VolunteerSaidNoError,
)
from malath.protection.companions.leaving import forget_company
from malath.protection.companions.models import Companion, ToTell
from malath.protection.companions.planning import choices_for
from malath.protection.companions.rules import State
from malath.protection.companions.selectors import company_for, company_of, company_wanted, nobody_yet, to_tell
from malath.protection.companions.tests.conftest import at
from malath.protection.companions.tests.makers import answered, asked_in, helper_in, kept, wanted
from malath.protection.hosting.actions import end_volunteer
from malath.protection.hosting.models import Volunteer
from malath.protection.stays.tests.makers import network_of
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def _second(coalition: Coalition, case: Case, hour: int) -> Appointment:
    return plan_appointment(
        case, starts_at=at(3, hour), details={"what": "a doctor"}, member=coalition.amal, reminder="day", by=coalition.amal
    )  # fmt: skip


def test_the_week_is_planned_with_whoever_is_known_and_within_their_hours(
    coalition: Coalition, case: Case, other_case: Case, appointment: Appointment
) -> None:
    network, rima = network_of(coalition), coalition.rima
    lea, noor = helper_in(network, rima, "Léa", hours=2), helper_in(network, rima, "Noor")
    helper_in(network, rima, "Paul", languages=["fr"])
    first = wanted(appointment, network, coalition.amal)
    asked_in(first, noor.pk, rima)
    answered(first, rima, yes=True)
    second = wanted(_second(coalition, case, 14), network, coalition.amal)
    third = wanted(_second(coalition, other_case, 14), network, coalition.amal)
    rows = list(company_wanted(rima, at(0, 0)))
    found = {choice.row.pk: choice for choice in choices_for(rima, rows, solve=True)}
    # Noor knows the first household, so she goes with them again; Léa's two hours are enough for the other.
    proposed = {pk: choice.proposed.volunteer.pk if choice.proposed else None for pk, choice in found.items()}
    assert proposed == {first.pk: None, second.pk: noor.pk, third.pk: lea.pk}
    assert [option.knows_them for option in found[second.pk].options] == [True, False]
    assert {rule for _one, rules in found[second.pk].blocked for rule in rules} == {"language"}


def test_nobody_is_in_two_places_at_once(
    coalition: Coalition, case: Case, other_case: Case, appointment: Appointment
) -> None:
    network, rima = network_of(coalition), coalition.rima
    lea = helper_in(network, rima, "Léa")
    near = wanted(_second(coalition, other_case, 12), network, coalition.amal, way=60)
    first = wanted(appointment, network, coalition.amal)
    asked_in(first, lea.pk, rima)
    with pytest.raises(VolunteerBusyError):
        asked_in(near, lea.pk, rima)
    (choice,) = choices_for(rima, [kept(near, rima)], solve=True)
    assert choice.proposed is None and [rules for _one, rules in choice.blocked] == [["elsewhere"]]
    answered(first, rima, yes=False)
    assert asked_in(near, lea.pk, rima).now == State.ASKED


def test_a_no_is_kept_for_this_appointment_alone(
    coalition: Coalition, other_case: Case, appointment: Appointment
) -> None:
    network, rima = network_of(coalition), coalition.rima
    lea = helper_in(network, rima, "Léa")
    row = wanted(appointment, network, coalition.amal)
    with pytest.raises(NobodyAskedError):
        answered(row, rima, yes=True)
    asked_in(row, lea.pk, rima)
    assert answered(row, rima, yes=False).now == State.WANTED
    with pytest.raises(VolunteerSaidNoError):
        asked_in(row, lea.pk, rima)
    other = wanted(_second(coalition, other_case, 16), network, coalition.amal)
    assert asked_in(other, lea.pk, rima).now == State.ASKED


def test_a_moved_appointment_and_a_volunteer_who_left_are_open_again(
    coalition: Coalition, appointment: Appointment
) -> None:
    network, rima, amal = network_of(coalition), coalition.rima, coalition.amal
    lea, noor = helper_in(network, rima, "Léa"), helper_in(network, rima, "Noor")
    row = wanted(appointment, network, amal)
    asked_in(row, lea.pk, rima)
    answered(row, rima, yes=True)
    assert not nobody_yet(rima, at(0, 0), days=7).exists()
    moved = appointment_for(amal, appointment.pk)
    reveal(moved, by=amal, why="test")
    change_appointment(moved, by=amal, starts_at=at(4, 10), details={}, member=amal, reminder="day")
    assert kept(row, rima).now == State.WANTED and nobody_yet(rima, at(0, 0), days=7).exists()
    asked_in(row, noor.pk, rima)
    answered(row, rima, yes=True)
    end_volunteer(Volunteer.objects.visible_to(rima).get(pk=noor.pk), by=rima)
    assert kept(row, rima).now == State.WANTED and nobody_yet(rima, at(0, 0), days=7).exists()


def test_what_was_called_off_asks_nobody(coalition: Coalition, appointment: Appointment) -> None:
    network, rima, amal = network_of(coalition), coalition.rima, coalition.amal
    lea = helper_in(network, rima, "Léa")
    row = wanted(appointment, network, amal)
    drop_company(company_of(amal, appointment.pk), by=amal)  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        company_for(rima, row.pk)
    again = wanted(appointment, network, amal)
    held = kept(again, rima)
    gone = appointment_for(amal, appointment.pk)
    reveal(gone, by=amal, why="test")
    settle_appointment(gone, state="cancelled", by=amal)
    with pytest.raises(AppointmentOverError):
        wanted(gone, network, amal)
    with pytest.raises(AppointmentOverError):
        ask_volunteer(held, lea.pk, seen="", by=rima)


def test_the_household_is_not_shown_to_the_network_and_the_network_is_not_open_to_others(
    coalition: Coalition, case: Case, appointment: Appointment, as_member: Callable[..., Client]
) -> None:
    network, rima = network_of(coalition), coalition.rima
    helper_in(network, rima, "Léa")
    row = wanted(appointment, network, coalition.amal)
    page = as_member(coalition.nadim).get(f"/companions/{row.pk}/").content.decode()
    assert "in front of the gate" in page and "Léa" in page
    assert "Salma" not in page and case.code not in page and "the prefecture" not in page
    for stranger in (coalition.omar, coalition.boris, coalition.amal):
        assert as_member(stranger).get(f"/companions/{row.pk}/").status_code in (403, 404)
    with pytest.raises(NotAllowedError):
        ask_volunteer(kept(row, rima), helper_in(network, rima, "Noor").pk, seen="", by=coalition.boris)


def test_it_is_done_on_the_pages_by_both_sides(
    coalition: Coalition, appointment: Appointment, as_member: Callable[..., Client]
) -> None:
    network, amal, nadim = network_of(coalition), as_member(coalition.amal), as_member(coalition.nadim)
    lea = helper_in(network, coalition.rima, "Léa")
    link = f"/appointments/{appointment.pk}/company/"
    assert link in amal.get(f"/appointments/{appointment.pk}/").content.decode()
    given = {
        "network": network.pk,
        "does": "accompany",
        "languages": ["ar"],
        "minutes": 45,
        "way": 20,
        "told": "the gate",
    }
    assert amal.post(link, {**given, "minutes": 0}).status_code == 422
    assert amal.post(link, given).status_code == 303
    row = Companion.objects.unscoped(reason="test").get()
    assert "Find somebody who goes along" in nadim.get("/today/").content.decode()
    assert "Hold the time of" in nadim.post("/companions/plan/").content.decode()
    assert nadim.post(f"/companions/{row.pk}/", {"volunteer": lea.pk}).status_code == 422
    seen = {"seen": company_for(coalition.nadim, row.pk).mark}
    assert nadim.post(f"/companions/{row.pk}/", {"volunteer": lea.pk, **seen}).status_code == 303
    assert "+33 1 99 00 00 00" in nadim.get(f"/companions/{row.pk}/").content.decode()
    assert "Léa" in nadim.get("/companions/").content.decode()
    assert "Somebody is being asked" in amal.get(link).content.decode()
    assert "Somebody is being asked" in amal.get(f"/appointments/{appointment.pk}/").content.decode()
    assert "+33 1 99" not in amal.get(link).content.decode()
    assert nadim.post(f"/companions/{row.pk}/answer/", {"answer": "yes", **seen}).status_code == 422
    seen = {"seen": company_for(coalition.nadim, row.pk).mark}
    assert nadim.post(f"/companions/{row.pk}/answer/", {"answer": "yes", **seen}).status_code == 303
    page = amal.get(link).content.decode()
    assert "Léa" in page and "+33 1 99 00 00 00" in page
    assert amal.post(f"{link}drop/").status_code == 303
    assert "Léa" not in amal.get(link).content.decode()
    page = nadim.get("/companions/").content.decode()
    assert "Tell them that it is off" in page and "+33 1 99 00 00 00" in page
    off = ToTell.objects.unscoped(reason="test").get()
    assert as_member(coalition.boris).post(f"/companions/told/{off.pk}/").status_code == 404
    assert nadim.post(f"/companions/told/{off.pk}/").status_code == 303
    assert "Tell them that it is off" not in nadim.get("/companions/").content.decode()


def _notices(coalition: Coalition, code: str) -> set[str]:
    rows = Notice.objects.unscoped(reason="test").filter(code=code).select_related("member")
    return {row.member.handle for row in rows}


def test_what_comes_to_nothing_is_told_to_both_sides_and_is_not_back_by_itself(
    coalition: Coalition, other_case: Case, appointment: Appointment
) -> None:
    network, rima, amal = network_of(coalition), coalition.rima, coalition.amal
    lea = helper_in(network, rima, "Léa")
    row = wanted(appointment, network, amal)
    asked_in(row, lea.pk, rima)
    answered(row, rima, yes=True)
    moved = appointment_for(amal, appointment.pk)
    reveal(moved, by=amal, why="test")
    change_appointment(moved, by=amal, starts_at=at(4, 10), details={}, member=amal, reminder="day")
    assert [(one.volunteer_id, one.starts_at) for one in to_tell(rima)] == [(lea.pk, at(3, 10))]
    assert "nadim" in _notices(coalition, "company.moved") and "amal" in _notices(coalition, "company.lost")
    other = wanted(_second(coalition, other_case, 10), network, amal)
    asked_in(other, lea.pk, rima)
    # Moved back, the first does not take her with it: she said yes to the other.
    change_appointment(moved, by=amal, starts_at=at(3, 10), details={}, member=amal, reminder="day")
    assert kept(row, rima).now == State.WANTED
    answered(other, rima, yes=True)
    assert answered(other, rima, yes=False).now == State.WANTED
    assert "amal" in _notices(coalition, "company.lost")
    end_volunteer(Volunteer.objects.visible_to(rima).get(pk=lea.pk), by=rima)
    assert to_tell(rima) == [] and not ToTell.objects.unscoped(reason="test").exists()


def test_two_who_look_at_the_same_page_do_not_write_over_one_another(
    coalition: Coalition, appointment: Appointment
) -> None:
    network, rima, nadim = network_of(coalition), coalition.rima, coalition.nadim
    lea, noor = helper_in(network, rima, "Léa"), helper_in(network, rima, "Noor")
    row = wanted(appointment, network, coalition.amal)
    asked_in(row, lea.pk, rima)
    old = kept(row, nadim)
    answered(row, rima, yes=False)
    asked_in(row, noor.pk, rima)
    with pytest.raises(ChangedMeanwhileError):
        write_answer(old, yes=True, seen=old.mark, by=nadim)
    with pytest.raises(ChangedMeanwhileError):
        ask_volunteer(old, lea.pk, seen=old.mark, by=nadim)
    assert kept(row, nadim).volunteer_id == noor.pk and kept(row, nadim).state == State.ASKED


def test_a_closed_case_sends_nobody(coalition: Coalition, case: Case, appointment: Appointment) -> None:
    network, rima = network_of(coalition), coalition.rima
    lea = helper_in(network, rima, "Léa")
    row = wanted(appointment, network, coalition.amal)
    asked_in(row, lea.pk, rima)
    close_case(case, reason="goals", outcome="safe", text="over", by=rima)
    assert not company_wanted(rima, at(0, 0)).exists() and [one.volunteer_id for one in to_tell(rima)] == [lea.pk]


def test_a_morning_outside_the_usual_hours_may_be_asked_for_by_hand(coalition: Coalition, case: Case) -> None:
    network, rima = network_of(coalition), coalition.rima
    lea = helper_in(network, rima, "Léa")
    row = wanted(_second(coalition, case, 8), network, coalition.amal)
    (choice,) = choices_for(rima, [kept(row, rima)], solve=True)
    assert choice.proposed is None and [option.beyond for option in choice.options] == [True]
    assert asked_in(row, lea.pk, rima).now == State.ASKED


def test_it_goes_with_an_erased_case(coalition: Coalition, case: Case, appointment: Appointment) -> None:
    wanted(appointment, network_of(coalition), coalition.amal)
    forget_company([case.pk])
    assert not Companion.objects.unscoped(reason="test").exists()
