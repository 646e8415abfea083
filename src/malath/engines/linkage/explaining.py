"""Why two rows are taken for one person or not: part by part and field by field, in bits, in words that a court can read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from malath.engines.linkage.aligning import (
    KUNYA,
    LEFT_KUNYA,
    LEFT_TURNED,
    REORDERED,
    RIGHT_KUNYA,
    RIGHT_TURNED,
    Names,
    turn,
)
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.linking import Linked
from malath.engines.linkage.model import NO_PART, bits_of, family_odds, name_bits, probability

_ALIKE = ("the same", "the same name", "sounds the same", "nearly the same", "similar", "different")
_ORDERS = {
    LEFT_TURNED: "the right name begins with the family",
    RIGHT_TURNED: "the left name begins with the family",
    LEFT_KUNYA: "the left name begins with a kunya",
    RIGHT_KUNYA: "the right name begins with a kunya",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was compared: what it is, how near it is, and its bits for one person (negative: against)."""

    what: str
    nearness: str
    bits: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """All lines of a pair, and what they come to."""

    left: str
    right: str
    probability: float
    family: float
    lines: tuple[Line, ...]


def row_of(linked: Linked, id: str, *, second: bool) -> int:
    """The row with an id in the first list or the second. Raises LinkageError where there is none."""
    people = linked.people
    start = people.split if second else 0
    end = people.total if second or not people.split else people.split
    try:
        return people.ids.index(id, start, end)
    except ValueError:
        raise LinkageError(
            f"there is no row with the id {id!r} in the {'second' if second else 'first'} list"
        ) from None


def explain(linked: Linked, left_id: str, right_id: str) -> Explanation:
    """The explanation of a pair. Raises LinkageError where a row is missing or the two were never candidates."""
    a, b = row_of(linked, left_id, second=False), row_of(linked, right_id, second=linked.people.split > 0)
    low, high = min(a, b), max(a, b)
    found = np.flatnonzero((linked.pairs.left == low) & (linked.pairs.right == high))
    if not len(found):
        raise LinkageError(f"{left_id} and {right_id} were not taken for candidates: too little of them agrees")
    return explained(linked, int(found[0]))


def explained(linked: Linked, number: int) -> Explanation:
    """The explanation of a kept pair by its number."""
    pairs = linked.pairs
    low, high = int(pairs.left[number]), int(pairs.right[number])
    lines = [*_name_lines(linked, number), *_field_lines(linked, number)]
    prior = float(np.log2(linked.model.person))
    lines.append(
        Line("before anything was compared", f"one pair in {1 / linked.model.person:,.0f} is one person", prior)
    )
    if decided := linked.constraints.told(low, high) if linked.constraints else "":
        lines.append(Line("decided", decided, float(linked.bits[number])))
    at = np.flatnonzero((linked.left == low) & (linked.right == high))
    sure = float(linked.probability[at[0]]) if len(at) else float(probability(linked.bits[number : number + 1])[0])
    family = float(probability(family_odds(linked.model, linked.fields, pairs.evidence.take([number])))[0])
    return Explanation(linked.people.ids[low], linked.people.ids[high], sure, family, tuple(lines))


def _name_lines(linked: Linked, number: int) -> list[Line]:
    people, pairs = linked.people, linked.pairs
    if pairs.writing[number] < 0:
        return []
    one, other = divmod(int(pairs.writing[number]), len(people.names))
    left = people.names[one].parts[pairs.left[number]][None, :]
    right = people.names[other].parts[pairs.right[number]][None, :]
    names = turn(Names(left, right), int(pairs.order[number]))
    evidence = pairs.evidence
    table = linked.model.name_bits.table
    words, lines = people.parts.words, []
    for place, part in enumerate(names.left[0]):
        level, counter = int(evidence.level[number, place]), int(evidence.partner[number, place])
        if part < 0:
            continue
        if level == NO_PART or counter < 0:
            lines.append(Line(f"{words[part]} : -", "no counterpart", 0.0))
            continue
        said = (
            table[evidence.role[number, place], evidence.across[number, place], level]
            - evidence.frequency[number, place]
        )
        lines.append(Line(f"{words[part]} : {words[names.right[0, counter]]}", _ALIKE[level], float(said)))
    answered = {int(p) for p in evidence.partner[number] if p >= 0}
    lines += [
        Line(f"- : {words[part]}", "no counterpart", 0.0)
        for place, part in enumerate(names.right[0])
        if part >= 0 and place not in answered
    ]
    if order := _ORDERS.get(int(pairs.order[number])):
        lines.append(Line("order", order, KUNYA if "kunya" in order else REORDERED))
    return lines


def _field_lines(linked: Linked, number: int) -> list[Line]:
    evidence = linked.pairs.evidence
    lines = []
    for one in linked.fields:
        level = evidence.fields[one.name][number : number + 1]
        rarity = evidence.rarity.get(one.name)
        said = float(bits_of(linked.model, one, level, None if rarity is None else rarity[number : number + 1])[0])
        lines.append(Line(one.name, one.levels[int(level[0])] if level[0] >= 0 else "not known on both sides", said))
    return lines


def shape_bits(linked: Linked, number: int) -> float:
    """Bits of the whole name, shape included: what the parts and the missing ones come to."""
    first, _, lineage = name_bits(linked.model, linked.pairs.evidence.take([number]))
    return float(first[0] + lineage[0])


def as_text(found: Explanation) -> str:
    """For the terminal."""
    wide = max(len(line.what) for line in found.lines)
    rows = [
        f"{found.left} and {found.right}: one person with probability {found.probability:.3f}, of one family {found.family:.3f}"
    ]
    rows += [f"  {line.bits:+7.1f} bits  {line.what:{wide}}  {line.nearness}" for line in found.lines]
    return "\n".join(rows)
