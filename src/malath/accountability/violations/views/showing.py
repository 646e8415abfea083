"""What pages of the violations room share."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.editing import Answers
from malath.accountability.violations.models import (
    Act,
    Belonging,
    Body,
    BodyName,
    Event,
    Holding,
    Information,
    Intervention,
    Involvement,
    OfEvent,
    Person,
    Post,
    Record,
    Tie,
)
from malath.accountability.violations.selectors import event_for
from malath.platform.access.models import Organisation
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from malath.accountability.violations.record_form import RecordForm
    from malath.platform.access.models import Member

# The records whose values are changed on a page of their own, by the word in the address.
RECORDS: dict[str, type[Record]] = {
    "event": Event,
    "act": Act,
    "involvement": Involvement,
    "information": Information,
    "intervention": Intervention,
    "holding": Holding,
    "tie": Tie,
    "person": Person,
    "body": Body,
    "bodyname": BodyName,
    "belonging": Belonging,
    "post": Post,
}


def cursor(request: HttpRequest) -> uuid.UUID | None:
    """After which row the page begins; what makes no sense begins at the start."""
    try:
        return uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def record_of(request: HttpRequest, kind: str, pk: uuid.UUID) -> Any:
    """A record that the viewer may change; NotFoundError otherwise."""
    model = RECORDS.get(kind)
    if model is None:
        raise NotFoundError
    viewer = viewer_of(request)
    row = model.objects.visible_to(viewer).select_related("organisation").filter(pk=pk).first()
    if row is None or not viewer.can("document", row.organisation_id) or getattr(row, "erased_on", None):
        raise NotFoundError
    return row


def own_event(request: HttpRequest, event_id: uuid.UUID) -> Event:
    """An event for whose organisation the viewer documents; NotFoundError otherwise."""
    viewer = viewer_of(request)
    event = event_for(viewer, event_id)
    check_own(viewer, event)
    return event


def check_own(viewer: Member, row: Record) -> None:
    """Raise NotAllowedError unless the viewer documents for the record's organisation."""
    if not viewer.can("document", row.organisation_id):
        raise NotAllowedError


def home_of(viewer: Member) -> Organisation:
    """For which organisation the viewer enters new records: their own where they document there."""
    able = viewer.standing.organisations_able("document")
    chosen = viewer.home_organisation_id if viewer.home_organisation_id in able else sorted(able)[0]
    return Organisation.objects.get(pk=chosen)


def place_of(row: Record) -> tuple[str, uuid.UUID]:
    """The page on which a record stands: the address's name and the identifier."""
    if isinstance(row, Event):
        return "violations_event", row.pk
    if isinstance(row, OfEvent):
        return "violations_event", row.event_id
    if isinstance(row, Tie):
        return "violations_person", row.person_id
    if isinstance(row, (BodyName, Belonging, Post)):
        return "violations_body", row.body_id
    return ("violations_body" if isinstance(row, Body) else "violations_person"), row.pk


def title_of(viewer: Member, event: Event) -> str:
    """An event's title, revealed; its number where it has none."""
    known = known_to(viewer, [event], why="violations.form")
    return str(known.main(event, "title") or event.number)


def answers_of(form: RecordForm) -> Answers:
    """What a valid form says."""
    instead, beside = form.answers()
    said = form.cleaned_data
    return Answers(instead, beside, form.said_by, said.get("sure", ""), said.get("based_on") or 0)


def tell_understood(request: HttpRequest, form: RecordForm) -> None:
    """After it was kept: how each date was understood."""
    for label, words, bounds in form.understood():
        said = {"field": label, "date": words, "bounds": bounds}
        text = _("%(field)s was understood as %(date)s (%(bounds)s).") if bounds else _("%(field)s: %(date)s.")
        messages.info(request, text % said)


def show(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    """A form page; 422 when the form has errors."""
    status = context.pop("status", 422 if form.is_bound and form.errors else 200)
    return render(request, template, {"form": form, **context}, status=status)
