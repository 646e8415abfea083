"""The review of an event, restricting and opening it, and sharing it for a time."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.violations import sharing
from malath.accountability.violations.event_page import review_lines
from malath.accountability.violations.forms import ReasonForm, ReviewForm, ShareForm
from malath.accountability.violations.leaving_rules import ask_before_share
from malath.accountability.violations.models import Event
from malath.accountability.violations.reviewing import disagree as say_disagreement
from malath.accountability.violations.reviewing import name_tie, review_event, reviewer_of, set_restricted
from malath.accountability.violations.rules import moves_of
from malath.accountability.violations.views.showing import own_event, show, title_of
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal


@require_http_methods(["GET", "POST"])
@requires("document")
def review(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Take an event a step, with reasons, or name a tie. Who may take none reads why, and nothing to fill in."""
    viewer, event = viewer_of(request), own_event(request, event_id)
    reviewer = reviewer_of(event, viewer)
    moves = moves_of(event.stage, reviewer)
    form = ReviewForm(posted(request), moves=moves, initial={"seen_change": event.last_change})
    if form.is_valid():
        if tie := form.tie:
            if done(form, lambda: name_tie(event, tie=tie, by=viewer)):
                messages.success(request, _("Your tie is noted. Somebody else reviews this event."))
                return see_other("violations_event", event.pk)
        elif done(form, lambda: review_event(event, by=viewer, **form.step())):
            messages.success(request, _("The review is noted."))
            return see_other("violations_event", event.pk)
    return show(
        request, "violations/review.html", form, reviewer=reviewer, moves=moves, **_about(viewer, event)
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("document")
def disagree(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Say that one does not agree; the event stays where it is, and everybody who works on it sees this."""
    viewer, event = viewer_of(request), own_event(request, event_id)
    form = ReasonForm(posted(request))
    if form.is_valid() and done(form, lambda: say_disagreement(event, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Your disagreement stands on the page."))
        return see_other("violations_event", event.pk)
    return show(request, "violations/disagree.html", form, **_about(viewer, event))


def _about(viewer: Member, event: Event) -> dict[str, object]:
    """The event's title and its review until now, revealed."""
    return {"event": event, "title": title_of(viewer, event), "reviews": review_lines(viewer, event)}


@require_http_methods(["GET", "POST"])
@requires("document")
def restrict(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Restrict an event with all in it, or open it again; a reason is kept."""
    viewer, event = viewer_of(request), own_event(request, event_id)
    if event.is_restricted and not viewer.can("see_restricted", event.organisation_id):
        raise NotFoundError
    form, wanted = ReasonForm(posted(request)), not event.is_restricted
    if form.is_valid() and done(form, lambda: set_restricted(event, restricted=wanted, by=viewer, **form.cleaned_data)):
        messages.success(request, _("It is restricted.") if wanted else _("It is open to all who document here."))
        still = Event.objects.visible_to(viewer).filter(pk=event.pk).exists()
        return see_other("violations_event", event.pk) if still else see_other("violations")
    return show(request, "violations/restrict.html", form, event=event, title=title_of(viewer, event))


@require_http_methods(["GET", "POST"])
@requires("see_restricted")
def share(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Let those who document elsewhere in the coalition see it, for a reason, until a day; and who sees it now."""
    viewer, event = viewer_of(request), own_event(request, event_id)
    grants = sharing.shares_of(viewer, event)
    reveal(grants, [one.given_by for one in grants], by=viewer, why="violations.form")
    form = ShareForm(posted(request), organisations=sharing.receivers(event))
    if form.is_valid() and done(form, lambda: sharing.share_event(event, by=viewer, **form.grant())):
        messages.success(request, _("Shared. It ends by itself."))
        return see_other("violations_share", event.pk)
    context = {"event": event, "title": title_of(viewer, event), "grants": grants, "now": timezone.now()}
    return show(request, "violations/share.html", form, ask_at=ask_before_share(viewer, event.pk), **context)


@require_POST
@requires("see_restricted")
def withdraw(request: HttpRequest, event_id: uuid.UUID, access_id: uuid.UUID) -> HttpResponse:
    """End an access now."""
    viewer, event = viewer_of(request), own_event(request, event_id)
    sharing.withdraw_share(sharing.share_for(viewer, event, access_id), event, by=viewer)
    messages.success(request, _("The access has ended."))
    return see_other("violations_share", event.pk)
