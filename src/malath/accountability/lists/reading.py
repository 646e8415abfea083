"""One row of a list read as a plan says: values of records, or what is wrong in which cell. Nothing is guessed.

Codes of findings are words of wording.py; a row with one that is wrong is not written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from malath.accountability.lists.mapping import MONTH_FIRST, SAYS_NOTHING, Column, Plan, meaning
from malath.accountability.lists.rules import OLDEST
from malath.accountability.lists.targets import Target
from malath.accountability.violations.errors import ValueWrongError
from malath.accountability.violations.fields import Kind
from malath.accountability.violations.restricting import first_day, is_child
from malath.accountability.violations.rules import must_be_restricted
from malath.accountability.violations.values import checked, clean_text
from malath.engines.edtf import Limits, read_written
from malath.engines.names import fold_digits

_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?")
_UNSAID = frozenset(
    {"", "-", "–", "—", "?", "n/a", "na", "null", "none", "nan", "غير معروف", "مجهول", "unknown", "inconnu"}
)
_PARTED = re.compile(r"\s*[;؛|\n]\s*")
_MOST_NOTES = 20
FIRST_YEAR = 1850

Finding = list[Any]


@dataclass
class ReadRow:
    """What a row says. `values` by target; `wrong` and `notes`: [column number or None, code, params]."""

    number: int
    raw: Sequence[str]
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def of(self, record: str) -> dict[str, Any]:
        """The values of one record, by field."""
        return values_of(self.values, record)


def values_of(values: Mapping[str, Any], record: str) -> dict[str, Any]:
    """Of values by target those of one record, by field."""
    start = f"{record}."
    return {code[len(start) :]: value for code, value in values.items() if code.startswith(start)}


class RowReader:
    """Reads rows as a plan says. `today`: no date of a list lies after it."""

    def __init__(self, plan: Plan, today: date) -> None:
        self.plan = plan
        self._columns = list(plan.mapped())
        self._key_column = plan.key_column
        self._limits = Limits(first_year=FIRST_YEAR, today=today)
        self._when = lru_cache(maxsize=50_000)(self._read_when)
        self._means = lru_cache(maxsize=20_000)(self._meaning)

    def key_of(self, raw: Sequence[str]) -> str:
        """The identifier as it is compared: digits of all scripts alike, no case, single spaces."""
        column = self._key_column
        if column is None or column >= len(raw):
            return ""
        return " ".join(fold_digits(clean_text(raw[column])).casefold().split())

    def read(self, number: int, raw: Sequence[str]) -> ReadRow:
        """What the row says, and what is wrong in it."""
        row = ReadRow(number, raw, self.key_of(raw))
        for column, how, target in self._columns:
            text = raw[column] if column < len(raw) else ""
            if text:
                self._read_cell(row, column, how, target, text)
        for code, constant in self.plan.constants.items():
            row.values.setdefault(code, constant)
        self._name(row)
        if not row.values.get("act.kind") and not row.wrong:
            row.wrong.append([None, "kind.missing", {}])
        if self._key_column is not None:
            if row.key:
                row.values["person.reference"] = clean_text(raw[self._key_column])[:200]
            else:
                row.wrong.append([self._key_column, "key.missing", {}])
        return row

    def is_restricted(self, row: ReadRow) -> bool:
        """Whether the records that the row makes are restricted from the start."""
        values = row.values
        day = first_day(values.get("act.when")) or first_day(values.get("event.when"))
        if is_child(values.get("person.birth", ""), day):
            return True
        return must_be_restricted(values.get("act.kind", ""), values.get("act.methods", []), values.get("act.age"))

    def _read_cell(self, row: ReadRow, column: int, how: Column, target: Target, text: str) -> None:
        if "\ufffd" in text:
            row.wrong.append([column, "text.broken", {}])
            return
        clean = clean_text(text)
        if clean != text and len(row.notes) < _MOST_NOTES:
            row.notes.append([column, "text.tidied", {}])
        if clean.casefold() in _UNSAID:
            return
        try:
            value = self._value(how, target, clean)
            kept = checked(target.field, value)
        except CellWrongError as wrong:
            row.wrong.append([column, wrong.code, wrong.params])
            return
        except ValueWrongError:
            row.wrong.append([column, "value.wrong", {"text": clean[:60]}])
            return
        if kept is not None:
            before = row.values.get(target.code)
            row.values[target.code] = kept if before is None else _joined(target.field.kind, before, kept)

    def _value(self, how: Column, target: Target, text: str) -> Any:
        kind = target.field.kind
        if kind is Kind.WHEN:
            return self._when(text, how.order == MONTH_FIRST)
        if kind is Kind.NUMBER:
            return _whole(text, OLDEST if target.code == "act.age" else None)
        if kind is Kind.NAMES:
            return _PARTED.split(text)
        if kind is Kind.TERMS:
            codes = [self._term(how, target, part) for part in _PARTED.split(text) if part]
            return [code for code in codes if code]
        if kind in (Kind.TERM, Kind.PLACE):
            return self._term(how, target, text) or None
        if kind is Kind.FATE:
            code = self._term(how, target, text)
            return {"fate": code, "known": "claimed"} if code else None
        return text

    def _term(self, how: Column, target: Target, text: str) -> str:
        """What a word means: as the member decided, else to the letter."""
        code = how.words.get(text)
        if code is None:
            code = self._means(target, text)
        if not code:
            raise CellWrongError("word.unknown", text=text[:60])
        return "" if code == SAYS_NOTHING else code

    def _meaning(self, target: Target, text: str) -> str:
        return meaning(target, text)

    def _read_when(self, text: str, month_first: bool) -> str:
        found = read_written(text, self._limits, month_first=month_first)
        if found.date is None:
            error = found.error
            raise CellWrongError(
                error.code if error else "date.not_understood", **(dict(error.params) if error else {})
            )
        return found.date.text

    @staticmethod
    def _name(row: ReadRow) -> None:
        """Whoever has a name only in another spelling is called so; who has neither name nor identifier is nobody."""
        if "person.name" in row.values:
            return
        names = row.values.get("person.names") or []
        if names:
            row.values["person.name"] = names[0]
            if rest := names[1:]:
                row.values["person.names"] = rest
            else:
                del row.values["person.names"]
        elif not row.key and not row.wrong:
            row.wrong.append([None, "name.missing", {}])


class CellWrongError(Exception):
    """A cell that does not say what its column should."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def _whole(text: str, most: int | None) -> int:
    found = _WHOLE.fullmatch(fold_digits(text))
    if found is None:
        raise CellWrongError("number.wrong", text=text[:60])
    number = int(found[1])
    if most is not None and number > most:
        raise CellWrongError("age.absurd", text=text[:60])
    return number


def _joined(kind: Kind, before: Any, after: Any) -> Any:
    if kind in (Kind.NAMES, Kind.TERMS):
        return list(dict.fromkeys([*before, *after]))
    return f"{before}\n{after}" if kind is Kind.TEXT else f"{before} {after}"
