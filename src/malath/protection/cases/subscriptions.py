"""What the case room hears: what changed about a person of a household stands on the timeline of their open cases."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from malath.platform.access.models import Grant, Member
from malath.platform.audit.actions import subscribe
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case, Entry, HouseholdMember
from malath.protection.cases.rules import EntryKind, Stage
from malath.protection.cases.sharing import consent_to_share, withdraw_grant
from malath.protection.cases.writing import write_entry

if TYPE_CHECKING:
    from malath.platform.audit.models import OutboxEntry

KINDS = {
    "people.safe-contact-changed": EntryKind.SAFE_CONTACT,
    "people.consent-given": EntryKind.CONSENT,
    "people.consent-withdrawn": EntryKind.CONSENT,
    "people.status-added": EntryKind.STATUS,
    "people.status-corrected": EntryKind.STATUS,
    "people.status-ended": EntryKind.STATUS,
}


def listen_to_people() -> None:
    """Subscribe; called in apps.py. The order counts: the line stands before what follows from it."""
    for verb in KINDS:
        subscribe(verb, note_on_timelines)
    subscribe("people.consent-withdrawn", stop_what_rests_on_consent)


def _open_households(person: uuid.UUID | None) -> list[HouseholdMember]:
    rows = HouseholdMember.objects.unscoped(reason="a change about a person stands in their open cases")
    return list(
        rows.select_related("case__organisation", "case__head", "person").filter(
            person=person, until=None, case__stage=Stage.OPEN, case__erased_on=None
        )
    )


def note_on_timelines(heard: OutboxEntry) -> None:
    """Leave a line, without what was said: that stands with the person."""
    by = Member.objects.filter(pk=heard.member).first() if heard.member else None
    if by is None:
        return
    for row in _open_households(heard.subject):
        details = {"verb": heard.verb, "who": row.person.pseudonym}
        write_entry(row.case, kind=KINDS[heard.verb], by=by, details=details, about=heard.subject, check=False)


def stop_what_rests_on_consent(heard: OutboxEntry) -> None:
    """A case that was shared on the head person's consent is shared no longer, unless another consent carries it."""
    by = Member.objects.filter(pk=heard.member).first() if heard.member else None
    if by is None or heard.facts.get("purpose") != "share":
        return
    for row in _open_households(heard.subject):
        if row.case.head_id == heard.subject:
            _withdraw_unfounded(row.case, by)


@transaction.atomic
def _withdraw_unfounded(case: Case, by: Member) -> None:
    grants = Grant.objects.unscoped(reason="what rests on a withdrawn consent").select_related(
        "member__home_organisation", "organisation", "given_by"
    )
    holding = list(grants.filter(subject=case.pk, kind=Grant.Kind.SHARED, withdrawn_on=None))
    told = list(
        Entry.objects.unscoped(reason="on what a grant rests").filter(
            case=case, kind=EntryKind.ACCESS, about__in=[grant.pk for grant in holding]
        )
    )
    reveal(told, by=None, why="consent.withdrawn")
    by_consent = {entry.about for entry in told if entry.details.get("ground") == "consent"}
    for grant in holding:
        receiver = grant.organisation or grant.member.home_organisation
        if grant.pk in by_consent and consent_to_share(case, receiver, by=by) is None:
            # In the name of whoever gave the grant: it stood on their word, and falls with the consent.
            withdraw_grant(grant, case=case, by=grant.given_by)
