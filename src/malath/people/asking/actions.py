"""Asking the coalition, and taking a question back (BT3). Answering is in answering.py, telling in rounds.py."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from malath.people.asking.answering import answer_question as answer_question
from malath.people.asking.answering import look_at_own_record as look_at_own_record
from malath.people.asking.ending import close_question
from malath.people.asking.errors import (
    AskedLatelyError,
    GroundMissingError,
    NoHistoryError,
    QuestionOverError,
    TooLittleKnownError,
    TooManyQuestionsError,
)
from malath.people.asking.history import histories_of
from malath.people.asking.introducing import end_access as end_access
from malath.people.asking.models import Question
from malath.people.asking.rules import AGAIN_DAYS, GRANT_DAYS, SAME_NAME_MOST, Ground, Purpose, ends_on, has_history
from malath.people.asking.tokens import Token, encode, have_the_same_name, is_enough
from malath.people.errors import PersonErasedError
from malath.people.models import Person
from malath.people.selectors import require_consent
from malath.platform.access.models import Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

WEEK = timedelta(days=7)


def may_ask(member: Member, person: Person) -> bool:
    """Whether a member who sees a person may ask the coalition: for an organisation of the coalition, their own."""
    own = person.organisation_id in member.standing.organisations_able("work_cases")
    return own and person.erased_on is None and person.organisation.in_coalition


def ask_coalition(
    person: Person, *, purpose: str, words: str, ground: str, by: Member, ground_words: str = "", days: int = 14
) -> Question:
    """Ask whether anyone else knows a person. The person comes with their organisation.

    `days` is for how long the asker shows whom they mean, to whoever agrees. Raises NotAllowedError, PersonErasedError,
    NoHistoryError, ConsentMissingError, GroundMissingError, TooLittleKnownError, AskedLatelyError,
    TooManyQuestionsError, SealedError. A refusal for too many questions stands in the ledger.
    """
    try:
        return _ask(person, purpose, words, Ground(ground), ground_words.strip(), days, by)
    except TooManyQuestionsError:
        with transaction.atomic():
            record("asking.too-many", by=by, subject=person.pk, organisation=person.organisation_id)
        raise


@transaction.atomic
def _ask(
    person: Person, purpose: str, words: str, ground: Ground, ground_words: str, days: int, by: Member
) -> Question:
    row: Person | None = Person.objects.visible_to(by).select_related("organisation").filter(pk=person.pk).first()
    if row is None or (row.erased_on is None and not may_ask(by, row)):
        raise NotAllowedError
    if row.erased_on is not None:
        raise PersonErasedError
    if days not in GRANT_DAYS:
        raise ValueError("a question is shown for one of GRANT_DAYS")
    today = timezone.localdate()
    # Two members of one organisation ask one after the other: both count.
    Organisation.objects.select_for_update().get(pk=row.organisation_id)
    recipients = _recipients(row, ground, ground_words)
    if not has_history(row.entered_on, histories_of(row.pk, row.organisation_id), today):
        raise NoHistoryError
    _check_how_often(row, by, today)
    reveal(row, by=by, why="person")
    if not is_enough(row):
        raise TooLittleKnownError
    token = encode([row])[0]
    _check_not_probing(row.organisation_id, token, today)
    details = {
        "purpose": Purpose(purpose).value,
        "words": words.strip(),
        "ground": ground.value,
        "ground_words": ground_words,
        "days": days,
        "recipients": recipients,
    }
    return _keep(row, token, details, by, today)


def _keep(person: Person, token: Token, details: dict[str, Any], by: Member, today: date) -> Question:
    """Write the question and its line in the ledger."""
    question = Question(
        person=person,
        organisation=person.organisation,
        asked_by=by,
        asked_on=today,
        ends_on=ends_on(today),
        token=token.as_text(),
        details=details,
    )
    question.save(force_insert=True)
    record(
        "asking.asked",
        by=by,
        subject=person.pk,
        row=question.pk,
        organisation=person.organisation_id,
        purpose=details["purpose"],
        ground=details["ground"],
    )
    return question


def _recipients(person: Person, ground: Ground, ground_words: str) -> list[str]:
    """The organisations that the person's consent names; none where it names nobody, or another ground carries."""
    if ground != Ground.CONSENT:
        if not ground_words:
            raise GroundMissingError
        return []
    consent = require_consent(person, "share")
    reveal(consent, by=None, why="consent.check")
    return [str(name) for name in consent.details.get("recipients", [])]


def _check_how_often(person: Person, by: Member, today: date) -> None:
    asked = Question.objects.unscoped(reason="an organisation's own questions are counted")
    last = asked.filter(person=person, asked_on__gt=today - timedelta(days=AGAIN_DAYS)).order_by("-asked_on").first()
    if last is not None:
        again = last.asked_on + timedelta(days=AGAIN_DAYS)
        raise AskedLatelyError(day=again.isoformat())
    this_week = asked.filter(organisation=person.organisation_id, asked_on__gt=today - WEEK)
    if this_week.count() >= settings.QUESTIONS_A_WEEK:
        raise TooManyQuestionsError
    if this_week.filter(asked_by=by).count() >= settings.QUESTIONS_A_WEEK_A_MEMBER:
        raise TooManyQuestionsError


def _check_not_probing(organisation: uuid.UUID, token: Token, today: date) -> None:
    """Nearly the same name again and again is how somebody feels their way to a person: refused, in the same words."""
    asked = Question.objects.unscoped(reason="an organisation's own questions are compared")
    lately = list(
        asked.filter(organisation=organisation, asked_on__gt=today - timedelta(days=AGAIN_DAYS))
        .exclude(token=b"")
        .only("person_id", "token")
    )
    reveal(lately, by=None, why="asking.compare")
    same = sum(have_the_same_name(token, Token.of_text(question.token)) for question in lately)
    if same >= SAME_NAME_MOST:
        raise TooManyQuestionsError


@transaction.atomic
def withdraw_question(question: Question, *, by: Member) -> None:
    """Take a question back: it leaves every list, and what rests on it ends. Whoever sees the question may.

    Raises NotAllowedError, QuestionOverError.
    """
    row: Question | None = (
        Question.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=question.pk).first()
    )
    if row is None or not by.can("work_cases", row.organisation_id):
        raise NotAllowedError
    if not row.is_open:
        raise QuestionOverError
    close_question(row, by=by, why="asker")
