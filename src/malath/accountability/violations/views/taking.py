"""Taking back one part alone: what goes with it is shown, and the reason is kept."""

from __future__ import annotations

import uuid
from itertools import chain

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.models import Body, Event, Person, Record
from malath.accountability.violations.taking_back import goes_with, marks_for, part_for, take_back_part
from malath.accountability.violations.views.naming import heading_of
from malath.accountability.violations.views.showing import place_of, show
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import ChangedMeanwhileError, DomainError
from malath.platform.interface.fields import Paragraph
from malath.platform.interface.responses import see_other


class TakeBackForm(forms.Form):
    """Why, and in which state the page showed it."""

    why = Paragraph(label=gettext_lazy("Why it is wrong"), rows=3, max_length=2000)
    marks = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)


@require_http_methods(["GET", "POST"])
@requires("document")
def take_back(request: HttpRequest, record_kind: str, record_id: uuid.UUID) -> HttpResponse:
    """Show what goes, ask why, take it back."""
    viewer, row = viewer_of(request), part_for(viewer_of(request), record_kind, record_id)
    form = TakeBackForm(posted(request), initial={"marks": marks_for(viewer, row)})
    try:
        if form.is_valid():
            said = form.cleaned_data
            take_back_part(row, why=said["why"], marks=said["marks"], by=viewer)
            messages.success(
                request, _("It is taken back. It stays in the history, and can be brought back from there.")
            )
            return see_other(*place_of(row))
    except ChangedMeanwhileError:
        # What the page shows next is what stands now.
        form = TakeBackForm({**request.POST.dict(), "marks": marks_for(viewer, row)})
        form.add_error(None, _("Somebody changed it meanwhile: look again at what goes."))
        return _page(request, row, record_kind, form, 409)
    except DomainError as refused:
        form.add_error(None, str(refused))
    return _page(request, row, record_kind, form)


def _named(row: Record, model: type[Record]) -> list[uuid.UUID]:
    """Whom or what of a kind a part names, but for the event that it hangs on."""
    links = [one for one in row._meta.concrete_fields if one.related_model is model and one.name != "event"]
    return [pk for one in links if (pk := getattr(row, one.attname)) is not None]


def _page(request: HttpRequest, row: Record, kind: str, form: forms.Form, status: int | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    rows = goes_with(viewer, row)
    people, bodies, events = ([_named(one, model) for one in rows] for model in (Person, Body, Event))
    known = known_to(
        viewer, rows, people=chain(*people), bodies=chain(*bodies), events=chain(*events), why="violations.form"
    )
    going = [
        {
            "heading": heading_of(str(one._meta.model_name)),
            "shown": known.shown(one),
            "people": [known.party(pk) for pk in people[at]],
            "bodies": [known.body(pk) for pk in bodies[at]],
            "events": [known.events[pk] for pk in events[at] if pk in known.events],
        }
        for at, one in enumerate(rows)
    ]
    context = {"row": row, "kind": kind, "going": going, "back": place_of(row)}
    more = {} if status is None else {"status": status}
    return show(request, "violations/take_back.html", form, **context, **more)
