"""How often codes stand in the record, as far as a sample tells: by it a search chooses its way, never its answer (SC1).

Identifiers are drawn by lot, so that the rows with the lowest ones are a sample. It is drawn anew each hour; nothing of
it is shown. A wrong estimate makes a page slower and changes nothing on it.
"""

from __future__ import annotations

import time
import uuid
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from malath.accountability.violations.models import Act, Coded, Information, Involvement

SIZE = 4000
HOUR = 3600
_REASON = "a sample of codes, by which a search chooses its way; never shown"
_COLUMNS = ("kind", "place", "status", "victim_status", "stage", "organisation")
_HUNG = {Involvement: ("kind", "body"), Information: ("material", "reliability"), Coded: ("code",)}


@dataclass(frozen=True)
class Sample:
    """Numbers of rows as estimated, and how often each value stands in a column, by model and column."""

    taken: float = 0
    acts: float = 0
    rows: dict[Any, float] = field(default_factory=dict)
    often: dict[tuple[Any, str], Counter[Any]] = field(default_factory=dict)
    restricted: Counter[Any] = field(default_factory=Counter)
    days: Sequence[date] = ()

    def share(self, model: Any, column: str, values: Iterable[Any]) -> float:
        """The share of rows that have one of the values; what the sample does not hold is half of one in it."""
        counted = self.often.get((model, column), Counter())
        return max(sum(counted[value] for value in values), 0.5) / max(counted.total(), 1)

    def between(self, first: date | None, last: date | None) -> float:
        """The share of acts that stand from a day to another."""
        start = 0 if first is None else bisect_left(self.days, first)
        end = len(self.days) if last is None else bisect_right(self.days, last)
        return max(end - start, 0.5) / max(len(self.days), 1)


_known: list[Sample] = []


def sample() -> Sample:
    """The sample of this hour."""
    if not _known or time.monotonic() - _known[0].taken > HOUR:
        _known[:] = [_drawn()]
    return _known[0]


def _drawn() -> Sample:
    acts = _lowest(Act, (*_COLUMNS, "is_restricted", "entered_by", "day"))
    often: dict[tuple[Any, str], Counter[Any]] = {
        (Act, column): Counter(row[n + 1] for row in acts) for n, column in enumerate(_COLUMNS)
    }
    rows: dict[Any, float] = {}
    for model, columns in _HUNG.items():
        hung = _lowest(model, columns)
        rows[model] = _number(hung)
        often |= {(model, column): Counter(row[n + 1] for row in hung) for n, column in enumerate(columns)}
    restricted: Counter[Any] = Counter(row[-2] for row in acts if row[-3])
    return Sample(time.monotonic(), _number(acts), rows, often, restricted, sorted(row[-1] for row in acts))


def _lowest(model: Any, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    rows = model.objects.unscoped(reason=_REASON).order_by("pk").values_list("pk", *columns)
    return list(rows[:SIZE])


def _number(rows: list[tuple[Any, ...]]) -> float:
    """Of how many rows these are the lowest: as the highest of them stands to the highest that there can be."""
    if len(rows) < SIZE:
        return len(rows)
    highest: uuid.UUID = rows[-1][0]
    return len(rows) * 2**128 / highest.int
