"""Reads csv and tsv: guesses encoding and delimiter, says why, and keeps line breaks inside quotes."""

from __future__ import annotations

import csv
import io
import re

from .errors import (
    CellTooLongError,
    FileDamagedError,
    FileTooLargeError,
    FormatUnknownError,
    TooManyColumnsError,
    TooManyRowsError,
)
from .limits import Limits
from .model import EMPTY, Cell, Level, Problem, Row, Sheet, Workbook

DELIMITERS = ",;\t|"
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_COMMON = re.compile("[اليمنرتبو]")
_ARABIC_RARE = re.compile("[پچژگ\u00a0-\u00bf×÷]")
_LATIN_ACCENTED = re.compile("[éèêëàâîïôùûüçÉÈÀÇœ]")
_FRENCH_WORD = re.compile(r"[A-Za-z][éèêëàâîïôùûüç]|[éèêëàâîïôùûüçÉÈ][a-z]")


def read_text(data: bytes, filename: str, limits: Limits) -> Workbook:
    """Read a delimited text. Its one sheet has an empty name; rows are numbered as a spreadsheet program would."""
    text, encoding = decode(data)
    if text.count("\x00") > len(text) // 100 or _looks_binary(text):
        raise FormatUnknownError(filename=filename)
    if len(text) > limits.total_text:
        raise FileTooLargeError(found=len(text), limit=limits.total_text)
    delimiter = guess_delimiter(text, filename)
    rows = _rows(text, delimiter, limits)
    notes = [encoding, Problem(Level.NOTE, "workbook.delimiter", {"delimiter": _name(delimiter)})]
    if _open_quote(text):
        notes.append(Problem(Level.WARN, "workbook.quotes_uneven"))
    return Workbook(filename, "csv", (Sheet("", rows),), tuple(notes))


def decode(data: bytes) -> tuple[str, Problem]:
    """Return the text of a file and, as a note, the encoding that was taken and why."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), _encoding("UTF-8", "mark")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), _encoding("UTF-16", "mark")
    if len(data) >= 4 and len(data) % 2 == 0:
        for name, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
            if data[offset::2][:2000].count(0) > len(data[::2][:2000]) * 0.4:
                return data.decode(name, "replace"), _encoding("UTF-16", "zeros")
    try:
        return data.decode("utf-8"), _encoding("UTF-8", "valid")
    except UnicodeDecodeError:
        return _decode_single_byte(data)


def _decode_single_byte(data: bytes) -> tuple[str, Problem]:
    """Choose between the Arabic and the Western code page by what the text would look like in each."""
    arabic = data.decode("cp1256", "replace")
    western = data.decode("cp1252", "replace")
    letters = len(_ARABIC.findall(arabic))
    arabic_score = letters + len(_ARABIC_COMMON.findall(arabic)) - 4 * len(_ARABIC_RARE.findall(arabic))
    # An accented letter between Latin letters is French; the same byte in an Arabic text stands among its like.
    western_score = 3 * len(_FRENCH_WORD.findall(western)) - len(re.findall("[\x80-\xff]{3,}", western)) * 6
    if arabic_score >= western_score:
        return arabic, _encoding("Windows-1256", "arabic_letters")
    return western, _encoding("Windows-1252", "accents")


def _encoding(name: str, reason: str) -> Problem:
    return Problem(Level.NOTE, f"workbook.encoding_{reason}", {"encoding": name})


def _looks_binary(text: str) -> bool:
    sample = text[:4000]
    controls = sum(1 for letter in sample if letter < " " and letter not in "\t\r\n\x0b\x0c")
    return controls > max(3, len(sample) // 50)


def guess_delimiter(text: str, filename: str = "") -> str:
    """Return the delimiter that gives the most regular table over the first lines."""
    if filename.lower().endswith((".tsv", ".tab")):
        return "\t"
    sample = text[:60_000]
    declared = re.match(r"sep=(.)\r?\n", sample)
    if declared and declared[1] in DELIMITERS:
        return declared[1]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(record) for record, _ in zip(_records(sample, delimiter), range(80), strict=False) if record]
        widths = [width for width in widths if width > 1]
        if not widths:
            continue
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        score = widths.count(common) * (common - 1) / (1 + len(set(widths)) * 0.1)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)
    try:
        return list(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileDamagedError(detail="csv") from error


def _rows(text: str, delimiter: str, limits: Limits) -> tuple[Row, ...]:
    records = _records(text, delimiter)
    if records and records[0] and records[0][0].startswith("sep=") and len(records[0]) <= 2:
        records[0] = []
    while records and not any(value.strip() for value in records[-1]) and len(records[-1]) <= 1:
        records.pop()
    if len(records) > limits.rows:
        raise TooManyRowsError(found=len(records), limit=limits.rows)
    rows: list[Row] = []
    for number, record in enumerate(records, 1):
        if len(record) > limits.columns and any(record[limits.columns :]):
            raise TooManyColumnsError(found=len(record), limit=limits.columns)
        if any(len(value) > limits.cell_text for value in record):
            raise CellTooLongError(limit=limits.cell_text)
        rows.append(Row(number, tuple(Cell(value) if value else EMPTY for value in record[: limits.columns])))
    return tuple(rows)


def _open_quote(text: str) -> bool:
    return text.count('"') % 2 == 1


def _name(delimiter: str) -> str:
    return {"\t": "tab", ",": ",", ";": ";", "|": "|"}[delimiter]
