"""Criteria as SQL put by hand, for the rows of one branch that are looked through by the thousand.

`conditions.py` says the same through Django and `visible_to`; a test holds both to a filter in Python.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.models import Coded, Information, Involvement
from malath.accountability.violations.searching.branches import ACTS, Branch
from malath.accountability.violations.searching.criteria import CODED, NONE, Criteria, Role, codes_in
from malath.accountability.violations.searching.statements import Sql, all_of, among, any_of, compared, equal, nothing

INVOLVEMENTS, INFORMATION = Involvement._meta.db_table, Information._meta.db_table
CODES = Coded._meta.db_table
COLUMNS = (("kind", "acts"), ("place", "places"), ("status", "violation_status"), ("victim_status", "victim_status"))
HUNG = ("perpetrator", "unit", "told", "person", *CODED)


@lru_cache(maxsize=4096)
def codes_under(terms: str, asked: str) -> tuple[str, ...]:
    """The codes that are asked and all below them, in order, each once; the empty text for NONE. Raises LookupError for a code
    that never was."""
    found: set[str] = set()
    for code in codes_in(asked):
        if code == NONE:
            found.add("")
        else:
            found |= places.under(code) if terms == "places" else vocabulary.under(terms, code)
    return tuple(sorted(found))


def codes_asked(criteria: Criteria) -> dict[str, tuple[str, ...]]:
    """Of each plain column that is asked the values that fit."""
    said = {"victim_status": criteria.victim}
    asked = {column: (terms, said.get(column, getattr(criteria, column, ""))) for column, terms in COLUMNS}
    found = {column: codes_under(terms, code) for column, (terms, code) in asked.items() if code}
    return found | ({"stage": (criteria.stage,)} if criteria.stage else {})


def hung_asked(criteria: Criteria) -> list[str]:
    """What is asked of the records that hang on an act."""
    asked = {
        "perpetrator": criteria.perpetrator,
        "unit": criteria.unit,
        "told": criteria.material or criteria.reliability,
        "person": criteria.person,
        **{name: getattr(criteria, name) for name in CODED},
    }
    return [name for name in HUNG if asked[name]]


def kept_codes(criteria: Criteria, name: str) -> list[str]:
    """The codes that fit, as they are kept beside the columns."""
    of, asked = CODED[name], getattr(criteria, name)
    return [f"{of.field}/{code}" for code in (codes_under(of.terms, asked) if of.terms else codes_in(asked))]


def plain_conditions(criteria: Criteria, without: str = "") -> list[Sql]:
    """What is asked of the acts' own columns, but for one of them."""
    found = [among(f"{ACTS}.{column}", codes) for column, codes in codes_asked(criteria).items() if column != without]
    for column, terms, code in (("kind", "acts", criteria.not_kind), ("place", "places", criteria.not_place)):
        if code:
            sql, values = among(f"{ACTS}.{column}", codes_under(terms, code))
            found.append((f"NOT {sql}", values))
    if criteria.restricted:
        found.append(equal(f"{ACTS}.is_restricted", criteria.restricted == "yes"))
    if criteria.since is not None:
        found.append(compared(f"{ACTS}.made_in_id", ">", criteria.since))
    return found + _period(criteria)


def standing_days(criteria: Criteria) -> tuple[date | None, date | None]:
    """From which to which day acts stand that can fit, but for those whose beginning is open."""
    if criteria.undated:
        return date.min, date.min
    return criteria.first if criteria.surely else None, criteria.last


def hung_condition(criteria: Criteria, branch: Branch, name: str) -> Sql:
    """What is asked of records that hang on an act, asked of one act after the other."""
    if name == "person":
        return any_of(_person(criteria, branch))
    table, column, asked = _hanging(criteria, name)
    found = _exists(table, column, f"{ACTS}.{_named(column)}", branch, asked)
    return (f"NOT {found[0]}", found[1]) if name == "perpetrator" and criteria.perpetrator == NONE else found


def listed_condition(criteria: Criteria, branch: Branch, name: str) -> Sql:
    """The same, asked of a list in memory. IS TRUE keeps PostgreSQL from taking it for a join, which would lose the order."""
    parts = gathered_by(criteria, branch, name)
    if not parts:
        everything = _of(INVOLVEMENTS, "act_id", branch, [])
        return f"({everything[0]}) IS NOT TRUE", everything[1]
    sql, values = any_of(parts)
    return f"({sql}) IS TRUE", values


def gathered_by(criteria: Criteria, branch: Branch, name: str) -> list[Sql]:
    """The same, put so that such records are gathered first: conditions of which one must hold; none where it is what
    lacks that is asked."""
    if name == "perpetrator" and criteria.perpetrator == NONE:
        return []
    if name == "person":
        return _person_gathered(criteria, branch)
    table, column, asked = _hanging(criteria, name)
    return [_of(table, column, branch, asked)]


def hung_keys(criteria: Criteria, branch: Branch, name: str) -> tuple[str, Sql]:
    """The column by which such a record names its acts, and what stands in it, each once."""
    table, column, asked = _hanging(criteria, name)
    where, values = all_of([*asked, *_on(table, branch)])
    return _named(column), (f"SELECT DISTINCT {table}.{column} AS found FROM {table} WHERE {where}", values)  # noqa: S608


def _period(criteria: Criteria) -> list[Sql]:
    """Possibly in it: the first possible day is not after its end, nor the last before its start; or surely in it."""
    if criteria.undated:
        return [(f"{ACTS}.earliest IS NULL", ())]
    starts, ends = ("earliest", "latest") if criteria.surely else ("latest", "earliest")
    found = [] if criteria.first is None else [compared(f"{ACTS}.{starts}", ">=", criteria.first)]
    return found if criteria.last is None else [*found, compared(f"{ACTS}.{ends}", "<=", criteria.last)]


def _part(criteria: Criteria, name: str) -> list[Sql]:
    if name == "unit":
        return [_of_units(criteria.units)]
    if criteria.perpetrator == NONE:
        return []
    return [among(f"{INVOLVEMENTS}.kind", codes_under("perpetrators", criteria.perpetrator))]


def _hanging(criteria: Criteria, name: str) -> tuple[str, str, list[Sql]]:
    """Where it hangs, by which column, and what is asked of it."""
    if name == "told":
        return INFORMATION, "event_id", _told(criteria)
    if name in CODED:
        return CODES, "event_id" if CODED[name].of_event else "act_id", _coded(criteria, name)
    return INVOLVEMENTS, "act_id", _part(criteria, name)


def _named(column: str) -> str:
    """Where an act holds what such a column names."""
    return "id" if column == "act_id" else column


def _of_units(units: Sequence[uuid.UUID]) -> Sql:
    return among(f"{INVOLVEMENTS}.body_id", units)


def _coded(criteria: Criteria, name: str) -> list[Sql]:
    return [among(f"{CODES}.code", kept_codes(criteria, name))]


def _on(table: str, branch: Branch) -> list[Sql]:
    """The branch's conditions on a table. Codes beside the columns say whose they are and no more: that their act is seen is
    asked of the act."""
    if table != CODES:
        return branch.on(table)
    return [equal(f"{table}.organisation_id", branch.organisation)] if branch.organisation is not None else []


def _told(criteria: Criteria) -> list[Sql]:
    asked = (
        ("material", "source_material", criteria.material),
        ("reliability", "reliability", criteria.reliability),
    )
    return [among(f"{INFORMATION}.{column}", codes_under(terms, code)) for column, terms, code in asked if code]


def _person(criteria: Criteria, branch: Branch) -> list[Sql]:
    people, role, found = criteria.people, criteria.role, []
    if role in {Role.ANY, Role.VICTIM}:
        found.append(among(f"{ACTS}.victim_id", people))
    if role in {Role.ANY, Role.PERPETRATOR}:
        of = [among(f"{INVOLVEMENTS}.person_id", people)]
        found.append(_exists(INVOLVEMENTS, "act_id", f"{ACTS}.id", branch, of))
    if role in {Role.ANY, Role.SOURCE}:
        of = [among(f"{INFORMATION}.source_id", people)]
        found.append(_exists(INFORMATION, "event_id", f"{ACTS}.event_id", branch, of))
    return found or [nothing()]


def _person_gathered(criteria: Criteria, branch: Branch) -> list[Sql]:
    people, role, found = criteria.people, criteria.role, []
    if role in {Role.ANY, Role.VICTIM}:
        found.append(among(f"{ACTS}.victim_id", people))
    if role in {Role.ANY, Role.PERPETRATOR}:
        found.append(_of(INVOLVEMENTS, "act_id", branch, [among(f"{INVOLVEMENTS}.person_id", people)]))
    if role in {Role.ANY, Role.SOURCE}:
        found.append(_of(INFORMATION, "event_id", branch, [among(f"{INFORMATION}.source_id", people)]))
    return found or [nothing()]


def _of(table: str, column: str, branch: Branch, of: list[Sql]) -> Sql:
    sql, values = all_of([*of, *_on(table, branch)])
    return f"{ACTS}.{_named(column)} IN (SELECT {table}.{column} FROM {table} WHERE {sql})", values  # noqa: S608 - columns of ours


def _exists(table: str, column: str, outer: str, branch: Branch, of: list[Sql]) -> Sql:
    """OFFSET keeps PostgreSQL from gathering all such records first: each act is asked for by key."""
    sql, values = all_of([*of, *_on(table, branch)])
    return f"EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = {outer} AND {sql} LIMIT 1 OFFSET 0)", values  # noqa: S608
