"""A file opened as a table of texts: which row has the headings, which rows hold something, where all others went.

A delimited text is walked a row at a time and never laid out as a whole; a packed workbook is read by the engine.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from malath.accountability.lists.errors import ListRefusedError
from malath.accountability.lists.rules import LARGEST_LIST
from malath.accountability.lists.targets import headings as known_headings
from malath.engines.sheets import (
    Cell,
    CellTooLongError,
    Fate,
    FileDamagedError,
    FileEmptyError,
    FileTooLargeError,
    FormatUnknownError,
    Limits,
    NoTableError,
    Row,
    Sheet,
    SheetError,
    TooManyColumnsError,
    TooManyRowsError,
    Workbook,
    column_letter,
    decode,
    fate_below,
    find_table,
    guess_delimiter,
    read,
)

# A sheet may have a title, its headings and remarks beside its rows.
LIMITS = Limits(file_size=26_000_000, unpacked_size=300_000_000, rows=LARGEST_LIST + 100, columns=200)
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# So many rows show where the headings are and what a column holds.
_HEAD = 120
_FEWEST = 2

RawRow = tuple[int, list[str]]


@dataclass
class OpenedList:
    """A table: its headings, its rows as often as they are asked for, and where the other rows went.

    `apart`: [sheet, first row, last row, code, text of a lone one], filled while the rows are walked for the first time.
    """

    sheet: str
    headings: list[str]
    header: int | None
    notes: list[list[Any]]
    walk: Callable[[], Iterator[RawRow]]
    apart: list[list[Any]] = field(default_factory=list)

    def rows(self) -> Iterator[RawRow]:
        """The rows below the headings that hold something, each as wide as the headings. Raises ListRefusedError."""
        try:
            yield from self._rows()
        except SheetError as refusal:
            raise ListRefusedError(refusal.code, dict(refusal.params)) from refusal

    def _rows(self) -> Iterator[RawRow]:
        width, below = len(self.headings), self.header or 0
        self.apart.clear()
        for number, cells in self.walk():
            fate = "row.heading" if number == self.header else "row.above_headings" if number < below else ""
            fate = fate or self._fate(number, cells)
            if fate:
                self._put_apart(number, fate, cells)
            else:
                yield number, _as_wide(cells, width)

    def _fate(self, number: int, cells: list[str]) -> str:
        """Why a row holds nothing for the list; empty for one that does. Most rows are seen at a glance to be full."""
        filled = sum(1 for cell in cells if cell)
        if filled > max(3, len(self.headings) // 2) and cells[0] != self.headings[0]:
            return ""
        row = Row(number, tuple(Cell(cell or None) for cell in cells))
        fate, code = fate_below(row, self.headings, has_header=self.header is not None)
        return "" if fate is Fate.DATA else code

    def _put_apart(self, number: int, code: str, cells: Sequence[str]) -> None:
        last = self.apart[-1] if self.apart else None
        if last is not None and last[3] == code == "row.empty" and last[2] == number - 1:
            last[2] = number
            return
        text = " · ".join(cell[:60] for cell in cells if cell)[:200]
        self.apart.append([self.sheet, number, number, code, text])


def open_list(body: bytes, name: str) -> OpenedList:
    """Open a file as its first bytes say, whatever its name. Raises ListRefusedError with the engine's code."""
    try:
        return _packed(body, name) if body.startswith(_PACKED) else _delimited(body, name)
    except SheetError as refusal:
        raise ListRefusedError(refusal.code, dict(refusal.params)) from refusal


def _delimited(body: bytes, name: str) -> OpenedList:
    if not body.strip(b"\x00 \t\r\n"):
        raise FileEmptyError
    if len(body) > LIMITS.file_size:
        raise FileTooLargeError(found=len(body), limit=LIMITS.file_size)
    text, encoding = decode(body)
    if _is_no_text(text):
        raise FormatUnknownError(filename=name)
    delimiter = guess_delimiter(text, name)
    notes = [[encoding.code, dict(encoding.params)], ["workbook.delimiter", {"delimiter": delimiter}]]
    if text.count('"') % 2:
        notes.append(["workbook.quotes_uneven", {}])

    def walk() -> Iterator[RawRow]:
        return _records(text, delimiter)

    head = [Row(number, tuple(Cell(cell or None) for cell in cells)) for number, cells in _first(walk())]
    return _opened(Workbook(name, "csv", (Sheet("", tuple(head)),)), notes, lambda _sheet: walk)


def _is_no_text(text: str) -> bool:
    """Whether it is something else than a text, by the control characters in it."""
    odd = sum(1 for letter in text[:4000] if letter < " " and letter not in "\t\r\n\x0b\x0c")
    return odd > max(3, len(text[:4000]) // 50)


def _records(text: str, delimiter: str) -> Iterator[RawRow]:
    csv.field_size_limit(2**31 - 1)
    try:
        for number, cells in enumerate(csv.reader(_lines(text), delimiter=delimiter), 1):
            if number > LIMITS.rows:
                raise TooManyRowsError(found=number, limit=LARGEST_LIST)
            if len(cells) > LIMITS.columns and any(cells[LIMITS.columns :]):
                raise TooManyColumnsError(found=len(cells), limit=LIMITS.columns)
            if any(len(cell) > LIMITS.cell_text for cell in cells):
                raise CellTooLongError(limit=LIMITS.cell_text)
            if number == 1 and len(cells) <= 2 and cells and cells[0].startswith("sep="):
                cells = []
            yield number, [cell.strip() for cell in cells[: LIMITS.columns]]
    except csv.Error as error:
        raise FileDamagedError(detail="csv") from error


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one after another; NUL is dropped."""
    end = "\n" if "\n" in text else "\r"
    start = 0
    while start < len(text):
        stop = text.find(end, start) + 1 or len(text)
        yield text[start:stop].replace("\x00", "")
        start = stop


def _packed(body: bytes, name: str) -> OpenedList:
    workbook = read(body, name, LIMITS)
    notes = [[note.code, dict(note.params)] for note in workbook.notes]

    def walker(sheet: str) -> Callable[[], Iterator[RawRow]]:
        rows = workbook.sheet(sheet).rows
        return lambda: ((row.number, [cell.text for cell in row.cells]) for row in rows)

    heads = tuple(replace(sheet, rows=sheet.rows[:_HEAD]) for sheet in workbook.sheets)
    opened = _opened(replace(workbook, sheets=heads), notes, walker)
    for sheet in workbook.sheets:
        if sheet.name != opened.sheet and sheet.rows:
            notes.append(["row.other_sheet", {"sheet": sheet.name, "rows": len(sheet.rows)}])
    return opened


def _first(rows: Iterator[RawRow]) -> Iterator[RawRow]:
    return (row for row, _ in zip(rows, range(_HEAD), strict=False))


def _opened(
    heads: Workbook, notes: list[list[Any]], walker: Callable[[str], Callable[[], Iterator[RawRow]]]
) -> OpenedList:
    """The table that the beginnings of the sheets show."""
    table = find_table(heads, known_headings())
    header = table.header_row or _likely_header(table.sheet)
    named = next((row for row in table.sheet.rows if row.number == header), None)
    width = max((row.filled()[-1] + 1 for row in table.sheet.rows if row.filled()), default=0)
    if width < 1:
        raise NoTableError(filename=heads.filename)
    texts = [named.cell(column).text if named else "" for column in range(width)]
    said = [" ".join(text.split())[:120] or column_letter(column) for column, text in enumerate(texts)]
    return OpenedList(table.sheet.name, said, header, notes, walker(table.sheet.name))


def _likely_header(sheet: Sheet) -> int | None:
    """The first row of several texts, none of them twice and none with a digit: headings that no list was known to have."""
    for row in sheet.rows[:10]:
        texts = [row.cells[column].text for column in row.filled()]
        if len(texts) >= _FEWEST:
            plain = not any(letter.isdigit() for text in texts for letter in text)
            return row.number if plain and len(set(texts)) == len(texts) else None
    return None


def _as_wide(cells: list[str], width: int) -> list[str]:
    """What stands beyond the headings is kept in the last column's stead: nothing is lost."""
    if len(cells) <= width:
        return cells + [""] * (width - len(cells))
    return cells if any(cells[width:]) else cells[:width]
