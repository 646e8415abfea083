"""The pages of legal status and consent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.people.actions import add_status, correct_status, end_status, give_consent, withdraw_consent
from malath.people.models import Person
from malath.people.paper_forms import ConsentForm, CorrectStatusForm, EndStatusForm, StatusForm
from malath.people.selectors import consent_for, may_change, person_for, status_for
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal


def _changeable(viewer: Member, person: Person) -> Person:
    """The person, if the viewer may change them; else the page does not exist."""
    if not may_change(viewer, person):
        raise Http404
    return person


def _person_to_change(viewer: Member, person_id: uuid.UUID) -> Person:
    person = _changeable(viewer, person_for(viewer, person_id))
    reveal(person, by=viewer, why="person")
    return person


def _page(request: HttpRequest, kind: str, form: Any, person: Person, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "person": person, "kind": kind, **context}
    return render(request, "people/paper.html", context, status=status)


def _sent(request: HttpRequest, form: Any, act: Callable[[], Any], said: str) -> bool:
    """Whether the form was sent and its act was done; what the act's rule refuses becomes the form's message."""
    if request.method != "POST" or not form.is_valid() or not done(form, act):
        return False
    messages.success(request, said)
    return True


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def status_new(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Note a legal status."""
    viewer: Member = request.user  # type: ignore[assignment]
    person = _person_to_change(viewer, person_id)
    form = StatusForm(request.POST or None)
    if _sent(request, form, lambda: add_status(person, by=viewer, **form.as_status()), _("The status is noted.")):
        return see_other("person", person.pk)
    return _page(request, "status_new", form, person)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def status_correct(request: HttpRequest, status_id: uuid.UUID) -> HttpResponse:
    """Correct a legal status; what stood before is kept."""
    viewer: Member = request.user  # type: ignore[assignment]
    status = status_for(viewer, status_id)
    person = _changeable(viewer, status.person)
    reveal(status, person, by=viewer, why="person")
    initial = {**status.details, "since": status.since, "expires_on": status.expires_on}
    form = CorrectStatusForm(request.POST or None, initial=initial)
    if _sent(request, form, lambda: correct_status(status, by=viewer, **form.as_status()), _("Corrected.")):
        return see_other("person", person.pk)
    return _page(request, "status_correct", form, person, status=status)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def status_end(request: HttpRequest, status_id: uuid.UUID) -> HttpResponse:
    """Note that a legal status ended, and why."""
    viewer: Member = request.user  # type: ignore[assignment]
    status = status_for(viewer, status_id)
    person = _changeable(viewer, status.person)
    reveal(status, person, by=viewer, why="person")
    form = EndStatusForm(request.POST or None)
    if _sent(request, form, lambda: end_status(status, by=viewer, **form.cleaned_data), _("The end is noted.")):
        return see_other("person", person.pk)
    return _page(request, "status_end", form, person, status=status)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def consent_new(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Record what the person allows."""
    viewer: Member = request.user  # type: ignore[assignment]
    person = _person_to_change(viewer, person_id)
    form = ConsentForm(request.POST or None)
    if _sent(
        request, form, lambda: give_consent(person, by=viewer, **form.cleaned_data), _("The consent is recorded.")
    ):
        return see_other("person", person.pk)
    return _page(request, "consent_new", form, person)


@require_POST
@requires("work_cases")
def consent_withdraw(request: HttpRequest, consent_id: uuid.UUID) -> HttpResponse:
    """Withdraw a consent: one step."""
    viewer: Member = request.user  # type: ignore[assignment]
    consent = withdraw_consent(consent_for(viewer, consent_id), by=viewer)
    messages.success(request, _("Withdrawn. What rests on this consent stops."))
    return see_other("person", consent.person_id)
