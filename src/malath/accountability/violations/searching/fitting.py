"""Criteria as SQL put by hand, for the rows of one branch that are looked through by the thousand.

`conditions.py` says the same through Django and `visible_to`; a test holds both to a filter in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.lanes import MATERIAL, PERPETRATOR, RELIABILITY, UNIT
from malath.accountability.violations.models import Information, Involvement
from malath.accountability.violations.searching.branches import ACTS, LANES, Branch
from malath.accountability.violations.searching.criteria import CODED, NONE, Criteria, Role, codes_in
from malath.accountability.violations.searching.statements import Sql, all_of, among, any_of, compared, equal, nothing

INVOLVEMENTS, INFORMATION = Involvement._meta.db_table, Information._meta.db_table
COLUMNS = (("kind", "acts"), ("place", "places"), ("status", "violation_status"), ("victim_status", "victim_status"))
TOLD = ((MATERIAL, "source_material"), (RELIABILITY, "reliability"))


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


def lanes_asked(criteria: Criteria) -> dict[str, tuple[str, ...]]:
    """Of each criterion that lanes answer their codes."""
    found = {UNIT: tuple(f"{UNIT}/{pk.hex}" for pk in criteria.units)} if criteria.unit else {}
    if criteria.perpetrator not in {"", NONE}:
        found[PERPETRATOR] = _in_lanes(PERPETRATOR, "perpetrators", criteria.perpetrator)
    for name, terms in TOLD:
        if asked := getattr(criteria, name):
            found[name] = _in_lanes(name, terms, asked)
    for name in CODED:
        if getattr(criteria, name):
            found[name] = kept_codes(criteria, name)
    return found


def kept_codes(criteria: Criteria, name: str) -> tuple[str, ...]:
    """The codes that fit, as they are kept beside the columns."""
    of, asked = CODED[name], getattr(criteria, name)
    return _in_lanes(of.field, of.terms, asked) if of.terms else tuple(f"{of.field}/{code}" for code in codes_in(asked))


def _in_lanes(field: str, terms: str, asked: str) -> tuple[str, ...]:
    return tuple(f"{field}/{code}" for code in codes_under(terms, asked))


def others_asked(criteria: Criteria) -> list[str]:
    """What is asked of the records that hang on an act and that no lane answers: that a unit or anybody has no part in it, a
    person, and two things of one piece of information."""
    asked = {"none": criteria.perpetrator == NONE, "told": is_told_twice(criteria), "person": criteria.person}
    return [name for name, is_asked in asked.items() if is_asked]


def is_told_twice(criteria: Criteria) -> bool:
    """Whether material and reliability are asked: of the same piece of information."""
    return bool(criteria.material and criteria.reliability)


def needs_acts(criteria: Criteria, branch: Branch) -> bool:
    """Whether what is asked cannot be told from lanes alone."""
    return bool(plain_conditions(criteria, branch) or {"told", "person"} & set(others_asked(criteria)))


def plain_conditions(criteria: Criteria, branch: Branch, without: str = "") -> list[Sql]:
    """What is asked of the acts' own columns, but for one of them and for what the branch says already."""
    found = [among(f"{ACTS}.{column}", codes) for column, codes in codes_asked(criteria).items() if column != without]
    for column, terms, code in (("kind", "acts", criteria.not_kind), ("place", "places", criteria.not_place)):
        if code:
            sql, values = among(f"{ACTS}.{column}", codes_under(terms, code))
            found.append((f"NOT {sql}", values))
    if criteria.restricted and branch.is_restricted is None:
        found.append(equal(f"{ACTS}.is_restricted", criteria.restricted == "yes"))
    if criteria.since is not None:
        found.append(compared(f"{ACTS}.made_in_id", ">", criteria.since))
    return found + _period(criteria)


def standing_days(criteria: Criteria) -> tuple[date | None, date | None]:
    """From which to which day acts stand that can fit, but for those whose beginning is open."""
    if criteria.undated:
        return date.min, date.min
    return criteria.first if criteria.surely else None, criteria.last


def lane_condition(codes: Sequence[str]) -> Sql:
    """That the act is found by one of the codes, asked of one act after the other. OFFSET keeps PostgreSQL from gathering all
    of the codes first."""
    sql, values = among(f"{LANES}.code", codes)
    return f"EXISTS (SELECT 1 FROM {LANES} WHERE {LANES}.act_id = {ACTS}.id AND {sql} LIMIT 1 OFFSET 0)", values  # noqa: S608


def listed_condition(codes: Sequence[str], branch: Branch) -> Sql:
    """The same, asked of a list in memory. IS TRUE keeps PostgreSQL from taking it for a join, which would lose the order."""
    sql, values = all_of([*branch.on(LANES), among(f"{LANES}.code", codes)])
    return f"({ACTS}.id IN (SELECT {LANES}.act_id FROM {LANES} WHERE {sql})) IS TRUE", values  # noqa: S608


def other_condition(criteria: Criteria, branch: Branch, name: str) -> Sql:
    """What no lane answers, asked of one act after the other."""
    if name == "person":
        return any_of(_person(criteria, branch))
    if name == "told":
        return _exists(INFORMATION, "event_id", f"{ACTS}.event_id", branch, _told(criteria))
    sql, values = _exists(INVOLVEMENTS, "act_id", f"{ACTS}.id", branch, [])
    return f"NOT {sql}", values


def _period(criteria: Criteria) -> list[Sql]:
    """Possibly in it: the first possible day is not after its end, nor the last before its start; or surely in it."""
    if criteria.undated:
        return [(f"{ACTS}.earliest IS NULL", ())]
    starts, ends = ("earliest", "latest") if criteria.surely else ("latest", "earliest")
    found = [] if criteria.first is None else [compared(f"{ACTS}.{starts}", ">=", criteria.first)]
    return found if criteria.last is None else [*found, compared(f"{ACTS}.{ends}", "<=", criteria.last)]


def _told(criteria: Criteria) -> list[Sql]:
    return [among(f"{INFORMATION}.{column}", codes_under(terms, getattr(criteria, column))) for column, terms in TOLD]


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


def person_gathered(criteria: Criteria, branch: Branch) -> list[Sql]:
    """A person's acts, put so that their parts are gathered first: conditions of which one must hold."""
    people, role, found = criteria.people, criteria.role, []
    if role in {Role.ANY, Role.VICTIM}:
        found.append(among(f"{ACTS}.victim_id", people))
    if role in {Role.ANY, Role.PERPETRATOR}:
        found.append(_of(INVOLVEMENTS, "act_id", branch, [among(f"{INVOLVEMENTS}.person_id", people)]))
    if role in {Role.ANY, Role.SOURCE}:
        found.append(_of(INFORMATION, "event_id", branch, [among(f"{INFORMATION}.source_id", people)]))
    return found or [nothing()]


def _of(table: str, column: str, branch: Branch, of: list[Sql]) -> Sql:
    sql, values = all_of([*of, *branch.on(table)])
    named = "id" if column == "act_id" else column
    return f"{ACTS}.{named} IN (SELECT {table}.{column} FROM {table} WHERE {sql})", values  # noqa: S608 - columns of ours


def _exists(table: str, column: str, outer: str, branch: Branch, of: list[Sql]) -> Sql:
    """OFFSET keeps PostgreSQL from gathering all such records first: each act is asked for by key."""
    sql, values = all_of([*of, *branch.on(table)])
    return f"EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = {outer} AND {sql} LIMIT 1 OFFSET 0)", values  # noqa: S608
