"""Marks telephone numbers that two different people of one file are said to have: one of the two is a slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from .duplicates import LEAST_SCORE, compare_people
from .model import Level, Problem
from .person import person_from_row
from .rows import RowReading

MOST_SHARING = 12
"""A number on more rows than this is an organisation's own, and each row says so once."""


def mark_shared_phones(readings: Sequence[RowReading]) -> list[RowReading]:
    """Return the rows, each with a finding where it shares a number with a row that is plainly someone else."""
    by_phone: dict[str, list[int]] = defaultdict(list)
    for index, reading in enumerate(readings):
        phones = reading.value("phone")
        for phone in phones if isinstance(phones, tuple) else ():
            by_phone[phone].append(index)
    shared_with: dict[int, set[int]] = defaultdict(set)
    for indexes in by_phone.values():
        for left, right in combinations(indexes[:MOST_SHARING], 2):
            if _are_two(readings[left], readings[right]):
                shared_with[left].add(readings[right].row)
                shared_with[right].add(readings[left].row)
    marked = list(readings)
    for index, rows in shared_with.items():
        shown = ", ".join(str(row) for row in sorted(rows))
        marked[index] = marked[index].with_problem(Problem(Level.WARN, "phone.shared", {"rows": shown}), "phone")
    return marked


def _are_two(one: RowReading, other: RowReading) -> bool:
    pair = compare_people(person_from_row(one, "a"), person_from_row(other, "b"))
    return pair is None or pair.score < LEAST_SCORE
