"""The ways of ways.py as statements: their parts give the first so many acts of a branch that fit, days with identifiers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from malath.accountability.violations.searching import statements
from malath.accountability.violations.searching.branches import ACTS, LANES, Branch, acts_in
from malath.accountability.violations.searching.criteria import Criteria
from malath.accountability.violations.searching.fitting import (
    codes_asked,
    lanes_asked,
    needs_acts,
    on_acts_alone,
    on_codes_beside,
    on_rows_of_acts,
    on_rows_of_lanes,
    other_condition,
    others_asked,
    person_gathered,
    standing_days,
)
from malath.accountability.violations.searching.statements import Sql, all_of, any_of, compared, equal
from malath.accountability.violations.searching.ways import Way

if TYPE_CHECKING:
    from malath.accountability.violations.searching.paging import Cursor


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
    """The first so many by the way; no more rows are looked through than the limit says."""
    if way.lead == "person":
        return _of_person(criteria, branch, after, most)
    if way.lead in lanes_asked(criteria):
        return [_in_lanes(way, criteria, branch, after, most, limit)]
    on = [*branch.on(ACTS), *_stands(criteria), *beyond(after)]
    ranges = [[*on, equal(f"{ACTS}.{way.lead}", code)] for code in way.lanes] if way.lead else [on]
    rows = statements.in_order([statements.rows_where(one, _columns(criteria)) for one in ranges], limit)
    return [statements.looked_through(rows, all_of(_all_but(criteria, branch, way.lead)), most)]


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
    return _gathered(branch, [*open_ended, *_all_but(criteria, branch), *beyond(after)], most)


def gathered_in(criteria: Criteria, branch: Branch, after: Cursor | None, most: int) -> list[Sql]:
    """All that fits in the branch, put in order afterwards. For a range without what `begun_later` gives."""
    stands = _stands(criteria) if branch.is_range else []
    return [_gathered(branch, [*stands, *_all_but(criteria, branch), *beyond(after)], most)]


def _of_person(criteria: Criteria, branch: Branch, after: Cursor | None, most: int) -> list[Sql]:
    """A person's parts first. An act may be in several of them."""
    stands = _stands(criteria) if criteria.last is not None else []
    rest = [*stands, *_all_but(criteria, branch, without="person"), *beyond(after)]
    return [_gathered(branch, [of, *rest], most) for of in person_gathered(criteria, branch)]


def _in_lanes(way: Way, criteria: Criteria, branch: Branch, after: Cursor | None, most: int, limit: int) -> Sql:
    """Of the lanes of a criterion what fits: what the row of a lane tells is asked first, then the act, if it must be."""
    on = [*branch.on(LANES), *_stands(criteria, LANES), *beyond(after, LANES, "act_id")]
    rows = statements.in_order([statements.in_lanes([*on, equal(f"{LANES}.code", code)]) for code in way.lanes], limit)
    told = [*on_codes_beside(criteria, way.lead), *on_rows_of_lanes(criteria, branch)]
    is_once, others = len(way.lanes) == 1, _of_others(criteria, branch)
    enough = most if is_once else statements.ALL  # an act may stand in several of them
    if needs_acts(criteria):
        if told:
            rows = statements.looked_through(rows, all_of(told), statements.ALL)
        rows = statements.joined_in_order(rows, [*branch.on(ACTS), *on_acts_alone(criteria), *others], enough)
    else:
        rows = statements.looked_through(rows, all_of([*told, *others]), enough)
    return rows if is_once else statements.each_once(rows, most)


def _all_but(criteria: Criteria, branch: Branch, lead: str = "", without: str = "") -> list[Sql]:
    """All that is asked of a row of acts but for what the way answers by itself."""
    plain = on_rows_of_acts(criteria, branch, lead)
    return [*plain, *on_codes_beside(criteria), *_of_others(criteria, branch, without)]


def _of_others(criteria: Criteria, branch: Branch, without: str = "") -> list[Sql]:
    return [other_condition(criteria, branch, name) for name in others_asked(criteria) if name != without]


def _gathered(branch: Branch, conditions: list[Sql], most: int) -> Sql:
    return statements.gathered(acts_in(branch, conditions, statements.ALL), most)


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
        ("codes", lanes_asked(criteria)),
    ):
        if is_named:
            named[column] = None
    return list(named)
