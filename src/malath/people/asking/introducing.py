"""When both sides agreed: two grants, one in each direction, with a purpose and an end; and how they are taken back."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from malath.people.asking.ending import hold_open
from malath.people.asking.models import Answer, Question
from malath.people.asking.rules import Ground, Purpose, State
from malath.people.models import Person
from malath.people.selectors import consent_in_force
from malath.platform.access.models import Grant, Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.actions import tell


def _until(today: date, days: int) -> datetime:
    return datetime.combine(today + timedelta(days=days), time(23, 59, 59), tzinfo=timezone.get_current_timezone())


def _still_holds(question: Question, answer: Answer, asker: Member, answerer: Member) -> bool:
    """Whether both still may and belong to the coalition, and on both sides what it rests on still stands; else it
    stays without an answer."""
    asks, answers = asker.standing.coalition_able("work_cases"), answerer.standing.coalition_able("grant_access")
    if question.organisation_id not in asks or answer.organisation_id not in answers:
        return False
    rows = ((question.person, question.details), (answer.person, answer.details))
    return all(
        person.erased_on is None
        and (details.get("ground") != Ground.CONSENT or consent_in_force(person, "share") is not None)
        for person, details in rows
    )


@transaction.atomic
def introduce(question: Question, answer: Answer, today: date) -> bool:
    """Give each side its grant and tell both; both rows come revealed, with their people. False where it falls."""
    if not hold_open(question):
        return False
    asker = question.asked_by
    answerer = Member.objects.filter(pk=answer.details["by"], is_active=True).first()
    if answerer is None or not asker.is_active or not _still_holds(question, answer, asker, answerer):
        return False
    to_asker = _grant(answer.person, to=asker, by=answerer, days=int(answer.details["days"]), today=today,
                      reason=_reason(question))  # fmt: skip
    to_answerer = _grant(question.person, to=answerer, by=asker, days=int(question.details["days"]), today=today,
                         reason=_reason(question))  # fmt: skip
    ids = {"grant": str(to_asker.pk), "given": str(to_answerer.pk)}
    met = {"organisation": str(answer.organisation_id), "person": str(answer.person_id), "by": str(answerer.pk), **ids}
    question.details = {**question.details, "agreed": [*question.details.get("agreed", []), met]}
    question.state = State.AGREED
    question.save(update_fields=["details", "state"])
    other = {"person": str(question.person_id), "by": str(asker.pk)}
    answer.details = {**answer.details, "agreed": {**other, "grant": ids["given"], "given": ids["grant"]}}
    answer.save(update_fields=["details"])
    for person, organisation, grant in (
        (question.person_id, question.organisation_id, to_answerer),
        (answer.person_id, answer.organisation_id, to_asker),
    ):
        record("asking.agreed", by=None, subject=person, row=grant.pk, organisation=organisation)
    tell([asker], "asking.agreed", f"/asking/{question.pk}/")
    tell([answerer], "asking.agreed", f"/asking/to-us/{answer.pk}/")
    return True


def _reason(question: Question) -> str:
    words = str(question.details.get("words", ""))
    return f"{Purpose(question.details['purpose']).value}: {words}" if words else question.details["purpose"]


def _grant(person: Person, *, to: Member, by: Member, days: int, today: date, reason: str) -> Grant:
    """What a member may see of a person for a time. Its subject is the person: it opens no case and no person's page,
    only what showing.py shows."""
    grant = Grant(
        subject=person.pk,
        member=to,
        reason=reason,
        given_by=by,
        owner_organisation=person.organisation,
        since=today,
        ends_at=_until(today, days),
    )
    grant.save(force_insert=True)
    return grant


@transaction.atomic
def end_access(grant: uuid.UUID, *, by: Member) -> Grant:
    """End, at once, what was shown: whoever gave it, holds it, or may share in the owning organisation.

    Twice is harmless. Raises NotFoundError where there is no such grant of this room.
    """
    row: Grant | None = Grant.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=grant).first()
    people = Person.objects.unscoped(reason="whether a grant is about a person")
    if row is None or not people.filter(pk=row.subject).exists():
        raise NotFoundError
    if by.pk not in (row.given_by_id, row.member_id) and not by.can("grant_access", row.owner_organisation_id):
        raise NotAllowedError
    if row.withdrawn_on is None:
        row.withdrawn_on = timezone.localdate()
        row.save(update_fields=["withdrawn_on"])
        record("asking.access-ended", by=by, subject=row.subject, row=row.pk, organisation=row.owner_organisation_id)
    return row
