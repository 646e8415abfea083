"""Near-duplicates of pictures and films: each new item's hashes are compared with those of all others, in the memory of the
jobs' process while the server is open (SC1). What comes out is a machine's guess; a member says what it is.

PDQ (looking/worker/pdq.py): two pictures are near when 31 of 256 bits or fewer differ.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.accountability.evidence.models import Evidence, Likeness
from malath.accountability.evidence.rules import Kind, Sameness
from malath.engines.looking import GOOD_QUALITY, NEAR
from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal

AT_ONCE, BATCH = 50, 500
MOST_ALIKE = 20
"""An item keeps its nearest in each organisation: a picture that came a thousand times does not make a million rows, and
what one organisation holds does not crowd out what another would see."""
_SEEN = (Kind.IMAGE, Kind.VIDEO)


@dataclass(frozen=True)
class Marks:
    """What an item is compared by: the hash of a picture, or those of a film's key frames."""

    hashes: tuple[int, ...] = ()
    is_film: bool = False


@dataclass
class _Memory:
    """The marks of all items, kept while the process lives: it ends when the server is sealed."""

    known: dict[uuid.UUID, Marks] = field(default_factory=dict)
    owners: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)


_memory = _Memory()


def marks_of(findings: dict[str, Any]) -> Marks:
    """From what a look found. Hashes of poor quality (a grey wall, a black frame) say nothing and are left out."""
    frames = [_number(told) for told in findings.get("frames", ())]
    good = tuple(one for one in frames if one is not None)
    if good:
        return Marks(good, is_film=True)
    picture = _number(findings.get("hash", ()))
    return Marks() if picture is None else Marks((picture,))


def _number(told: Any) -> int | None:
    return int(told[0], 16) if len(told) == 2 and told[1] >= GOOD_QUALITY else None


def distance_between(one: Marks, other: Marks) -> int | None:
    """How many bits of 256 differ, or None where they are not near. Two films are near when two of their frames are."""
    if not one.hashes or not other.hashes:
        return None
    nearest = sorted(min((a ^ b).bit_count() for b in other.hashes) for a in one.hashes)
    wanted = min(2, len(one.hashes), len(other.hashes)) if one.is_film and other.is_film else 1
    distance = nearest[wanted - 1]
    return distance if distance <= NEAR else None


def compare_new() -> int:
    """Compare items that were looked at and not compared yet with all others; how many items. A job's work."""
    rows = Evidence.objects.unscoped(reason="items that wait to be compared")
    waiting = rows.filter(compared_on=None, erased_on=None).exclude(looked_on=None)
    ready = list(waiting.order_by("looked_on", "pk").values_list("pk", "kind")[:AT_ONCE])
    seen = [pk for pk, kind in ready if kind in _SEEN]
    if seen:
        _learn(seen)
        for pk in seen:
            _compare(pk)
    rows.filter(pk__in=[pk for pk, _kind in ready]).update(compared_on=timezone.localdate())
    return len(ready)


def _learn(anew: list[uuid.UUID]) -> None:
    """Bring the memory up to what there is: a thousand marks take some hundred kilobytes."""
    rows = Evidence.objects.unscoped(reason="hashes of all items, compared in memory").filter(erased_on=None)
    looked = rows.filter(kind__in=_SEEN).exclude(looked_on=None)
    _memory.owners = dict(looked.values_list("pk", "organisation"))
    there = set(_memory.owners)
    known = {pk: marks for pk, marks in _memory.known.items() if pk in there and pk not in set(anew)}
    missing = sorted(there - set(known))
    for start in range(0, len(missing), BATCH):
        batch = list(rows.filter(pk__in=missing[start : start + BATCH]).only("pk", "findings"))
        reveal(batch, by=None, why="evidence.compare")
        known |= {one.pk: marks_of(one.findings) for one in batch}
    _memory.known = known


def _compare(pk: uuid.UUID) -> None:
    mine = _memory.known.get(pk, Marks())
    near = []
    for other, marks in _memory.known.items():
        distance = distance_between(mine, marks) if other != pk else None
        if distance is not None:
            near.append((distance, other, mine.is_film or marks.is_film))
    kept: Counter[uuid.UUID] = Counter()
    for distance, other, frames in sorted(near):
        owner = _memory.owners[other]
        if kept[owner] < MOST_ALIKE:
            kept[owner] += 1
            _keep(pk, other, {"distance": distance, "frames": frames})


@transaction.atomic
def _keep(pk: uuid.UUID, other: uuid.UUID, found: dict[str, Any]) -> None:
    first, second = sorted((pk, other))
    rows = Likeness.objects.unscoped(reason="whether the pair is known")
    if not rows.filter(one=first, other=second).exists():
        Likeness(one_id=first, other_id=second, found=found, found_on=timezone.localdate()).save(force_insert=True)


def likenesses_of(viewer: Member, evidence: Evidence) -> list[Likeness]:
    """The pairs of an item with others that the viewer sees too, unrevealed."""
    rows = Likeness.objects.visible_to(viewer).filter(Q(one=evidence) | Q(other=evidence))
    return list(rows.select_related("said_by").order_by("found_on", "pk"))


@transaction.atomic
def say_likeness(likeness: Likeness, *, said: str, by: Member) -> None:
    """A member says that two items show the same, or do not; empty takes it back. The ledger keeps who said what.

    Raises NotAllowedError unless the member works on evidence in an organisation that keeps one of the two.
    """
    pair = Evidence.objects.visible_to(by).filter(pk__in=[likeness.one_id, likeness.other_id])
    owners = set(pair.values_list("organisation", flat=True))
    if not any(by.can("work_evidence", owner) for owner in owners):
        raise NotAllowedError
    likeness.said = Sameness(said).value if said else ""
    likeness.said_by, likeness.said_on = (by, timezone.localdate()) if said else (None, None)
    likeness.save(update_fields=["said", "said_by", "said_on"])
    record(
        "evidence.likeness_said", by=by, subject=likeness.one_id, row=likeness.pk, other=likeness.other_id, said=said
    )
