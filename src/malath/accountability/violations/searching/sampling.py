"""How often codes stand in the record, as far as a sample tells: by it a search chooses its way, never its answer (SC1).

Rows are drawn where they stand on disk, not by their identifiers: what one change wrote has neighbouring identifiers, and
a list of thousands would weigh as little as a story. The sample is drawn anew each hour; nothing of it is shown. A wrong
estimate makes a page slower and changes nothing on it.
"""

from __future__ import annotations

import secrets
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count

from malath.accountability.violations.models import Act, Lane
from malath.accountability.violations.searching.statements import as_id
from malath.platform.access.written import listed

SIZE, POINTS = 4000, 40
HOUR = 3600
_REASON = "a sample of codes, by which a search chooses its way; never shown"
_ACTS = Act._meta.db_table
_COLUMNS = ("kind", "place", "status", "victim_status", "stage", "organisation")


@dataclass(frozen=True)
class Sample:
    """Numbers of rows as estimated, and how often each value stands in a column, by model and column."""

    taken: float = 0
    acts: float = 0
    often: dict[str, Counter[Any]] = field(default_factory=dict)
    lanes: Counter[str] = field(default_factory=Counter)
    restricted: Counter[Any] = field(default_factory=Counter)
    days: Sequence[date] = ()

    def share(self, column: str, values: Iterable[Any]) -> float:
        """The share of acts with one of the values; what the sample does not hold is half of one in it."""
        counted = self.often.get(column, Counter())
        return max(sum(counted[value] for value in values), 0.5) / max(counted.total(), 1)

    def share_found(self, codes: Iterable[str]) -> float:
        """The share of acts that are found by one of the codes of lanes, if none is found by two."""
        return min(1.0, max(sum(self.lanes[code] for code in codes), 0.5) / max(len(self.days), 1))

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
    number = Act.objects.unscoped(reason=_REASON).count()
    acts = _some_of(number, ("pk", *_COLUMNS, "is_restricted", "entered_by", "day"))
    often = {column: Counter(row[n + 1] for row in acts) for n, column in enumerate(_COLUMNS)}
    lanes = Lane.objects.unscoped(reason=_REASON).filter(act__in=listed(row[0] for row in acts))
    found = Counter(dict(lanes.values_list("code").annotate(Count("pk"))))
    restricted: Counter[Any] = Counter(row[-2] for row in acts if row[-3])
    return Sample(time.monotonic(), number, often, found, restricted, sorted(row[-1] for row in acts))


def _some_of(number: int, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    rows = Act.objects.unscoped(reason=_REASON).values_list(*columns)
    if number <= SIZE:
        return list(rows)
    return list(rows.filter(pk__in=listed(as_id(id) for (id,) in _drawn_by_lot(number))))


def _drawn_by_lot(number: int) -> set[tuple[Any, ...]]:
    """About SIZE identifiers of so many acts, each as likely as any other."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT id FROM {_ACTS} TABLESAMPLE BERNOULLI (%s)", [100 * SIZE / number])  # noqa: S608
            return set(cursor.fetchall())
        last = cursor.execute(f"SELECT MAX(rowid) FROM {_ACTS}").fetchone()[0]  # noqa: S608
        found: set[tuple[Any, ...]] = set()
        some = f"SELECT id FROM {_ACTS} WHERE rowid >= %s ORDER BY rowid LIMIT {SIZE // POINTS}"  # noqa: S608
        for _point in range(POINTS):
            found.update(cursor.execute(some, [1 + secrets.randbelow(last)]).fetchall())
    return found
