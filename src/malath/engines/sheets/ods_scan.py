"""Holds an ods to the limits before the value reader sees it: a repeat count turns ten bytes into a million cells."""

from __future__ import annotations

import zipfile

from .archive import read_member
from .errors import CellTooLongError, FileTooLargeError, TooManyColumnsError, TooManyRowsError
from .limits import Limits
from .markup import attribute, parse
from .xlsx_marks import Marks


def read_marks(archive: zipfile.ZipFile, limits: Limits) -> dict[str, Marks]:
    """Return the marks (formulas, hidden rows) of each sheet of an ods by its name."""
    scan = _OdsScan(limits)
    content = read_member(archive, "content.xml", limits)
    if content:
        parse(content, scan.start, scan.end, scan.text)
    return scan.sheets


def _count(attributes: dict[str, str], name: str) -> int:
    number = attribute(attributes, name)
    return int(number) if number.isdecimal() and 0 < len(number) < 10 else 1


class _OdsScan:
    """One walk through content.xml."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: dict[str, Marks] = {}
        self.marks = Marks()
        self.row = self.column = 0
        self.row_times = self.cell_times = 1
        self.in_cell = False
        self.length = 0
        self.valued = False
        self.budget = limits.total_text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.marks = self.sheets[attribute(attributes, "name")] = Marks()
            self.row = 0
        elif name == "table-row":
            self.column, self.row_times = 0, _count(attributes, "number-rows-repeated")
            if attribute(attributes, "visibility") in ("collapse", "filter") and self.row < self.limits.rows:
                self.marks.hidden_rows.update(range(self.row, min(self.row + self.row_times, self.limits.rows)))
        elif name in ("table-cell", "covered-table-cell"):
            self.in_cell, self.length = True, 0
            self.cell_times = _count(attributes, "number-columns-repeated")
            self.valued = bool(attribute(attributes, "value-type"))
            formula = attribute(attributes, "formula")
            if formula and self.row < self.limits.rows and self.column < self.limits.columns:
                self.marks.formulas[self.row, self.column] = formula.partition(":=")[2] or formula

    def text(self, part: str) -> None:
        if self.in_cell:
            self.length += len(part)

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self.in_cell = False
            if self.length or self.valued:
                self.hold_to_limits()
            self.column += self.cell_times
        elif name == "table-row":
            self.row += self.row_times

    def hold_to_limits(self) -> None:
        rows, columns = self.row + self.row_times, self.column + self.cell_times
        if rows > self.limits.rows:
            raise TooManyRowsError(found=rows, limit=self.limits.rows)
        if columns > self.limits.columns:
            raise TooManyColumnsError(found=columns, limit=self.limits.columns)
        if self.length > self.limits.cell_text:
            raise CellTooLongError(limit=self.limits.cell_text)
        self.budget -= self.length * self.row_times * self.cell_times
        if self.budget < 0:
            raise FileTooLargeError(found=self.limits.total_text, limit=self.limits.total_text)
