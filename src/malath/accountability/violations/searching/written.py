"""The ways of ways.py as statements: their parts give the first so many acts of a branch that fit, days with identifiers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from malath.accountability.violations.lanes import MATERIAL, RELIABILITY
from malath.accountability.violations.searching import statements
from malath.accountability.violations.searching.branches import ACTS, LANES, Branch
from malath.accountability.violations.searching.criteria import Criteria
from malath.accountability.violations.searching.fitting import (
    codes_asked,
    is_told_twice,
    lane_condition,
    lanes_asked,
    listed_condition,
    needs_acts,
    other_condition,
    others_asked,
    person_gathered,
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


def beyond(after: Cursor | None, table: str = ACTS, id: str = "id") -> list[Sql]:
    """Only what stands after an act."""
    if after is None:
        return []
    same = all_of([equal(f"{table}.day", after.day), compared(f"{table}.{id}", ">", after.id)])
    return [compared(f"{table}.day", "<=", after.day), any_of([compared(f"{table}.day", "<", after.day), same])]


def by_way(way: Way, criteria: Criteria, branch: Branch, after: Cursor | None, most: int, limit: int) -> list[Sql]:
    """The first so many by the way; of no range are more rows looked through than the limit says."""
    if way.lead == "person":
        return _of_person(criteria, branch, after, most)
    is_lane = way.lead in lanes_asked(criteria)

    def within(code: Sql | None) -> Sql:
        if is_lane:
            return _lane(way, criteria, branch, after, most, limit, code)
        rows = _range(criteria, branch, after, limit, code)
        return statements.looked_through(rows, all_of(_all_but(way, criteria, branch)), most)

    if not way.lead:
        return [within(None)]
    column = f"{LANES}.code" if is_lane else f"{ACTS}.{way.lead}"
    if connection.vendor == "postgresql" and len(way.lanes) > 1:
        lanes = statements.for_each(way.lanes, WANTED, within((f"{column} = {WANTED}", ())))
    else:
        each = [within(equal(column, code)) for code in way.lanes]
        if len(each) == 1:
            return each
        lanes = statements.joined(each, "id, day")
    return [statements.gathered(lanes, most)]


def counted_by_way(way: Way, criteria: Criteria, branch: Branch, seen: list[Sql], most: int) -> Sql:
    """So many acts of a branch that fit and are seen, in no order; each act once."""
    parts = by_way(way, criteria, branch, None, most, statements.ALL)
    if (open_ended := begun_later(criteria, branch, None, most)) is not None:
        parts.append(open_ended)
    keys = statements.once(parts)
    return statements.met(keys, "id", seen, most)


def begun_later(criteria: Criteria, branch: Branch, after: Cursor | None, most: int) -> Sql | None:
    """What can have begun by the last day that is asked, though it stands later, since its beginning is open."""
    if criteria.last is None or criteria.undated or criteria.surely:  # what lies wholly before a day stands before it
        return None
    open_ended = [equal(f"{ACTS}.earliest", date.min), compared(f"{ACTS}.day", ">", criteria.last)]
    return _gathered([*open_ended, *branch.on(ACTS), *_all_but(None, criteria, branch), *beyond(after)], most)


def gathered_in(criteria: Criteria, branch: Branch, after: Cursor | None, most: int) -> list[Sql]:
    """All that fits in the branch, put in order afterwards. For a range without what `begun_later` gives."""
    stands = _stands(criteria) if branch.is_range else []
    return [_gathered([*branch.on(ACTS), *stands, *_all_but(None, criteria, branch), *beyond(after)], most)]


def _of_person(criteria: Criteria, branch: Branch, after: Cursor | None, most: int) -> list[Sql]:
    """A person's parts first. An act may be in several of them."""
    stands = _stands(criteria) if criteria.last is not None else []
    rest = [*branch.on(ACTS), *stands, *_all_but(None, criteria, branch, without="person"), *beyond(after)]
    return [_gathered([of, *rest], most) for of in person_gathered(criteria, branch)]


def _lane(
    way: Way, criteria: Criteria, branch: Branch, after: Cursor | None, most: int, limit: int, code: Sql | None
) -> Sql:
    """Of one lane what fits: what other lanes tell is asked first, then the acts, if they must be asked at all."""
    on = [*branch.on(LANES), *([code] if code else []), *_stands(criteria, LANES), *beyond(after, LANES, "act_id")]
    rows, beside = statements.in_lanes(on, limit), _of_lanes(way, criteria, branch)
    if not needs_acts(criteria, branch):
        rest = [*beside, *_of_others(criteria, branch)]
        return statements.looked_through(rows, all_of(rest), most)
    if beside:
        rows = statements.looked_through(rows, all_of(beside), statements.ALL)
    rest = [*branch.on(ACTS), *plain_conditions(criteria, branch), *_of_others(criteria, branch)]
    return statements.joined_in_order(rows, rest, most)


def _all_but(way: Way | None, criteria: Criteria, branch: Branch, without: str = "") -> list[Sql]:
    """All that is asked but for what the way answers by itself."""
    plain = plain_conditions(criteria, branch, way.lead if way else "")
    return [*plain, *_of_lanes(way, criteria, branch), *_of_others(criteria, branch, without)]


def _of_lanes(way: Way | None, criteria: Criteria, branch: Branch) -> list[Sql]:
    """What other lanes than the way's tell. Two things that are asked of one piece of information are asked of it."""
    lead, listed = (way.lead, way.listed) if way else ("", frozenset[str]())
    told = {MATERIAL, RELIABILITY} if is_told_twice(criteria) else set()
    asked = {name: codes for name, codes in lanes_asked(criteria).items() if name not in {lead, *told}}
    return [
        listed_condition(codes, branch) if name in listed else lane_condition(codes) for name, codes in asked.items()
    ]


def _of_others(criteria: Criteria, branch: Branch, without: str = "") -> list[Sql]:
    return [other_condition(criteria, branch, name) for name in others_asked(criteria) if name != without]


def _gathered(conditions: list[Sql], most: int) -> Sql:
    return statements.gathered(statements.rows_where(conditions, ("id", "day"), statements.ALL), most)


def _range(criteria: Criteria, branch: Branch, after: Cursor | None, limit: int, lane: Sql | None) -> Sql:
    """Rows in the order of the pages, straight from one range of an index."""
    conditions = [*branch.on(ACTS), *([lane] if lane else []), *_stands(criteria), *beyond(after)]
    return statements.rows_where(conditions, _columns(criteria), limit, ordered=True)


def _stands(criteria: Criteria, table: str = ACTS) -> list[Sql]:
    first, last = standing_days(criteria)
    found = [] if first is None else [compared(f"{table}.day", ">=", first)]
    return found if last is None else [*found, compared(f"{table}.day", "<=", last)]


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
        ("event_id", others_asked(criteria)),
        ("victim_id", criteria.person),
    ):
        if is_named:
            named[column] = None
    return list(named)
