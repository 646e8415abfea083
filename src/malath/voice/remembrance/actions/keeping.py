"""Anniversaries: a draft from the record, a text that keeps the day, or a reason why not this year."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.voice.remembrance.actions.common import check_may, locked, note
from malath.voice.remembrance.actions.publishing import check_allowed, mention
from malath.voice.remembrance.anniversaries import next_after
from malath.voice.remembrance.errors import (
    ConsentMissingError,
    DraftBegunError,
    NoSuchTextError,
    NotDueError,
    NothingSaidError,
)
from malath.voice.remembrance.models import Colleague, Happening, Mention, Observance
from malath.voice.remembrance.proposing import proposed_texts, subject_for
from malath.voice.remembrance.rules import slug_in
from malath.voice.remembrance.selectors import public_happenings, publication_at
from malath.voice.remembrance.showing import is_shown
from malath.voice.site.actions import begin_publication, write_texts
from malath.voice.site.models import Publication
from malath.voice.site.rules import State as TextState


def _due(line: Happening, due_on: date, by: Member) -> tuple[Colleague, Happening, Observance]:
    """The colleague and the line, held, with what was begun for this day. Raises NotAllowedError, NotDueError when it was
    settled meanwhile."""
    check_may(by, line.colleague.organisation_id)
    row = locked(line.colleague)
    rows = Happening.objects.unscoped(reason="one writer at a time, after the check")
    held = rows.select_for_update(of=("self",)).filter(pk=line.pk, due_on=due_on).first()
    if held is None:
        raise NotDueError
    begun = Observance.objects.unscoped(reason="what was begun for it").filter(happening=held, due_on=due_on).first()
    new = Observance(colleague=row, happening=held, due_on=due_on, by=by, on=timezone.localdate())
    return row, held, begun or new


def _settle(row: Colleague, line: Happening, kept: Observance, by: Member | None, how: str) -> None:
    kept.settled, kept.on = True, timezone.localdate()
    kept.save()
    line.due_on = next_after(line.recurs, kept.due_on)
    line.save(update_fields=["due_on"])
    note("anniversary-settled", row, by, line, how=how, due_on=kept.due_on.isoformat())


@transaction.atomic
def begin_text(line: Happening, *, due_on: date, by: Member) -> Publication:
    """Begin a draft for the day, with title and text proposed from what the consent lets be said. The anniversary is
    settled when the draft is out. Raises NotAllowedError, NotDueError, DraftBegunError, ConsentMissingError."""
    row, held, kept = _due(line, due_on, by)
    if kept.publication_id is not None:
        raise DraftBegunError
    allows = check_allowed(row, by)
    lines = public_happenings([row]).get(row.pk, [])
    own = next(one for one in lines if one.pk == held.pk)
    if not is_shown(own, allows):
        raise ConsentMissingError
    made = begin_publication(row.organisation, kind="news", subject=subject_for(row.fate), by=by)
    texts = proposed_texts(_revealed(row, by), own, lines, allows, due_on)
    made = write_texts(made, texts, after=made.revision, by=by)
    mention(row, made, by, from_record=True)
    kept.publication = made
    kept.save()
    return made


def _revealed(row: Colleague, by: Member) -> Colleague:
    reveal(row, by=by, why="remembrance")
    return row


@transaction.atomic
def keep_by_text(line: Happening, address: str, *, due_on: date, by: Member) -> None:
    """The day is kept by a text that is out; it stands on their page from now on. Raises NotAllowedError, NotDueError,
    NoSuchTextError."""
    row, held, kept = _due(line, due_on, by)
    found = publication_at(slug_in(address))
    if found is None:
        raise NoSuchTextError
    kept.publication = found
    _settle(row, held, kept, by, "text")
    if not Mention.objects.unscoped(reason="a text is named once").filter(colleague=row, publication=found).exists():
        mention(row, found, by, from_record=False)


@transaction.atomic
def leave_out(line: Happening, reason: str, *, due_on: date, by: Member) -> None:
    """Nothing is published on this day this year, and why. Raises NotAllowedError, NotDueError, NothingSaidError."""
    row, held, kept = _due(line, due_on, by)
    if not reason.strip():
        raise NothingSaidError
    kept.reason = reason.strip()
    _settle(row, held, kept, by, "not-this-year")


def settle_published() -> int:
    """The anniversaries whose text has gone out are kept; how many. Needs no open server."""
    waiting = Observance.objects.unscoped(reason="what has gone out since").filter(
        settled=False, publication__state=TextState.OUT
    )
    settled = 0
    for pk in list(waiting.order_by("colleague", "pk").values_list("pk", flat=True)):
        settled += _settle_one(pk)
    return settled


@transaction.atomic
def _settle_one(pk: object) -> int:
    rows = Observance.objects.unscoped(reason="what has gone out since")
    row = locked(rows.select_related("colleague").get(pk=pk).colleague)
    kept = rows.filter(pk=pk, settled=False, publication__state=TextState.OUT).first()
    if kept is None:
        return 0
    line = Happening.objects.unscoped(reason="what has gone out since").get(pk=kept.happening_id)
    if line.due_on != kept.due_on:
        # Its day was written anew since: what was begun for the old one settles nothing.
        kept.settled = True
        kept.save(update_fields=["settled"])
        return 0
    _settle(row, line, kept, None, "text")
    return 1
