"""Asking for company, finding somebody, and writing down what they say."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotFoundError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment.rules import AppointmentState
from malath.protection.accompaniment.selectors import hold_appointment
from malath.protection.cases.rules import Stage
from malath.protection.cases.writing import check_may_write
from malath.protection.companions.ending import let_off
from malath.protection.companions.errors import (
    AppointmentOverError,
    NobodyAskedError,
    VolunteerBusyError,
    VolunteerSaidNoError,
)
from malath.protection.companions.models import Companion, ToTell
from malath.protection.companions.rules import State
from malath.protection.companions.selectors import said_no, taken_between
from malath.protection.hosting.actions import check_may_keep, hold_volunteer
from malath.protection.hosting.selectors import keepers_of

if TYPE_CHECKING:
    from malath.protection.accompaniment.models import Appointment
    from malath.protection.hosting.models import Network


@transaction.atomic
def ask_for_company(
    appointment: Appointment, network: Network, *, does: str, languages: Sequence[str], women: bool, told: str,
    minutes: int, way: int, by: Member,
) -> Companion:  # fmt: skip
    """Ask a network for somebody who goes along; asked anew, whoever was found is let off and somebody asked again. The
    appointment comes with its case. `minutes`: how long it takes there; `way`: how long the way is, in minutes, one way.

    Raises AppointmentOverError, NotAllowedError, CaseClosedError.
    """
    check_may_write(appointment.case, by)
    now = hold_appointment(appointment)
    if now.state != AppointmentState.PLANNED or now.starts_at <= timezone.now():
        raise AppointmentOverError
    rows = Companion.objects.unscoped(reason="the company of an appointment that the member may write of")
    known = rows.select_related("appointment", "network", "volunteer", "asked_by")
    row: Companion | None = known.select_for_update(of=("self",)).filter(appointment=appointment.pk).first()
    refused: list[list[str]] = []
    if row is not None:
        reveal(row, by=by, why="companions.ask")
        refused = row.details["refused"]
        let_off(row, by=by)
    else:
        row = Companion(case_id=appointment.case_id, appointment_id=appointment.pk)
    row.network_id, row.asked_by, row.minutes, row.way = network.pk, by, minutes, way
    row.state, row.volunteer, row.starts_at = State.WANTED, None, None
    row.details = {"does": does, "languages": list(languages), "women": women, "told": told, "refused": refused}
    row.save()
    record("company.wanted", by=by, subject=row.case_id, row=row.pk, organisation=appointment.case.organisation_id)
    tell([one for one in keepers_of(network) if one.pk != by.pk], "company.wanted", f"/companions/{row.pk}/")
    return row


@transaction.atomic
def drop_company(row: Companion, *, by: Member) -> None:
    """Nobody need go along any more; whoever was asked is to be told. The row comes with its case. Raises NotAllowedError,
    CaseClosedError."""
    check_may_write(row.case, by)
    held = _held(row)
    let_off(held, by=by)
    held.state, held.volunteer, held.starts_at = State.DROPPED, None, None
    held.save(update_fields=["state", "volunteer", "starts_at"])
    record("company.dropped", by=by, subject=row.case_id, row=row.pk, organisation=row.case.organisation_id)


@transaction.atomic
def ask_volunteer(row: Companion, volunteer: uuid.UUID, *, seen: str, by: Member) -> Companion:
    """A volunteer of the network is being asked: until they answer, nobody else can have that time of theirs. Whoever was
    asked before is let off. `seen`: the mark of the row as the page showed it.

    The row is one that the member keeps (`company_for`). Raises NotFoundError, NotAllowedError, ChangedMeanwhileError,
    VolunteerBusyError, VolunteerSaidNoError, AppointmentOverError.
    """
    # The volunteer first: two who ask for the same hour wait for one another here.
    asked = hold_volunteer(volunteer, row.network_id, by=by)
    held = _held(row, seen)
    if held.state == State.DROPPED or held.appointment.state != AppointmentState.PLANNED:
        raise AppointmentOverError
    if held.case.stage != Stage.OPEN or held.appointment.starts_at <= timezone.now():
        raise AppointmentOverError
    reveal(held, by=by, why="companions.ask")
    if str(asked.pk) in said_no(held):
        raise VolunteerSaidNoError
    if any(pk != held.pk for pk, _span in taken_between([asked.pk], *held.span)):
        raise VolunteerBusyError
    if held.volunteer_id != asked.pk:
        let_off(held, by=by)
    held.state, held.volunteer, held.starts_at = State.ASKED, asked, held.appointment.starts_at
    held.save(update_fields=["state", "volunteer", "starts_at"])
    record("company.asked", by=by, subject=row.case_id, row=row.pk, organisation=row.case.organisation_id)
    return held


@transaction.atomic
def write_answer(row: Companion, *, yes: bool, seen: str, by: Member) -> Companion:
    """What the volunteer said who stood on the page (`seen`, as in `ask_volunteer`). A no is kept for this time of the
    appointment, and somebody else is looked for; the team hears of a no after a yes.

    Raises NobodyAskedError, NotFoundError, NotAllowedError, ChangedMeanwhileError.
    """
    held = _held(row, seen)
    check_may_keep(by, held.network_id)
    if held.now not in (State.ASKED, State.YES):
        raise NobodyAskedError
    team = [one for one in {held.appointment.member, held.asked_by} if one.pk != by.pk]
    path = f"/appointments/{held.appointment_id}/company/"
    if yes:
        held.state = State.YES
        tell(team, "company.found", path)
    else:
        reveal(held, by=by, why="companions.answer")
        no = [str(held.volunteer_id), held.appointment.starts_at.isoformat()]
        held.details = {**held.details, "refused": [*held.details["refused"], no]}
        if held.state == State.YES:
            tell(team, "company.lost", path)
        held.state, held.volunteer, held.starts_at = State.WANTED, None, None
    held.save()
    event = "company.found" if yes else "company.refused"
    record(event, by=by, subject=row.case_id, row=row.pk, organisation=row.case.organisation_id)
    return held


@transaction.atomic
def note_told(row: ToTell, *, by: Member) -> None:
    """The volunteer was told that it is off. Raises NotAllowedError."""
    check_may_keep(by, row.network_id)
    network = row.network_id
    row.delete()
    record("company.told", by=by, row=network)


def _held(row: Companion, seen: str = "") -> Companion:
    rows = Companion.objects.unscoped(reason="the same row, locked").select_for_update(of=("self",))
    known = rows.select_related("appointment__member", "volunteer", "case", "network", "asked_by")
    found: Companion | None = known.filter(pk=row.pk).first()
    if found is None:
        raise NotFoundError
    if seen and found.mark != seen:
        raise ChangedMeanwhileError
    return found
