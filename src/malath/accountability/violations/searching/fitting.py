"""Criteria as SQL put by hand, for the rows of one branch that are looked through by the thousand.

`conditions.py` says the same through Django and `visible_to`; a test holds both to a filter in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.lanes import (
    EARLIEST,
    LATEST,
    MATERIAL,
    OF_ACT,
    PERPETRATOR,
    RELIABILITY,
    SPAN,
    TOLD,
    TOO_MANY,
    UNDATED,
    UNIT,
    short,
)
from malath.accountability.violations.models import Information, Involvement
from malath.accountability.violations.searching.branches import ACTS, LANES, Branch
from malath.accountability.violations.searching.criteria import CODED, NONE, Criteria, Role, codes_in
from malath.accountability.violations.searching.statements import (
    Sql,
    all_of,
    among,
    any_of,
    compared,
    equal,
    holds,
    negated,
    nothing,
)

INVOLVEMENTS, INFORMATION = Involvement._meta.db_table, Information._meta.db_table
COLUMNS = (("kind", "acts"), ("place", "places"), ("status", "violation_status"), ("victim_status", "victim_status"))
TOLD_BY = ((MATERIAL, "source_material"), (RELIABILITY, "reliability"))
_SAID_AS = {"victim_status": "victim"}
"""Under which name a column is asked, where it is another."""


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
    asked = {column: (terms, _raw(criteria, column)) for column, terms in COLUMNS}
    found = {column: codes_under(terms, code) for column, (terms, code) in asked.items() if code}
    return found | ({"stage": (criteria.stage,)} if criteria.stage else {})


def lanes_asked(criteria: Criteria) -> dict[str, tuple[str, ...]]:
    """Of each criterion that lanes answer their codes."""
    found = {UNIT: tuple(f"{UNIT}/{pk.hex}" for pk in criteria.units)} if criteria.unit else {}
    if criteria.perpetrator not in {"", NONE}:
        found[PERPETRATOR] = _in_lanes(PERPETRATOR, "perpetrators", criteria.perpetrator)
    for name, terms in TOLD_BY:
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
    """What is asked of the records that hang on an act and that no code tells: that nobody has a part in it; a person."""
    asked = {"none": criteria.perpetrator == NONE, "person": criteria.person}
    return [name for name, is_asked in asked.items() if is_asked]


def needs_acts(criteria: Criteria) -> bool:
    """Whether what is asked cannot be told from a row of a lane."""
    return criteria.since is not None or criteria.person is not None


def on_rows_of_acts(criteria: Criteria, branch: Branch, lead: str = "") -> list[Sql]:
    """What is asked of the columns of an act, but for one of them and for what the branch says already."""
    found = [among(f"{ACTS}.{column}", codes) for column, codes in codes_asked(criteria).items() if column != lead]
    found += [
        negated(among(f"{ACTS}.{column}", codes_under(terms, code))) for column, terms, code in _unwanted(criteria)
    ]
    return [*found, *_whether_restricted(criteria, branch), *_period(criteria), *on_acts_alone(criteria)]


def on_rows_of_lanes(criteria: Criteria, branch: Branch) -> list[Sql]:
    """The same where rows are those of a lane: of the codes beside it. What they do not tell is left to `on_acts_alone`."""
    asked = codes_asked(criteria)
    found = [
        _beside(column, _patterns(column, _raw(criteria, column)), _of_act(among(f"own.{column}", asked[column])))
        for column in OF_ACT
        if column in asked
    ]
    found += [
        negated(_beside(column, _patterns(column, code), _of_act(among(f"own.{column}", codes_under(terms, code)))))
        for column, terms, code in _unwanted(criteria)
    ]
    return [*found, *_whether_restricted(criteria, branch), *_period_beside(criteria)]


def on_acts_alone(criteria: Criteria) -> list[Sql]:
    """What no lane tells: what was entered since."""
    return [] if criteria.since is None else [compared(f"{ACTS}.made_in_id", ">", criteria.since)]


def on_codes_beside(criteria: Criteria, lead: str = "") -> list[Sql]:
    """What is asked of the records that hang on an act, but for one criterion, as the codes beside a row tell it. Two things
    that are asked of one piece of information are asked of it."""
    asked = lanes_asked(criteria)
    if criteria.material and criteria.reliability:
        del asked[MATERIAL], asked[RELIABILITY]
        told = [_beside(TOLD, _patterns_told(criteria), _told_by_key(criteria))]
    else:
        told = []
    return told + [
        _beside(name, _patterns(name, _raw(criteria, name)), _by_key(codes))
        for name, codes in asked.items()
        if name != lead
    ]


def standing_days(criteria: Criteria) -> tuple[date | None, date | None]:
    """From which to which day acts stand that can fit, but for those whose beginning is open."""
    if criteria.undated:
        return date.min, date.min
    return criteria.first if criteria.surely else None, criteria.last


def _beside(name: str, patterns: Iterable[str], by_key: Sql) -> Sql:
    """That one of the texts stands in the codes beside the row; by key where there were too many to stand there."""
    read = [holds(f"{ACTS}.codes", pattern) for pattern in patterns]
    return any_of([*read, all_of([equal(f"{ACTS}.codes", TOO_MANY), by_key])])


def _raw(criteria: Criteria, name: str) -> str:
    """What is asked, as codes with commas between them."""
    if name == UNIT:
        return ",".join(pk.hex for pk in criteria.units)
    return str(getattr(criteria, _SAID_AS.get(name, name)))


def _patterns(name: str, asked: str) -> list[str]:
    """How a code, or one below it, begins among the codes of a row."""
    below = "-" if name == "place" else "."
    each = [f"|{short(name)}/{'' if code == NONE else code}" for code in codes_in(asked)]
    return [f"{begun}{ends}" for begun in each for ends in ("|" if begun.endswith("/") else f"|{below}")]


def _patterns_told(criteria: Criteria) -> list[str]:
    material = "" if criteria.material == NONE else criteria.material
    each = [f"|{short(TOLD)}/{code}/{material}" for code in codes_under("reliability", criteria.reliability)]
    return [f"{begun}{ends}" for begun in each for ends in ("|." if material else "|")]


def _by_key(codes: Sequence[str]) -> Sql:
    sql, values = among(f"{LANES}.code", codes)
    return f"EXISTS (SELECT 1 FROM {LANES} WHERE {LANES}.act_id = {ACTS}.id AND {sql} LIMIT 1 OFFSET 0)", values  # noqa: S608


def _of_act(condition: Sql) -> Sql:
    sql = f"EXISTS (SELECT 1 FROM {ACTS} own WHERE own.id = {ACTS}.id AND {condition[0]} LIMIT 1 OFFSET 0)"  # noqa: S608
    return sql, condition[1]


def _told_by_key(criteria: Criteria) -> Sql:
    sql, values = all_of([("NOT said.is_gone", ()), *_told(criteria)])
    rows = f"{INFORMATION} said JOIN {ACTS} own ON own.event_id = said.event_id"
    return f"EXISTS (SELECT 1 FROM {rows} WHERE own.id = {ACTS}.id AND {sql} LIMIT 1 OFFSET 0)", values  # noqa: S608


def _unwanted(criteria: Criteria) -> list[tuple[str, str, str]]:
    asked = (("kind", "acts", criteria.not_kind), ("place", "places", criteria.not_place))
    return [one for one in asked if one[2]]


def _whether_restricted(criteria: Criteria, branch: Branch) -> list[Sql]:
    if not criteria.restricted or branch.is_restricted is not None:
        return []
    return [equal(f"{ACTS}.is_restricted", criteria.restricted == "yes")]


def other_condition(criteria: Criteria, branch: Branch, name: str) -> Sql:
    """What no code tells, asked of one act after the other."""
    if name == "person":
        return any_of(_person(criteria, branch))
    sql, values = _exists(INVOLVEMENTS, "act_id", f"{ACTS}.id", branch, [])
    return f"NOT {sql}", values


def _period(criteria: Criteria, table: str = ACTS) -> list[Sql]:
    """Possibly in it: the first possible day is not after its end, nor the last before its start; or surely in it."""
    if criteria.undated:
        return [(f"{table}.earliest IS NULL", ())]
    return _within(criteria, f"{table}.earliest", f"{table}.latest")


def _period_beside(criteria: Criteria) -> list[Sql]:
    """The same as a row of a lane tells it: by its day, or by the two days between which the act lies."""
    if not (of_act := _period(criteria, "own")):
        return []
    begins = f"substr({ACTS}.codes, 1, {len(SPAN)})"
    too_many = all_of([equal(f"{ACTS}.codes", TOO_MANY), _of_act(all_of(of_act))])
    if criteria.undated:
        return [any_of([equal(begins, UNDATED), too_many])]
    first, last = (f"substr({ACTS}.codes, {place}, 10)" for place in (EARLIEST, LATEST))
    of_one_day = [negated(among(begins, (SPAN, UNDATED, TOO_MANY))), *_within(criteria, f"{ACTS}.day", f"{ACTS}.day")]
    of_several = [equal(begins, SPAN), *_within(criteria, first, last, as_text=True)]
    return [any_of([all_of(of_one_day), all_of(of_several), too_many])]


def _within(criteria: Criteria, earliest: str, latest: str, *, as_text: bool = False) -> list[Sql]:
    starts, ends = (earliest, latest) if criteria.surely else (latest, earliest)
    asked = ((starts, ">=", criteria.first), (ends, "<=", criteria.last))
    return [compared(day, how, f"{limit}" if as_text else limit) for day, how, limit in asked if limit is not None]


def _told(criteria: Criteria) -> list[Sql]:
    return [among(f"said.{column}", codes_under(terms, getattr(criteria, column))) for column, terms in TOLD_BY]


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
