"""From a wish for company to somebody who goes along: who sees what, who can be asked, and what changes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment.actions import change_appointment, plan_appointment, settle_appointment
from malath.protection.accompaniment.models import Appointment
from malath.protection.accompaniment.selectors import appointment_for
from malath.protection.cases.models import Case
from malath.protection.companions.actions import ask_volunteer, drop_company, write_answer
from malath.protection.companions.errors import (
    AppointmentOverError,
    NobodyAskedError,
    VolunteerBusyError,
    VolunteerSaidNoError,
)
from malath.protection.companions.leaving import forget_company
from malath.protection.companions.models import Companion
from malath.protection.companions.planning import choices_for
from malath.protection.companions.rules import State
from malath.protection.companions.selectors import company_for, company_of, company_wanted, nobody_yet
from malath.protection.companions.tests.conftest import at
from malath.protection.companions.tests.makers import helper_in, kept, wanted
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
    asked = ask_volunteer(kept(first, rima), noor.pk, by=rima)
    write_answer(asked, yes=True, by=rima)
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
    ask_volunteer(kept(first, rima), lea.pk, by=rima)
    with pytest.raises(VolunteerBusyError):
        ask_volunteer(kept(near, rima), lea.pk, by=rima)
    (choice,) = choices_for(rima, [kept(near, rima)], solve=True)
    assert choice.proposed is None and [rules for _one, rules in choice.blocked] == [["free"]]
    write_answer(kept(first, rima), yes=False, by=rima)
    assert ask_volunteer(kept(near, rima), lea.pk, by=rima).now == State.ASKED


def test_a_no_is_kept_for_this_appointment_alone(
    coalition: Coalition, other_case: Case, appointment: Appointment
) -> None:
    network, rima = network_of(coalition), coalition.rima
    lea = helper_in(network, rima, "Léa")
    row = wanted(appointment, network, coalition.amal)
    with pytest.raises(NobodyAskedError):
        write_answer(kept(row, rima), yes=True, by=rima)
    ask_volunteer(kept(row, rima), lea.pk, by=rima)
    assert write_answer(kept(row, rima), yes=False, by=rima).now == State.WANTED
    with pytest.raises(VolunteerSaidNoError):
        ask_volunteer(kept(row, rima), lea.pk, by=rima)
    other = wanted(_second(coalition, other_case, 16), network, coalition.amal)
    assert ask_volunteer(kept(other, rima), lea.pk, by=rima).now == State.ASKED


def test_a_moved_appointment_and_a_volunteer_who_left_are_open_again(
    coalition: Coalition, appointment: Appointment
) -> None:
    network, rima, amal = network_of(coalition), coalition.rima, coalition.amal
    lea, noor = helper_in(network, rima, "Léa"), helper_in(network, rima, "Noor")
    row = wanted(appointment, network, amal)
    write_answer(ask_volunteer(kept(row, rima), lea.pk, by=rima), yes=True, by=rima)
    assert not nobody_yet(rima, at(0, 0), days=7).exists()
    moved = appointment_for(amal, appointment.pk)
    reveal(moved, by=amal, why="test")
    change_appointment(moved, by=amal, starts_at=at(4, 10), details={}, member=amal, reminder="day")
    assert kept(row, rima).now == State.WANTED and nobody_yet(rima, at(0, 0), days=7).exists()
    write_answer(ask_volunteer(kept(row, rima), noor.pk, by=rima), yes=True, by=rima)
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
        ask_volunteer(held, lea.pk, by=rima)


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
        ask_volunteer(kept(row, rima), helper_in(network, rima, "Noor").pk, by=coalition.boris)


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
    assert nadim.post(f"/companions/{row.pk}/", {"volunteer": lea.pk}).status_code == 303
    assert "+33 1 99 00 00 00" in nadim.get(f"/companions/{row.pk}/").content.decode()
    assert "Léa" in nadim.get("/companions/").content.decode()
    assert "Somebody is being asked" in amal.get(link).content.decode()
    assert "+33 1 99" not in amal.get(link).content.decode()
    assert nadim.post(f"/companions/{row.pk}/answer/", {"answer": "yes"}).status_code == 303
    page = amal.get(link).content.decode()
    assert "Léa" in page and "+33 1 99 00 00 00" in page
    assert amal.post(f"{link}drop/").status_code == 303
    assert "Léa" not in amal.get(link).content.decode()


def test_it_goes_with_an_erased_case(coalition: Coalition, case: Case, appointment: Appointment) -> None:
    wanted(appointment, network_of(coalition), coalition.amal)
    forget_company([case.pk])
    assert not Companion.objects.unscoped(reason="test").exists()
