"""The screens of the review: the queue, one pair, and what is said of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.matching import actions
from malath.people.matching.errors import VerdictWithdrawnError
from malath.people.matching.models import Pair
from malath.people.matching.page import page_of, queue_of
from malath.people.matching.rules import Said, State
from malath.people.matching.selectors import link_for, next_pair_for, own_verdict, pair_for
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import DomainError, NotFoundError
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal


def _after(request: HttpRequest, viewer: Member) -> Pair | None:
    """The pair after which the page goes on; none where the address names no pair of the viewer's."""
    try:
        return pair_for(viewer, uuid.UUID(request.GET.get("after", "")))
    except (ValueError, NotFoundError):
        return None


@require_GET
@requires("review_pairs")
def queue(request: HttpRequest) -> HttpResponse:
    """The pairs that wait for the viewer, in their order, with the reason for it."""
    viewer = viewer_of(request)
    return render(request, "matching/queue.html", queue_of(viewer, _after(request, viewer)))


@require_GET
@requires("review_pairs")
def pair(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """One pair, side by side."""
    viewer = viewer_of(request)
    return render(request, "matching/pair.html", page_of(viewer, pair_for(viewer, match_id)))


@require_POST
@requires("review_pairs")
def judge(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Say same, different or unsure; the next pair follows."""
    viewer = viewer_of(request)
    found = pair_for(viewer, match_id)
    said = request.POST.get("said", "")
    if said not in Said.values:
        context = {**page_of(viewer, found), "refused": _("Choose one of the three.")}
        return render(request, "matching/pair.html", context, status=422)
    following = next_pair_for(viewer, found)
    try:
        verdict = actions.judge_pair(found, said=said, by=viewer)
    except DomainError as refusal:
        if refusal.status in (404, 503):
            raise
        context = {**page_of(viewer, pair_for(viewer, match_id)), "refused": str(refusal)}
        return render(request, "matching/pair.html", context, status=refusal.status)
    undo = reverse("pairs_undo", args=[found.pk])
    messages.success(request, _told(verdict.pair), extra_tags=f"undo={undo}")
    return see_other("pairs_one", following.pk) if following else see_other("pairs")


def _told(found: Pair) -> str:
    return {
        State.SAME: _("The two records are linked: one person. Both stay as they are."),
        State.SECOND: _("Kept. A second member must agree before the two are linked."),
        State.DIFFERENT: _("Kept: two people. This pair does not come again."),
        State.DISPUTED: _("Kept. Members disagree on this pair; a third decides."),
    }.get(State(found.state), _("Set aside. Somebody else may know more."))


@require_POST
@requires("review_pairs")
def take_back(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Take back what the viewer said of a pair, and show it again."""
    viewer = viewer_of(request)
    found = pair_for(viewer, match_id)
    verdict = own_verdict(viewer, found)
    if verdict is None:
        messages.warning(request, str(VerdictWithdrawnError()))
    else:
        actions.withdraw_verdict(verdict, by=viewer)
        messages.success(request, _("Taken back. It is kept that you had said it."))
    return see_other("pairs_one", found.pk)


@require_http_methods(["GET", "POST"])
@requires("review_pairs")
def unlink(request: HttpRequest, same_id: uuid.UUID) -> HttpResponse:
    """Undo a link; the pair waits for a new look."""
    viewer = viewer_of(request)
    link = link_for(viewer, same_id)
    if request.method == "POST":
        actions.undo_link(link, by=viewer)
        messages.success(request, _("The link is undone. Both records are as they were; the pair waits anew."))
        return see_other("pairs_one", link.pair_id)
    reveal([link.one, link.other], by=viewer, why="matching.unlink")
    return render(request, "matching/unlink.html", {"link": link})
