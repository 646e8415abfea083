"""Changing at once what a search found: chosen, seen before and after, made, undone."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.search.change_forms import ChangeForm
from malath.accountability.search.selectors import Question, question_in
from malath.accountability.search.showing import lines_of
from malath.accountability.violations import bulk
from malath.accountability.violations.bulk.preview import seen_in
from malath.accountability.violations.bulk.selectors import changes_of, events_of
from malath.accountability.violations.newest import lines_of as lines_of_events
from malath.accountability.violations.searching import Cursor, page_of
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import DomainError
from malath.platform.interface.responses import see_other


@require_http_methods(["GET", "POST"])
@requires("document")
def choose(request: HttpRequest) -> HttpResponse:
    """Choose acts that the question of the address finds, and the change; by POST see what would become of each."""
    viewer = viewer_of(request)
    question = question_in(viewer, request.GET.dict())
    form = ChangeForm(request.POST if request.method == "POST" else None, viewer=viewer)
    chosen = list(seen_in(f"{pk}.0" for pk in request.POST.getlist("act")))
    if request.method == "POST" and request.POST.get("scope") == "all":
        chosen = [act.pk for act in _found(viewer, question, bulk.MOST)[0]]
    if request.method == "POST" and not chosen:
        form.add_error(None, _("Choose at least one."))
    if request.method == "POST" and form.is_valid():
        preview = bulk.preview_of(viewer, chosen, form.wanted())
        return render(request, "search/preview.html", {"question": question, "form": form, "preview": preview})
    acts, more = _found(viewer, question, bulk.MOST)
    context: dict[str, Any] = {
        "question": question,
        "form": form,
        "most": bulk.MOST,
        "has_more": more,
        "chosen": chosen,
    }
    context["lines"] = lines_of(viewer, acts)
    return render(request, "search/change.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("document")
def apply(request: HttpRequest) -> HttpResponse:
    """Make the change that a preview showed."""
    viewer = viewer_of(request)
    form = ChangeForm(request.POST, viewer=viewer)
    seen = dict(list(seen_in(request.POST.getlist("seen")).items())[: bulk.MOST])
    if not form.is_valid() or not seen:
        messages.error(request, _("Nothing was changed. Choose again, and look at the preview."))
        return see_other("violations_find")
    made = bulk.change_together(seen, form.wanted(), why=form.cleaned_data["why"], by=viewer)
    for number, reason in made.left[:20]:
        messages.info(request, _("%(number)s was left out: %(reason)s.") % {"number": number, "reason": reason.label})
    if len(made.left) > 20:
        messages.info(request, _("%(n)s more were left out, as the preview said.") % {"n": len(made.left) - 20})
    if not made.changed:
        messages.error(request, _("Nothing was changed."))
        return see_other("violations_find")
    words = ngettext("%(n)s documented event was changed.", "%(n)s documented events were changed.", len(made.changed))
    messages.success(request, words % {"n": len(made.changed)})
    return see_other("violations_changed_together_one", made.batch)


@require_GET
@requires("document")
def changed(request: HttpRequest) -> HttpResponse:
    """The changes of many that were made here."""
    return render(request, "search/changed.html", {"batches": bulk.batches_for(viewer_of(request))})


@require_GET
@requires("document")
def one(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """One change of many, with the events that it changed."""
    viewer = viewer_of(request)
    batch = bulk.batch_for(viewer, batch_id)
    changes = list(changes_of(viewer, batch_id).order_by("pk")[: bulk.MOST])
    of = events_of(viewer, changes)
    undone = {of[change.pk].pk for change in changes if change.is_undone and change.pk in of}
    lines = lines_of_events(viewer, list({event.pk: event for event in of.values()}.values()))
    return render(request, "search/changed_one.html", {"batch": batch, "lines": lines, "undone": undone})


@require_POST
@requires("document")
def undo(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Undo it as a whole, but for what was changed since."""
    try:
        done = bulk.undo_together(batch_id, by=viewer_of(request))
    except DomainError as refusal:
        if refusal.status in (404, 503):
            raise
        messages.error(request, str(refusal))
        return see_other("violations_changed_together_one", batch_id)
    words = ngettext(
        "%(n)s documented event stands as before.", "%(n)s documented events stand as before.", done.undone
    )
    messages.success(request, words % {"n": done.undone})
    for event in done.changed:
        messages.info(request, _("%(number)s was changed since, and is left as it stands.") % {"number": event.number})
    if done.hidden:
        words = _("%(n)s are restricted now: somebody who may see them undoes them.")
        messages.info(request, words % {"n": done.hidden})
    return see_other("violations_changed_together_one", batch_id)


def _found(viewer: Member, question: Question, most: int) -> tuple[list[Any], bool]:
    """The first acts of a question, and whether there are more."""
    acts: list[Any] = []
    after: Cursor | None = None
    while len(acts) < most:
        page = page_of(viewer, question.asked, after)
        acts += page.acts
        after = page.after
        if after is None:
            break
    return acts[:most], after is not None or len(acts) > most
