"""What is compared beside the name: dates, age, sex, place, mother, numbers, texts, each as a level of nearness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Levenshtein

from malath.engines.linkage import dates
from malath.engines.linkage.frequencies import FIRST, frequencies
from malath.engines.linkage.memory import Memory
from malath.engines.linkage.people import Coded, People, place_keys

Rows = npt.NDArray[np.integer[Any]]
Levels = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
Compare = Callable[[Rows, Rows], Levels]
Rarity = Callable[[Rows, Rows], Floats]
MISSING = -1


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is compared.

    `usual` is how often one person's two rows are so near, before anything is learned, and `strangers` how often two
    strangers' rows are. `kin` are the bits of a level for
    two of one family against two strangers; None where a family shares the thing as one person does. `rarity` gives
    the bits of how common an equal value is (level 0 only); None where all values are about as common.
    """

    name: str
    levels: tuple[str, ...]
    usual: tuple[float, ...]
    strangers: tuple[float, ...]
    compare: Compare
    kin: tuple[float, ...] | None
    rarity: Rarity | None = None


_BORN = (0.62, 0.02, 0.03, 0.06, 0.08, 0.10, 0.02, 0.04, 0.015, 0.01, 0.005)
_BORN_STRANGERS = (0.0001, 0.0003, 0.0001, 0.002, 0.002, 0.008, 0.016, 0.05, 0.045, 0.125, 0.75)
_BORN_KIN = (8.0, 1.0, 0.0, 1.0, 1.0, 0.5, 0.5, 1.5, 1.8, 1.8, -0.6)
_HAPPENED = (0.50, 0.12, 0.01, 0.08, 0.09, 0.10, 0.04, 0.03, 0.01, 0.01, 0.01)
_HAPPENED_STRANGERS = (0.001, 0.003, 0.0005, 0.006, 0.012, 0.03, 0.06, 0.18, 0.16, 0.3, 0.25)
_HAPPENED_KIN = (5.0, 2.0, 0.0, 0.5, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, -0.2)
_AGES = (
    "the same age",
    "a year apart",
    "two years apart",
    "three or four years apart",
    "five to nine years apart",
    "ten or more years apart",
)
_AGED = (0.62, 0.35, 0.012, 0.005, 0.005, 0.004)
_AGED_STRANGERS = (0.025, 0.05, 0.05, 0.09, 0.2, 0.585)
_AGED_KIN = (0.0, 0.3, 0.4, 0.4, 0.3, 0.0)


def fields_of(people: People, memory: Memory) -> list[Field]:
    """What these lists allow to compare."""
    found: list[Field] = []
    if people.sex is not None:
        found.append(Field("sex", ("the same", "different"), (0.985, 0.015), (0.5, 0.5), _sex(people), (0.0, 0.0)))
    if people.dob is not None:
        found.append(Field("dob", dates.LEVELS, _BORN, _BORN_STRANGERS, _date(people.dob), _BORN_KIN))
    if people.age is not None:
        found.append(Field("age", _AGES, _AGED, _AGED_STRANGERS, _age(people), _AGED_KIN))
    if people.event is not None:
        found.append(Field("date", dates.LEVELS, _HAPPENED, _HAPPENED_STRANGERS, _date(people.event), _HAPPENED_KIN))
    if people.place is not None:
        found.append(_place(people.place))
    if people.mother is not None:
        found.append(_mother(people, memory))
    found += [_number(coded, n) for n, coded in enumerate(people.numbers)]
    found += [_text(coded, name) for coded, name in zip(people.texts, people.text_names, strict=True)]
    return found


def _sex(people: People) -> Compare:
    sex = people.sex
    assert sex is not None

    def compare(left: Rows, right: Rows) -> Levels:
        a, b = sex[left], sex[right]
        return np.where((a == 0) | (b == 0), MISSING, a != b).astype(np.int8)

    return compare


def _date(known: dates.Dates) -> Compare:
    return lambda left, right: dates.date_levels(known, left, right)


def _age(people: People) -> Compare:
    """Ages say nothing more where both dates of birth are known."""
    age, dob = people.age, people.dob
    assert age is not None

    def compare(left: Rows, right: Rows) -> Levels:
        gap = np.abs(age[left] - age[right])
        level = np.searchsorted((1, 2, 3, 5, 10), gap, side="right").astype(np.int8)
        missing = (age[left] < 0) | (age[right] < 0)
        if dob is not None:
            missing |= (dob.year[left] > 0) & (dob.year[right] > 0)
        level[missing] = MISSING
        return level

    return compare


def _bits_of_codes(codes: Rows, size: int) -> Floats:
    """How common each value is, in bits, for rows that have one; with one in thin air for the values of short lists."""
    counts = np.bincount(codes[codes >= 0], minlength=size)
    bits: Floats = np.log2((counts + 0.5) / (counts.sum() + 1)).astype(np.float32)
    return bits


def _rarity(coded: Coded) -> Rarity:
    bits = _bits_of_codes(coded.codes, len(coded.values))

    def rarity(left: Rows, right: Rows) -> Floats:
        found: Floats = (bits[coded.codes[left]] + bits[coded.codes[right]]) / 2
        return found

    return rarity


def _place(coded: Coded) -> Field:
    """Equal; a part of the path is equal; written in two scripts, which may hide that they are equal; other places."""
    keys, which = _path_keys(coded.values)
    arabic = np.array([any("\u0600" <= c <= "\u06ff" for c in path) for path in coded.values])

    def compare(left: Rows, right: Rows) -> Levels:
        a, b = coded.codes[left], coded.codes[right]
        level = np.where(arabic[a] != arabic[b], 2, 3).astype(np.int8)
        for one in keys:
            for other in keys:
                level[(one[a] == other[b]) & (one[a] >= 0)] = 1
        level[which[a] == which[b]] = 0
        level[(a < 0) | (b < 0)] = MISSING
        return level

    names = ("the same", "one lies in the other", "written in two scripts", "different")
    return Field("place", names, (0.45, 0.33, 0.1, 0.12), (0.04, 0.08, 0.2, 0.68), compare, None, _rarity(coded))


def _path_keys(paths: list[str]) -> tuple[list[Rows], Rows]:
    """Of each path the numbers of its keys, a column for each, -1 behind the last; and a number for all of them together."""
    known: dict[str, int] = {}
    together: dict[tuple[int, ...], int] = {}
    rows = [tuple(sorted({known.setdefault(key, len(known)) for key in place_keys(path)})) for path in paths]
    table = np.full((max(map(len, rows)), len(rows)), -1, np.int32)
    for number, row in enumerate(rows):
        table[: len(row), number] = row
    return list(table), np.array([together.setdefault(row, len(together)) for row in rows], np.int32)


def _mother(people: People, memory: Memory) -> Field:
    """Of the mother's name the first part: the second, where there is one, is her father's or her family's."""
    mother = people.mother
    assert mother is not None
    first = mother.parts[:, 0]
    known = frequencies(people.parts, [mother], memory)

    def compare(left: Rows, right: Rows) -> Levels:
        a, b = first[left], first[right]
        there = (a >= 0) & (b >= 0)
        level = np.full(len(a), MISSING, np.int8)
        level[there] = np.array([0, 0, 0, 1, 2, 3], np.int8)[memory.levels(a[there], b[there])]
        return level

    def rarity(left: Rows, right: Rows) -> Floats:
        a, b = first[left], first[right]
        level = memory.levels(a, b)
        return known.of(FIRST, (people.parts.arabic[a] != people.parts.arabic[b]).astype(np.int8), level, a, b)

    names = ("the same name", "nearly the same", "similar", "different")
    return Field("mother", names, (0.9, 0.04, 0.03, 0.03), (0.02, 0.02, 0.03, 0.93), compare, None, rarity)


def _number(coded: Coded, which: int) -> Field:
    def compare(left: Rows, right: Rows) -> Levels:
        a, b = coded.codes[left], coded.codes[right]
        level = np.where(a == b, 0, 3).astype(np.int8)
        level[(a < 0) | (b < 0)] = MISSING
        look = np.flatnonzero(level == 3)
        distance = _distances(coded, a[look], b[look])
        level[look] = np.where(distance <= 2, distance, 3)
        return level

    names = ("the same", "one digit differs", "two digits differ", "different")
    return Field(
        f"number {which + 1}" if which else "number",
        names,
        (0.9, 0.05, 0.02, 0.03),
        (0.0001, 0.0003, 0.001, 0.9986),
        compare,
        (0.0,) * 4,
        _rarity(coded),
    )


def _distances(coded: Coded, a: Rows, b: Rows) -> npt.NDArray[np.integer[Any]]:
    values = coded.values
    found: npt.NDArray[np.integer[Any]] = process.cpdist(
        [values[n] for n in a],
        [values[n] for n in b],
        scorer=DamerauLevenshtein.distance,
        score_cutoff=2,
        dtype=np.int32,
        workers=1,
    )
    return found


def _text(coded: Coded, heading: str) -> Field:
    def compare(left: Rows, right: Rows) -> Levels:
        a, b = coded.codes[left], coded.codes[right]
        level = np.where(a == b, 0, 3).astype(np.int8)
        level[(a < 0) | (b < 0)] = MISSING
        look = np.flatnonzero(level == 3)
        values = coded.values
        alike = process.cpdist(
            [values[n] for n in a[look]],
            [values[n] for n in b[look]],
            scorer=Levenshtein.normalized_similarity,
            dtype=np.float32,
            workers=1,
        )
        level[look] = np.select([alike >= 0.75, alike >= 0.5], [1, 2], 3)
        return level

    names = ("the same", "nearly the same", "similar", "different")
    return Field(heading, names, (0.75, 0.12, 0.05, 0.08), (0.01, 0.01, 0.03, 0.95), compare, None, _rarity(coded))
