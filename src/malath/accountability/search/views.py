"""The search of the record: asked by POST, answered at an address of codes."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.search.actions import follow_search, forget_search, keep_search, look_again, note_words
from malath.accountability.search.addresses import address
from malath.accountability.search.answering import answer_of, answer_of_new
from malath.accountability.search.errors import TooManyFollowedError
from malath.accountability.search.facets import facets_of
from malath.accountability.search.forms import FindForm, KeepForm, initial_of
from malath.accountability.search.selectors import Question, kept_by, kept_search, question_in
from malath.accountability.violations.searching import newest_change
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import DomainError
from malath.platform.interface.responses import render_invalid, see_other


@require_http_methods(["GET", "POST"])
@requires("document")
def find(request: HttpRequest) -> HttpResponse:
    """A question by POST goes on to its address; an address is answered."""
    if request.method == "POST":
        return _asked(request)
    question = question_in(viewer_of(request), request.GET.dict())
    form = FindForm(initial=initial_of(question.criteria, question.text, question.name))
    return render(request, "search/find.html", _context(request, question, form))


@require_GET
@requires("document")
def counts(request: HttpRequest) -> HttpResponse:
    """What narrower questions find: a fragment for htmx, and a page for whoever goes there."""
    viewer = viewer_of(request)
    question = question_in(viewer, request.GET.dict())
    template = "search/_facets.html" if request.htmx else "search/counts.html"  # type: ignore[attr-defined]
    return render(request, template, {"question": question, "facets": facets_of(viewer, question)})


@require_POST
@requires("document")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question of an address under a name."""
    viewer = viewer_of(request)
    question = question_in(viewer, request.GET.dict())
    form = KeepForm(request.POST)
    if form.is_valid():
        query = address(question.criteria).partition("?")[2]
        said = {"text": question.text, "name": question.name, **form.cleaned_data}
        try:
            keep_search(query=query, by=viewer, **said)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The search is kept. Only you see it."))
            return see_other("violations_find_kept")
    find_form = FindForm(initial=initial_of(question.criteria, question.text, question.name))
    return render_invalid(request, "search/find.html", _context(request, question, find_form) | {"keep_form": form})


@require_GET
@requires("document")
def kept(request: HttpRequest) -> HttpResponse:
    """The searches that the member keeps."""
    return render(request, "search/kept.html", {"searches": kept_by(viewer_of(request))})


@require_POST
@requires("document")
def run(request: HttpRequest, search_id: uuid.UUID) -> HttpResponse:
    """Ask it again; what is there now is no longer new."""
    viewer = viewer_of(request)
    found = kept_search(viewer, search_id)
    url = found.question
    look_again(found.search, by=viewer)
    return see_other(url)


@require_http_methods(["GET", "POST"])
@requires("document")
def new(request: HttpRequest, search_id: uuid.UUID) -> HttpResponse:
    """Exactly what is new of a kept search; by POST it is marked as seen, as far as the page showed it."""
    viewer = viewer_of(request)
    found = kept_search(viewer, search_id)
    upto = request.POST.get("upto", "") or request.GET.get("upto", "")
    seen = int(upto) if upto.isascii() and upto.isdecimal() and len(upto) < 19 else newest_change()
    if request.method == "POST":
        look_again(found.search, by=viewer, upto=seen)
        messages.success(request, _("Marked as seen. What comes from now on is new."))
        return see_other("violations_find_kept")
    context = {"one": found, "seen": seen, "answer": answer_of_new(viewer, found, seen, request.GET.get("after", ""))}
    return render(request, "search/new.html", context)


@require_POST
@requires("document")
def follow(request: HttpRequest, search_id: uuid.UUID) -> HttpResponse:
    """Follow a kept search on Today, or no longer."""
    viewer = viewer_of(request)
    found = kept_search(viewer, search_id)
    try:
        follow_search(found.search, follow=request.POST.get("follow") == "1", by=viewer)
    except TooManyFollowedError as refusal:
        messages.error(request, str(refusal))
    return see_other("violations_find_kept")


@require_POST
@requires("document")
def forget(request: HttpRequest, search_id: uuid.UUID) -> HttpResponse:
    """Keep it no longer."""
    viewer = viewer_of(request)
    forget_search(kept_search(viewer, search_id).search, by=viewer)
    messages.success(request, _("The search is forgotten."))
    return see_other("violations_find_kept")


def _asked(request: HttpRequest) -> HttpResponse:
    """Words are sealed, and the answer stands at an address that does not say them."""
    viewer = viewer_of(request)
    base = question_in(viewer, request.GET.dict())
    form = FindForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return render_invalid(request, "search/find.html", _context(request, base, form))
    said = form.cleaned_data
    words = note_words(text=said["text"], name=said["name"], by=viewer).pk if said["text"] or said["name"] else ""
    show = base.shown if base.shown != "table" else ""
    return see_other(address(form.criteria(base.criteria), words=words, show=show))


def _context(request: HttpRequest, question: Question, form: FindForm) -> dict[str, Any]:
    viewer = viewer_of(request)
    answer = answer_of(viewer, question, request.GET.get("after", ""))
    return {"question": question, "form": form, "keep_form": KeepForm(), "answer": answer}
