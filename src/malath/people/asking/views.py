"""The pages: ask, my questions, what others ask of us, what was agreed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.asking import actions
from malath.people.asking.forms import AnswerForm, AskForm
from malath.people.asking.models import Answer
from malath.people.asking.rules import OPEN_DAYS, Ground, Purpose
from malath.people.asking.selectors import (
    answer_for,
    answers_agreed_by,
    answers_waiting_for,
    question_for,
    questions_for,
)
from malath.people.asking.showing import meeting_of_answer, meetings_of_question
from malath.people.page import about_lines
from malath.people.selectors import person_for
from malath.platform.access.guard import requires
from malath.platform.access.selectors import organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def ask(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Ask the coalition whether anyone else knows a person."""
    viewer = viewer_of(request)
    person = person_for(viewer, person_id)
    if not actions.may_ask(viewer, person):
        raise NotFoundError
    reveal(person, by=viewer, why="person")
    form = AskForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.ask_coalition(person, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Your question went out, without a name. You hear of it here."))
        return see_other("asking")
    context = {"form": form, "person": person, "days": OPEN_DAYS}
    return render(request, "asking/ask.html", context, status=422 if form.errors else 200)


@require_GET
@requires("work_cases")
def mine(request: HttpRequest) -> HttpResponse:
    """The questions of the viewer's organisation about people whom they see, and their state."""
    viewer = viewer_of(request)
    questions = questions_for(viewer)
    context = {
        "questions": [(question, Purpose(question.details["purpose"]).label) for question in questions],
        "waiting": sum(question.state == "waiting" for question in questions),
        "may_answer": viewer.can("grant_access"),
    }
    return render(request, "asking/mine.html", context)


@require_GET
@requires("work_cases")
def question(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """One question, its state, and what was agreed."""
    viewer = viewer_of(request)
    found = question_for(viewer, question_id)
    meetings = meetings_of_question(viewer, found)
    context = {
        "question": found,
        "purpose": Purpose(found.details["purpose"]).label,
        "ground": Ground(found.details["ground"]).label,
        "meetings": [(meeting, about_lines(meeting.person) if meeting.person else []) for meeting in meetings],
    }
    return render(request, "asking/question.html", context)


@require_POST
@requires("work_cases")
def withdraw(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """Take a question back, in one step."""
    viewer = viewer_of(request)
    actions.withdraw_question(question_for(viewer, question_id), by=viewer)
    messages.success(request, _("Taken back. Nobody can answer it any more."))
    return see_other("asking")


@require_GET
@requires("grant_access")
def to_us(request: HttpRequest) -> HttpResponse:
    """What others ask: by whom, why, until when. Not about whom."""
    viewer = viewer_of(request)
    waiting, agreed = answers_waiting_for(viewer), answers_agreed_by(viewer)
    names = organisation_names([uuid.UUID(answer.details["asker"]) for answer in [*waiting, *agreed]])
    context = {"waiting": _lines(waiting, names), "agreed": _lines(agreed, names)}
    return render(request, "asking/to_us.html", context)


def _lines(answers: list[Answer], names: dict[uuid.UUID, str]) -> list[dict[str, Any]]:
    return [
        {
            "answer": answer,
            "asker": names.get(uuid.UUID(answer.details["asker"]), ""),
            "purpose": Purpose(answer.details["purpose"]).label,
        }
        for answer in answers
    ]


@require_http_methods(["GET", "POST"])
@requires("grant_access")
def answer(request: HttpRequest, answer_id: uuid.UUID) -> HttpResponse:
    """One question to us, and the answer to it."""
    viewer = viewer_of(request)
    found = answer_for(viewer, answer_id)
    looked = str(viewer.pk) in found.details.get("looked", [])
    form = AnswerForm(posted(request), may_agree=looked)
    if form.is_valid() and done(form, lambda: actions.answer_question(found, by=viewer, **form.given())):
        messages.success(request, _("Your answer is kept. If you agreed, both sides are told tomorrow."))
        return see_other("asking_to_us")
    person = person_for(viewer, found.person_id) if looked else None
    reveal(person, by=viewer, why="person")
    meeting = meeting_of_answer(viewer, found)
    context = {
        **_lines([found], organisation_names([uuid.UUID(found.details["asker"])]))[0],
        "form": form,
        "person": person,
        "about": about_lines(person) if person else [],
        "meeting": meeting,
        "meeting_about": about_lines(meeting.person) if meeting and meeting.person else [],
    }
    return render(request, "asking/answer.html", context, status=422 if form.errors else 200)


@require_POST
@requires("grant_access")
def look(request: HttpRequest, answer_id: uuid.UUID) -> HttpResponse:
    """Look whom of ours it may concern."""
    viewer = viewer_of(request)
    actions.look_at_own_record(answer_for(viewer, answer_id), by=viewer)
    return see_other("asking_answer", answer_id)


@require_POST
@requires("work_cases")
def end(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """End what was shown, in either direction."""
    actions.end_access(grant_id, by=viewer_of(request))
    messages.success(request, _("Ended. It is shown no more."))
    return see_other("asking")
