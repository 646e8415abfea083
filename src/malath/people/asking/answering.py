"""The other side: told that a question exists and by whom; looks at its own record; agrees, refuses, lets it pass.

Nothing of an answer is written where the asker's side could see it, now or by its hour: the ledger's line, one for each
organisation whether it was asked or not, is left when the question ends, and holds a digest of what was answered.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.people.asking.errors import GroundMissingError, NotLookedError, QuestionOverError
from malath.people.asking.models import Answer
from malath.people.asking.rules import GRANT_DAYS, Ground, Reply, is_over
from malath.people.errors import ConsentMissingError
from malath.people.models import Consent
from malath.people.rules import consent_reaches
from malath.people.selectors import person_for, require_consent
from malath.platform.access.models import Organisation
from malath.platform.access.selectors import all_names_of
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def _held(answer: Answer, by: Member) -> Answer:
    """The row, locked and open, for somebody who may answer it. `why` is that of any look at a person: another word in
    the ledger would tell an auditor of the asking organisation that somebody here was asked."""
    row: Answer | None = Answer.objects.visible_to(by).select_for_update().filter(pk=answer.pk).first()
    if row is None or not may_still_answer(row, by):
        raise NotAllowedError
    if row.closed or is_over(row.ends_on, timezone.localdate()):
        raise QuestionOverError
    reveal(row, by=by, why="person")
    if asks_itself(row, by):
        raise NotAllowedError
    return row


def may_still_answer(answer: Answer, member: Member) -> bool:
    """Whether the organisation that is asked belongs to the coalition still."""
    return answer.organisation_id in member.standing.coalition_able("grant_access")


def asks_itself(answer: Answer, member: Member) -> bool:
    """Whether a member works in the asking organisation as well: they would answer themselves."""
    return str(answer.details.get("asker", "")) in {str(one) for one in member.standing.roles}


@transaction.atomic
def look_at_own_record(answer: Answer, *, by: Member) -> None:
    """Note that the member looks whom the question may concern: their organisation's own person, and nothing else.

    Raises NotAllowedError, QuestionOverError.
    """
    row = _held(answer, by)
    person_for(by, row.person_id)
    looked = dict.fromkeys([*row.details.get("looked", []), str(by.pk)])
    row.details = {**row.details, "looked": list(looked)}
    row.save(update_fields=["details"])


@transaction.atomic
def answer_question(
    answer: Answer, *, reply: str, by: Member, ground: str = "", ground_words: str = "", days: int = 14
) -> None:
    """Agree, refuse, or let it pass; once. Agreeing needs a look at the own record, and the person's consent or another
    ground. Nobody is told now: an agreement is told in the next day's round, and nothing else ever is.

    Raises NotAllowedError, QuestionOverError, NotLookedError, ConsentMissingError, GroundMissingError.
    """
    row = _held(answer, by)
    said = Reply(reply)
    told = {"reply": said.value, "by": str(by.pk), "on": timezone.localdate().isoformat()}
    if said == Reply.AGREE:
        if str(by.pk) not in row.details.get("looked", []):
            raise NotLookedError
        if days not in GRANT_DAYS:
            raise ValueError("what is shown is shown for one of GRANT_DAYS")
        _check_ground(row, Ground(ground), ground_words.strip(), by)
        told |= {"ground": ground, "ground_words": ground_words.strip(), "days": str(days)}
    row.details = {**row.details, **told, "salt": secrets.token_hex(16)}
    row.closed = True
    row.save(update_fields=["details", "closed"])


def _check_ground(answer: Answer, ground: Ground, ground_words: str, by: Member) -> None:
    if ground != Ground.CONSENT:
        if not ground_words:
            raise GroundMissingError
        return
    consent = require_consent(person_for(by, answer.person_id), "share")
    reveal(consent, by=by, why="person")
    asker = Organisation.objects.get(pk=answer.details["asker"])
    if not consent_reaches(list(consent.details.get("recipients", [])), all_names_of(asker.pk)[asker.pk]):
        raise ConsentMissingError(purpose=Consent.Purpose.SHARE.label)
