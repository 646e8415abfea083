"""Finer places from others' lists: sheets with P-codes as OCHA's Common Operational Datasets have them (admin 1 to 3).

Nothing is taken in unseen: `preview_of` says which rows are places that stand already, which would be added under
which code, and which are wrong and why. Boundaries and codes of communities (admin 4) are left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from malath.accountability.violations.places.finding import called
from malath.accountability.violations.places.gazetteer import children, places
from malath.accountability.violations.places.model import LANGUAGES, Place, PlacesError
from malath.engines.names import is_arabic
from malath.engines.sheets import Row, Sheet, read

DEEPEST = 3
_KINDS = {1: "governorate", 2: "district", 3: "subdistrict"}
_PCODE = re.compile(r"[A-Z]{2,3}[A-Z0-9]{1,12}")
# adm1_pcode, ADM1_PCODE, admin1Pcode, adm1_name, adm1_name1, ADM1_EN, admin1Name_ar
_HEADING = re.compile(
    r"adm(?:in)?\s?([1-3])[\s_]?(?:(pcode|pcod|code)|(?:name)?[\s_]?(en|ar|fr|[1-3])?)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PcodeRow:
    """One place of a list: its P-code, that of what it lies in ("" for admin 1), its names by language, its first row.

    `problem` is empty, or "bad_code", "other_names" (the code stood before with other names), "other_parent".
    """

    pcode: str
    level: int
    parent: str
    names: Mapping[str, str]
    row: int
    problem: str = ""


@dataclass(slots=True)
class PcodePreview:
    """What a list would change. The places of `new` have the codes that they would get."""

    known: list[tuple[PcodeRow, Place]] = field(default_factory=list)
    new: list[tuple[PcodeRow, Place]] = field(default_factory=list)
    unclear: list[tuple[PcodeRow, tuple[Place, ...]]] = field(default_factory=list)
    wrong: list[tuple[PcodeRow, str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The new places as lines of the tables in `files/`."""
        return [_line(one) for _, one in self.new]


def read_pcodes(path: Path) -> tuple[PcodeRow, ...]:
    """Read a sheet (xlsx, xls, ods, csv): each place once, wider ones first.

    Raises PlacesError where no sheet has such columns, SheetError where the file cannot be read.
    """
    for sheet in read(path.read_bytes(), path.name).sheets:
        for index, row in enumerate(sheet.rows[:20]):
            columns = _columns(row)
            if any(kind == "pcode" for _, kind in columns):
                found = _collect(sheet, sheet.rows[index + 1 :], columns)
                return tuple(sorted(found, key=lambda one: (one.level, one.row, one.pcode)))
    raise PlacesError(path, 1, "no sheet has a column such as ADM1_PCODE")


def _columns(row: Row) -> dict[tuple[int, str], int]:
    """Columns by level and what they hold: "pcode", a language, or "1" to "3" for a name of no stated language."""
    found: dict[tuple[int, str], int] = {}
    for column, cell in enumerate(row.cells):
        match = _HEADING.fullmatch(cell.text.strip().replace("RefName", "Name"))
        if match is not None:
            kind = "pcode" if match[2] else (match[3] or "0").lower()
            found.setdefault((int(match[1]), kind), column)
    return found


def _collect(sheet: Sheet, rows: Sequence[Row], columns: Mapping[tuple[int, str], int]) -> Iterator[PcodeRow]:
    seen: dict[str, PcodeRow] = {}
    for row in rows:
        parent = ""
        for level in range(1, DEEPEST + 1):
            at = columns.get((level, "pcode"))
            pcode = row.cell(at).text.strip().upper() if at is not None else ""
            if not pcode:
                break
            one = PcodeRow(pcode, level, parent, MappingProxyType(_names(row, level, columns)), row.number)
            problem = _problem(one, seen.get(pcode))
            if problem:
                yield PcodeRow(pcode, level, parent, one.names, row.number, problem)
            elif pcode not in seen:
                seen[pcode] = one
                yield one
            parent = pcode


def _problem(one: PcodeRow, before: PcodeRow | None) -> str:
    if not _PCODE.fullmatch(one.pcode) or not one.names:
        return "bad_code"
    if before is None:
        return ""
    if before.parent != one.parent or before.level != one.level:
        return "other_parent"
    return "" if before.names == one.names else "other_names"


def _names(row: Row, level: int, columns: Mapping[tuple[int, str], int]) -> dict[str, str]:
    found: dict[str, str] = {}
    for (of_level, kind), column in columns.items():
        name = " ".join(row.cell(column).text.split())
        if of_level != level or kind == "pcode" or not name:
            continue
        # A name of no stated language is Arabic by its letters; of two in Latin letters the second is French.
        language = kind if kind in LANGUAGES else "ar" if is_arabic(name) else "fr" if "en" in found else "en"
        found.setdefault(language, name)
    return found


def preview_of(rows: Sequence[PcodeRow]) -> PcodePreview:
    """Set the rows beside the places that stand: known, new under a code of ours, unclear, or wrong with a reason."""
    preview = PcodePreview()
    codes: dict[str, str] = {}
    taken: set[str] = set(places())
    for row in rows:
        above = codes.get(row.parent) if row.parent else _country(row.pcode)
        if row.problem or above is None:
            preview.wrong.append((row, row.problem or "no_parent"))
            continue
        candidates = called(list(row.names.values()), above) if above in places() else []
        if len(candidates) > 1:
            preview.unclear.append((row, tuple(candidates)))
        elif candidates and candidates[0].code in codes.values():
            preview.wrong.append((row, "same_place"))
        elif candidates:
            preview.known.append((row, candidates[0]))
            codes[row.pcode] = candidates[0].code
        elif (code := _next_code(above, taken)) is None:
            preview.wrong.append((row, "too_many"))
        else:
            taken.add(code)
            codes[row.pcode] = code
            preview.new.append((row, _place(code, row, above, preview)))
    return preview


def _country(pcode: str) -> str | None:
    return pcode[:2] if pcode[:2] in {one.code for one in children()} else None


def _next_code(above: str, taken: set[str]) -> str | None:
    codes = (f"{above}-{number:02d}" for number in range(1, 100))
    return next((code for code in codes if code not in taken), None)


def _place(code: str, row: PcodeRow, above: str, preview: PcodePreview) -> Place:
    """The place as it would stand: at the centre of what it lies in, until somebody writes a better one."""
    upper = places().get(above) or next(one for _, one in preview.new if one.code == above)
    known = row.names.get("en") or next(iter(row.names.values()))
    labels = {language: row.names.get(language, known) for language in LANGUAGES}
    return Place(code, _KINDS[row.level], "", upper.centre, MappingProxyType(labels), (row.pcode,))


def _line(one: Place) -> str:
    latitude, longitude = one.centre
    names = [one.labels[language] for language in LANGUAGES]
    return "\t".join([one.code, one.kind, one.iso, f"{latitude}", f"{longitude}", *names, ";".join(one.others)])
