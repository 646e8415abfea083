"""Which acts are found by which codes: written by the database from what stands in clear, event by event (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection

from malath.accountability.violations.models import Act, Coded, Information, Involvement, Lane
from malath.platform.access.written import listed

PERPETRATOR, UNIT, MATERIAL, RELIABILITY = "perpetrator", "unit", "material", "reliability"
_AT_ONCE = 500
_ACTS, _CODES, _LANES = Act._meta.db_table, Coded._meta.db_table, Lane._meta.db_table
_PARTS, _TOLD = Involvement._meta.db_table, Information._meta.db_table
_OF_ACT = "act.organisation_id, act.entered_by_id, act.is_restricted, act.day, act.id"
# The text that a code is, and the rows that say it.
_SAID = (
    (
        f"'{PERPETRATOR}/' || said.kind",
        f"{_PARTS} said ON said.act_id = act.id AND NOT said.is_gone AND said.kind <> ''",
    ),
    (
        f"'{UNIT}/' || replace(CAST(said.body_id AS text), '-', '')",
        f"{_PARTS} said ON said.act_id = act.id AND NOT said.is_gone AND said.body_id IS NOT NULL",
    ),
    (f"'{MATERIAL}/' || said.material", f"{_TOLD} said ON said.event_id = act.event_id AND NOT said.is_gone"),
    (f"'{RELIABILITY}/' || said.reliability", f"{_TOLD} said ON said.event_id = act.event_id AND NOT said.is_gone"),
    ("said.code", f"{_CODES} said ON said.act_id = act.id"),
    ("said.code", f"{_CODES} said ON said.event_id = act.event_id AND said.act_id IS NULL"),
)


def settle_lanes(events: Iterable[uuid.UUID], *, new: Iterable[uuid.UUID] = ()) -> None:
    """Write anew by which codes the acts of some events are found; `new` are events that were not there before. Inside a
    transaction, once all else of it is written."""
    fresh = set(new)
    known = sorted(set(events) - fresh)
    for start in range(0, len(known), _AT_ONCE):
        forget_lanes(known[start : start + _AT_ONCE])
    every = sorted(fresh.union(known))
    for start in range(0, len(every), _AT_ONCE):
        _write(every[start : start + _AT_ONCE])


def forget_lanes(events: Iterable[uuid.UUID]) -> None:
    """The acts of some events are found by no code."""
    some = listed(events)
    with connection.cursor() as cursor:
        of_them = f"act_id IN (SELECT id FROM {_ACTS} WHERE event_id IN {some.sql})"  # noqa: S608 - tables of ours
        cursor.execute(f"DELETE FROM {_LANES} WHERE {of_them}", some.values)  # noqa: S608


def lanes_said(condition: str = "") -> str:
    """What stands in clear as rows of lanes, as SQL; the condition narrows the acts."""
    return " UNION ".join(
        f"SELECT {_OF_ACT}, {code} AS code FROM {_ACTS} act JOIN {rows} WHERE NOT act.is_gone {condition}"  # noqa: S608
        for code, rows in _SAID
    )


def _write(events: list[uuid.UUID]) -> None:
    some = listed(events)
    said = lanes_said(f"AND act.event_id IN {some.sql}")
    columns = "organisation_id, entered_by_id, is_restricted, day, act_id, code"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_LANES} ({columns}) {said}", some.values * len(_SAID))
