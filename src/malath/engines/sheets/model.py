"""What the parts of the engine hand to one another: cells, sheets, tables, and what became of each physical row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import Any

Scalar = str | int | float | bool | date | datetime | None
Params = Mapping[str, str | int]


class Level(IntEnum):
    """How much a finding matters. A row with an ERROR is not imported until someone has mended it."""

    OK = 0
    NOTE = 1
    WARN = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: a stable code and plain parameters. `messages.py` holds the English sentence of each code."""

    level: Level
    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it lies in the file; of a formula, `value` is the result that the sender's program last saved."""

    value: Scalar = None
    formula: str = ""
    fill: str = ""
    """Background as RRGGBB, or empty."""
    merged: bool = False
    """True when the value was copied here from the corner of a merged block."""

    @property
    def text(self) -> str:
        """The value as a person would read it; whole floats lose their '.0', dates are ISO."""
        return text_of(self.value)

    @property
    def is_empty(self) -> bool:
        """True when nothing can be seen in the cell."""
        return not self.text and not self.formula


EMPTY = Cell()


def text_of(value: Scalar) -> str:
    """Return the readable text of a cell's value, trimmed at both ends."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A physical row: `number` is the one that a spreadsheet program shows, from 1."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def cell(self, column: int) -> Cell:
        """Return the cell of a column (from 0), an empty one past the row's end."""
        return self.cells[column] if 0 <= column < len(self.cells) else EMPTY

    def filled(self) -> list[int]:
        """Columns that show something."""
        return [index for index, cell in enumerate(self.cells) if not cell.is_empty]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, all its rows in order, empty ones included."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read. `notes` say what had to be guessed: encoding, delimiter, hidden parts."""

    filename: str
    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Problem, ...] = ()

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by its name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


class Fate(Enum):
    """What became of a physical row."""

    DATA = "data"
    TITLE = "title"
    HEADING = "heading"
    EMPTY = "empty"
    TOTAL = "total"
    REMARK = "remark"
    OTHER_SHEET = "other_sheet"
    READY = "ready"
    TO_FIX = "to_fix"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class RowFate:
    """Where one physical row went, and why; `code` names the reason, `text` is the start of what stands in it."""

    sheet: str
    row: int
    fate: Fate
    code: str = ""
    params: Params = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The table found in a workbook: headings and rows, and the fate of every physical row of every sheet."""

    workbook: Workbook
    sheet: Sheet
    header_row: int | None
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    fates: tuple[RowFate, ...]
    other_tables: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    """Texts of other sheets and of titles: they may say what a colour means."""

    def column_values(self, column: int) -> Iterator[Cell]:
        """Cells of one column that show something."""
        return (cell for row in self.rows if not (cell := row.cell(column)).is_empty)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood from one cell: `value` is typed, `text` its canonical form, `raw` what stood there.

    `lossy` says that `value` holds less than `raw` did, so that `raw` must be kept beside it.
    """

    value: Any = None
    text: str = ""
    raw: str = ""
    problems: tuple[Problem, ...] = ()
    lossy: bool = False

    @property
    def level(self) -> Level:
        """The worst level among the problems."""
        return max((problem.level for problem in self.problems), default=Level.OK)

    def with_problem(self, level: Level, code: str, **params: str | int) -> Reading:
        """Return the same reading with one finding more."""
        return Reading(self.value, self.text, self.raw, (*self.problems, Problem(level, code, params)), self.lossy)


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
