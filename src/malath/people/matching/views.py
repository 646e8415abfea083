"""The screens of the review: the queue, one pair, a group, and what is said of them."""

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
from malath.people.matching.group_page import group_page_of
from malath.people.matching.models import Pair
from malath.people.matching.page import page_of, queue_of
from malath.people.matching.rules import Said, State
from malath.people.matching.selectors import link_for, next_pair_for, own_verdict, pair_for
from malath.people.matching.together import judge_group, withdraw_step
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import DomainError, NotFoundError
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal


def _pair_named(viewer: Member, text: str) -> Pair | None:
    """The pair after which a queue goes on or by which a group is named; none where it is no pair of the viewer's."""
    try:
        return pair_for(viewer, uuid.UUID(text))
    except (ValueError, NotFoundError):
        return None


@require_GET
@requires("review_pairs")
def queue(request: HttpRequest) -> HttpResponse:
    """The pairs that wait for the viewer, in their order, with the reason for it."""
    viewer = viewer_of(request)
    return render(request, "matching/queue.html", queue_of(viewer, _pair_named(viewer, request.GET.get("after", ""))))


@require_GET
@requires("review_pairs")
def pair(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """One pair, side by side."""
    viewer = viewer_of(request)
    return render(request, "matching/pair.html", page_of(viewer, pair_for(viewer, match_id)))


@require_POST
@requires("review_pairs")
def judge(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Say same, different or unsure; the next pair follows, or the group from which it was said."""
    viewer = viewer_of(request)
    found, group = pair_for(viewer, match_id), _pair_named(viewer, request.POST.get("group", ""))
    said = request.POST.get("said", "")
    if said not in Said.values:
        return _refused(request, found, group, _("Choose one of the three."), 422)
    following = next_pair_for(viewer, found)
    try:
        verdict = actions.judge_pair(found, said=said, by=viewer)
    except DomainError as refusal:
        if refusal.status in (404, 503):
            raise
        return _refused(request, pair_for(viewer, match_id), group, str(refusal), refusal.status)
    undo = reverse("pairs_undo", args=[found.pk]) + (f"?group={group.pk}" if group else "")
    messages.success(request, _told(verdict.pair), extra_tags=f"undo={undo}")
    if group:
        return see_other("pairs_group", group.pk)
    return see_other("pairs_one", following.pk) if following else see_other("pairs")


def _refused(request: HttpRequest, found: Pair, group: Pair | None, why: str, status: int) -> HttpResponse:
    """The screen from which it was said, with the reason why it was not done."""
    viewer = viewer_of(request)
    if group is None:
        return render(request, "matching/pair.html", {**page_of(viewer, found), "refused": why}, status=status)
    context = {**group_page_of(viewer, group, found.pk), "refused": why}
    return render(request, "matching/group.html", context, status=status)


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
    """Take back what the viewer said of a pair, and show it again, or the group from which it was said."""
    viewer = viewer_of(request)
    found, group = pair_for(viewer, match_id), _pair_named(viewer, request.GET.get("group", ""))
    verdict = own_verdict(viewer, found)
    if verdict is None:
        messages.warning(request, str(VerdictWithdrawnError()))
    else:
        actions.withdraw_verdict(verdict, by=viewer)
        messages.success(request, _("Taken back. It is kept that you had said it."))
    return see_other("pairs_group", group.pk) if group else see_other("pairs_one", found.pk)


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


@require_GET
@requires("review_pairs")
def group(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Everybody whom links and open pairs connect with a pair, side by side."""
    viewer = viewer_of(request)
    now = _pair_named(viewer, request.GET.get("pair", ""))
    context = group_page_of(viewer, pair_for(viewer, match_id), now.pk if now else None)
    return render(request, "matching/group.html", context)


@require_POST
@requires("review_pairs")
def judge_all(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Say that the chosen people of a group are all one person."""
    viewer = viewer_of(request)
    found = pair_for(viewer, match_id)
    try:
        people = [uuid.UUID(text) for text in request.POST.getlist("people")]
    except ValueError:
        people = []
    try:
        said = judge_group(found, people=people, by=viewer)
    except DomainError as refusal:
        if refusal.status in (404, 503):
            raise
        context = {**group_page_of(viewer, found), "refused": str(refusal)}
        return render(request, "matching/group.html", context, status=refusal.status)
    undo = reverse("pairs_group_undo", args=[said[0].step])
    messages.success(request, _told_of_all([verdict.pair for verdict in said]), extra_tags=f"undo={undo}")
    return see_other("pairs_group", found.pk)


def _told_of_all(pairs: list[Pair]) -> str:
    states = {pair.state for pair in pairs}
    if State.DISPUTED in states:
        return _("Kept. Of some of these pairs members disagree; a third decides.")
    if State.SECOND in states:
        return _("Kept. A second member must agree before all of them are linked.")
    return _("The records are linked: one person. All of them stay as they are.")


@require_POST
@requires("review_pairs")
def take_back_all(request: HttpRequest, words_id: uuid.UUID) -> HttpResponse:
    """Take back everything that the viewer said of a group in one step."""
    pairs = withdraw_step(words_id, by=viewer_of(request))
    messages.success(request, _("Taken back, for all of them. It is kept that you had said it."))
    return see_other("pairs_group", pairs[0].pk)
