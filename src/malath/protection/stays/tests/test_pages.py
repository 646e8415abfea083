"""The pages of a stay, as Rima books it and Amal lives with it; what each says, and to whom it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from malath.platform.notices.models import Notice
from malath.protection.cases.models import Case
from malath.protection.hosting.models import Home
from malath.protection.stays.models import Stay
from malath.protection.stays.rules import StayState
from malath.protection.stays.tests.makers import day
from tests.everything import MARK, everything
from tests.people import Coalition

AsMember = Callable[..., Client]


def the_stay(c: Coalition) -> Stay:
    return Stay.objects.visible_to(c.rima).get()  # type: ignore[no-any-return]


def look(case: Case, first: int = 0, last: int = 60, persons: int = 2) -> str:
    days = f"from_day={day(first).isoformat()}&to_day={day(last).isoformat()}&persons={persons}"
    return f"/cases/{case.pk}/stays/book/?{days}"


def test_a_stay_is_booked_agreed_lived_and_ended_through_the_pages(
    case: Case, shared: Home, coalition: Coalition, as_member: AsMember
) -> None:
    rima, amal = as_member(coalition.rima), as_member(coalition.amal)

    offered = rima.get(look(case))
    booked = rima.post(look(case), {"home": str(shared.pk), "note": "near the school"})
    stay = the_stay(coalition)
    agreed = amal.post(
        f"/stays/{stay.pk}/agree/", {"both_agree": "on", "allowance_shown": "on", "adults": "2", "person_said": "Yes"}
    )
    arrived = amal.post(f"/stays/{stay.pk}/arrive/", {"on": day(0).isoformat()})
    page = amal.get(f"/stays/{stay.pk}/").content.decode()
    ended = amal.post(
        f"/stays/{stay.pk}/end/", {"on": day(0).isoformat(), "reason": "own_home", "where_next": "own_home"}
    )

    assert shared.code in offered.content.decode()
    assert [booked.status_code, agreed.status_code, arrived.status_code, ended.status_code] == [303] * 4
    assert "They live there until" in page and "near the school" in page
    assert the_stay(coalition).state == StayState.ENDED


def test_what_free_housing_takes_away_stands_above_the_question(
    case: Case, shared: Home, coalition: Coalition, as_member: AsMember
) -> None:
    rima = as_member(coalition.rima)
    rima.post(look(case), {"home": str(shared.pk)})
    stay = the_stay(coalition)

    page = rima.get(f"/stays/{stay.pk}/agree/").content.decode()
    refused = rima.post(f"/stays/{stay.pk}/agree/", {"both_agree": "on", "adults": "1"})

    assert "7.40" in page and "222.00" in page and "2018-426" in page
    assert refused.status_code == 422
    assert the_stay(coalition).state == StayState.BOOKED


def test_a_home_that_filled_up_meanwhile_is_told_in_the_form(
    case: Case, other_case: Case, family: Home, coalition: Coalition, as_member: AsMember
) -> None:
    from malath.protection.stays import room
    from malath.protection.stays.actions import book_stay
    from malath.protection.stays.views import booking

    rima = as_member(coalition.rima)
    before = room.homes_with_room(coalition.rima, day(0), day(60), 2)
    book_stay(other_case, family, from_day=day(1), to_day=day(3), persons=1, by=coalition.rima)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(booking, "homes_with_room", lambda *_arguments: before)
        answer = rima.post(look(case), {"home": str(family.pk)})

    assert answer.status_code == 422
    assert "There is no room for them" in answer.content.decode()


def test_a_journey_is_planned_watched_and_confirmed(case: Case, coalition: Coalition, as_member: AsMember) -> None:
    from malath.protection.stays.jobs import alarm_of_arrivals
    from malath.protection.stays.models import Leg

    amal = as_member(coalition.amal, "ar")
    late = timezone.localtime() - timedelta(hours=3)
    form = {
        "start": "Beirut", "end": "Lyon", "way": "plane", "leaves_on": day(-1).isoformat(), "escort": "Jana",
        "arrival_at": late.strftime("%Y-%m-%dT%H:%M"), "member": str(coalition.amal.pk), "needed": "laissez-passer",
    }  # fmt: skip

    planned = amal.post(f"/cases/{case.pk}/journeys/new/", form)
    leg = Leg.objects.visible_to(coalition.amal).get()
    alarms = (alarm_of_arrivals(), alarm_of_arrivals())
    today = as_member(coalition.rima).get("/today/").content.decode()
    changed = amal.post(f"/stays/journeys/{leg.pk}/", {**form, "end": "Rennes"})
    confirmed = amal.post(f"/stays/journeys/{leg.pk}/arrived/", {"said": "She called on Signal"})

    assert (planned.status_code, changed.status_code, confirmed.status_code) == (303, 303, 303)
    told = Notice.objects.unscoped(reason="test").filter(code="stays.arrival_overdue")
    assert alarms == (1, 1)
    assert sorted(told.values_list("member__handle", flat=True)) == ["amal", "dalia", "rima"]
    assert "safe arrival not confirmed" in today
    assert alarm_of_arrivals() == 0
    tab = amal.get(f"/cases/{case.pk}/tab/stays/").content.decode()
    assert "Rennes" in tab


@pytest.fixture
def world(coalition: Coalition) -> dict[str, object]:
    return dict(everything(coalition).ids)


PAGES = (
    "/stays/", "/stays/?state=ended", "/stays/?after=x", "/stays/{stay_id}/", "/stays/{stay_id}/extend/",
    "/stays/{stay_id}/end/", "/stays/{stay_id}/move/", "/stays/{stay_id}/incidents/new/", "/stays/{stay_id}/afterwards/",
    "/stays/{stay_id}/rent/", "/stays/{stay_id}/complaint/", "/stays/journeys/{leg_id}/", "/stays/visits/{visit_id}/",
    "/stays/incidents/{incident_id}/", "/stays/rents/{agreement_id}/", "/stays/payments/{payment_id}/take-back/",
    "/stays/budget/", "/cases/{case_id}/tab/stays/", "/cases/{case_id}/stays/book/", "/cases/{case_id}/journeys/new/",
)  # fmt: skip


def test_every_page_opens_for_the_coordinator_and_none_for_a_stranger(
    world: dict[str, object], coalition: Coalition, as_member: AsMember
) -> None:
    rima, bilal = as_member(coalition.rima, "fr"), as_member(coalition.bilal)

    opened = {page: rima.get(page.format(**world)).status_code for page in PAGES}
    closed = {page: bilal.get(page.format(**world)).status_code for page in PAGES if "_id}" in page}

    assert set(opened.values()) == {200}, opened
    assert set(closed.values()) == {404}, closed


def test_a_stranger_reads_nothing_in_the_lists(
    world: dict[str, object], coalition: Coalition, as_member: AsMember
) -> None:
    assert MARK not in as_member(coalition.bilal).get("/stays/").content.decode()
    assert MARK not in as_member(coalition.boris).get("/stays/budget/").content.decode()


def test_a_persons_copy_holds_their_home_and_not_the_hosts_words(
    world: dict[str, object], coalition: Coalition, as_member: AsMember
) -> None:
    from malath.people.selectors import person_for
    from malath.protection.stays.sharing import copy_stays

    (part,) = copy_stays(coalition.rima, person_for(coalition.rima, world["person_id"]))  # type: ignore[arg-type]

    assert any(MARK in text for _label, text in part.lines)
    assert all("host_said" not in one and "host" not in one for one in part.data)


def test_an_erased_case_gives_its_beds_back(case: Case, family: Home, coalition: Coalition) -> None:
    from malath.protection.cases.erasing import ask_erasure, carry_out_erasure
    from malath.protection.stays.actions import book_stay
    from malath.protection.stays.models import Night

    book_stay(case, family, from_day=day(1), to_day=day(9), persons=1, by=coalition.rima)

    carry_out_erasure(ask_erasure(case, ground="wish", by=coalition.dalia), by=coalition.rima)

    assert not Night.objects.unscoped(reason="test").filter(home=family).exists()
    assert Stay.objects.unscoped(reason="test").get(case=case).state == StayState.CANCELLED
