"""A list as columns: of each column its distinct values and, for every row, which of them stands there.

CSV in UTF-8, UTF-16, Windows-1256 or Windows-1254, with commas, semicolons, tabs or bars, or the first sheet of a workbook (xlsx, xls,
ods). Everything after works on distinct values, which are far fewer than cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.encodings import HEAD, encoding_of
from malath.engines.linkage.errors import LinkageError

Codes = npt.NDArray[np.integer[Any]]
SHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".ods"))
DELIMITERS = ",;\t|"
MOST_COLUMNS = 500
Wanted = Callable[[str], bool]
_CHUNK = 50_000
# Spreadsheet programs may say in a line of its own what stands between the cells.
_SAID = re.compile(r"\ufeff?sep=(.)\r?\n?", re.IGNORECASE)
csv.field_size_limit(1 << 20)


@dataclass(frozen=True, slots=True)
class Column:
    """Distinct values, trimmed, and the code of each row's value; the empty string is a value as any other."""

    values: list[str]
    codes: Codes

    def at(self, row: int) -> str:
        """The value in a row."""
        return self.values[int(self.codes[row])]


@dataclass(frozen=True, slots=True)
class Table:
    """A list that was read: its headings in their order, its columns by heading, the number of rows."""

    source: str
    headings: list[str]
    columns: dict[str, Column]
    rows: int


@dataclass(slots=True)
class _Growing:
    known: dict[str, int] = field(default_factory=dict)
    codes: list[Codes] = field(default_factory=list)

    def extend(self, cells: Iterable[str]) -> None:
        known = self.known
        self.codes.append(np.array([known.setdefault(cell, len(known)) for cell in cells], np.int32))

    def column(self) -> Column:
        trimmed: dict[str, int] = {}
        places = np.array([trimmed.setdefault(value.strip(), len(trimmed)) for value in self.known] or [0], np.int32)
        codes = np.concatenate(self.codes) if self.codes else np.zeros(0, np.int32)
        return Column(list(trimmed), places[codes])


def read_table(path: Path, wanted: Wanted = lambda heading: True) -> Table:
    """Read a list, of its columns those whose heading is wanted. Raises LinkageError where there is none to read."""
    if not path.is_file():
        raise LinkageError(f"{path}: there is no such file")
    try:
        if path.suffix.lower() in SHEETS:
            return _gather(path.name, _sheet_rows(path), wanted)
        with opened_table(path) as rows:
            return _gather(path.name, rows, wanted)
    except (csv.Error, UnicodeError) as problem:
        raise LinkageError(f"{path}: cannot be read as a table: {problem}") from problem


def table_of(source: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A list that is already in memory."""
    return _gather(source, iter([list(headings), *map(list, rows)]), lambda heading: True)


def _gather(source: str, rows: Iterator[list[str]], wanted: Wanted) -> Table:
    headings = [heading.strip().lstrip("\ufeff") for heading in next(rows, [])]
    if not any(headings):
        raise LinkageError(f"{source}: is empty; its first row must hold the headings")
    if len(headings) > MOST_COLUMNS:
        raise LinkageError(f"{source}: has {len(headings)} columns; {MOST_COLUMNS} are the most")
    twice = {heading for heading in headings if heading and headings.count(heading) > 1}
    if twice:
        raise LinkageError(f"{source}: two columns are headed {sorted(twice)[0]!r}; give each a heading of its own")
    growing = [_Growing() if heading and wanted(heading) else None for heading in headings]
    width, count, chunk = len(headings), 0, []
    for row in rows:
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            row = (row + [""] * width)[:width]
        chunk.append(row)
        if len(chunk) == _CHUNK:
            count += _take(growing, chunk)
            chunk = []
    count += _take(growing, chunk)
    if not count:
        raise LinkageError(f"{source}: has headings and no rows")
    columns = {heading: grown.column() for heading, grown in zip(headings, growing, strict=True) if grown}
    return Table(source, [heading for heading in headings if heading], columns, count)


def _take(growing: list[_Growing | None], chunk: list[list[str]]) -> int:
    for grown, cells in zip(growing, zip(*chunk, strict=True), strict=False):
        if grown is not None:
            grown.extend(cells)
    return len(chunk)


@contextmanager
def opened_table(path: Path) -> Iterator[Any]:
    """The rows of a text file, from the headings on, in whatever encoding and with whatever delimiter it is written."""
    with _opened(path) as file:
        said = _SAID.fullmatch(first := file.readline())
        if said is None:
            file.seek(0)
        yield csv.reader(file, delimiter=said[1] if said else _delimiter(first))


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOWrapper]:
    with open(path, "rb") as raw:
        head = raw.read(HEAD)
        raw.seek(0)
        found = encoding_of(path, head)
        if found is None:
            raise LinkageError(f"{path}: is not a text file; CSV, xlsx, xls and ods can be read")
        yield io.TextIOWrapper(raw, encoding=found.name, errors=found.errors, newline="")


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=line.count) if any(d in line for d in DELIMITERS) else ","


def _sheet_rows(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, OSError) as problem:
        raise LinkageError(f"{path}: cannot be opened as a workbook: {problem}") from problem
    for row in sheet.iter_rows():
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value)
    return text.removesuffix(" 00:00:00")
