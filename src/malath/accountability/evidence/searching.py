"""Search over what is written of items and what was read in them, in memory and only for this answer (SC2).

The finder's index is one of names. Texts are opened here for one member's question, newest items first up to a stated number,
and forgotten with the answer: nothing of them is indexed on a disk.
"""

from __future__ import annotations

from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.rules import CopyKind
from malath.engines.names import normalise
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal

MOST_SEARCHED = 500
MOST_FOUND = 50
_NOT_READ = ("findings", "checks")


def evidence_found_for(viewer: Member, text: str) -> list[Evidence]:
    """Items that hold every word of the text, newest first: in their title, file name, source, notes, consent, what they
    show, claimed or verified time and place, or in their own text. Revealed."""
    words = normalise(text).split()
    if not words:
        return []
    rows = Evidence.objects.visible_to(viewer).defer(*_NOT_READ).order_by("-received_on", "pk")[:MOST_SEARCHED]
    items = list(rows)
    copies = list(
        WorkingCopy.objects.visible_to(viewer)
        .filter(kind=CopyKind.TEXT, evidence__in=[item.pk for item in items])
        .defer("made")
    )
    reveal(items, copies, by=viewer, why="search.evidence")
    read: dict[object, list[str]] = {}
    for copy in copies:
        read.setdefault(copy.evidence_id, []).append(str(copy.text))
    return [item for item in items if _holds(item, read.get(item.pk, []), words)][:MOST_FOUND]


def _holds(item: Evidence, read: list[str], words: list[str]) -> bool:
    said = [item.number, item.title, item.file_name, item.source, item.consent, item.shows, item.notes]
    said += [*item.claimed.values(), *item.verified.values(), *read]
    known = normalise(" ".join(map(str, said)))
    return all(word in known for word in words)
