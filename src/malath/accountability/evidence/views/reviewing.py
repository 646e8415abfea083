"""The review of an item, and what is known of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.evidence.alike import likeness_for
from malath.accountability.evidence.comparing import say_likeness
from malath.accountability.evidence.forms import FactsForm, ReviewForm
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.reviewing import change_facts, check_may_work, move_status
from malath.accountability.evidence.rules import MOVES, Sameness
from malath.accountability.evidence.views.showing import evidence_of, show_form
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal


@require_http_methods(["GET", "POST"])
@requires("work_evidence")
def review(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """One step of the review, with its reason."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    check_may_work(evidence, viewer)
    form = ReviewForm(posted(request), moves=MOVES[evidence.status])
    if form.is_valid() and done(form, lambda: move_status(evidence, by=viewer, **form.cleaned_data)):
        messages.success(request, _("The review is noted."))
        return see_other("evidence_item", evidence.pk)
    return show_form(request, evidence, "evidence/review.html", form)


@require_http_methods(["GET", "POST"])
@requires("work_evidence")
def change(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Write what is known of it; the original stays as it is."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    check_may_work(evidence, viewer)
    reveal(evidence, by=viewer, why="evidence.form")
    form = FactsForm(posted(request), initial=_known(evidence))
    if form.is_valid() and done(form, lambda: change_facts(evidence, facts=form.facts(), by=viewer)):
        messages.success(request, _("What is known of it is kept."))
        return see_other("evidence_item", evidence.pk)
    return show_form(request, evidence, "evidence/change.html", form)


@require_POST
@requires("work_evidence")
def likeness(request: HttpRequest, evidence_id: uuid.UUID, likeness_id: uuid.UUID) -> HttpResponse:
    """Say that another item shows the same, or does not, or take back what was said."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    pair, said = likeness_for(viewer, likeness_id), request.POST.get("said", "")
    if said and said not in Sameness.values:
        raise NotFoundError
    say_likeness(pair, said=said, by=viewer)
    messages.success(request, _("What you said is kept."))
    return see_other("evidence_item", evidence.pk)


def _known(evidence: Evidence) -> dict[str, str]:
    names = ("title", "obtained", "source", "use", "consent", "shows", "notes")
    known = {name: str(getattr(evidence, name)) for name in names}
    for name in ("time", "place"):
        known[name] = evidence.claimed.get(name, "")
        known[f"verified_{name}"] = evidence.verified.get(name, "")
    return known
