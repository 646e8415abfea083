"""After the arrival: visits, incidents, the plan for afterwards; and complaints that the local coordinator never sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from malath.platform.access.models import Member, Membership, Organisation
from malath.platform.access.rules import Role
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case, Entry
from malath.protection.hosting.models import Home
from malath.protection.stays.actions import complaining, following, journeys
from malath.protection.stays.actions.living import end_stay
from malath.protection.stays.errors import (
    ComplaintStateError,
    LegStateError,
    NobodyHearsError,
    StayStateError,
    VisitDoneError,
    WatcherCannotSeeError,
    WrongDaysError,
)
from malath.protection.stays.jobs import alarm_of_arrivals, remind_of_visits
from malath.protection.stays.models import Complaint, ExitStep, Leg, Stay, Visit
from malath.protection.stays.rules import EndReason, WhereNext
from malath.protection.stays.tests.makers import day
from malath.protection.stays.tests.test_booking import living
from tests.people import Coalition, member


@pytest.fixture
def stay(case: Case, shared: Home, coalition: Coalition) -> Stay:
    """Salma lives there since ten days."""
    return living(case, shared, coalition)


def first_visit(stay: Stay, c: Coalition) -> Visit:
    rows = Visit.objects.visible_to(c.amal).select_related("case").filter(stay=stay, done_on=None)
    return rows.order_by("due_on").first()  # type: ignore[no-any-return]


def told(code: str) -> list[str]:
    rows = Notice.objects.unscoped(reason="test").filter(code=code)
    return sorted(rows.values_list("member__handle", flat=True))


def test_a_visit_asks_both_sides_and_counts_as_a_contact(stay: Stay, coalition: Coalition) -> None:
    visit = first_visit(stay, coalition)

    following.write_visit(visit, on=day(0), person="good", host="bad", host_said="Too loud", by=coalition.amal)

    kept = Visit.objects.visible_to(coalition.amal).get(pk=visit.pk)
    reveal(kept, by=coalition.amal, why="test")
    assert (kept.details["person"], kept.details["host"], kept.done_on) == ("good", "bad", day(0))
    assert Case.objects.visible_to(coalition.amal).get(pk=stay.case_id).last_contact_on == day(0)
    with pytest.raises(VisitDoneError):
        following.write_visit(visit, on=day(0), person="good", host="good", by=coalition.amal)
    with pytest.raises(WrongDaysError):
        following.write_visit(first_visit(stay, coalition), on=day(1), person="good", host="good", by=coalition.amal)


def test_a_visit_that_is_due_is_told_once(stay: Stay, coalition: Coalition) -> None:
    visit = first_visit(stay, coalition)
    Visit.objects.unscoped(reason="test").filter(pk=visit.pk).update(due_on=day(0))

    assert (remind_of_visits(), remind_of_visits()) == (1, 1)
    assert told("stays.visit_due") == ["amal", "dalia", "rima"]


def test_a_broken_window_is_told_to_the_team_and_violence_to_those_above(stay: Stay, coalition: Coalition) -> None:
    following.note_incident(stay, on=day(0), kind="house", what="A window broke", by=coalition.rima)
    assert told("stays.incident") == ["amal"]

    incident = following.note_incident(stay, on=day(0), kind="harm", what="He hit her", by=coalition.amal)
    assert told("stays.incident") == ["amal", "dalia", "rima"]

    assert following.settle_incident(incident, done="They moved out the same evening", by=coalition.amal).settled_on
    with pytest.raises(StayStateError):
        following.settle_incident(incident, done="again", by=coalition.amal)
    with pytest.raises(WrongDaysError):
        following.note_incident(stay, on=day(2), kind="house", what="x", by=coalition.amal)


def test_the_plan_for_afterwards_keeps_the_day_on_which_something_was_reached(stay: Stay, coalition: Coalition) -> None:
    following.set_exit_plan(stay, {30: ("Bank account", True), 60: ("Work permit", False)}, by=coalition.amal)

    steps = list(ExitStep.objects.visible_to(coalition.amal).filter(stay=stay).order_by("after"))
    reveal(steps, by=coalition.amal, why="test")
    assert [(step.details.get("aim"), step.reached_on) for step in steps] == [
        ("Bank account", day(0)), ("Work permit", None), ("", None),
    ]  # fmt: skip


def test_an_arrival_alarms_until_somebody_confirms_it(case: Case, coalition: Coalition) -> None:
    leg = journeys.plan_leg(
        case, way="bus", leaves_on=day(-1), arrival_at=timezone.now() - timedelta(minutes=5), member=coalition.amal,
        details={"start": "Van", "end": "Ankara"}, by=coalition.rima,
    )  # fmt: skip

    assert alarm_of_arrivals() == 1
    assert told("stays.arrival_overdue") == ["amal", "dalia", "rima"]
    assert told("stays.journey_watched") == ["amal"]
    journeys.confirm_leg(leg, said="She called", by=coalition.amal)
    assert alarm_of_arrivals() == 0
    with pytest.raises(LegStateError):
        journeys.cancel_leg(leg, said="no", by=coalition.amal)


def test_an_alarm_rings_again_the_next_day_and_not_in_between(case: Case, coalition: Coalition) -> None:
    journeys.plan_leg(
        case,
        way="bus",
        leaves_on=day(-1),
        arrival_at=timezone.now(),
        member=coalition.amal,
        details={},
        by=coalition.amal,
    )
    for _ in range(3):
        alarm_of_arrivals()
    assert Notice.objects.unscoped(reason="test").filter(code="stays.arrival_overdue").count() == 3

    Notice.objects.unscoped(reason="test").update(on=day(-1), read_on=day(-1))
    alarm_of_arrivals()
    assert Notice.objects.unscoped(reason="test").filter(code="stays.arrival_overdue").count() == 6


def test_who_watches_sees_the_case_and_nobody_arrives_before_they_leave(case: Case, coalition: Coalition) -> None:
    given = {"way": "bus", "details": {}, "by": coalition.amal}
    with pytest.raises(WatcherCannotSeeError):
        journeys.plan_leg(case, leaves_on=day(0), arrival_at=timezone.now(), member=coalition.bilal, **given)
    with pytest.raises(WrongDaysError):
        journeys.plan_leg(case, leaves_on=day(2), arrival_at=timezone.now(), member=coalition.amal, **given)
    assert not Leg.objects.visible_to(coalition.amal).exists()


# ── complaints ──


def complain(stay: Stay, c: Coalition, **given: object) -> Complaint:
    wanted = {"who": "person", "organisation": c.haven, "what": "Nadim shouts at us", "by": c.amal, **given}
    return complaining.write_complaint(stay, **wanted)  # type: ignore[arg-type]


def test_a_complaint_reaches_a_director_and_never_the_local_coordinator(
    stay: Stay, coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    complaint = complain(stay, coalition)

    assert told("stays.complaint") == ["dalia"]
    for other in (coalition.nadim, coalition.rima, coalition.amal, coalition.boris):
        assert not Complaint.objects.visible_to(other).exists()
        assert as_member(other).get(f"/stays/complaints/{complaint.pk}/").status_code == 404
    assert as_member(coalition.dalia).get(f"/stays/complaints/{complaint.pk}/").status_code == 200


def test_a_director_who_coordinates_the_network_hears_no_complaint_about_it(stay: Stay, coalition: Coalition) -> None:
    Membership.objects.create(
        member=coalition.dalia, organisation=coalition.haven, role=Role.NETWORK_COORDINATOR, network=coalition.lyon,
        since=day(-9),
    )  # fmt: skip

    with pytest.raises(NobodyHearsError):
        complain(stay, coalition)
    assert complain(stay, coalition, organisation=other_organisation(coalition)).pk
    assert not Complaint.objects.visible_to(Member.objects.get(pk=coalition.dalia.pk)).exists()


def other_organisation(c: Coalition) -> Organisation:
    """The archive, which has a director too."""
    member("salim", c.archive, Role.DIRECTOR)
    return c.archive


def test_another_organisations_director_reads_the_complaint_and_not_the_case(
    stay: Stay, coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    archive = other_organisation(coalition)
    complaint = complain(stay, coalition, organisation=archive)
    salim = Member.objects.get(handle="salim")

    page = as_member(salim).get(f"/stays/complaints/{complaint.pk}/")

    assert (page.status_code, "Nadim shouts at us" in page.content.decode()) == (200, True)
    assert as_member(salim).get(f"/stays/{stay.pk}/").status_code == 404
    assert not Complaint.objects.visible_to(coalition.dalia).exists()


def test_a_complaint_stands_neither_on_the_timeline_nor_by_its_case_in_the_ledger(
    stay: Stay, coalition: Coalition
) -> None:
    before = Entry.objects.visible_to(coalition.rima).filter(case=stay.case_id).count()

    complaint = complain(stay, coalition)

    assert Entry.objects.visible_to(coalition.rima).filter(case=stay.case_id).count() == before
    entry = OutboxEntry.objects.get(verb="complaint.written")
    assert (entry.row, entry.subject, entry.facts) == (complaint.pk, None, {})


def test_a_complaint_is_answered_once_and_the_writer_hears_that_it_was(stay: Stay, coalition: Coalition) -> None:
    complaint = complain(stay, coalition)

    complaining.answer_complaint(complaint, answer="We spoke with him.", by=coalition.dalia)

    assert told("stays.complaint_answered") == ["amal"]
    with pytest.raises(ComplaintStateError):
        complaining.answer_complaint(complaint, answer="again", by=coalition.dalia)
    with pytest.raises(NotAllowedError):
        complaining.answer_complaint(complaint, answer="mine", by=coalition.rima)


def test_who_does_not_see_the_stay_writes_no_complaint(stay: Stay, coalition: Coalition) -> None:
    with pytest.raises(NotAllowedError):
        complain(stay, coalition, by=coalition.bilal)


def test_a_complaint_can_be_written_when_the_stay_is_over(stay: Stay, coalition: Coalition) -> None:
    end_stay(stay, on=day(0), reason=EndReason.CONFLICT, where_next=WhereNext.FAMILY, by=coalition.rima)

    assert complain(stay, coalition, who="host").pk
