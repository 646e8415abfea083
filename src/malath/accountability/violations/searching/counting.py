"""How many acts are documented: exactly up to a thousand, then no more than that there are more (SC1).

A thousand and one are looked for and no more, so that a count costs as little among a million as it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.accountability.violations.searching import statements, ways
from malath.accountability.violations.searching.asking import Asked
from malath.accountability.violations.searching.branches import acts_in, begun_by, seen_branches
from malath.accountability.violations.searching.conditions import conditions, proposed_rows, with_seen_parties
from malath.accountability.violations.searching.criteria import Criteria
from malath.accountability.violations.searching.fitting import lanes_asked, others_asked
from malath.accountability.violations.searching.statements import Sql
from malath.accountability.violations.searching.written import contradicts, counted_by_way

if TYPE_CHECKING:
    from malath.platform.access.models import Member

EXACT = 1000
MOST = EXACT + 1


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
    parts: list[Sql] = []
    of: list[int] = []
    parties: dict[object, Criteria | None] = {}
    for number, asked in enumerate(several):
        named = (asked.criteria.person, asked.criteria.unit)
        if named not in parties:
            parties[named] = with_seen_parties(viewer, asked.criteria)
        if (seen := parties[named]) is None:
            continue
        mine = _rows(viewer, asked.with_(with_person=seen.with_person, with_unit=seen.with_unit))
        parts += [statements.number_of(rows) for rows in mine]
        of += [number] * len(mine)
    found = [0] * len(several)
    for start in range(0, len(parts), statements.MOST_PARTS):
        some = statements.joined(parts[start : start + statements.MOST_PARTS], "found")
        for part, count in statements.asked_of_database(some):
            found[of[start + part]] += count
    return [Count.of(count, asked.proposed.has_more and count > 0) for count, asked in zip(found, several, strict=True)]


def _rows(viewer: Member, asked: Asked) -> list[Sql]:
    """The acts that fit and are seen, branch by branch; of none more than are counted."""
    if asked.proposed.is_asked:
        proposed = proposed_rows(viewer, asked)
        return [] if proposed is None else [statements.at_most(proposed, MOST)]
    criteria, fits = asked.criteria, statements.condition_of(conditions(viewer, asked))
    if fits is None:
        return []
    if not lanes_asked(criteria) and not others_asked(criteria):
        begun = begun_by(None if criteria.undated else criteria.last)
        return [acts_in(branch, [visible, by, fits], MOST) for branch, visible in seen_branches(viewer) for by in begun]
    found = []
    for branch, visible in seen_branches(viewer):
        if contradicts(criteria, branch):
            continue
        if branch.is_range:
            way = ways.cheapest(criteria, branch, MOST)
            found.append(counted_by_way(way, criteria, branch, [visible], MOST))
        else:
            found.append(acts_in(branch, [visible, fits], MOST))
    return found
