"""Adding what hangs on an event: acts, parts in them, what sources say, places of a detention, links."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from malath.accountability.evidence.selectors import Wanted, wall_for
from malath.accountability.violations import editing
from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.choosing import Choice
from malath.accountability.violations.event_page import EVENT_LINKS
from malath.accountability.violations.forms import LinkForm
from malath.accountability.violations.linking import link_events
from malath.accountability.violations.models import Body, Event, Person
from malath.accountability.violations.record_form import RecordForm
from malath.accountability.violations.selectors import bodies_of, people_of
from malath.accountability.violations.speech import VictimMissingError, may_be_against_nobody
from malath.accountability.violations.views.naming import question_of
from malath.accountability.violations.views.showing import (
    answers_of,
    own_event,
    record_of,
    show,
    tell_understood,
    title_of,
)
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.fields import Line
from malath.platform.interface.responses import done, see_other

if TYPE_CHECKING:
    from malath.platform.access.models import Member

WHO_SAYS = gettext_lazy("Who says so")


def form_on(
    request: HttpRequest, event: Event, kind: str, *parties: tuple[str, Any, Any, bool], saying: bool = True
) -> RecordForm:
    """The form of a new record of an event; each party is its name, its label, its model and whether it must be said."""
    viewer = viewer_of(request)
    models = {model for _name, _label, model, _required in parties}
    known = known_to(
        viewer,
        [],
        people=people_of(viewer, event.pk),
        bodies=bodies_of(viewer, event.pk) if Body in models else (),
        why="violations.form",
    )
    choices = [
        Choice(name, label, model, known=known.bodies if model is Body else known.people, required=required)
        for name, label, model, required in parties
    ]
    source = Choice("source", WHO_SAYS, Person, known=known.people) if saying else None
    return RecordForm(posted(request), record=kind, viewer=viewer, source=source, parties=choices)


def kept(request: HttpRequest, form: RecordForm, act: Any) -> bool:
    """Whether the form was sent and its record is kept; what is wrong stands in the form."""
    if not (form.is_valid() and done(form, act)):
        return False
    messages.success(request, _("It is kept."))
    tell_understood(request, form)
    return True


def _page(request: HttpRequest, event: Event, kind: str, form: Any) -> HttpResponse:
    context = {"event": event, "title": title_of(viewer_of(request), event), "heading": question_of(kind), "kind": kind}
    return show(request, "violations/add.html", form, **context)


@require_http_methods(["GET", "POST"])
@requires("document")
def act(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """One kind of act against one victim; what is said to the public needs none."""
    event, viewer = own_event(request, event_id), viewer_of(request)
    form = form_on(request, event, "act", ("victim", _("To whom"), Person, False))
    form.fields[next(iter(form.party_fields)).name].help_text = _(
        "Somebody, or the group against which it is said. Hate speech and incitement that address the public need nobody."
    )
    if form.is_valid() and not (form.chosen["victim"] or may_be_against_nobody(form.cleaned_data.get("kind") or "")):
        form.add_error(next(iter(form.party_fields)).name, str(VictimMissingError()))
    if kept(request, form, lambda: editing.add_act(event, form.chosen["victim"], answers_of(form), by=viewer)):
        return see_other("violations_event", event.pk)
    return _page(request, event, "act", form)


@require_http_methods(["GET", "POST"])
@requires("document")
def involvement(request: HttpRequest, act_id: uuid.UUID) -> HttpResponse:
    """Who had a part in an act: somebody, a unit, or a kind of perpetrator alone."""
    viewer, held = viewer_of(request), record_of(request, "act", act_id)
    event = own_event(request, held.event_id)
    parties = (("person", _("A person or a group"), Person, False), ("body", _("A unit"), Body, False))
    form = form_on(request, event, "involvement", *parties)
    if form.is_valid() and not (form.changed_values() or any(form.chosen.values())):
        form.add_error(None, _("Say who it was, or at least what kind of perpetrator."))
    who = form.chosen
    if kept(
        request,
        form,
        lambda: editing.add_involvement(held, who["person"], who["body"], answers_of(form), by=viewer),
    ):
        return see_other("violations_event", event.pk)
    return _page(request, event, "involvement", form)


@require_http_methods(["GET", "POST"])
@requires("document")
def holding(request: HttpRequest, act_id: uuid.UUID) -> HttpResponse:
    """The next place where the person was held."""
    viewer, held = viewer_of(request), record_of(request, "act", act_id)
    event = own_event(request, held.event_id)
    form = form_on(request, event, "holding", ("place", _("Place of detention"), Body, False))
    if form.is_valid() and not (form.changed_values() or form.chosen["place"]):
        form.add_error(None, _("Say where it was, at least in the source’s words."))
    if kept(request, form, lambda: editing.add_holding(held, form.chosen["place"], answers_of(form), by=viewer)):
        return see_other("violations_event", event.pk)
    return _page(request, event, "holding", form)


@require_http_methods(["GET", "POST"])
@requires("document")
def information(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """What a source says on an event, or an item of evidence shows."""
    event, viewer = own_event(request, event_id), viewer_of(request)
    form = form_on(request, event, "information", ("told_by", _("Who says it"), Person, False), saying=False)
    hint = _("As it stands on the evidence’s page, if an item shows or tells it.")
    form.fields["evidence"] = Line(label=_("Number of the evidence"), help_text=hint, max_length=12, required=False)
    found = _evidence(form, viewer) if form.is_valid() else None
    if form.is_bound and not form.errors and not (form.changed_values() or form.chosen["told_by"] or found):
        form.add_error(None, _("Say who says it, or what it is."))
    if kept(
        request,
        form,
        lambda: editing.add_information(event, form.chosen["told_by"], found, answers_of(form), by=viewer),
    ):
        return see_other("violations_event", event.pk)
    return _page(request, event, "information", form)


def _evidence(form: RecordForm, viewer: Member) -> uuid.UUID | None:
    """The item that the number names, seen by the viewer; what is wrong stands in the form."""
    number = form.cleaned_data.get("evidence", "")
    if not number:
        return None
    items = wall_for(viewer, Wanted(number=number), None).items if viewer.can("work_evidence") else []
    if not items:
        form.add_error("evidence", _("No item of evidence that you see has this number."))
        return None
    found: uuid.UUID = items[0].pk
    return found


@require_http_methods(["GET", "POST"])
@requires("document")
def intervention(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """What was done about it, and by whom."""
    event, viewer = own_event(request, event_id), viewer_of(request)
    form = form_on(request, event, "intervention", ("party", _("By whom"), Person, False))
    if form.is_valid() and not (form.changed_values() or form.chosen["party"]):
        form.add_error(None, _("Say what was done, or by whom."))
    if kept(request, form, lambda: editing.add_intervention(event, form.chosen["party"], answers_of(form), by=viewer)):
        return see_other("violations_event", event.pk)
    return _page(request, event, "intervention", form)


@require_http_methods(["GET", "POST"])
@requires("document")
def link(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """How an event stands to another; a circle is refused."""
    event, viewer = own_event(request, event_id), viewer_of(request)
    form = LinkForm(posted(request), viewer=viewer, event=event, terms=EVENT_LINKS)
    if form.is_valid():
        other, kind = form.cleaned_data["number"], form.cleaned_data["kind"]
        if done(form, lambda: link_events(event, other, kind=kind, by=viewer)):
            messages.success(request, _("It is kept."))
            return see_other("violations_event", event.pk)
    context = {"event": event, "title": title_of(viewer, event), "heading": _("How does it stand to another event?")}
    return show(request, "violations/link.html", form, **context)
