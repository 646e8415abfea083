"""What is read of units and places of detention over time: nothing but through `visible_to`."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.accountability.violations.joining.groups import seen_fellows, wholes
from malath.accountability.violations.models import Belonging, Body, BodyName, Post
from malath.platform.access.paging import page_by

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST = 200
"""Of one unit or place so many of each are shown in order on its page; a page says when there are more."""
MOST_POSTS = 1000
"""So many posts are looked through for those of a day."""
PAGE = 50
Names = Mapping[uuid.UUID, Sequence[BodyName]]


def names_of(viewer: Member, bodies: Collection[uuid.UUID], most: int = MOST + 1) -> list[BodyName]:
    """Their names over time, in the order in which they were entered."""
    rows = BodyName.objects.visible_to(viewer).filter(body__in=bodies)
    return list(rows.order_by("made_in_id", "pk")[:most])


def names_around(viewer: Member, bodies: Iterable[uuid.UUID | None]) -> Names:
    """Of each of some bodies its names over time, and those of the records with which it is one: two queries or three."""
    wanted = {pk for pk in bodies if pk is not None}
    rows = names_of(viewer, seen_fellows(viewer, Body, wanted), MOST_POSTS) if wanted else []
    groups = wholes(Body, wanted) if rows else {}
    return {pk: [row for row in rows if row.body_id in groups.get(pk, frozenset({pk}))] for pk in wanted}


def belongings_of(viewer: Member, bodies: Collection[uuid.UUID], *, below: bool = False) -> list[Belonging]:
    """To what they belonged; with `below`, what belonged to them."""
    wanted = Q(above__in=bodies) if below else Q(body__in=bodies)
    return list(Belonging.objects.visible_to(viewer).filter(wanted).order_by("made_in_id", "pk")[: MOST + 1])


def posts_in(viewer: Member, bodies: Collection[uuid.UUID], most: int = MOST + 1) -> list[Post]:
    """The posts in them, those that were entered last first."""
    rows = Post.objects.visible_to(viewer).filter(body__in=bodies)
    return list(rows.order_by("-made_in_id", "pk")[:most])


def posts_of(viewer: Member, people: Collection[uuid.UUID]) -> list[Post]:
    """The posts that somebody held."""
    rows = Post.objects.visible_to(viewer).filter(person__in=people)
    return list(rows.order_by("-made_in_id", "pk")[: MOST + 1])


def posts_page(
    viewer: Member, bodies: Collection[uuid.UUID], after: uuid.UUID | None
) -> tuple[list[Post], uuid.UUID | None]:
    """A page of the posts in them, those that were entered last first; and the row after which the next begins."""
    rows = Post.objects.visible_to(viewer).filter(body__in=bodies)
    return page_by(rows, "made_in", after, size=PAGE)
