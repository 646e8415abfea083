"""When somebody does not go along after all: the volunteer is to be told, and so is the team, whatever was the cause."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.notices.actions import tell
from malath.protection.accompaniment.rules import AppointmentState
from malath.protection.companions.models import Companion, ToTell
from malath.protection.companions.rules import State
from malath.protection.hosting.selectors import keepers_of

if TYPE_CHECKING:
    from malath.platform.access.scoped import ScopedQuerySet
    from malath.protection.accompaniment.models import Appointment
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Volunteer

_WHY = "whoever was asked is let off, whoever looks"
_ASKED = (State.ASKED, State.YES)
KEPT = timedelta(days=30)


def let_off(row: Companion, *, by: Member, moved: bool = False) -> None:
    """Write down who is to be told that it is off, tell those who keep the network, and the team where somebody had said
    yes. The caller changes the row, which is locked and comes with appointment, network, volunteer and who asked. `moved`:
    another time is to be asked for, and whoever moved it is told too that nobody has said yes to that."""
    if row.state not in _ASKED or row.volunteer is None or row.starts_at is None:
        return
    # Which volunteer was to be where is not kept longer than anybody can be told.
    old = ToTell.objects.unscoped(reason=_WHY).filter(starts_at__lt=timezone.now() - KEPT)
    old.delete()
    if row.volunteer.until is None:
        ToTell(network_id=row.network_id, volunteer=row.volunteer, starts_at=row.starts_at).save(force_insert=True)
        code = "company.moved" if moved else "company.dropped"
        tell([one for one in keepers_of(row.network) if one.pk != by.pk], code, "/companions/")
    if row.state == State.YES:
        team = [one for one in {row.appointment.member, row.asked_by} if moved or one.pk != by.pk]
        tell(team, "company.lost", f"/appointments/{row.appointment_id}/company/")


def _let_go(rows: ScopedQuerySet, by: Member, *, moved: bool = False) -> None:
    known = rows.filter(state__in=_ASKED).select_related("appointment__member", "network", "volunteer", "asked_by")
    for row in known.select_for_update(of=("self",)).order_by("pk"):
        let_off(row, by=by, moved=moved)
        row.state, row.volunteer, row.starts_at = State.WANTED, None, None
        row.save(update_fields=["state", "volunteer", "starts_at"])


def follow_appointment(appointment: Appointment, by: Member) -> None:
    """Moved, called off or over: nobody has said yes to what it is now. One that was kept stays as it was."""
    rows = Companion.objects.unscoped(reason=_WHY).filter(appointment=appointment.pk)
    if appointment.state == AppointmentState.PLANNED:
        _let_go(rows.exclude(starts_at=appointment.starts_at), by, moved=True)
    elif appointment.state == AppointmentState.CANCELLED:
        _let_go(rows, by)


def follow_closing(case: Case, by: Member) -> None:
    """A closed case sends nobody anywhere."""
    planned = Companion.objects.unscoped(reason=_WHY).filter(case=case.pk, appointment__state=AppointmentState.PLANNED)
    _let_go(planned, by)


def follow_leaving(volunteer: Volunteer, by: Member) -> None:
    """Who helps no more goes along nowhere: the teams look for somebody else, and nobody is left to be told anything."""
    ToTell.objects.unscoped(reason=_WHY).filter(volunteer=volunteer.pk).delete()
    _let_go(Companion.objects.unscoped(reason=_WHY).filter(volunteer=volunteer.pk), by)
