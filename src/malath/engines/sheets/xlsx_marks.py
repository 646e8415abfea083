"""What the value reader does not tell about an xlsx: extent, formulas, fills, hidden rows, merged blocks.

It walks through each sheet before the value reader sees it, and so is also where rows, columns and lengths are held
to their limits: a single cell at XFD1048576 would otherwise make the value reader lay out the whole grid.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from .archive import read_member
from .errors import CellTooLongError, FileDamagedError, FileTooLargeError, TooManyColumnsError, TooManyRowsError
from .limits import Limits
from .markup import attribute, parse

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


@dataclass(slots=True)
class Marks:
    """Marks of one sheet. Places are (row, column) from 0."""

    hidden: bool = False
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def place_of(reference: str) -> tuple[int, int]:
    """Return (row, column) from 0 of a reference such as 'B12'."""
    match = _REFERENCE.match(reference)
    if not match:
        raise FileDamagedError(detail="reference")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def read_marks(archive: zipfile.ZipFile, limits: Limits) -> dict[str, Marks]:
    """Return the marks of every worksheet by its name, having held the whole workbook to the limits."""
    fills = _style_fills(read_member(archive, "xl/styles.xml", limits))
    lengths = _shared_lengths(read_member(archive, "xl/sharedStrings.xml", limits), limits)
    budget = [limits.total_text]
    marks: dict[str, Marks] = {}
    for name, hidden, part in _sheet_parts(archive, limits):
        found = Marks(hidden=hidden)
        content = read_member(archive, part, limits)
        if content:
            _SheetScan(found, fills, lengths, limits, budget).run(content)
        marks[name] = found
    return marks


def _sheet_parts(archive: zipfile.ZipFile, limits: Limits) -> list[tuple[str, bool, str]]:
    targets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attribute(attributes, "Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attribute(attributes, "Id")] = path

    sheets: list[tuple[str, bool, str]] = []

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attribute(attributes, "state") in ("hidden", "veryHidden")
            identifier = next((v for k, v in attributes.items() if k.endswith(":id") or k == "id"), "")
            sheets.append((attribute(attributes, "name"), hidden, targets.get(identifier, "")))

    relations = read_member(archive, "xl/_rels/workbook.xml.rels", limits)
    workbook = read_member(archive, "xl/workbook.xml", limits)
    if not workbook or not relations:
        raise FileDamagedError(detail="workbook")
    parse(relations, relation)
    parse(workbook, sheet)
    return sheets


def _shared_lengths(content: bytes, limits: Limits) -> list[int]:
    lengths: list[int] = []
    if not content:
        return lengths

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(part: str) -> None:
        if lengths:
            lengths[-1] += len(part)
            if lengths[-1] > limits.cell_text:
                raise CellTooLongError(limit=limits.cell_text)

    parse(content, start, None, text)
    return lengths


def _style_fills(content: bytes) -> list[str]:
    """Return the background colour of each cell style, empty for none."""
    fills: list[str] = []
    styles: list[str] = []
    inside = {"fills": False, "cellXfs": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in inside:
            inside[name] = True
        elif inside["fills"] and name == "fill":
            fills.append("")
        elif inside["fills"] and name == "fgColor" and fills:
            fills[-1] = attribute(attributes, "rgb")[-6:].upper()
        elif inside["fills"] and name == "patternFill" and attribute(attributes, "patternType") in ("none", "gray125"):
            fills[-1:] = [""]
        elif inside["cellXfs"] and name == "xf":
            number = attribute(attributes, "fillId")
            index = int(number) if number.isdecimal() else 0
            styles.append(fills[index] if 0 < index < len(fills) else "")

    def end(name: str) -> None:
        if name in inside:
            inside[name] = False

    if content:
        parse(content, start, end)
    return styles


class _SheetScan:
    """One walk through a worksheet. A class, because the three handlers share where they are."""

    def __init__(self, marks: Marks, fills: list[str], lengths: list[int], limits: Limits, budget: list[int]) -> None:
        self.marks, self.fills, self.lengths, self.limits, self.budget = marks, fills, lengths, limits, budget
        self.row, self.column = -1, -1
        self.kind = self.style = ""
        self.part = ""
        self.pieces: list[str] = []

    def run(self, content: bytes) -> None:
        parse(content, self.start, self.end, self.text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.start_cell(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            self.row = int(number) - 1 if number.isdecimal() else self.row + 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.marks.hidden_rows.add(self.row)
        elif name in ("v", "f", "t"):
            self.part, self.pieces = name, []
        elif name == "mergeCell":
            self.add_merge(attribute(attributes, "ref"))

    def start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self.row, self.column = place_of(reference)
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", ""), attributes.get("s", "")
        if self.row < self.limits.rows and self.column < self.limits.columns and self.style.isdecimal():
            style = int(self.style)
            if style < len(self.fills) and self.fills[style]:
                self.marks.fills[self.row, self.column] = self.fills[style]

    def text(self, part: str) -> None:
        if self.part:
            self.pieces.append(part)

    def end(self, name: str) -> None:
        if name != self.part:
            return
        content = "".join(self.pieces)
        self.part = ""
        if self.row < 0 or (not content and name != "f"):
            return
        self.hold_to_limits(name, content)
        if name == "f":
            self.marks.formulas[self.row, self.column] = content or "…"

    def hold_to_limits(self, name: str, content: str) -> None:
        if self.row >= self.limits.rows:
            raise TooManyRowsError(found=self.row + 1, limit=self.limits.rows)
        if self.column >= self.limits.columns:
            raise TooManyColumnsError(found=self.column + 1, limit=self.limits.columns)
        length = len(content)
        if name == "v" and self.kind == "s" and content.isdecimal() and len(content) < 9:
            index = int(content)
            length = self.lengths[index] if index < len(self.lengths) else 0
        if length > self.limits.cell_text:
            raise CellTooLongError(limit=self.limits.cell_text)
        self.budget[0] -= length
        if self.budget[0] < 0:
            raise FileTooLargeError(found=self.limits.total_text, limit=self.limits.total_text)

    def add_merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = place_of(first)
        bottom, right = place_of(last or first)
        right, bottom = min(right, self.limits.columns - 1), min(bottom, self.limits.rows - 1)
        self.marks.merges.append((top, left, bottom, right))
