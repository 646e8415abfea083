"""What an erasure does to the rows of this room. Rows that told of it are deleted; what it was known by stays as a number.

Inside the transaction of `carry_out_erasure`, which holds the event or the person.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from malath.accountability.violations import finding
from malath.accountability.violations.erasing.mentions import own_words
from malath.accountability.violations.models import (
    Act,
    Change,
    Coded,
    Event,
    EventLink,
    Information,
    Intervention,
    Involvement,
    Join,
    Lane,
    Person,
    Post,
    Review,
    Statement,
    Story,
    Taking,
    Tie,
)
from malath.accountability.violations.models.events import NO_DAY
from malath.accountability.violations.offered import events_with
from malath.accountability.violations.records import ORDER, back_to_draft, of_event_models
from malath.accountability.violations.rules import Stage
from malath.platform.access.models import Grant
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.notices.models import Notice
from malath.platform.sealed.models import Draft

if TYPE_CHECKING:
    from malath.accountability.violations.erasing.mentions import Mentions

_WHY = "erasure by two members"


def empty_event(event: Event, today: date) -> None:
    """All that hangs on it goes; the people in it stay. The row keeps its number, for the receipt and for what it undid."""
    hangs = Q(event=event.pk)
    links = _keys(EventLink, hangs | Q(other=event.pk))
    records = {event.pk, *links, *(pk for model in of_event_models() for pk in _keys(model, hangs))}
    _forget_notes(Q(event=event.pk))
    _forget_takings(records)
    with whole_block_unscoped(reason=_WHY):
        Statement.objects.filter(hangs | Q(record__in=links)).delete()
        Review.objects.filter(hangs).delete()
        Story.objects.filter(hangs).delete()
        EventLink.objects.filter(pk__in=links).delete()
        Coded.objects.filter(hangs).delete()
        Lane.objects.filter(act__event=event.pk).delete()
        # Children before their parents.
        for model in reversed([one for one in ORDER if one in of_event_models()]):
            model.objects.filter(hangs).delete()
    Event.objects.unscoped(reason=_WHY).filter(pk=event.pk).update(
        key=b"",
        when="",
        earliest=None,
        latest=None,
        day=NO_DAY,
        place="",
        status="",
        stage=Stage.DRAFT,
        erased_on=today,
    )
    grants = Grant.objects.unscoped(reason=_WHY).filter(subject=event.pk)
    grants.filter(withdrawn_on=None).update(withdrawn_on=today)
    grants.update(reason=b"")
    _forget_pages(records, f"/violations/{event.pk}/")
    finding.tell_finder(events=[event.pk])


def empty_person(person: Person, mentions: Mentions, today: date) -> None:
    """All that is said of them and all that they told in words goes; their parts in events stay, without a name."""
    events = events_with(person.pk)
    ties = _keys(Tie, Q(person=person.pk) | Q(other=person.pk))
    posts = _keys(Post, Q(person=person.pk))
    told = Information.objects.unscoped(reason=_WHY).filter(source=person.pk)
    told_in = set(told.filter(is_gone=False).values_list("event", flat=True))
    texts = own_words() & Q(of="information", record__in=list(told.values_list("pk", flat=True)))
    _forget_notes(Q(person=person.pk))
    _forget_takings([*ties, *posts])
    # Why a part of theirs was taken back may name them.
    _forget_reasons([pk for model, link in _PARTS for pk in _keys(model, Q(**{link: person.pk}))])
    with whole_block_unscoped(reason=_WHY):
        Statement.objects.filter(Q(person=person.pk) | Q(record__in=[*ties, *posts])).delete()
        Statement.objects.filter(texts).delete()
        Statement.objects.filter(pk__in=mentions.past).delete()
        Tie.objects.filter(pk__in=ties).delete()
        Post.objects.filter(pk__in=posts).delete()
        Join.objects.filter(Q(person=person.pk) | Q(other_person=person.pk)).delete()
    Review.objects.unscoped(reason=_WHY).filter(pk__in=mentions.reviews).update(reasons=b"")
    suffered = Act.objects.unscoped(reason=_WHY).filter(victim=person.pk).values("event")
    Event.objects.unscoped(reason=_WHY).filter(pk__in=suffered).update(key=b"")
    Person.objects.unscoped(reason=_WHY).filter(pk=person.pk).update(
        key=b"", erased_on=today, joined_to=None, is_shut=False
    )
    back_to_draft(told_in)
    _forget_pages({person.pk, *ties, *posts}, f"/violations/people/{person.pk}/")
    finding.tell_finder(people=[person.pk], events=events)


def _keys(model: Any, condition: Q) -> list[uuid.UUID]:
    return list(model.objects.unscoped(reason=_WHY).filter(condition).values_list("pk", flat=True))


def _forget_notes(of_it: Q) -> None:
    """A change's own note stands under the organisation's key, and may tell what it was about."""
    said = Statement.objects.unscoped(reason=_WHY).filter(of_it)
    touched = Q(pk__in=said.values("made_in")) | Q(pk__in=said.exclude(ended_in=None).values("ended_in"))
    Change.objects.unscoped(reason=_WHY).filter(touched).update(note=b"")


_PARTS: tuple[tuple[Any, str], ...] = (
    (Act, "victim"), (Involvement, "person"), (Information, "source"), (Intervention, "party"),
)  # fmt: skip


def _forget_reasons(records: Iterable[uuid.UUID]) -> None:
    """Why parts were taken back by themselves."""
    takings = Taking.objects.unscoped(reason=_WHY).filter(record__in=list(records))
    Change.objects.unscoped(reason=_WHY).filter(pk__in=takings.values("change")).update(note=b"")


def _forget_takings(records: Iterable[uuid.UUID]) -> None:
    """That parts were taken back, where the parts go themselves."""
    pks = list(records)
    _forget_reasons(pks)
    with whole_block_unscoped(reason=_WHY):
        Taking.objects.filter(record__in=pks).delete()


def _forget_pages(records: Iterable[uuid.UUID], path: str) -> None:
    """Drafts stand under their writer's organisation's key, and name in their form what they are about."""
    for pk in records:
        Draft.objects.unscoped(reason=_WHY).filter(form__contains=str(pk)).delete()
    Notice.objects.unscoped(reason=_WHY).filter(path__startswith=path, read_on=None).delete()
