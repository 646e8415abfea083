"""Reads of going along: the team sees its own appointments, the keepers of a network what a volunteer must know."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedQuerySet
from malath.platform.errors import NotFoundError
from malath.protection.accompaniment.rules import AppointmentState
from malath.protection.cases.rules import Stage
from malath.protection.companions.models import Companion, ToTell
from malath.protection.companions.rules import WEEKS_AHEAD, Ask, State, Taken
from malath.protection.hosting.visibility import keeping_q
from malath.protection.placing.rules import RISK

_FOR_KEEPERS = "whoever keeps a network finds who goes along; the household is not shown"
_OPEN = (State.WANTED, State.ASKED, State.YES)
_WITH = ("appointment", "network__local", "volunteer", "case")


def company_of(viewer: Member, appointment: uuid.UUID) -> Companion | None:
    """Who goes along to an appointment of a case that the viewer sees; None where nobody was asked for."""
    rows = Companion.objects.visible_to(viewer).select_related(*_WITH, "volunteer__network")
    found: Companion | None = rows.filter(appointment=appointment).first()
    return found


def state_of(viewer: Member, appointment: uuid.UUID) -> str:
    """How it stands, in words; nothing where nobody was asked for."""
    found = company_of(viewer, appointment)
    return str(State(found.now).label) if found else ""


def _kept(viewer: Member) -> ScopedQuerySet:
    rows = Companion.objects.unscoped(reason=_FOR_KEEPERS).filter(keeping_q(viewer, "network"), case__stage=Stage.OPEN)
    return rows.filter(state__in=_OPEN, appointment__state=AppointmentState.PLANNED).select_related(*_WITH)  # type: ignore[no-any-return]


def company_wanted(viewer: Member, now: datetime) -> ScopedQuerySet:
    """The appointments of the next four weeks, in the networks that the viewer keeps, that somebody should go along to."""
    until = now + timedelta(weeks=WEEKS_AHEAD)
    rows = _kept(viewer).filter(appointment__starts_at__gt=now, appointment__starts_at__lte=until)
    return rows.order_by("appointment__starts_at", "pk")


def nobody_yet(viewer: Member, now: datetime, *, days: int) -> ScopedQuerySet:
    """Those of the next days to which nobody said yes, the soonest first."""
    stands = Q(state=State.YES, volunteer__until=None, starts_at=F("appointment__starts_at"))
    rows = company_wanted(viewer, now).filter(appointment__starts_at__lte=now + timedelta(days=days))
    return rows.exclude(stands & Q(volunteer__isnull=False))


def company_for(viewer: Member, companion: uuid.UUID) -> Companion:
    """One of a network that the viewer keeps; NotFoundError otherwise. Its case comes for the act alone."""
    found: Companion | None = _kept(viewer).filter(pk=companion).first()
    if found is None:
        raise NotFoundError
    return found


def taken_between(volunteers: Iterable[uuid.UUID], begins: datetime, ends: datetime) -> list[tuple[uuid.UUID, Taken]]:
    """(companion, (volunteer, from, to)) where these volunteers go along, or are asked to, whoever asked."""
    rows = Companion.objects.unscoped(reason="nobody is in two places at once, whoever asked first")
    # The longest way and stay that a form takes is shorter than a day.
    near = rows.filter(
        volunteer__in=list(volunteers), state__in=(State.ASKED, State.YES), starts_at=F("appointment__starts_at"),
        starts_at__gt=begins - timedelta(days=1), starts_at__lt=ends + timedelta(days=1),
        appointment__state=AppointmentState.PLANNED, case__stage=Stage.OPEN,
    )  # fmt: skip
    found = [(row.pk, (str(row.volunteer_id), *row.span)) for row in near.select_related("appointment")]
    return [(pk, taken) for pk, taken in found if taken[1] < ends and begins < taken[2]]


def who_went_before(cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[uuid.UUID, str]]]:
    """By case, (companion, volunteer) of the appointments that somebody went along to, or will."""
    rows = Companion.objects.unscoped(reason="whom a household knows goes along again if they can")
    found: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
    known = rows.filter(
        case__in=list(cases), state=State.YES, volunteer__isnull=False, starts_at=F("appointment__starts_at"),
        appointment__state__in=(AppointmentState.PLANNED, AppointmentState.KEPT),
    )  # fmt: skip
    for case, companion, volunteer in known.values_list("case", "pk", "volunteer"):
        found.setdefault(case, []).append((companion, str(volunteer)))
    return found


def said_no(row: Companion) -> set[str]:
    """The volunteers who said no to this time of the appointment; the row comes revealed."""
    at = row.appointment.starts_at.isoformat()
    return {who for who, when in row.details["refused"] if when == at}


def to_tell(viewer: Member) -> list[ToTell]:
    """Who is to be told that it is off, the soonest first; what is over by a day is told no more."""
    rows = ToTell.objects.visible_to(viewer).filter(starts_at__gt=timezone.now() - timedelta(days=1))
    return list(rows.select_related("volunteer", "network__local").order_by("starts_at", "pk"))


def one_to_tell(viewer: Member, pk: uuid.UUID) -> ToTell:
    """One of them; NotFoundError otherwise."""
    found: ToTell | None = ToTell.objects.visible_to(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def as_ask(row: Companion, known: dict[uuid.UUID, list[tuple[uuid.UUID, str]]]) -> Ask:
    """A revealed row as the engine needs it; local times."""
    details = row.details
    others = (who for companion, who in known.get(row.case_id, ()) if companion != row.pk)
    return Ask(
        id=str(row.pk), starts=timezone.localtime(row.appointment.starts_at), minutes=row.minutes, way=row.way,
        does=details["does"], languages=frozenset(details["languages"]), women=details["women"],
        weight=RISK.get(row.case.priority, 1), known=frozenset(others), refused=frozenset(said_no(row)),
    )  # fmt: skip
