"""New events, people, groups, units and places of detention, and how people stand to each other."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from malath.accountability.violations import editing
from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.choosing import Choice
from malath.accountability.violations.form_fields import term_choices
from malath.accountability.violations.linking import tie_people
from malath.accountability.violations.models import Body, Person
from malath.accountability.violations.record_form import RecordForm
from malath.accountability.violations.views.adding import WHO_SAYS, kept
from malath.accountability.violations.views.naming import question_of
from malath.accountability.violations.views.showing import answers_of, home_of, record_of, show
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other

RELATIONSHIPS = "relationships"


def _form(request: HttpRequest, kind: str, *parties: Choice) -> RecordForm:
    source = Choice("source", WHO_SAYS, Person, known={})
    return RecordForm(posted(request), record=kind, viewer=viewer_of(request), source=source, parties=parties)


def _page(request: HttpRequest, kind: str, form: Any, **context: Any) -> HttpResponse:
    return show(request, "violations/enter.html", form, heading=question_of(kind), kind=kind, **context)


@require_http_methods(["GET", "POST"])
@requires("document")
def event(request: HttpRequest) -> HttpResponse:
    """A new event, with what is known of it; acts and sources follow on its page."""
    viewer, form, made = viewer_of(request), _form(request, "event"), list[Any]()
    if form.is_valid() and not form.changed_values():
        form.add_error(None, _("Say at least what happened, or give it a title."))
    if kept(request, form, lambda: made.append(editing.add_event(home_of(viewer), answers_of(form), by=viewer))):
        return see_other("violations_event", made[0].pk)
    return _page(request, "event", form)


@require_http_methods(["GET", "POST"])
@requires("document")
def person(request: HttpRequest) -> HttpResponse:
    """Somebody, or a group, on the accountability side alone."""
    viewer, form, made = viewer_of(request), _form(request, "person"), list[Any]()
    form.fields["person_kind"] = _kind(gettext_lazy("It is"), Person.Kind)
    if form.is_valid() and "name" not in form.changed_values():
        form.add_error("name", _("Give a name, or what they are called."))

    def enter() -> None:
        kind = form.cleaned_data["person_kind"]
        made.append(editing.add_person(home_of(viewer), answers_of(form), kind=kind, by=viewer))

    if kept(request, form, enter):
        return see_other("violations_person", made[0].pk)
    return _page(request, "person", form, kind_field=form["person_kind"])


@require_http_methods(["GET", "POST"])
@requires("document")
def body(request: HttpRequest) -> HttpResponse:
    """A unit that acts, or a place where people are held."""
    viewer, made = viewer_of(request), list[Any]()
    above = Choice("above", _("What it belongs to"), Body, known={}, new=False)
    form = _form(request, "body", above)
    form.fields["body_kind"] = _kind(gettext_lazy("It is"), Body.Kind)
    if form.is_valid() and "name" not in form.changed_values():
        form.add_error("name", _("Give a name, or what it is called."))

    def enter() -> None:
        kind, part_of = form.cleaned_data["body_kind"], form.chosen["above"]
        made.append(editing.add_body(home_of(viewer), answers_of(form), kind=kind, part_of=part_of, by=viewer))

    if kept(request, form, enter):
        return see_other("violations_body", made[0].pk)
    return _page(request, "body", form, kind_field=form["body_kind"])


def _kind(label: Any, kinds: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=kinds.choices, initial=kinds.values[0], widget=forms.RadioSelect)


@require_http_methods(["GET", "POST"])
@requires("document")
def tie(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """How somebody stands to another: family, colleague, commander."""
    viewer, held = viewer_of(request), record_of(request, "person", party_id)
    other = Choice("other", _("The other person or group"), Person, known={}, required=True, new=False)
    form = _form(request, "tie", other)
    choices = [("", "—"), *term_choices(RELATIONSHIPS)]
    form.fields["tie_kind"] = forms.ChoiceField(label=_("They are to the other"), choices=choices)
    if form.is_valid() and form.chosen["other"].row == held:
        form.add_error("other_number", _("Somebody is tied to another, not to themselves."))
    if form.is_valid():
        said = form.cleaned_data
        if done(
            form,
            lambda: tie_people(
                held, form.chosen["other"].row, kind=said["tie_kind"], values=form.changed_values(), by=viewer
            ),
        ):
            messages.success(request, _("It is kept."))
            return see_other("violations_person", held.pk)
    name = known_to(viewer, [], people=[held.pk], why="violations.form").party(held.pk)
    return _page(request, "tie", form, kind_field=form["tie_kind"], party=name)
