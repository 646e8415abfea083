"""Finds the table in a workbook: which sheet, which row has the headings, which rows are no data, and why."""

from __future__ import annotations

from collections.abc import Sequence

from .alert_fields import ALERT_FIELDS
from .errors import NoTableError
from .fields import Field
from .folding import fold, words_of
from .headings import heading_strength
from .model import Fate, Row, RowFate, Sheet, Table, Workbook, column_letter

TOTAL_WORDS = words_of(
    "المجموع",
    "الإجمالي",
    "المجموع الكلي",
    "إجمالي",
    "العدد الكلي",
    "total",
    "totaux",
    "total général",
    "somme",
    "sum",
    "grand total",
    "sous total",
    "subtotal",
    "مجموع",
)
REMARK_STARTS = ("*", "nb", "n b", "note", "remarque", "ملاحظه", "ملاحظات", "تنويه", "source", "المصدر")
LOOK_AT = 40
"""Headings further down than this are not looked for."""


def find_table(
    workbook: Workbook,
    fields: Sequence[Field] = ALERT_FIELDS,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Table:
    """Return the table that the fields' headings point to; `sheet` and `header_row` (from 1) overrule the search.

    Every physical row of every sheet is in `fates` exactly once. Raises NoTableError.
    """
    candidates = [workbook.sheet(sheet)] if sheet is not None else [one for one in workbook.sheets if not one.hidden]
    ranked = sorted(((_table_strength(one, fields), -index) for index, one in enumerate(candidates)), reverse=True)
    if not ranked or ranked[0][0][0] <= 0:
        raise NoTableError(filename=workbook.filename)
    chosen = candidates[-ranked[0][1]]
    header = _header_index(chosen, fields) if header_row is None else header_row - 1
    others = tuple(candidates[-index].name for (strength, _), index in ranked[1:] if strength >= 2)
    return _build(workbook, chosen, header, others)


def _table_strength(sheet: Sheet, fields: Sequence[Field]) -> tuple[float, int]:
    header = _header_index(sheet, fields)
    data = sum(1 for row in sheet.rows[header + 1 :] if len(row.filled()) >= 2)
    strength = _row_strength(sheet.rows[header], fields) if header >= 0 else 0.0
    return (strength if data else strength / 10) + (0.5 if data else 0.0), data


def _row_strength(row: Row, fields: Sequence[Field]) -> float:
    """How much a row looks like headings: known words, all texts, no two alike."""
    own = [row.cells[column] for column in row.filled() if not row.cells[column].merged]
    texts = [cell.text for cell in own if isinstance(cell.value, str)]
    if len(own) < 2 or len(texts) < len(own) * 0.8:
        return 0.0
    known = sum(heading_strength(text, fields) for text in texts)
    unlike = len({fold(text) for text in texts}) / len(texts)
    return known * unlike


def _header_index(sheet: Sheet, fields: Sequence[Field]) -> int:
    """Return the index of the heading row, -1 when the table begins without one."""
    best, best_strength = -1, 1.5
    for index, row in enumerate(sheet.rows[:LOOK_AT]):
        strength = _row_strength(row, fields)
        if strength > best_strength:
            best, best_strength = index, strength
    return best


def _build(workbook: Workbook, chosen: Sheet, header: int, others: tuple[str, ...]) -> Table:
    headings = _headings(chosen, header)
    fates: list[RowFate] = []
    rows: list[Row] = []
    instructions: list[str] = []
    for sheet in workbook.sheets:
        for index, row in enumerate(sheet.rows):
            if sheet is not chosen:
                fate = RowFate(sheet.name, row.number, Fate.OTHER_SHEET, _other_reason(sheet), {}, _start(row))
                instructions.extend(_texts(row)[:3])
            else:
                fate = _fate(chosen, index, header, headings)
            if fate.fate is Fate.DATA:
                rows.append(row)
            elif fate.fate in (Fate.TITLE, Fate.REMARK):
                instructions.extend(_texts(row)[:3])
            fates.append(fate)
    number = header + 1 if header >= 0 else None
    return Table(workbook, chosen, number, headings, tuple(rows), tuple(fates), others, tuple(instructions[:200]))


def _headings(sheet: Sheet, header: int) -> tuple[str, ...]:
    width = max((row.filled()[-1] + 1 for row in sheet.rows if row.filled()), default=0)
    row = sheet.rows[header] if header >= 0 else Row(0, ())
    return tuple(" ".join(row.cell(column).text.split()) or column_letter(column) for column in range(width))


def _fate(sheet: Sheet, index: int, header: int, headings: tuple[str, ...]) -> RowFate:
    row = sheet.rows[index]
    if index < header and row.filled():
        fate, code = Fate.TITLE, "row.above_headings"
    elif index == header:
        fate, code = Fate.HEADING, "row.heading"
    else:
        fate, code = fate_below(row, headings, has_header=header >= 0)
    return RowFate(sheet.name, row.number, fate, code, {}, _start(row))


def fate_below(row: Row, headings: Sequence[str], *, has_header: bool) -> tuple[Fate, str]:
    """What a row below the headings is, and the code that says why: data, empty, the headings again, a total, a remark."""
    filled = row.filled()
    if not filled:
        return Fate.EMPTY, "row.empty"
    if has_header and _repeats(row, headings):
        return Fate.HEADING, "row.heading_again"
    if _is_total(row, filled, len(headings)):
        return Fate.TOTAL, "row.total"
    if _is_remark(row, filled, len(headings)):
        return Fate.REMARK, "row.remark"
    return Fate.DATA, ""


def _repeats(row: Row, headings: Sequence[str]) -> bool:
    filled = row.filled()
    same = sum(1 for at in filled if at < len(headings) and fold(row.cells[at].text) == fold(headings[at]))
    return len(filled) >= 2 and same >= max(2, len(filled) * 0.8)


def _is_total(row: Row, filled: list[int], width: int) -> bool:
    if len(filled) > max(3, width // 2):
        return False
    first = fold(row.cells[filled[0]].text.rstrip(" :0123456789"))
    return first in TOTAL_WORDS or (any(first.startswith(f"{word} ") for word in TOTAL_WORDS) and len(filled) <= 3)


def _is_remark(row: Row, filled: list[int], width: int) -> bool:
    """One text over the whole width, or one lone text that begins like a remark or is a sentence."""
    own = [column for column in filled if not row.cells[column].merged]
    if len(own) != 1 or width < 3:
        return False
    text = row.cells[own[0]].text
    if len(filled) >= width * 0.6:
        return True
    return fold(text).startswith(REMARK_STARTS) or text.startswith("*") or len(text.split()) > 7


def _other_reason(sheet: Sheet) -> str:
    return "row.hidden_sheet" if sheet.hidden else "row.other_sheet"


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells if not cell.is_empty and not cell.merged]


def _start(row: Row) -> str:
    return " · ".join(" ".join(text.split())[:60] for text in _texts(row)[:4])
