"""The review of an event: a second member checks, reasons are kept, disagreement stays visible (SC1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.accountability.violations import vocabulary
from malath.accountability.violations.errors import ReasonMissingError
from malath.accountability.violations.models import Act, Event, Review, Statement
from malath.accountability.violations.records import restrict_event
from malath.accountability.violations.restricting import hide_victims_of, show_victims_of
from malath.accountability.violations.rules import Stage, check_step
from malath.accountability.violations.sharing import end_shares
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def _held_for(by: Member, event: Event) -> Event:
    """The event, locked, where the member documents for its organisation and sees it."""
    rows = Event.objects.visible_to(by).select_for_update(of=("self",))
    held: Event | None = rows.filter(pk=event.pk).first()
    if held is None or not by.can("document", held.organisation_id):
        raise NotAllowedError
    return held


def wrote_in(event: Event, by: Member) -> bool:
    """Whether the member entered the event, or a value that stands in it, or of somebody to whom something was done in it."""
    victims = Act.objects.unscoped(reason="who wrote what stands").filter(event=event, is_gone=False).values("victim")
    # A value that somebody else let stand first is still its author's.
    wrote = Q(made_in__by=by) | Q(said_in__by=by)
    said = Statement.objects.unscoped(reason="who wrote what stands").filter(wrote, stands=True)
    return event.entered_by_id == by.pk or bool(said.filter(Q(event=event) | Q(person__in=victims)).exists())


@transaction.atomic
def review_event(
    event: Event,
    *,
    to: str,
    words: str,
    by: Member,
    seen_change: int,
    source_reliability: str = "",
    information_reliability: str = "",
) -> Review:
    """Take an event a step, with reasons. `seen_change`: the event's `last_change` when the reviewer read it.

    Verified asks for the reliability of source and of information. Raises NotAllowedError, ReviewStepError,
    SecondMemberNeededError, ReasonMissingError, ChangedMeanwhileError, UnknownTermError.
    """
    held = _held_for(by, event)
    check_step(held.stage, to, reasons=words, wrote=wrote_in(held, by))
    if held.last_change != seen_change:
        raise ChangedMeanwhileError
    if to == Stage.VERIFIED and not (source_reliability and information_reliability):
        raise ReasonMissingError
    if source_reliability:
        vocabulary.term("reliability", source_reliability)
    if information_reliability:
        vocabulary.term("confidence", information_reliability)
    review = _keep(held, to, True, words, by, source_reliability, information_reliability)
    Event.objects.unscoped(reason="after the check").filter(pk=held.pk).update(stage=to)
    Act.objects.unscoped(reason="the stage of its event").filter(event=held.pk).update(stage=to)
    event.stage = to
    return review


@transaction.atomic
def disagree(event: Event, *, words: str, by: Member) -> Review:
    """Say that one does not agree with how an event stands; it stays where it is, and everybody who sees it sees this."""
    held = _held_for(by, event)
    if not words.strip():
        raise ReasonMissingError
    return _keep(held, held.stage, False, words, by)


def _keep(
    event: Event, stage: str, agrees: bool, words: str, by: Member, source: str = "", information: str = ""
) -> Review:
    reasons = {"words": words.strip(), "source_reliability": source, "information_reliability": information}
    review = Review(
        event=event,
        stage=stage,
        agrees=agrees,
        by=by,
        on=timezone.localdate(),
        at_change=event.last_change,
        reasons=reasons,
    )
    review.save(force_insert=True)
    record(
        "violations.reviewed",
        by=by,
        subject=event.pk,
        row=review.pk,
        organisation=event.organisation_id,
        stage=str(stage),
        agrees=agrees,
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
    _keep(held, held.stage, True, words, by)
    record(
        "violations.restricted" if restricted else "violations.opened",
        by=by,
        subject=held.pk,
        organisation=held.organisation_id,
    )
