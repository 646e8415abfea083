"""After the arrival: visits, incidents, and what comes after the stay (SH4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import members_who_see, note_contact, team_of
from malath.protection.cases.writing import check_may_write, required
from malath.protection.stays.actions.telling import tell_case
from malath.protection.stays.errors import DayNotOfStayError, StayStateError, VisitDoneError
from malath.protection.stays.models import ExitStep, Incident, Stay, Visit
from malath.protection.stays.rules import GRAVE, IncidentKind, StayState


@transaction.atomic
def write_visit(
    visit: Visit,
    *,
    on: date,
    person: str,
    host: str,
    by: Member,
    person_said: str = "",
    host_said: str = "",
    note: str = "",
) -> Visit:
    """Write down a visit: how the household is, how the host is, in their own short words. It comes with its case.

    Raises VisitDoneError, DayNotOfStayError.
    """
    check_may_write(visit.case, by)
    rows = Visit.objects.unscoped(reason="the same visit, locked").select_for_update()
    held: Visit = rows.get(pk=visit.pk)
    if held.done_on or held.dropped_on:
        raise VisitDoneError
    if on > timezone.localdate():
        raise DayNotOfStayError
    held.done_on, held.done_by = on, by
    held.details = {
        "person": person, "host": host, "person_said": person_said, "host_said": host_said, "note": note,
    }  # fmt: skip
    held.save()
    tell_case(visit.case, "visited", by=by, about=visit.pk, text=note, person=person, host=host)
    note_contact(visit.case, on=on)
    return held


def told_of_incident(stay: Stay, kind: str, by: Member) -> list[Member]:
    """Who hears of an incident: the team; of a grave one, everybody whose role covers the case as well."""
    members = members_who_see(stay.case) if kind in GRAVE else [seat.member for seat in team_of(by, stay.case)]
    return [member for member in {member.pk: member for member in members}.values() if member.pk != by.pk]


@transaction.atomic
def note_incident(stay: Stay, *, on: date, kind: str, what: str, by: Member, done: str = "") -> Incident:
    """Something went wrong: written down, and told to who must know. The stay comes with its case.

    Raises StayStateError, DayNotOfStayError.
    """
    check_may_write(stay.case, by)
    if stay.state not in (StayState.ARRIVED, StayState.ENDED):
        raise StayStateError
    if on > timezone.localdate() or on < stay.from_day:
        raise DayNotOfStayError
    incident = Incident(
        case=stay.case, stay=stay, on=on, kind=IncidentKind(kind), noted_by=by, noted_on=timezone.localdate(),
        details={"what": required(what), "done": done},
    )  # fmt: skip
    incident.save(force_insert=True)
    tell_case(stay.case, "incident", by=by, about=incident.pk, text=what, kind=kind)
    tell(told_of_incident(stay, kind, by), "stays.incident", f"/stays/{stay.pk}/")
    return incident


@transaction.atomic
def settle_incident(incident: Incident, *, done: str, by: Member) -> Incident:
    """What was done about it. The incident comes with its case. Raises StayStateError."""
    check_may_write(incident.case, by)
    rows = Incident.objects.unscoped(reason="the same incident, locked").select_for_update()
    held: Incident = rows.get(pk=incident.pk)
    if held.settled_on:
        raise StayStateError
    reveal(held, by=by, why="stay.incident")
    held.settled_on = timezone.localdate()
    held.details = {**held.details, "done": required(done)}
    held.save()
    tell_case(incident.case, "incident_settled", by=by, about=incident.pk, text=done, kind=held.kind)
    return held


@transaction.atomic
def set_exit_plan(stay: Stay, plan: Mapping[int, tuple[str, bool]], *, by: Member) -> None:
    """Write the aims for 30, 60 and 90 days after the arrival, and which of them were reached: {days: (aim, reached)}.

    The stay comes with its case.
    """
    check_may_write(stay.case, by)
    steps = list(ExitStep.objects.visible_to(by).select_for_update().filter(stay=stay))
    reveal(steps, by=by, why="stay")
    for step in steps:
        aim, reached = plan.get(step.after, ("", False))
        step.details = {**step.details, "aim": aim}
        step.reached_on = (step.reached_on or timezone.localdate()) if reached else None
        step.save()
    tell_case(stay.case, "exit_changed", by=by, about=stay.pk)
