"""Reads: an organisation's own questions; what others ask of it. The asker's side never reads an Answer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.people.asking.answering import asks_itself, may_still_answer
from malath.people.asking.models import Answer, Question
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from malath.platform.access.models import Member

MOST = 100


def questions_for(viewer: Member) -> list[Question]:
    """The questions of the viewer's organisation about people whom they see, newest first, revealed."""
    rows = (
        Question.objects.visible_to(viewer)
        .filter(person__erased_on=None)
        .select_related("person", "organisation", "asked_by")
        .order_by("-asked_on", "pk")[:MOST]
    )
    questions: list[Question] = list(rows)
    people = [question.person for question in questions]
    reveal(questions, people, [question.asked_by for question in questions], by=viewer, why="list.questions")
    return questions


def questions_about(viewer: Member, person: uuid.UUID) -> Sequence[Question]:
    """The questions about one person, newest first, as they stand."""
    rows: Sequence[Question] = (
        Question.objects.visible_to(viewer).filter(person=person).order_by("-asked_on", "pk")[:MOST]
    )
    return rows


def question_for(viewer: Member, question: uuid.UUID) -> Question:
    """One question, revealed with its person; NotFoundError where the viewer may not see it."""
    found: Question | None = (
        Question.objects.visible_to(viewer)
        .select_related("person", "organisation", "asked_by")
        .filter(pk=question, person__erased_on=None)
        .first()
    )
    if found is None:
        raise NotFoundError
    reveal(found, found.person, found.asked_by, by=viewer, why="person")
    return found


def waiting_rows(viewer: Member, today: date) -> QuerySet[Answer]:
    """What the viewer's organisations of the coalition are asked and have not answered; unrevealed."""
    able = viewer.standing.coalition_able("grant_access")
    rows: QuerySet[Answer] = Answer.objects.visible_to(viewer).filter(
        organisation__in=able, closed=False, ends_on__gte=today
    )
    return rows


def answers_waiting_for(viewer: Member) -> list[Answer]:
    """What the viewer's organisations are asked and have not answered, the first to end first.

    Opened as any list of people is: see answering.py on why no other word stands in the ledger.
    """
    answers: list[Answer] = list(waiting_rows(viewer, timezone.localdate()).order_by("ends_on", "pk")[:MOST])
    reveal(answers, by=viewer, why="person")
    return [answer for answer in answers if not asks_itself(answer, viewer)]


def answers_agreed_by(viewer: Member) -> list[Answer]:
    """What the viewer's organisations agreed to and was told, newest first."""
    rows = Answer.objects.visible_to(viewer).filter(closed=True).order_by("-ends_on", "pk")[:MOST]
    answers: list[Answer] = list(rows)
    reveal(answers, by=viewer, why="person")
    return [answer for answer in answers if "agreed" in answer.details]


def answer_for(viewer: Member, answer: uuid.UUID) -> Answer:
    """One of them, revealed; NotFoundError where the viewer may not answer it. Their own person stays closed."""
    found: Answer | None = Answer.objects.visible_to(viewer).filter(pk=answer).first()
    if found is None:
        raise NotFoundError
    reveal(found, by=viewer, why="person")
    if asks_itself(found, viewer) or not (found.closed or may_still_answer(found, viewer)):
        raise NotFoundError
    return found
