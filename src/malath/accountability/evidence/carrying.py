"""Items as they leave with the records that rest on them: their bytes, and what is said of them, by digest (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from malath.accountability.evidence.models import Evidence
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import read_item

SAID = ("file_name", "title", "source", "obtained", "use", "consent", "shows", "notes", "claimed")


@dataclass(frozen=True)
class Carried:
    """An item that leaves: its digest and size as the vault's log has them, its bytes once, and what is said of it."""

    id: uuid.UUID
    sha256: str
    size: int
    parts: Iterator[bytes]
    said: dict[str, Any]


def inseparable(items: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Items, the packages that hold them, and what came in them, whoever looks: who has one can have the other."""
    near = Evidence.objects.unscoped(reason="the packages that hold them, and what came in them")
    around = near.filter(pk__in=items).exclude(package=None).values_list("package", flat=True)
    return {*items, *around, *near.filter(package__in=items).values_list("pk", flat=True)}


def items_carried(viewer: Member, ids: Iterable[uuid.UUID]) -> Iterator[Carried]:
    """Those of the items that the viewer sees, each with its bytes; an entry for each stands in its chain of custody."""
    rows = Evidence.objects.visible_to(viewer).filter(pk__in=list(ids)).order_by("pk")
    for item in rows.iterator(chunk_size=100):
        reveal(item, by=viewer, why="export")
        reading = read_item(item.item, by=viewer, why="export", subject=item.pk)
        said = {name: getattr(item, name) for name in SAID}
        yield Carried(item.pk, reading.sha256, reading.size, reading.parts, said)
