"""Which records are one person or body, whoever looks: for rules that hold for all of them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from malath.accountability.violations.models import Body, Join, Person

if TYPE_CHECKING:
    from malath.platform.access.models import Member

Joinable = type[Person] | type[Body]
_WHY = "which records are one person holds whoever looks"


def wholes(model: Joinable, pks: Collection[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Of those of the records that are joined all that they are one with, themselves included; one query where none is."""
    rows: Any = model.objects.unscoped(reason=_WHY)
    near = rows.filter(Q(pk__in=pks, joined_to__isnull=False) | Q(joined_to__in=pks)) if pks else []
    heads = {row.joined_to_id for row in near}
    if not heads:
        return {}
    groups: dict[uuid.UUID, set[uuid.UUID]] = {head: {head} for head in heads}
    for pk, head in rows.filter(joined_to__in=heads).values_list("pk", "joined_to"):
        groups[head].add(pk)
    return {pk: frozenset(group) for group in groups.values() for pk in group}


def whole(model: Joinable, pks: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The records, and all that any of them is one with."""
    return set(pks).union(*wholes(model, pks).values())


def fellows_seen(viewer: Member, row: Person | Body) -> list[Any]:
    """The records with which one is joined that the viewer sees, itself included, the oldest first."""
    together = whole(type(row), {row.pk})
    seen: Any = type(row).objects.visible_to(viewer).filter(pk__in=together)
    return list(seen.select_related("organisation").order_by("made_in_id", "pk"))


def seen_fellows(viewer: Member, model: Joinable, pks: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The records, and all with which they are one that the viewer sees."""
    more = whole(model, pks) - set(pks)
    seen = model.objects.visible_to(viewer).filter(pk__in=more) if more else ()
    return set(pks) | ({row.pk for row in seen} if more else set())


def standing_joins(model: Joinable) -> Any:
    """The joins of people, or of bodies, that stand."""
    kind = {"person__isnull": model is Body}
    return Join.objects.unscoped(reason=_WHY).filter(state=Join.State.STANDING, **kind)


def settle(model: Joinable, pks: Iterable[uuid.UUID]) -> None:
    """Write anew, from the joins that stand, with what each of the records is one, and what that shuts. Inside a transaction
    that holds them and all that they were one with."""
    met = whole(model, set(pks))
    ends = ("person", "other_person") if model is Person else ("body", "other_body")
    joined: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    frontier = set(met)
    while frontier:
        near = standing_joins(model).filter(Q(**{f"{ends[0]}__in": frontier}) | Q(**{f"{ends[1]}__in": frontier}))
        for one, other in near.values_list(*ends):
            joined[one].add(other)
            joined[other].add(one)
        frontier = joined.keys() - met
        met |= frontier
    rows: Any = model.objects.unscoped(reason=_WHY)
    order = list(rows.filter(pk__in=met).order_by("made_in_id", "pk").values_list("pk", flat=True))
    placed: set[uuid.UUID] = set()
    for head in order:
        if head in placed:
            continue
        group = _reached(head, joined)
        placed |= group
        rows.filter(pk__in=group - {head}).update(joined_to=head)
        rows.filter(pk=head).update(joined_to=None)
    shut_again(model, met)


def _reached(start: uuid.UUID, joined: dict[uuid.UUID, set[uuid.UUID]]) -> set[uuid.UUID]:
    group, waiting = {start}, [start]
    while waiting:
        for other in joined.get(waiting.pop(), set()) - group:
            group.add(other)
            waiting.append(other)
    return group


def shut_again(model: Joinable, pks: Collection[uuid.UUID]) -> None:
    """What is one with a restricted record is as restricted as that one, and no longer than they are one."""
    rows: Any = model.objects.unscoped(reason=_WHY)
    groups = wholes(model, pks)
    closed = set(rows.filter(pk__in=groups, is_restricted=True).values_list("pk", flat=True)) if groups else set()
    shut = {pk for pk, group in groups.items() if closed & (group - {pk})}
    rows.filter(pk__in=set(pks) | groups.keys()).exclude(pk__in=shut).filter(is_shut=True).update(is_shut=False)
    if shut:
        rows.filter(pk__in=shut, is_shut=False).update(is_shut=True)
