"""A spreadsheet read by the engine, turned into plain values that the import keeps; no database, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from malath.engines.sheets import (
    ALERT_FIELDS,
    NAME_KEYS,
    Level,
    Person,
    ReadContext,
    RowReading,
    SheetError,
    Table,
    account_for_rows,
    check_rows,
    find_table,
    map_columns,
    mark_shared_phones,
    person_from_row,
    read,
    read_value,
)
from malath.engines.sheets import Mapping as ColumnMapping
from malath.people.likeness import compared
from malath.protection.alerts.errors import SheetRefusedError, UnknownColumnError
from malath.protection.alerts.messages import sentence

KINDS = {one.key: one.kind for one in ALERT_FIELDS}
DATA_FATES = frozenset({"data", "ready", "to_fix", "duplicate"})


@dataclass
class SheetReading:
    """What the engine understood: rows with somebody in them, the columns, and where every other row went."""

    table: Table
    columns: ColumnMapping
    rows: list[RowReading]
    people: list[Person] = field(default_factory=list)

    @property
    def mapping(self) -> list[dict[str, Any]]:
        """The columns in their order, as plain values."""
        return [
            {
                "column": match.column,
                "heading": match.heading,
                "key": match.field.key if match.field else "",
                "reason": match.reason,
                "first": match.first_value[:120],
            }
            for match in self.columns.columns
        ]

    @property
    def account(self) -> dict[str, Any]:
        """The notes on the file, and the fate of every physical row that holds nobody."""
        fates = account_for_rows(self.table, self.rows)
        return {
            "sheet": self.table.sheet.name,
            "notes": [[problem.code, dict(problem.params)] for problem in self.table.workbook.notes],
            "fates": [
                [one.sheet, one.row, one.fate.value, one.code, one.text]
                for one in fates
                if one.fate.value not in DATA_FATES
            ],
        }


def read_sheet(body: bytes, name: str, *, chosen: Mapping[str, str], today: date) -> SheetReading:
    """Read a file and check its rows; `chosen` says what a person chose for a column ("" to keep it as a note).

    Raises SheetRefusedError with the engine's sentence, UnknownColumnError for a choice that the file does not have.
    """
    try:
        table = find_table(read(body, name))
        columns = map_columns(table)
    except SheetError as refusal:
        raise SheetRefusedError(sentence(refusal.code, refusal.params)) from refusal
    try:
        for column, key in chosen.items():
            if int(column) not in range(len(columns.columns)):
                raise UnknownColumnError
            columns = columns.with_choice(int(column), key or None)
    except (KeyError, ValueError) as unknown:
        raise UnknownColumnError from unknown
    rows = mark_shared_phones(check_rows(table, columns, today=today))
    return SheetReading(table, columns, rows, [person_from_row(row, str(row.row)) for row in rows])


def plain_reading(row: RowReading) -> dict[str, Any]:
    """A row's reading as plain values, to be sealed."""
    phones, household = row.value("phone"), row.value("household_size")
    return {
        "values": {key: [value.text, value.raw] for key, value in row.values.items()},
        "phones": list(phones) if isinstance(phones, tuple) else [],
        "household": [getattr(household, "size", None), getattr(household, "children", None)],
        "problems": [
            {
                "level": int(one.problem.level),
                "code": one.problem.code,
                "params": dict(one.problem.params),
                "field": one.field,
                "cell": one.cell,
            }
            for one in row.problems
        ],
        "extra": list(row.extra),
        "cells": {key: column for key, column in row.columns.items()},
    }


def mended(reading: dict[str, Any], key: str, text: str, *, today: date) -> dict[str, Any]:
    """The reading with one field written anew by a person; its old problems are gone, new ones are named."""
    if key not in KINDS:
        raise UnknownColumnError
    country = reading["values"].get("country", [""])[0]
    value = read_value(KINDS[key], text, ReadContext(today, country=country))
    values = {**reading["values"], key: [value.text, value.raw]}
    if not value.text:
        values.pop(key)
    if key in ("given_name", "father_name", "family_name"):
        parts = [values[part][0] for part in ("given_name", "father_name", "family_name") if part in values]
        values["full_name"] = [" ".join(parts), " ".join(parts)]
    cell = next((one["cell"] for one in reading["problems"] if one["field"] == key), "")
    problems = [one for one in reading["problems"] if one["field"] != key and one["code"] != "name.missing"]
    problems += [
        {"level": int(one.level), "code": one.code, "params": dict(one.params), "field": key, "cell": cell}
        for one in value.problems
    ]
    if not any(values.get(name, [""])[0] for name in NAME_KEYS):
        problems.append(
            {"level": int(Level.ERROR), "code": "name.missing", "params": {}, "field": "full_name", "cell": cell}
        )
    changed = {**reading, "values": values, "problems": problems}
    if key == "phone":
        changed["phones"] = list(value.value) if isinstance(value.value, tuple) else []
    if key == "household_size":
        changed["household"] = [getattr(value.value, "size", None), getattr(value.value, "children", None)]
    return changed


def worst_of(reading: dict[str, Any]) -> int:
    """The worst level among the problems of a plain reading."""
    return max((int(one["level"]) for one in reading["problems"]), default=0)


def is_to_fix(reading: dict[str, Any]) -> bool:
    """Whether the row cannot become an alert yet."""
    return worst_of(reading) >= int(Level.ERROR)


def person_of(id: str, facts: Mapping[str, Any]) -> Person:
    """The facts of an alert as the engine compares people."""
    names = facts.get("names", {})
    return compared(
        id,
        [names.get("main", ""), *names.get("others", [])],
        birth=str(facts.get("birth", "")),
        sex=str(facts.get("sex", "")),
        phones=facts.get("phones", []),
        country=str(facts.get("country", "")),
        place=str(facts.get("place", "")),
        household=facts.get("household_size") or None,
    )
