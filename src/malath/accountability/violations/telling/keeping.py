"""A story that is left half-done and gone on with: kept sealed, for its writer alone, until it becomes records (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from malath.accountability.violations.errors import StoryTooLongError
from malath.accountability.violations.models import Story
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member, Organisation

LONGEST = 300_000
# What belongs to the sending, not to the story.
_NOT_SAID = frozenset({"csrfmiddlewaretoken", "key", "do", "form", "drop"})
Answers = Mapping[str, list[str]]


def answers_in(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, as it was typed."""
    return {name: [str(one) for one in values] for name, values in data.lists() if name not in _NOT_SAID}


def story_for(viewer: Member, story: uuid.UUID) -> Story:
    """A story of the viewer's own, revealed; NotFoundError otherwise."""
    found: Story | None = Story.objects.visible_to(viewer).select_related("organisation").filter(pk=story).first()
    if found is None or not viewer.can("document", found.organisation_id):
        raise NotFoundError
    reveal([found], by=viewer, why="draft")
    return found


def told_so_far(story: Story) -> QueryDict:
    """What a revealed story holds, as a form takes it."""
    data = QueryDict(mutable=True)
    for name, values in story.answers.items():
        data.setlist(name, values)
    return data


@transaction.atomic
def keep_story(key: uuid.UUID, said: Answers, *, organisation: Organisation, by: Member, adding: bool = False) -> Story:
    """Keep what was told so far under a key that the page chose; a story that is finished stays as it is. `adding`: the
    answers are some of the form's, and what else was said stays. Raises NotAllowedError, StoryTooLongError, NotFoundError."""
    if sum(len(name) + sum(map(len, values)) for name, values in said.items()) > LONGEST:
        raise StoryTooLongError
    mine = Story.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=key)
    held: Story | None = mine.select_related("organisation", "member").first()
    today = timezone.localdate()
    if held is None:
        if not by.can("document", organisation.pk):
            raise NotAllowedError
        if Story.objects.unscoped(reason="whether the key is somebody else's").filter(pk=key).exists():
            raise NotFoundError
        held = Story(pk=key, member=by, organisation=organisation, begun_on=today, changed_on=today, answers=dict(said))
        held.save(force_insert=True)
        record("violations.story-begun", by=by, row=held.pk, organisation=organisation.pk)
        return held
    if held.event_id is None:
        if adding:
            reveal([held], by=by, why="draft")
        held.answers = {**held.answers, **said} if adding else dict(said)
        held.changed_on = today
        held.save()
    return held


@transaction.atomic
def drop_story(story: Story, *, by: Member) -> None:
    """Forget a story that was not finished; what it made, if it was, stays."""
    Story.objects.visible_to(by).filter(pk=story.pk, event=None).delete()
    record("violations.story-dropped", by=by, row=story.pk, organisation=story.organisation_id)


def unfinished_for(viewer: Member, most: int = 50) -> list[Story]:
    """The viewer's stories that wait to be gone on with, those that were touched last first; unrevealed."""
    able = viewer.standing.organisations_able("document")
    rows = Story.objects.visible_to(viewer).filter(event=None, organisation__in=able)
    return list(rows.order_by("-changed_on", "pk")[:most])


def title_of(story: Story) -> str:
    """By what a revealed story is known: its title, else how its narrative begins, else who is named first."""
    said = story.answers
    written: Iterable[str] = (
        " ".join((said.get(name) or [""])[0].split()) for name in ("title", "narrative", "victim-1-name")
    )
    return next((words[:90] for words in written if words), "")
