"""The review of an event: a second member checks, a third verifies where there is one; reasons, ties and disagreement stay (SC1).

docs/decisions/0031 says who may, and what a team of two does.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.accountability.violations import vocabulary
from malath.accountability.violations.errors import ReasonMissingError, TiedReviewerError, TieUnsaidError
from malath.accountability.violations.models import Act, Event, Review, Statement
from malath.accountability.violations.records import restrict_event, set_stage
from malath.accountability.violations.restricting import hide_victims_of, show_victims_of
from malath.accountability.violations.rules import Reviewer, ReviewKind, Stage, check_step
from malath.accountability.violations.sharing import end_shares
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "who did what in an event that the reviewer sees"


def _held_for(by: Member, event: Event) -> Event:
    """The event, locked, where the member documents for its organisation and sees it."""
    rows = Event.objects.visible_to(by).select_for_update(of=("self",))
    held: Event | None = rows.filter(pk=event.pk).first()
    if held is None or not by.can("document", held.organisation_id):
        raise NotAllowedError
    return held


def writers_of(event: Event) -> set[uuid.UUID]:
    """Who entered the event, or a value that stands in it, or of somebody to whom something was done in it."""
    victims = Act.objects.unscoped(reason=_WHY).filter(event=event, is_gone=False).values("victim")
    said = Statement.objects.unscoped(reason=_WHY).filter(Q(event=event) | Q(person__in=victims), stands=True)
    # A value that somebody else let stand first is still its author's.
    wrote = {pk for both in said.values_list("made_in__by", "said_in__by").distinct() for pk in both}
    return (wrote | {event.entered_by_id}) - {None}


def reviewer_of(event: Event, by: Member) -> Reviewer:
    """How a member stands to an event that they see."""
    writers, lines = writers_of(event), Review.objects.unscoped(reason=_WHY).filter(event=event)
    tied = set(lines.filter(kind=ReviewKind.TIED).values_list("by", flat=True))
    checked = lines.filter(kind=ReviewKind.STEP, stage=Stage.CHECKED, at_change=event.last_change)
    able = set(members_with("document", event.organisation_id).values_list("pk", flat=True))
    if event.is_restricted:
        able &= set(members_with("see_restricted", event.organisation_id).values_list("pk", flat=True))
    return Reviewer(
        wrote=by.pk in writers,
        is_tied=by.pk in tied,
        checked_alone=set(checked.values_list("by", flat=True)) == {by.pk},
        others=bool(able - writers - tied - {by.pk}),
    )


@transaction.atomic
def review_event(
    event: Event,
    *,
    to: str,
    words: str,
    by: Member,
    seen_change: int,
    is_untied: bool,
    source_reliability: str = "",
    information_reliability: str = "",
) -> Review:
    """Take an event a step, with reasons. `seen_change`: the event's `last_change` when the reviewer read it; `is_untied`: they
    say that they have no tie to those named in it.

    Verified asks for the reliability of source and of information. Raises NotAllowedError, ReviewStepError, TieUnsaidError,
    SecondMemberNeededError, AnotherMustVerifyError, ReasonMissingError, ChangedMeanwhileError, UnknownTermError.
    """
    held = _held_for(by, event)
    reviewer = reviewer_of(held, by)
    check_step(held.stage, to, reasons=words, reviewer=reviewer)
    if not is_untied:
        raise TieUnsaidError
    if held.last_change != seen_change:
        raise ChangedMeanwhileError
    if to == Stage.VERIFIED and not (source_reliability and information_reliability):
        raise ReasonMissingError
    if source_reliability:
        vocabulary.term("reliability", source_reliability)
    if information_reliability:
        vocabulary.term("confidence", information_reliability)
    reasons = {"source_reliability": source_reliability, "information_reliability": information_reliability}
    alone = to == Stage.VERIFIED and reviewer.checked_alone
    review = _keep(held, ReviewKind.STEP, words, by, stage=to, more=reasons, is_untied=True, is_alone=alone)
    set_stage([held.pk], to)
    event.stage = to
    return review


@transaction.atomic
def name_tie(event: Event, *, tie: str, by: Member) -> Review:
    """Say which tie one has to somebody named in an event: it is kept, and the member takes it no step from now on.

    Raises NotAllowedError, TieUnsaidError, TiedReviewerError where they said so before.
    """
    held = _held_for(by, event)
    if not tie.strip():
        raise TieUnsaidError
    if reviewer_of(held, by).is_tied:
        raise TiedReviewerError
    return _keep(held, ReviewKind.TIED, "", by, more={"tie": tie.strip()}, is_untied=False)


@transaction.atomic
def disagree(event: Event, *, words: str, by: Member) -> Review:
    """Say that one does not agree with how an event stands; it stays where it is, and everybody who sees it sees this."""
    held = _held_for(by, event)
    if not words.strip():
        raise ReasonMissingError
    return _keep(held, ReviewKind.DISAGREES, words, by)


def _keep(
    event: Event,
    kind: ReviewKind,
    words: str,
    by: Member,
    *,
    stage: str = "",
    more: dict[str, str] | None = None,
    is_untied: bool | None = None,
    is_alone: bool = False,
) -> Review:
    """A line of the review; the event is held, so that two lines never have one number."""
    lines = Review.objects.unscoped(reason="the number of an event's next line").filter(event=event)
    review = Review(
        event=event,
        kind=kind,
        order=lines.count() + 1,
        stage=stage or event.stage,
        agrees=kind not in (ReviewKind.DISAGREES, ReviewKind.TIED),
        is_untied=is_untied,
        is_alone=is_alone,
        by=by,
        on=timezone.localdate(),
        at_change=event.last_change,
        reasons={"words": words.strip(), **(more or {})},
    )
    review.save(force_insert=True)
    record(
        "violations.reviewed",
        by=by,
        subject=event.pk,
        row=review.pk,
        organisation=event.organisation_id,
        kind=str(kind),
        stage=str(review.stage),
        agrees=review.agrees,
        alone=is_alone,
    )
    return review


@transaction.atomic
def set_restricted(event: Event, *, restricted: bool, words: str, by: Member) -> None:
    """Restrict an event with all in it, or open it to all who document in its organisation. A reason is kept.

    Whoever sees it may restrict it; opening asks for `see_restricted`. Raises NotAllowedError, ReasonMissingError.
    """
    held = _held_for(by, event)
    if not restricted and not by.can("see_restricted", held.organisation_id):
        raise NotAllowedError
    if not words.strip():
        raise ReasonMissingError
    restrict_event(held.pk, restricted=restricted)
    if restricted:
        end_shares(held, by=by)
        hide_victims_of([held.pk])
    else:
        show_victims_of(held.pk)
    _keep(held, ReviewKind.RESTRICTED if restricted else ReviewKind.OPENED, words, by)
    record(
        "violations.restricted" if restricted else "violations.opened",
        by=by,
        subject=held.pk,
        organisation=held.organisation_id,
    )
