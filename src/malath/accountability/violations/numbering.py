"""Numbers of new records that nothing else bears. Drawn by lot they may meet: among ninety thousand some five do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from malath.accountability.violations.models import Body, Event, Person
from malath.accountability.violations.rules import new_number

_REASON = "numbers are unique in the coalition"
_AT_ONCE = 500


def settle_numbers(rows: Sequence[Person | Body | Event], kept: Collection[str] = ()) -> None:
    """Another number for each new row of one model whose number is taken: by a row that stands, by one before it, or by
    `kept`. Inside the transaction that writes them."""
    borne, waiting = set(kept), list(rows)
    while waiting:
        borne |= set(_standing(type(waiting[0]), [row.number for row in waiting]))
        again = []
        for row in waiting:
            if row.number in borne:
                again.append(row)
            else:
                borne.add(row.number)
        for row in again:
            row.number = new_number(row.number[0])
        waiting = again


def _standing(model: Any, numbers: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(numbers), _AT_ONCE):
        rows = model.objects.unscoped(reason=_REASON).filter(number__in=numbers[start : start + _AT_ONCE])
        yield from rows.values_list("number", flat=True)
