"""How full homes are. Hosting knows no stay: the room of stays gives its answer here, in persons and nights."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Taken:
    """Persons who sleep in a home from one day to another, the last day not counted. Says nothing of who they are."""

    home: uuid.UUID
    from_day: date
    to_day: date
    persons: int


Occupancy = Callable[[Sequence[uuid.UUID], date, date], Iterable[Taken]]
_sources: list[Occupancy] = []


def give_occupancy(source: Occupancy) -> None:
    """Register `source(homes, from_day, to_day)`, which tells each stay that touches these nights; called in apps.py."""
    if source not in _sources:
        _sources.append(source)


def taken_in(homes: Sequence[uuid.UUID], from_day: date, to_day: date) -> list[Taken]:
    """Every stay in these homes that touches the nights, cut to them."""
    return [
        Taken(one.home, max(one.from_day, from_day), min(one.to_day, to_day), one.persons)
        for source in _sources
        for one in source(homes, from_day, to_day)
        if one.from_day < to_day and one.to_day > from_day
    ]


def too_many(taken: Sequence[Taken], beds: int) -> list[Taken]:
    """Of these stays, those on a night on which more people sleep there than there would be beds."""
    nights = {one.from_day for one in taken}
    # A night is fullest when somebody has just come.
    full = [night for night in nights if sum(one.persons for one in taken if one.from_day <= night < one.to_day) > beds]
    return [one for one in taken if any(one.from_day <= night < one.to_day for night in full)]
