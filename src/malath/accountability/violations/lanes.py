"""Which acts are found by which codes: written by the database from what stands in clear, event by event (SC1).

What hangs on an act stands twice for search: as lanes, a row an act and code in the order of the pages; and as one text
beside the act, so that what else is asked is read in the row that is looked at: "|ma/05.04|pe/02.01|re/01|to/01/05.04|". Two
letters name the field, "to" is a piece of information with its reliability and its material. A lane adds the act's own
columns ("ki/", "pl/", "st/", "vi/", "sg/"), and before all else between which days an act lies that is not of one day:
"|sp/2013-01-01/2013-12-31|ma/…"; "|un/|ma/…" where nobody knows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection

from malath.accountability.violations.models import Act, Coded, Information, Involvement, Lane
from malath.platform.access.written import listed

PERPETRATOR, UNIT, MATERIAL, RELIABILITY, TOLD = "perpetrator", "unit", "material", "reliability", "told"
OF_ACT = {"kind": "ki", "place": "pl", "status": "st", "victim_status": "vi", "stage": "sg"}
"""Columns of an act that its lanes repeat among their codes."""
SPAN, UNDATED = "|sp/", "|un/"
EARLIEST, LATEST = 5, 16
"""Where the codes of a lane that begin with SPAN tell the two days, each in ten letters, counted from one."""
TOO_MANY, LONGEST = "*", 1500
"""In place of codes that are longer: an index takes no row of more than 2,700 bytes. What is asked is then asked by key."""
_AT_ONCE = 500
_ACTS, _CODES, _LANES = Act._meta.db_table, Coded._meta.db_table, Lane._meta.db_table
_ON_ACT = f"{Involvement._meta.db_table} said ON said.act_id = act.id AND NOT said.is_gone"
_ON_EVENT = f"{Information._meta.db_table} said ON said.event_id = act.event_id AND NOT said.is_gone"
# The text that a code is, and the rows that say it.
_SAID = (
    (f"'{PERPETRATOR}/' || said.kind", f"{_ON_ACT} AND said.kind <> ''"),
    (f"'{UNIT}/' || replace(CAST(said.body_id AS text), '-', '')", f"{_ON_ACT} AND said.body_id IS NOT NULL"),
    (f"'{MATERIAL}/' || said.material", _ON_EVENT),
    (f"'{RELIABILITY}/' || said.reliability", _ON_EVENT),
    ("said.code", f"{_CODES} said ON said.act_id = act.id"),
    ("said.code", f"{_CODES} said ON said.event_id = act.event_id AND said.act_id IS NULL"),
)
_TOLD = (f"'{TOLD}/' || said.reliability || '/' || said.material", _ON_EVENT)


def short(field: str) -> str:
    """By which letters a field goes in the codes beside an act."""
    return OF_ACT.get(field, field[:2])


def settle_lanes(events: Iterable[uuid.UUID], *, new: Iterable[uuid.UUID] = ()) -> None:
    """Write anew by which codes the acts of some events are found; `new` are events that were not there before. Inside a
    transaction that holds the events, once all else of it is written."""
    fresh = set(new)
    known = sorted(set(events) - fresh)
    for start in range(0, len(known), _AT_ONCE):
        forget_lanes(known[start : start + _AT_ONCE])
    every = sorted(fresh.union(known))
    for start in range(0, len(every), _AT_ONCE):
        some = listed(every[start : start + _AT_ONCE])
        write_lanes(f"act.event_id IN {some.sql}", some.values)


def forget_lanes(events: Iterable[uuid.UUID]) -> None:
    """The acts of some events are found by no code."""
    some = listed(events)
    with connection.cursor() as cursor:
        of_them = f"act_id IN (SELECT id FROM {_ACTS} WHERE event_id IN {some.sql})"  # noqa: S608 - tables of ours
        cursor.execute(f"DELETE FROM {_LANES} WHERE {of_them}", some.values)  # noqa: S608


def write_lanes(condition: str = "1 = 1", values: tuple[Any, ...] = ()) -> None:
    """Write the codes beside acts, and the lanes of acts that have none yet. The condition, on `act`, says which acts."""
    with connection.cursor() as cursor:
        cursor.execute(_codes_beside(condition), values * (len(_SAID) + 2))
        cursor.execute(_lanes_said(condition), values * len(_SAID))


def _codes_beside(condition: str) -> str:
    is_postgresql = connection.vendor == "postgresql"
    find = "strpos" if is_postgresql else "instr"
    rows = " UNION ".join(
        f"SELECT act.id, {code} AS code FROM {_ACTS} act JOIN {said} WHERE NOT act.is_gone AND {condition}"  # noqa: S608
        for code, said in (*_SAID, _TOLD)
    )
    # An act of which nothing is said any more is among them too.
    every = f"{rows} UNION SELECT act.id, NULL FROM {_ACTS} act WHERE {condition}"  # noqa: S608
    brief = f"substr(code, 1, 2) || substr(code, {find}(code, '/'))"
    # In one order, so that what did not change is not written again; SQLite takes the rows as UNION sorted them.
    codes = f"string_agg({brief}, '|' ORDER BY code)" if is_postgresql else f"group_concat({brief}, '|')"
    joined = f"SELECT id, '|' || COALESCE({codes} || '|', '') AS codes FROM ({every}) every GROUP BY id"  # noqa: S608
    kept = f"CASE WHEN length(codes) > {LONGEST} THEN '{TOO_MANY}' ELSE codes END"
    told = f"SELECT id, {kept} AS codes FROM ({joined}) joined"  # noqa: S608
    return (
        f"UPDATE {_ACTS} SET codes = told.codes FROM ({told}) told "  # noqa: S608 - tables of ours
        f"WHERE {_ACTS}.id = told.id AND {_ACTS}.codes <> told.codes"
    )


def _lanes_said(condition: str) -> str:
    own = " || ".join(f"'{brief}/' || act.{column} || '|'" for column, brief in OF_ACT.items())
    codes = f"CASE act.codes WHEN '{TOO_MANY}' THEN act.codes ELSE {_days_said()} || act.codes || {own} END"
    rows = " UNION ".join(
        f"SELECT act.organisation_id, act.entered_by_id, act.is_restricted, act.day, act.id, {code}, {codes} "  # noqa: S608
        f"FROM {_ACTS} act JOIN {said} WHERE NOT act.is_gone AND {condition}"
        for code, said in _SAID
    )
    columns = "organisation_id, entered_by_id, is_restricted, day, act_id, code, codes"
    return f"INSERT INTO {_LANES} ({columns}) {rows}"


def _days_said() -> str:
    """Nothing for what stands at the one day on which it happened."""
    is_postgresql = connection.vendor == "postgresql"
    first, last = (
        f"to_char(act.{one}, 'YYYY-MM-DD')" if is_postgresql else f"act.{one}" for one in ("earliest", "latest")
    )
    is_of_one_day = "act.earliest = act.day AND act.latest = act.day"
    span = f"WHEN {is_of_one_day} THEN '' ELSE '{SPAN}' || {first} || '/' || {last}"
    return f"CASE WHEN act.earliest IS NULL THEN '{UNDATED}' {span} END"
