"""The ways of ways.py as statements: their parts give the first so many acts of a branch that fit, days with identifiers."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from malath.accountability.violations.searching import statements
from malath.accountability.violations.searching.branches import ACTS, Branch
from malath.accountability.violations.searching.criteria import Criteria
from malath.accountability.violations.searching.fitting import (
    codes_asked,
    gathered_by,
    hung_asked,
    hung_condition,
    hung_keys,
    listed_condition,
    plain_conditions,
    standing_days,
)
from malath.accountability.violations.searching.statements import Sql, all_of, any_of, compared, equal
from malath.accountability.violations.searching.ways import Way

if TYPE_CHECKING:
    from malath.accountability.violations.searching.paging import Cursor

WANTED = "wanted"


def contradicts(criteria: Criteria, branch: Branch) -> bool:
    """Whether nothing of the branch can fit, by whether it is restricted."""
    return (criteria.restricted == "yes" and branch.is_restricted is False) or (
        criteria.restricted == "no" and branch.is_restricted is True
    )


def beyond(after: Cursor | None) -> list[Sql]:
    """Only what stands after an act."""
    if after is None:
        return []
    same = all_of([equal(f"{ACTS}.day", after.day), compared(f"{ACTS}.id", ">", after.id)])
    return [compared(f"{ACTS}.day", "<=", after.day), any_of([compared(f"{ACTS}.day", "<", after.day), same])]


def by_way(way: Way, criteria: Criteria, branch: Branch, after: list[Sql], most: int, limit: int) -> list[Sql]:
    """The first so many by the way; of no range are more rows looked through than the limit says."""
    if way.hung:
        return _by_hung(way, criteria, branch, after, most)
    fits = all_of([*plain_conditions(criteria, way.lead), *_hanging(criteria, branch, way.listed)])
    if not way.lead:
        return [statements.looked_through(_range(criteria, branch, after, limit), fits, most)]
    if connection.vendor == "postgresql" and len(way.lanes) > 1:
        lane = _range(criteria, branch, after, limit, (f"{ACTS}.{way.lead} = {WANTED}", ()))
        lanes = statements.for_each(way.lanes, WANTED, statements.looked_through(lane, fits, most))
    else:
        each = [
            statements.looked_through(
                _range(criteria, branch, after, limit, equal(f"{ACTS}.{way.lead}", code)), fits, most
            )
            for code in way.lanes
        ]
        if len(each) == 1:
            return each
        lanes = statements.joined(each, "id, day")
    return [statements.gathered(lanes, most)]


def counted_by_way(way: Way, criteria: Criteria, branch: Branch, seen: list[Sql], most: int) -> Sql:
    """So many acts of a branch that fit and are seen, in no order; each act once."""
    if way.hung and way.hung != "person":
        column, keys = hung_keys(criteria, branch, way.hung)
        return statements.met(keys, column, [*branch.on(ACTS), *seen], most)
    parts = by_way(way, criteria, branch, [], most, statements.ALL)
    if (open_ended := begun_later(criteria, branch, [], most)) is not None:
        parts.append(open_ended)
    keys = statements.once(parts)
    return statements.met(keys, "id", seen, most)


def begun_later(criteria: Criteria, branch: Branch, after: list[Sql], most: int) -> Sql | None:
    """What can have begun by the last day that is asked, though it stands later, since its beginning is open."""
    if criteria.last is None or criteria.undated or criteria.surely:  # what lies wholly before a day stands before it
        return None
    open_ended = [equal(f"{ACTS}.earliest", date.min), compared(f"{ACTS}.day", ">", criteria.last)]
    return _gathered([*open_ended, *_all_conditions(criteria, branch), *after], most)


def gathered_in(criteria: Criteria, branch: Branch, after: list[Sql], most: int, way: Way | None = None) -> list[Sql]:
    """All that fits in the branch, put in order afterwards; from what hangs on acts if the way says so. For a range
    without what `begun_later` gives."""
    if way is not None:
        return by_way(way, criteria, branch, after, most, statements.ALL)
    stands = _stands(criteria) if branch.is_range else []
    return [_gathered([*_all_conditions(criteria, branch), *stands, *after], most)]


def _by_hung(way: Way, criteria: Criteria, branch: Branch, after: list[Sql], most: int) -> list[Sql]:
    """What hangs on acts first. An act may be in several of the parts."""
    stands = _stands(criteria) if criteria.last is not None else []
    others = [_beside(criteria, branch, other, way.listed) for other in hung_asked(criteria) if other != way.hung]
    rest = [*branch.on(ACTS), *stands, *plain_conditions(criteria), *others, *after]
    return [_gathered([of, *rest], most) for of in gathered_by(criteria, branch, way.hung)]


def _all_conditions(criteria: Criteria, branch: Branch) -> list[Sql]:
    return [*branch.on(ACTS), *plain_conditions(criteria), *_hanging(criteria, branch)]


def _gathered(conditions: list[Sql], most: int) -> Sql:
    return statements.gathered(statements.rows_where(conditions, ("id", "day"), statements.ALL), most)


def _range(criteria: Criteria, branch: Branch, after: list[Sql], limit: int, lane: Sql | None = None) -> Sql:
    """Rows in the order of the pages, straight from one range of an index."""
    conditions = [*branch.on(ACTS), *([lane] if lane else []), *_stands(criteria), *after]
    return statements.rows_where(conditions, _columns(criteria), limit, ordered=True)


def _stands(criteria: Criteria) -> list[Sql]:
    first, last = standing_days(criteria)
    found = [] if first is None else [compared(f"{ACTS}.day", ">=", first)]
    return found if last is None else [*found, compared(f"{ACTS}.day", "<=", last)]


def _columns(criteria: Criteria) -> list[str]:
    """What conditions name, and no more, so that the index alone answers."""
    named = dict.fromkeys(["id", "day", *codes_asked(criteria)])
    for column, is_named in (
        ("kind", criteria.not_kind),
        ("place", criteria.not_place),
        ("earliest", criteria.undated or criteria.first or criteria.last),
        ("latest", criteria.first or criteria.last),
        ("is_restricted", criteria.restricted),
        ("made_in_id", criteria.since is not None),
        ("event_id", hung_asked(criteria)),
        ("victim_id", criteria.person),
    ):
        if is_named:
            named[column] = None
    return list(named)


def _hanging(criteria: Criteria, branch: Branch, listed: Set[str] = frozenset()) -> list[Sql]:
    return [
        (listed_condition if name in listed else hung_condition)(criteria, branch, name)
        for name in hung_asked(criteria)
    ]


def _beside(criteria: Criteria, branch: Branch, name: str, listed: Set[str]) -> Sql:
    """Where nothing is in order yet, the database may join two lists as it likes."""
    parts = gathered_by(criteria, branch, name) if name in listed else []
    return any_of(parts) if parts else hung_condition(criteria, branch, name)
