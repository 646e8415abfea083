"""The review of an item: its state, what is known of it, where and when it was verified (SC2)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.errors import ReasonMissingError
from malath.accountability.evidence.models import Evidence, Review
from malath.accountability.evidence.rules import Status, check_move
from malath.accountability.evidence.searching import tell_finder
from malath.accountability.evidence.sharing import end_shares_that_may_not_be
from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError

FACTS = ("title", "source", "obtained", "use", "consent", "shows", "notes")


def check_may_work(evidence: Evidence, by: Member) -> None:
    """Raise NotAllowedError unless the member works on evidence in the owning organisation."""
    if not by.can("work_evidence", evidence.organisation_id):
        raise NotAllowedError


@transaction.atomic
def move_status(evidence: Evidence, *, to: str, note: str, by: Member) -> Review:
    """One step of the review, with its reason. Raises NotAllowedError, StatusMoveError, ReasonMissingError."""
    check_may_work(evidence, by)
    rows = Evidence.objects.unscoped(reason="the same item, locked").select_for_update()
    check_move(rows.values_list("status", flat=True).get(pk=evidence.pk), to)
    if not note.strip():
        raise ReasonMissingError
    Evidence.objects.unscoped(reason="after the check").filter(pk=evidence.pk).update(status=to)
    evidence.status = to
    review = Review(evidence=evidence, status=Status(to), by=by, on=timezone.localdate(), note=note.strip())
    review.save(force_insert=True)
    record(
        "evidence.reviewed",
        by=by,
        subject=evidence.pk,
        row=review.pk,
        organisation=evidence.organisation_id,
        status=to,
    )
    return review


@transaction.atomic
def change_facts(evidence: Evidence, *, facts: dict[str, Any], by: Member) -> None:
    """Write what is known of an item: texts, conditions, claimed and verified time and place. The original stays.

    `facts` holds the names of FACTS, `claimed_time`, `claimed_place`, `verified_time`, `verified_place`; the item was
    revealed. Who verified, and when, is noted when the verified values change. Raises NotAllowedError.
    """
    check_may_work(evidence, by)
    for name in FACTS:
        setattr(evidence, name, facts[name])
    evidence.claimed = {"time": facts["claimed_time"], "place": facts["claimed_place"]}
    found = {"time": facts["verified_time"], "place": facts["verified_place"]}
    if found != {name: evidence.verified.get(name, "") for name in found}:
        said = any(found.values())
        evidence.verified = found if said else {}
        evidence.verified_by, evidence.verified_on = (by, timezone.localdate()) if said else (None, None)
    evidence.save(update_fields=[*FACTS, "claimed", "verified", "verified_by", "verified_on"])
    end_shares_that_may_not_be(evidence, by=by)
    tell_finder(evidence.pk)
    record("evidence.changed", by=by, subject=evidence.pk, row=evidence.pk, organisation=evidence.organisation_id)
