"""Asking for company, finding somebody, and writing down what they say."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotFoundError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment.rules import AppointmentState
from malath.protection.cases.writing import check_may_write
from malath.protection.companions.errors import (
    AppointmentOverError,
    NobodyAskedError,
    VolunteerBusyError,
    VolunteerSaidNoError,
)
from malath.protection.companions.models import Companion
from malath.protection.companions.rules import State
from malath.protection.companions.selectors import taken_between
from malath.protection.hosting.actions import hold_volunteer
from malath.protection.hosting.selectors import keepers_of

if TYPE_CHECKING:
    from malath.protection.accompaniment.models import Appointment
    from malath.protection.hosting.models import Network


@transaction.atomic
def ask_for_company(
    appointment: Appointment, network: Network, *, does: str, languages: Sequence[str], women: bool, told: str,
    minutes: int, way: int, by: Member,
) -> Companion:  # fmt: skip
    """Ask a network for somebody who goes along; asked anew, whoever was found is asked again. The appointment comes with
    its case. `minutes`: how long it takes there; `way`: how long the way is, in minutes, one way.

    Raises AppointmentOverError, NotAllowedError, CaseClosedError.
    """
    check_may_write(appointment.case, by)
    if appointment.state != AppointmentState.PLANNED or appointment.starts_at <= timezone.now():
        raise AppointmentOverError
    rows = Companion.objects.unscoped(reason="the company of an appointment that the member may write of")
    found: Companion | None = rows.select_for_update().filter(appointment=appointment.pk).first()
    refused: list[str] = []
    if found is not None:
        reveal(found, by=by, why="companions.ask")
        refused = found.details["refused"]
    row = found or Companion(case_id=appointment.case_id, appointment_id=appointment.pk)
    row.network_id, row.asked_by, row.minutes, row.way = network.pk, by, minutes, way
    row.state, row.volunteer, row.starts_at = State.WANTED, None, None
    row.details = {"does": does, "languages": list(languages), "women": women, "told": told, "refused": refused}
    row.save()
    record("company.wanted", by=by, subject=row.case_id, row=row.pk, organisation=appointment.case.organisation_id)
    tell([one for one in keepers_of(network) if one.pk != by.pk], "company.wanted", f"/companions/{row.pk}/")
    return row


@transaction.atomic
def drop_company(row: Companion, *, by: Member) -> None:
    """Nobody need go along any more; whoever keeps the network is told where somebody was asked. The row comes with its
    case and network. Raises NotAllowedError, CaseClosedError."""
    check_may_write(row.case, by)
    held = _held(row)
    was = held.state
    held.state, held.volunteer, held.starts_at = State.DROPPED, None, None
    held.save(update_fields=["state", "volunteer", "starts_at"])
    record("company.dropped", by=by, subject=row.case_id, row=row.pk, organisation=row.case.organisation_id)
    if was in (State.ASKED, State.YES):
        tell([one for one in keepers_of(row.network) if one.pk != by.pk], "company.dropped", "/companions/")


@transaction.atomic
def ask_volunteer(row: Companion, volunteer: uuid.UUID, *, by: Member) -> Companion:
    """A volunteer of the network is being asked: until they answer, nobody else can have that time of theirs.

    The row is one that the member keeps (`company_for`). Raises NotFoundError, NotAllowedError, VolunteerBusyError,
    VolunteerSaidNoError, AppointmentOverError.
    """
    # The volunteer first: two who ask for the same hour wait for one another here.
    asked = hold_volunteer(volunteer, row.network_id, by=by)
    held = _held(row)
    if held.state == State.DROPPED or held.appointment.state != AppointmentState.PLANNED:
        raise AppointmentOverError
    reveal(held, by=by, why="companions.ask")
    if str(asked.pk) in held.details["refused"]:
        raise VolunteerSaidNoError
    if any(pk != held.pk for pk, _span in taken_between([asked.pk], *held.span)):
        raise VolunteerBusyError
    held.state, held.volunteer, held.starts_at = State.ASKED, asked, held.appointment.starts_at
    held.save(update_fields=["state", "volunteer", "starts_at"])
    record("company.asked", by=by, subject=row.case_id, row=row.pk, organisation=row.case.organisation_id)
    return held


@transaction.atomic
def write_answer(row: Companion, *, yes: bool, by: Member) -> Companion:
    """What the volunteer said. A no is kept for this appointment, and somebody else is looked for.

    Raises NobodyAskedError, NotFoundError.
    """
    held = _held(row)
    if held.now not in (State.ASKED, State.YES):
        raise NobodyAskedError
    if yes:
        held.state = State.YES
    else:
        reveal(held, by=by, why="companions.answer")
        details: dict[str, Any] = held.details
        held.details = {**details, "refused": [*details["refused"], str(held.volunteer_id)]}
        held.state, held.volunteer, held.starts_at = State.WANTED, None, None
    held.save()
    event = "company.found" if yes else "company.refused"
    record(event, by=by, subject=row.case_id, row=row.pk, organisation=row.case.organisation_id)
    if yes and held.appointment.member_id != by.pk:
        tell([held.appointment.member], "company.found", f"/appointments/{held.appointment_id}/company/")
    return held


def _held(row: Companion) -> Companion:
    rows = Companion.objects.unscoped(reason="the same row, locked").select_for_update(of=("self",))
    found: Companion | None = rows.select_related("appointment__member", "volunteer", "case").filter(pk=row.pk).first()
    if found is None:
        raise NotFoundError
    return found
