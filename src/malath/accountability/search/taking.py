"""Taking out what a search found: said before what leaves, then sent while it is made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.accountability.search.answering import answer_of
from malath.accountability.search.selectors import Question, question_in
from malath.accountability.search.units import unit_named
from malath.accountability.search.wording import said_of
from malath.accountability.violations.leaving import MOST, results_of, zipped_results
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.interface import formats


@require_http_methods(["GET", "POST"])
@requires("document")
@recent_sign_in
def take(request: HttpRequest) -> HttpResponseBase:
    """What leaves, and how much at most; by POST the table."""
    viewer = viewer_of(request)
    question = question_in(viewer, request.GET.dict())
    if request.method == "GET":
        context = {"question": question, "answer": answer_of(viewer, question), "most": formats.number_text(MOST)}
        return render(request, "search/take.html", context)
    query = question.address().partition("?")[2]
    results = results_of(
        viewer, question.asked, asked=_in_words(viewer, question), query=query, language=formats.active_language()
    )
    response = StreamingHttpResponse(zipped_results(viewer, results), content_type="application/zip")
    name = f"found-latest-{MOST}.zip" if results.has_more else "found.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox"
    return response


def _in_words(viewer: Member, question: Question) -> list[tuple[str, str]]:
    """What was asked, as the README says it."""
    said = [(_("Words"), question.text), (_("Name"), question.name)]
    unit = unit_named(viewer, question.criteria.unit) if question.criteria.unit else None
    said.append((_("One person"), str(question.criteria.person or "")))
    said.append((_("One unit"), f"{unit.name} ({unit.number})" if unit else str(question.criteria.unit or "")))
    said += [(one.label, one.words) for one in said_of(question.criteria)]
    return [(label, words) for label, words in said if words]
