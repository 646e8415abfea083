"""Search over what is written of items and what was read in them: the finder proposes, `visible_to` decides (SC2).

Texts are indexed in the memory of the finder's process alone, which ends when the server is sealed. Only the items of the page
that is shown are opened for the member who asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.rules import CopyKind
from malath.accountability.evidence.selectors import UNSHOWN
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.finder.client import finder
from malath.platform.sealed.finder.seeing import visible_texts

COLLECTION = "evidence"
BATCH, PAGE = 100, 50
MOST_COUNTED = 1000
LONGEST_QUERY = 200
_NOT_SEARCHED = ("findings", "checks")


@dataclass
class Found:
    """A page of items, revealed; how many of those that the viewer sees hold the words, or that there are more than are
    counted; whether all could be searched."""

    items: list[Evidence] = field(default_factory=list)
    count: int = 0
    has_more: bool = False
    more_from: int = 0
    is_complete: bool = True


def evidence_found_for(viewer: Member, text: str, start: int = 0) -> Found:
    """Items that hold every word of the text, newest first, a page from `start`: in their number, title, file name, folder,
    source, notes, consent, what they show, claimed or verified time and place, or in their own text."""
    words = " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]
    if not words:
        return Found()
    rows = Evidence.objects.visible_to(viewer)
    said = visible_texts(COLLECTION, words, rows, limit=MOST_COUNTED)
    found = list(rows.filter(pk__in=said.ids).order_by("-received_on", "-entry").values_list("pk", flat=True))
    page = found[start : start + PAGE]
    by_id = rows.defer(*UNSHOWN).in_bulk(page)
    items = [by_id[id] for id in page if id in by_id]
    reveal(items, by=viewer, why="search.evidence")
    more_from = start + PAGE if len(found) > start + PAGE else 0
    return Found(items, len(found), said.has_more, more_from, said.is_complete)


# ── what the finder learns ──
def batches_for_finder() -> Iterable[list[Evidence]]:
    """All items with their own texts, unrevealed, oldest first."""
    rows = Evidence.objects.unscoped(reason="the finder's index").filter(erased_on=None)
    keys = list(rows.order_by("received_on", "entry").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = rows.defer(*_NOT_SEARCHED).in_bulk(keys[start : start + BATCH])
        _add_texts(batch)
        yield [batch[pk] for pk in keys[start : start + BATCH] if pk in batch]


def _add_texts(items: dict[uuid.UUID, Evidence]) -> None:
    copies = WorkingCopy.objects.unscoped(reason="the finder's index").filter(
        kind=CopyKind.TEXT, evidence__in=list(items)
    )
    read: dict[uuid.UUID, list[WorkingCopy]] = {}
    texts = list(copies.defer("made"))
    reveal(texts, by=None, why="index.build")
    for copy in texts:
        read.setdefault(copy.evidence_id, []).append(copy)
    for pk, item in items.items():
        item.read_texts = [str(copy.text) for copy in read.get(pk, ())]


def searchable(item: Evidence) -> tuple[uuid.UUID, str]:
    """An item's id and every word by which it is found; the item is revealed."""
    said = [item.number, item.title, item.file_name, item.path, item.source, item.consent, item.shows, item.notes]
    said += [*item.claimed.values(), *item.verified.values(), *item.read_texts]
    return item.pk, " ".join(map(str, said))


def tell_finder(evidence: uuid.UUID) -> None:
    """When the act commits, the finder learns the item anew."""
    transaction.on_commit(lambda: _learn(evidence))


def _learn(evidence: uuid.UUID) -> None:
    rows = Evidence.objects.unscoped(reason="the finder's index").filter(pk=evidence, erased_on=None)
    items = {item.pk: item for item in rows.defer(*_NOT_SEARCHED)}
    if not items:
        return
    _add_texts(items)
    reveal(items.values(), by=None, why="index.build")
    for item in items.values():
        finder().put_text(COLLECTION, *searchable(item))


def drop_from_finder(evidence: uuid.UUID) -> None:
    """When the act commits, the finder forgets the item."""
    transaction.on_commit(lambda: finder().drop_text(COLLECTION, evidence))
