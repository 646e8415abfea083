"""Each row as it will become: its values, what is wrong in which cell, and what no field holds."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .alert_fields import NAME_KEYS
from .colours import colour_meanings, row_colour
from .dates import DateOrder, order_of
from .fields import Field, Kind
from .folding import fold
from .mapping import Mapping, parts_for
from .model import Fate, Level, Problem, Reading, Row, RowFate, Scalar, Table, column_letter
from .row_checks import check_row, columns_script
from .values import ReadContext, read_value

_DATE_KINDS = frozenset({Kind.BIRTH, Kind.DATE, Kind.EXPIRY})


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A finding with its place: `field` is the field's key, `column` -1 when it concerns the row as a whole."""

    problem: Problem
    column: int
    field: str
    cell: str
    """As a spreadsheet program names it: 'D17'; for the whole row, the row's number."""


@dataclass(frozen=True, slots=True)
class RowReading:
    """One data row as it will become."""

    row: int
    fate: Fate
    values: MappingOf[str, Reading]
    columns: MappingOf[str, int] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    """'heading: value' for all that no field holds in full."""
    problems: tuple[CellProblem, ...] = ()
    duplicate_of: int | None = None
    colour: str = ""

    @property
    def level(self) -> Level:
        """The worst level in the row."""
        return max((one.problem.level for one in self.problems), default=Level.OK)

    def value(self, key: str) -> object:
        """Return a field's typed value, None when it is not there."""
        reading = self.values.get(key)
        return reading.value if reading is not None else None

    def text(self, key: str) -> str:
        """Return a field's canonical text, empty when it is not there."""
        reading = self.values.get(key)
        return reading.text if reading is not None else ""

    def with_problem(self, problem: Problem, key: str = "") -> RowReading:
        """Return the same row with one finding more, put at a field's cell where it has one."""
        column = self.columns.get(key, -1)
        cell = f"{column_letter(column)}{self.row}" if column >= 0 else str(self.row)
        fate = Fate.TO_FIX if problem.level is Level.ERROR and self.fate is Fate.READY else self.fate
        return replace(self, fate=fate, problems=(*self.problems, CellProblem(problem, column, key, cell)))


def check_rows(
    table: Table, mapping: Mapping, *, today: date, required_any: Sequence[str] = NAME_KEYS
) -> list[RowReading]:
    """Read every data row of a table; a row with an error is to be fixed, every other one is ready.

    `required_any`: one of these fields must be filled. A row that repeats another to the letter is a duplicate.
    """
    orders = _date_orders(table, mapping)
    meanings = colour_meanings(table.instructions)
    scripts = {
        key: columns_script([row.cell(match.column).text for row in table.rows])
        for key in ("full_name", "name_other_script")
        if (match := mapping.column_of(key))
    }
    seen: dict[tuple[str, ...], int] = {}
    readings = []
    for row in table.rows:
        reading = _read_row(row, table, mapping, orders, today)
        reading = check_row(
            reading,
            row,
            table,
            required_any=required_any,
            scripts=scripts,
            meanings=meanings,
            fields={one.key: one for one in mapping.fields},
        )
        key = _sameness(row, mapping)
        if key in seen and reading.fate is not Fate.TO_FIX:
            reading = replace(reading, fate=Fate.DUPLICATE, duplicate_of=seen[key])
            reading = reading.with_problem(Problem(Level.NOTE, "row.repeats", {"row": seen[key]}))
        seen.setdefault(key, row.number)
        readings.append(reading)
    return readings


def account_for_rows(table: Table, readings: Sequence[RowReading]) -> list[RowFate]:
    """Return the fate of every physical row, those of data rows taken from their readings."""
    by_row = {reading.row: reading for reading in readings}
    fates = []
    for fate in table.fates:
        reading = by_row.get(fate.row) if fate.fate is Fate.DATA else None
        fates.append(replace(fate, fate=reading.fate) if reading else fate)
    return fates


def _date_orders(table: Table, mapping: Mapping) -> dict[int, str]:
    return {
        match.column: order_of([cell.text for cell in table.column_values(match.column) if isinstance(cell.value, str)])
        for match in mapping.columns
        if match.field is not None and match.field.kind in _DATE_KINDS
    }


def _read_row(row: Row, table: Table, mapping: Mapping, orders: dict[int, str], today: date) -> RowReading:
    kinds = {one.key: one for one in mapping.fields}
    values: dict[str, Reading] = {}
    columns: dict[str, int] = {}
    extra: list[str] = []
    context = ReadContext(today, country=_row_country(row, mapping, today))
    sent = mapping.column_of("sent_on")
    if sent is not None:
        sent_on = read_value(Kind.DATE, row.cell(sent.column).value, context).value
        # A letter dated tomorrow is a slip of the pen; ages then count from today.
        context = replace(context, sheet_date=sent_on.earliest if sent_on and sent_on.earliest <= today else None)
    reading = RowReading(row.number, Fate.READY, values, columns, colour=row_colour(row))
    for match in mapping.columns:
        cell = row.cell(match.column)
        if match.field is not None:
            columns.setdefault(match.field.key, match.column)
        if cell.is_empty:
            continue
        if match.field is None:
            extra.append(f"{match.heading}: {cell.text}")
            continue
        order = orders.get(match.column, DateOrder.UNKNOWN)
        own = context if order == context.date_order else replace(context, date_order=order)
        parts = parts_for(match, cell.text) if match.split else {match.field.key: cell.value}
        found, left = _read_parts(parts, kinds, own, match.heading)
        values.update(found)
        extra.extend(left)
        for key in found:
            columns[key] = match.column
        if cell.formula:
            reading = reading.with_problem(
                Problem(Level.WARN, "cell.formula", {"formula": f"={cell.formula}"[:60]}), match.field.key
            )
    if row.hidden:
        reading = reading.with_problem(Problem(Level.NOTE, "row.hidden"))
    return replace(reading, extra=tuple(extra))


def _read_parts(
    parts: MappingOf[str, Scalar], fields: MappingOf[str, Field], context: ReadContext, heading: str
) -> tuple[dict[str, Reading], list[str]]:
    found: dict[str, Reading] = {}
    extra: list[str] = []
    for key, part in parts.items():
        if key not in fields:
            extra.append(f"{heading}: {part}")
            continue
        reading = read_value(fields[key].kind, part, context)
        found[key] = reading
        lost = reading.lossy or (reading.value is None and reading.level >= Level.WARN)
        if lost and reading.raw:
            extra.append(f"{heading}: {reading.raw}")
    return found, extra


def _row_country(row: Row, mapping: Mapping, today: date) -> str:
    for match in mapping.columns:
        if match.field is not None and (match.field.key == "country" or match.split is not None):
            country = parts_for(match, row.cell(match.column).text).get("country", "")
            code = read_value(Kind.COUNTRY, country, ReadContext(today)).text if country else ""
            if code:
                return code
    return ""


def _sameness(row: Row, mapping: Mapping) -> tuple[str, ...]:
    skipped = {
        match.column
        for match in mapping.columns
        if match.field is not None and match.field.kind in (Kind.SERIAL, Kind.REFERENCE)
    }
    return tuple(fold(cell.text) for column, cell in enumerate(row.cells) if column not in skipped)
