"""Rows for tests that walk everywhere: a question that waits, and one that another organisation asks of us."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from malath.people.asking.ending import digest_of
from malath.people.asking.models import Answer, Question
from malath.people.asking.rules import ends_on
from malath.people.asking.tokens import encode
from malath.people.models import Person
from malath.platform.access.models import Member, Organisation


def waiting_question(person: Person, words: str, by: Member) -> Question:
    """A question asked yesterday, as the action leaves it."""
    asked_on = timezone.localdate() - timedelta(days=1)
    details = {"purpose": "family", "words": words, "ground": "vital", "ground_words": words, "days": 14}
    question = Question(
        person=person,
        organisation=person.organisation,
        asked_by=by,
        asked_on=asked_on,
        ends_on=ends_on(asked_on),
        token=encode([person])[0].as_text(),
        details={**details, "recipients": []},
    )
    question.save(force_insert=True)
    return question


def waiting_answer(person: Person, question: Question, asker: Organisation, looked: list[Member]) -> Answer:
    """What the organisation of a person is asked, as the round leaves it."""
    answer = Answer(
        person=person,
        organisation=person.organisation,
        about=digest_of(question.pk),
        ends_on=question.ends_on,
        details={
            "question": str(question.pk),
            "asker": str(asker.pk),
            "purpose": question.details["purpose"],
            "words": question.details["words"],
            "asked_on": question.asked_on.isoformat(),
            "looked": [str(member.pk) for member in looked],
        },
    )
    answer.save(force_insert=True)
    return answer
