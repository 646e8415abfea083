"""Reads xlsx, xls and ods: values by python-calamine, marks by our own walk through the parts."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook

from . import ods_scan, xlsx_marks
from .archive import open_archive, read_member
from .errors import (
    CellTooLongError,
    FileDamagedError,
    FileProtectedError,
    FileTooLargeError,
    FormatUnknownError,
    SheetError,
    TooManyColumnsError,
    TooManyRowsError,
)
from .limits import Limits
from .model import EMPTY, Cell, Level, Problem, Row, Scalar, Sheet, Workbook
from .xlsx_marks import Marks

_READABLE = (".xml", ".rels", "mimetype")


def read_packed(data: bytes, filename: str, limits: Limits) -> Workbook:
    """Read an xlsx or ods. Raises a SheetError of a class that names what is wrong."""
    with open_archive(data, limits) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            kind, marks = "xlsx", xlsx_marks.read_marks(archive, limits)
        elif "content.xml" in names:
            if b"encryption-data" in read_member(archive, "META-INF/manifest.xml", limits):
                raise FileProtectedError()
            kind, marks = "ods", ods_scan.read_marks(archive, limits)
        else:
            raise FormatUnknownError(filename=filename)
        clean = _repack(archive, limits)
    return _workbook(clean, filename, kind, marks, limits)


def read_old(data: bytes, filename: str, limits: Limits) -> Workbook:
    """Read an xls of the years before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileProtectedError()
    if len(data) > limits.old_file_size:
        raise FileTooLargeError(found=len(data), limit=limits.old_file_size)
    return _workbook(data, filename, "xls", {}, limits)


def _repack(archive: zipfile.ZipFile, limits: Limits) -> bytes:
    """Return the same parts in a fresh zip, so that a header that lies about a size cannot reach the value reader."""
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as target:
        for member in archive.infolist():
            if member.filename.endswith(_READABLE) and not member.is_dir():
                target.writestr(zipfile.ZipInfo(member.filename), read_member(archive, member.filename, limits))
    return clean.getvalue()


def _workbook(data: bytes, filename: str, kind: str, marks: dict[str, Marks], limits: Limits) -> Workbook:
    sheets: list[Sheet] = []
    notes: list[Problem] = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                if str(meta.typ) != "SheetTypeEnum.WorkSheet":
                    notes.append(Problem(Level.NOTE, "workbook.not_a_table_sheet", {"sheet": meta.name}))
                    continue
                hidden = str(meta.visible) != "SheetVisibleEnum.Visible"
                values = _values(book.get_sheet_by_name(meta.name), limits)
                sheet = _sheet(meta.name, hidden, values, marks.get(meta.name, Marks()), limits)
                sheets.append(sheet)
                notes.extend(_notes(sheet))
    except SheetError:
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception, and a broken file may cause one
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        if "assword" in str(error) or "ncrypted" in str(error):
            raise FileProtectedError() from error
        raise FileDamagedError(detail=type(error).__name__) from error
    return Workbook(filename, kind, tuple(sheets), tuple(notes))


def _values(sheet: Any, limits: Limits) -> list[list[Any]]:
    end = sheet.end
    if end is None:
        return []
    if end[0] >= limits.rows:
        raise TooManyRowsError(found=end[0] + 1, limit=limits.rows)
    if end[1] >= limits.columns:
        raise TooManyColumnsError(found=end[1] + 1, limit=limits.columns)
    values: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return values


def _sheet(name: str, hidden: bool, values: list[list[Any]], marks: Marks, limits: Limits) -> Sheet:
    # Trailing rows that hold only a formula, a fill or a hidden flag are rows too: a spreadsheet program shows them.
    height = max([len(values), *(row + 1 for row, _ in marks.formulas)])
    width = max([len(values[0]) if values else 0, *(column + 1 for _, column in marks.formulas)])
    grid: list[list[Cell]] = []
    for number in range(height):
        line = values[number] if number < len(values) else []
        padded = [*line, *[None] * (width - len(line))]
        grid.append([_cell(value, number, column, marks, limits) for column, value in enumerate(padded)])
    for top, left, bottom, right in marks.merges:
        _expand(grid, top, left, bottom, right)
    rows = tuple(Row(index + 1, tuple(cells), index in marks.hidden_rows) for index, cells in enumerate(grid))
    return Sheet(name, rows, hidden or marks.hidden)


def _cell(value: Any, row: int, column: int, marks: Marks, limits: Limits) -> Cell:
    scalar = _scalar(value)
    if isinstance(scalar, str) and len(scalar) > limits.cell_text:
        raise CellTooLongError(limit=limits.cell_text)
    place = (row, column)
    formula, fill = marks.formulas.get(place, ""), marks.fills.get(place, "")
    if scalar is None and not formula and not fill:
        return EMPTY
    return Cell(scalar, formula, fill)


def _scalar(value: Any) -> Scalar:
    if value is None or value == "":
        return None
    if isinstance(value, (str, bool, int, float, datetime, date)):
        return value
    if isinstance(value, (time, timedelta)):
        return str(value)
    return str(value)


def _expand(grid: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(grid) or left >= len(grid[top]):
        return
    corner = grid[top][left]
    copy = Cell(corner.value, "", corner.fill, merged=True)
    for row in range(top, min(bottom + 1, len(grid))):
        for column in range(left, min(right + 1, len(grid[row]))):
            if (row, column) != (top, left):
                grid[row][column] = copy


def _notes(sheet: Sheet) -> list[Problem]:
    notes: list[Problem] = []
    if sheet.hidden:
        notes.append(Problem(Level.WARN, "workbook.hidden_sheet", {"sheet": sheet.name}))
    hidden = [row.number for row in sheet.rows if row.hidden]
    if hidden:
        shown = ", ".join(str(number) for number in hidden[:20])
        notes.append(
            Problem(Level.WARN, "workbook.hidden_rows", {"sheet": sheet.name, "rows": shown, "count": len(hidden)})
        )
    return notes
