"""How many acts are documented: exactly up to a thousand, then no more than that there are more (SC1).

A thousand and one are looked for and no more, so that a count costs as little among a million as it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.accountability.violations.searching import statements
from malath.accountability.violations.searching.asking import Asked
from malath.accountability.violations.searching.branches import counted_branches
from malath.accountability.violations.searching.conditions import conditions

if TYPE_CHECKING:
    from malath.platform.access.models import Member

EXACT = 1000


@dataclass(frozen=True)
class Count:
    """A number of documented acts, and whether there are more."""

    number: int
    has_more: bool = False

    @classmethod
    def of(cls, found: int, has_more: bool = False) -> Count:
        """So many were found, of which a thousand are counted."""
        return cls(min(found, EXACT), has_more or found > EXACT)


def counted(viewer: Member, asked: Asked) -> Count:
    """How many acts fit."""
    return counts_of(viewer, [asked])[0]


def counts_of(viewer: Member, several: Sequence[Asked]) -> list[Count]:
    """How many acts fit each of several questions, in one statement."""
    parts, of = [], []
    for number, asked in enumerate(several):
        fits = statements.condition_of(conditions(viewer, asked))
        if fits is None:
            continue
        for branch in counted_branches(viewer, None if asked.criteria.undated else asked.criteria.last):
            rows = statements.rows_where([*branch, fits], ("id",), EXACT + 1)
            parts.append(statements.number_of(rows))
            of.append(number)
    found = [0] * len(several)
    for start in range(0, len(parts), statements.MOST_PARTS):
        some = statements.joined(parts[start : start + statements.MOST_PARTS], "found")
        for part, count in statements.asked_of_database(some):
            found[of[start + part]] += count
    return [Count.of(count, asked.proposed.has_more and count > 0) for count, asked in zip(found, several, strict=True)]
