"""Complaints: written down for somebody, heard beyond the local network (SH4)."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.cases.writing import required
from malath.protection.stays.errors import ComplaintStateError, NobodyHearsError
from malath.protection.stays.models import Complaint, Stay
from malath.protection.stays.rules import Complainant, ComplaintState


def who_hears(organisation: uuid.UUID, network: uuid.UUID) -> list[Member]:
    """The members who hear complaints in an organisation, without those who coordinate the network in question."""
    return [one for one in members_with("hear_complaints", organisation) if network not in one.standing.networks]


@transaction.atomic
def write_complaint(
    stay: Stay, *, who: str, organisation: Organisation, what: str, by: Member, wish: str = ""
) -> Complaint:
    """Write a complaint down for somebody and hand it to an organisation's directors. The case's timeline says nothing,
    so that the local coordinator learns nothing. The stay comes with its case, home and network.

    Whoever sees the stay may write one, also in a closed case. Raises NobodyHearsError.
    """
    if not Stay.objects.visible_to(by).filter(pk=stay.pk).exists():
        raise NotAllowedError
    network = stay.home.network.local_id
    hearing = who_hears(organisation.pk, network)
    if not hearing:
        raise NobodyHearsError
    complaint = Complaint(
        case=stay.case, stay=stay, organisation=organisation, network_id=network, who=Complainant(who),
        written_on=timezone.localdate(), written_by=by, details={"what": required(what), "wish": wish},
    )  # fmt: skip
    complaint.save(force_insert=True)
    # The ledger tells neither the case nor the stay: whoever checks it could be the one complained of.
    record("complaint.written", by=by, row=complaint.pk, organisation=organisation.pk)
    tell(hearing, "stays.complaint", f"/stays/complaints/{complaint.pk}/")
    return complaint


@transaction.atomic
def answer_complaint(complaint: Complaint, *, answer: str, by: Member) -> Complaint:
    """What was found and done; the answer is told to whoever complained, in the way that is safe for them.

    Raises ComplaintStateError, NotAllowedError.
    """
    rows = Complaint.objects.visible_to(by).select_for_update()
    held: Complaint | None = rows.filter(pk=complaint.pk).first()
    if held is None:
        raise NotAllowedError
    if held.state != ComplaintState.OPEN:
        raise ComplaintStateError
    reveal(held, by=by, why="complaint")
    held.state, held.answered_on, held.answered_by = ComplaintState.ANSWERED, timezone.localdate(), by
    held.details = {**held.details, "answer": required(answer)}
    held.save()
    record("complaint.answered", by=by, row=held.pk, organisation=held.organisation_id)
    if held.written_by_id != by.pk:
        tell([Member.objects.get(pk=held.written_by_id)], "stays.complaint_answered", f"/stays/{held.stay_id}/")
    return held
