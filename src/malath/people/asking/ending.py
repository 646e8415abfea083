"""How questions end before their day: taken back, the consent withdrawn, the person erased."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.people.asking.models import Answer, Question
from malath.people.asking.rules import AGAIN_DAYS, Ground, State
from malath.people.selectors import consent_in_force
from malath.platform.access.models import Grant, Member
from malath.platform.audit.actions import record, subscribe
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.audit.models import OutboxEntry

# A blanked question counts in the week's number for as long as that looks back, then its row goes.
KEPT_DAYS = 8


def digest_of(question: uuid.UUID) -> bytes:
    """By what an answer is found from its question: only while the keeper is open."""
    return keeper().blind("asking.question", [str(question)])[0]


def answers_to(question: uuid.UUID) -> list[Answer]:
    """What others were asked because of a question; for the system alone, never for a page of the asker."""
    rows = Answer.objects.unscoped(reason="the rounds and the ends of questions")
    return list(rows.filter(about=digest_of(question)))


def hold_open(question: Question) -> bool:
    """Lock a question until the end of the transaction; whether it is still open: the rounds read it a while ago."""
    rows = Question.objects.unscoped(reason="the rounds").select_for_update()
    return bool(rows.filter(pk=question.pk, state__in=[State.WAITING, State.AGREED], settled_on=None))


def end_grants(ids: list[str]) -> None:
    """Withdraw grants now."""
    grants = Grant.objects.unscoped(reason="what rested on a question ends with it")
    grants.filter(pk__in=ids, withdrawn_on=None).update(withdrawn_on=timezone.localdate())


def grants_of(question: Question) -> list[str]:
    """Every grant that came of a revealed question, in both directions."""
    agreed = question.details.get("agreed", [])
    return [str(one[key]) for one in agreed for key in ("grant", "given")]


@transaction.atomic
def close_question(question: Question, *, by: Member | None, why: str) -> None:
    """Withdraw an open question, or what came of it: lists, answers not given yet, grants."""
    reveal(question, by=by, why="person")
    end_grants(grants_of(question))
    answers = Answer.objects.unscoped(reason="a question that was taken back leaves every list")
    answers.filter(about=digest_of(question.pk)).update(closed=True)
    question.state, question.settled_on = State.WITHDRAWN, timezone.localdate()
    question.save(update_fields=["state", "settled_on"])
    record(
        "asking.withdrawn",
        by=by,
        subject=question.person_id,
        row=question.pk,
        organisation=question.organisation_id,
        why=why,
    )


def listen_to_people() -> None:
    """Subscribe; called in apps.py."""
    subscribe("people.consent-withdrawn", stop_what_rests_on_consent)
    subscribe("people.blanked", forget_person)


@transaction.atomic
def stop_what_rests_on_consent(heard: OutboxEntry) -> None:
    """The person shares no more: questions about them are withdrawn, and agreements that rested on their word."""
    person = heard.subject
    if person is None or heard.facts.get("purpose") != "share":
        return
    questions = list(
        Question.objects.unscoped(reason="a consent was withdrawn")
        .select_related("person")
        .filter(person=person, state__in=[State.WAITING, State.AGREED])
    )
    answers = list(
        Answer.objects.unscoped(reason="a consent was withdrawn").select_related("person").filter(person=person)
    )
    reveal(questions, answers, by=None, why="consent.withdrawn")
    resting = [row for row in [*questions, *answers] if row.details.get("ground") == Ground.CONSENT]
    if not resting or consent_in_force(resting[0].person, "share") is not None:
        return
    for row in resting:
        if isinstance(row, Question):
            close_question(row, by=None, why="consent")
        else:
            _take_back(row)


def _take_back(answer: Answer) -> None:
    """An agreement falls; one that was not told yet never will be."""
    agreed = answer.details.get("agreed", {})
    end_grants([str(agreed[key]) for key in ("grant", "given") if key in agreed])
    answer.details = {**answer.details, "reply": "pass"}
    answer.closed = True
    answer.save(update_fields=["details", "closed"])


@transaction.atomic
def forget_person(heard: OutboxEntry) -> None:
    """An erased person's questions and tokens go, what others were asked because of them, and what others know of them
    by a question."""
    if heard.subject is not None:
        forget(heard.subject)


def forget(person: uuid.UUID) -> None:
    """Blank and delete all that this room holds of a person. Needs no key of theirs: it is destroyed already."""
    questions = Question.objects.unscoped(reason="erasure").filter(person=person)
    for question in questions.values_list("pk", flat=True):
        Answer.objects.unscoped(reason="erasure").filter(about=digest_of(question)).delete()
    today = timezone.localdate()
    questions.filter(settled_on=None).update(state=State.WITHDRAWN, settled_on=today)
    questions.update(token=b"", details=b"")
    Answer.objects.unscoped(reason="erasure").filter(person=person).delete()
    grants = Grant.objects.unscoped(reason="erasure").filter(subject=person)
    grants.filter(withdrawn_on=None).update(withdrawn_on=today)
    grants.update(reason=b"")


def sweep(today: date) -> None:
    """Finish what an erasure began, and drop what no longer bears on anything."""
    erased = Q(person__erased_on__isnull=False)
    for model in (Question, Answer):
        rows = model.objects.unscoped(reason="erasure").filter(erased).exclude(details=b"")
        for person in set(rows.values_list("person", flat=True)):
            forget(person)
    questions = Question.objects.unscoped(reason="erasure, and what is no longer needed")
    questions.filter(erased, asked_on__lt=today - timedelta(days=KEPT_DAYS)).delete()
    # What came to nothing is kept only while it bears on the next question; an agreement goes with its person.
    old = today - timedelta(days=AGAIN_DAYS)
    questions.filter(asked_on__lt=old, state__in=[State.ENDED, State.WITHDRAWN]).delete()
    answers = list(Answer.objects.unscoped(reason="what is no longer needed").filter(closed=True, ends_on__lt=old))
    reveal(answers, by=None, why="asking.sweep")
    over = [answer.pk for answer in answers if "agreed" not in answer.details]
    Answer.objects.unscoped(reason="what is no longer needed").filter(pk__in=over).delete()
