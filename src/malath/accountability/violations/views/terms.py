"""The words of the record: every vocabulary, who reviewed each term in which language, and reviewing one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.accountability.violations import vocabulary
from malath.accountability.violations.terms.pages import LABELS, lines_of, overview, term_for, words_of
from malath.accountability.violations.terms.reviewing import may_review_terms, review_term
from malath.accountability.violations.views.showing import home_of
from malath.accountability.violations.vocabulary import LANGUAGES
from malath.accountability.violations.vocabulary.huridocs import mapped
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotAllowedError
from malath.platform.interface.responses import done, see_other


class TermReviewForm(forms.Form):
    """Which words were read; the digest says that they are still these."""

    language = forms.ChoiceField(choices=[(one, one) for one in LANGUAGES])
    label = forms.CharField(max_length=12)


@require_GET
@requires("document")
def lists(request: HttpRequest) -> HttpResponse:
    """Every list, with how many of its terms are drafts."""
    return render(request, "violations/term_lists.html", {"lists": overview(viewer_of(request))})


@require_GET
@requires("document")
def terms(request: HttpRequest, term_list: str) -> HttpResponse:
    """The terms of one list."""
    lines = lines_of(viewer_of(request), term_list)
    return render(request, "violations/terms.html", {"code": term_list, "label": LABELS[term_list], "lines": lines})


@require_http_methods(["GET", "POST"])
@requires("document")
def term(request: HttpRequest, term_list: str, term_code: str) -> HttpResponse:
    """One term: its words in three languages, its codes, and who reviewed it."""
    viewer, found = viewer_of(request), term_for(term_list, term_code)
    home = home_of(viewer)
    may_review = may_review_terms(viewer, home)
    form = TermReviewForm(posted(request))
    if request.method == "POST" and not may_review:
        raise NotAllowedError
    if form.is_valid():
        said = form.cleaned_data

        def keep() -> object:
            return review_term(found, said["language"], label=said["label"], organisation=home, by=viewer)

        if done(form, keep):
            messages.success(request, _("It is kept: your organisation stands for these words."))
            return see_other("violations_term", term_list, term_code)
    context = {
        "term": found,
        "form": form,
        "list_label": LABELS[term_list],
        "above": vocabulary.path(term_list, term_code)[:-1],
        "language": vocabulary.spoken(),
        "words": words_of(viewer, found, home if may_review else None),
        "mapped": mapped(term_list, term_code),
    }
    return render(request, "violations/term.html", context, status=422 if form.is_bound and form.errors else 200)
