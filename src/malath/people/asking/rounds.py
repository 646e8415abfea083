"""The rounds: questions are matched, agreements told on the day after, and every question ends on its day alike.

What runs here leaves the same openings, the same lines in the ledger and the same notices to the asker whether nobody
knows the person, somebody refuses, or somebody lets it pass; only an agreement differs, a day after it was given.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.people.asking.ending import answers_to, digest_of, hold_open, sweep
from malath.people.asking.introducing import introduce
from malath.people.asking.models import Answer, Question
from malath.people.asking.rules import Reply, State, is_over, may_be_told
from malath.people.asking.tokens import Token, encode, likeness
from malath.people.models import Person
from malath.people.rules import consent_reaches
from malath.platform.access.models import Membership, Organisation
from malath.platform.access.selectors import all_names_of, members_with
from malath.platform.audit.actions import record
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH = 500
_OPEN = (State.WAITING, State.AGREED)


def asking_round() -> None:
    """All of it, in order; called by the jobs while the server is open."""
    today = timezone.localdate()
    sweep(today)
    tell_agreements(today)
    settle_questions(today)
    match_questions(today)


# ── matching ──
def match_questions(today: date) -> int:
    """Compare each open question, once a day, with everybody whom the other organisations know; how many were asked.

    Tokens live in the memory of this process for as long as this takes; none of the other side's is ever written.
    """
    # An organisation that left the coalition asks nobody any more; its questions end on their day.
    open_today = _open_questions().filter(organisation__in_coalition=True)
    questions = [q for q in open_today if q.matched_on != today and not is_over(q.ends_on, today)]
    if not questions:
        return 0
    reveal(questions, by=None, why="asking.match")
    asked = {question.pk: Token.of_text(question.token) for question in questions}
    reached = {question.pk: _reached(question) for question in questions}
    best: dict[tuple[uuid.UUID, uuid.UUID], tuple[float, uuid.UUID]] = {}
    for person, token in _everybody():
        for question in questions:
            if person.organisation_id not in reached[question.pk]:
                continue
            found = likeness(asked[question.pk], token)
            key = question.pk, person.organisation_id
            if found and found > best.get(key, (0.0, person.pk))[0]:
                best[key] = found, person.pk
    by_id = {question.pk: question for question in questions}
    for (question_id, organisation), (_likeness, person_id) in best.items():
        _ask_organisation(by_id[question_id], organisation, person_id)
    Question.objects.unscoped(reason="matched today").filter(pk__in=by_id).update(matched_on=today)
    return len(best)


def _open_questions() -> QuerySet[Question]:
    rows: QuerySet[Question] = Question.objects.unscoped(reason="the rounds").filter(state__in=_OPEN, settled_on=None)
    return rows.select_related("person", "person__organisation", "asked_by", "organisation").order_by("asked_on", "pk")


def _others(question: Question) -> list[uuid.UUID]:
    """The other organisations of the coalition."""
    inside = Organisation.objects.filter(in_coalition=True).exclude(pk=question.organisation_id)
    return list(inside.order_by("slug").values_list("pk", flat=True))


def _reached(question: Question) -> set[uuid.UUID]:
    """Those of them that the person's consent reaches."""
    names = all_names_of(*_others(question))
    return {pk for pk, known in names.items() if consent_reaches(question.details.get("recipients", []), known)}


def _everybody() -> Iterator[tuple[Person, Token]]:
    last: uuid.UUID | None = None
    people = (
        Person.objects.unscoped(reason="questions are matched over everybody")
        .filter(erased_on=None, organisation__in_coalition=True)
        .only("pk", "organisation_id", "names", "about")
        .order_by("pk")
    )
    while batch := list((people.filter(pk__gt=last) if last else people)[:BATCH]):
        last = batch[-1].pk
        reveal(batch, by=None, why="asking.match")
        yield from zip(batch, encode(batch), strict=True)


@transaction.atomic
def _ask_organisation(question: Question, organisation: uuid.UUID, person: uuid.UUID) -> None:
    """Leave the question with an organisation, once, and tell those who may answer that there is one."""
    about = digest_of(question.pk)
    if Answer.objects.unscoped(reason="asked once").filter(about=about, organisation=organisation).exists():
        return
    answer = Answer(
        person_id=person,
        organisation_id=organisation,
        about=about,
        ends_on=question.ends_on,
        details={
            "question": str(question.pk),
            "asker": str(question.organisation_id),
            "purpose": question.details["purpose"],
            "words": question.details["words"],
            "asked_on": question.asked_on.isoformat(),
        },
    )
    answer.save(force_insert=True)
    asking = Membership.objects.holding_today().filter(organisation=question.organisation_id)
    told = members_with("grant_access", organisation).exclude(pk__in=asking.values("member"))
    tell(told, "asking.to_us", f"/asking/to-us/{answer.pk}/")


# ── telling ──
def _with_answers(question: Question) -> list[Answer]:
    """A question's answers, opened together with the question itself: one opening, whether there are any or none."""
    answers = answers_to(question.pk)
    people = (
        Person.objects.unscoped(reason="the rounds")
        .select_related("organisation")
        .in_bulk([answer.person_id for answer in answers])
    )
    for answer in answers:
        answer.person = people[answer.person_id]
    reveal(question, answers, by=None, why="asking.round")
    return answers


def tell_agreements(today: date) -> int:
    """Bring together those who agreed on an earlier day; how many."""
    told = 0
    for question in _open_questions():
        for answer in _with_answers(question):
            if _waits_to_be_told(answer, today):
                told += introduce(question, answer, today)
    return told


def _waits_to_be_told(answer: Answer, today: date) -> bool:
    said = answer.details
    if said.get("reply") != Reply.AGREE or "agreed" in said:
        return False
    return may_be_told(date.fromisoformat(said["on"]), today)


def settle_questions(today: date) -> int:
    """End the questions whose last day has passed, all in the same way; how many."""
    over = [question for question in _open_questions() if is_over(question.ends_on, today)]
    for question in over:
        _settle(question, today)
    return len(over)


@transaction.atomic
def _settle(question: Question, today: date) -> None:
    if not hold_open(question):
        return
    answers = {answer.organisation_id: answer for answer in _with_answers(question)}
    for organisation in _others(question):
        answer = answers.get(organisation)
        record(
            "asking.settled",
            by=None,
            row=question.pk,
            organisation=organisation,
            said=commitment(answer) if answer else secrets.token_hex(32),
        )
    was_waiting = question.state == State.WAITING
    question.state = State.ENDED if was_waiting else question.state
    question.settled_on = today
    question.save(update_fields=["state", "settled_on"])
    Answer.objects.unscoped(reason="a question ends").filter(about=digest_of(question.pk)).update(closed=True)
    if was_waiting:
        tell([question.asked_by], "asking.ended", f"/asking/{question.pk}/")


def commitment(answer: Answer) -> str:
    """A digest of what was answered, by whom and when, with a salt: it proves the row to whoever may open it, and is
    like any other digest to everybody else."""
    if not answer.details.get("salt"):
        answer.details = {**answer.details, "salt": secrets.token_hex(16)}
        answer.save(update_fields=["details"])
    kept = {key: answer.details.get(key) for key in ("question", "reply", "by", "on", "ground", "salt")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
