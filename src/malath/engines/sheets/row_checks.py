"""Checks over a whole row: is anybody named, does one cell contradict another, is the line cut short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .choices import URGENCY_ORDER
from .fields import Field
from .folding import fold, words_of
from .model import Level, Problem, Reading, Row, Table
from .phones import find_phone
from .text_checks import script_of

if TYPE_CHECKING:
    from .rows import RowReading

    Check = Callable[[RowReading], RowReading]

_NO_PERMIT = words_of(
    "بدون",
    "لا يوجد",
    "بلا",
    "بدون إقامة",
    "sans",
    "aucun",
    "aucune",
    "sans titre",
    "sans papiers",
    "none",
    "no",
    "no permit",
    "without",
    "undocumented",
)


def columns_script(texts: Sequence[str]) -> str:
    """Return the script that nine in ten names of a column have, empty when they are mixed."""
    counted = Counter(script for text in texts if (script := script_of(text)))
    if not counted:
        return ""
    script, times = counted.most_common(1)[0]
    return script if times >= 5 and times >= 0.9 * sum(counted.values()) else ""


def check_row(
    reading: RowReading,
    row: Row,
    table: Table,
    *,
    required_any: Sequence[str],
    scripts: Mapping[str, str],
    meanings: Mapping[str, str],
    fields: Mapping[str, Field],
) -> RowReading:
    """Return the reading with what its cells say of one another, after joining a name that came in parts."""
    for key, value in reading.values.items():
        for problem in value.problems:
            reading = reading.with_problem(problem, key)
    reading = _join_name(reading)
    for check in (
        _check_length(row, table),
        _check_required(required_any, fields),
        _check_scripts(scripts),
        _check_permit,
        _check_colour(meanings),
        _check_name_cell,
    ):
        reading = check(reading)
    return reading


def _join_name(reading: RowReading) -> RowReading:
    if reading.text("full_name"):
        return reading
    parts = [reading.text(key) for key in ("given_name", "father_name", "family_name") if reading.text(key)]
    if not reading.text("given_name") and not reading.text("family_name"):
        return reading
    name = " ".join(parts)
    return replace(reading, values={**reading.values, "full_name": Reading(name, name, name)})


def _check_length(row: Row, table: Table) -> Check:
    width = len(table.headings)

    def check(reading: RowReading) -> RowReading:
        if table.workbook.kind != "csv" or len(row.cells) >= width:
            return reading
        level = Level.ERROR if len(row.cells) * 2 < width else Level.WARN
        problem = Problem(level, "row.cut_short", {"found": len(row.cells), "expected": width})
        return reading.with_problem(problem, "full_name" if reading.columns.get("full_name", -1) >= 0 else "")

    return check


def _check_required(required_any: Sequence[str], fields: Mapping[str, Field]) -> Check:
    def check(reading: RowReading) -> RowReading:
        if required_any and not any(reading.text(key) for key in required_any):
            reading = reading.with_problem(Problem(Level.ERROR, "name.missing"), required_any[0])
        for one in fields.values():
            if one.required and not reading.text(one.key):
                reading = reading.with_problem(Problem(Level.ERROR, "value.missing"), one.key)
        return reading

    return check


def _check_scripts(scripts: Mapping[str, str]) -> Check:
    def check(reading: RowReading) -> RowReading:
        for key, script in scripts.items():
            own = script_of(reading.text(key))
            if own and script and own != script and own != "mixed":
                reading = reading.with_problem(Problem(Level.WARN, "name.wrong_script", {"expected": script}), key)
        return reading

    return check


def _check_permit(reading: RowReading) -> RowReading:
    status = fold(reading.text("legal_status") or _raw(reading, "legal_status"))
    if reading.value("legal_expiry") is not None and status in _NO_PERMIT:
        return reading.with_problem(Problem(Level.NOTE, "expiry.without_permit"), "legal_expiry")
    return reading


def _raw(reading: RowReading, key: str) -> str:
    found = reading.values.get(key)
    return found.raw if found else ""


def _check_colour(meanings: Mapping[str, str]) -> Check:
    def check(reading: RowReading) -> RowReading:
        if not reading.colour:
            return reading
        meant = meanings.get(reading.colour, "")
        if not meant:
            return reading.with_problem(Problem(Level.NOTE, "row.coloured", {"colour": reading.colour}))
        own = reading.text("urgency")
        if own and URGENCY_ORDER.index(own) >= URGENCY_ORDER.index(meant):
            return reading
        problem = Problem(Level.WARN, "urgency.colour_says", {"colour": reading.colour, "read": meant})
        if not own:
            values = {**reading.values, "urgency": Reading(meant, meant, _raw(reading, "urgency"))}
            reading = replace(reading, values=values)
        return reading.with_problem(problem, "urgency")

    return check


def _check_name_cell(reading: RowReading) -> RowReading:
    """A telephone number inside a name belongs elsewhere: say so, since a name is shown to more people."""
    for key in ("full_name", "name_other_script"):
        if find_phone(reading.text(key)):
            reading = reading.with_problem(Problem(Level.WARN, "cell.two_things"), key)
    return reading
