"""The three files as partners really send them: what is read, what is left out, which cell is wrong.

`faults.json` and `truth.json` were written from reading the files, before the engine was tuned on them.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from malath.engines import sheets
from malath.engines.sheets import Fate, Level, Mapping, RowReading, Table

FOLDER = Path(__file__).parent.parent / "fixtures" / "alerts"
ARABIC, FRENCH, WINDOWS = "alerts_ar.xlsx", "signalements_fr.xlsx", "referrals_cp1256.csv"
TODAY = date(2026, 11, 21)


@lru_cache
def sheet_read(name: str) -> tuple[Table, Mapping, list[RowReading]]:
    """Return table, mapping and rows of one of the three files."""
    table = sheets.find_table(sheets.read((FOLDER / name).read_bytes(), name))
    mapping = sheets.map_columns(table)
    return table, mapping, sheets.check_rows(table, mapping, today=TODAY)


def row_of(name: str, number: int) -> RowReading:
    """Return one row by its number in the file."""
    return next(row for row in sheet_read(name)[2] if row.row == number)


COLUMNS = {
    ARABIC: "row_number full_name name_other_script birth sex occupation country place_now threat urgency phone "
    "contact_channel household_size legal_status legal_expiry notes",
    FRENCH: "reference full_name birth sex occupation place_now threat urgency phone household_size legal_expiry "
    "sent_on notes",
    WINDOWS: "full_name name_other_script birth sex occupation country place_now threat urgency phone household_size "
    "legal_expiry sent_on notes",
}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_becomes_its_field(name: str) -> None:
    mapping = sheet_read(name)[1]

    assert [match.field.key if match.field else None for match in mapping.columns] == COLUMNS[name].split()
    assert all(match.confidence >= 0.8 for match in mapping.columns)


FATES = {
    ARABIC: {
        Fate.TITLE: [1, 2],
        Fate.HEADING: [4],
        Fate.EMPTY: [3, 42, 80, 118, 156, 185],
        Fate.TOTAL: [186],
        Fate.TO_FIX: [17, 30, 46, 84],
    },
    FRENCH: {Fate.HEADING: [2], Fate.EMPTY: [1, 23, 44, 65], Fate.OTHER_SHEET: [1]},
    WINDOWS: {Fate.HEADING: [1], Fate.EMPTY: [54, 55], Fate.TO_FIX: [56]},
}


@pytest.mark.parametrize("name", FATES)
def test_every_physical_row_is_accounted_for(name: str) -> None:
    table, _, rows = sheet_read(name)

    fates = sheets.account_for_rows(table, rows)

    assert len(fates) == sum(len(sheet.rows) for sheet in table.workbook.sheets)
    others = {fate: [one.row for one in fates if one.fate is fate] for fate in Fate if fate is not Fate.READY}
    assert {fate: numbers for fate, numbers in others.items() if numbers} == FATES[name]


@pytest.mark.parametrize(("name", "cell", "code", "least"), json.loads((FOLDER / "faults.json").read_text())["cells"])
def test_every_faulty_cell_is_named(name: str, cell: str, code: str, least: str) -> None:
    rows = sheet_read(name)[2] if code != "phone.shared" else sheets.mark_shared_phones(sheet_read(name)[2])

    found = [one.problem for row in rows for one in row.problems if one.cell == cell]

    assert any(problem.code == code and problem.level >= Level[least.upper()] for problem in found)


@pytest.mark.parametrize("name", COLUMNS)
def test_no_sound_cell_is_called_wrong(name: str) -> None:
    """Warnings and errors stand only at cells that the reader of the file listed, or that ask for caution."""
    listed = {(one[1], one[2]) for one in json.loads((FOLDER / "faults.json").read_text())["cells"] if one[0] == name}
    listed |= {("A56", "name.placeholder"), ("B56", "name.placeholder")}

    loud = {
        (one.cell, one.problem.code)
        for row in sheet_read(name)[2]
        for one in row.problems
        if one.problem.level >= Level.WARN and one.problem.code != "contact.never_call"
    }

    assert loud <= listed


@pytest.mark.parametrize(
    ("name", "row", "key", "text"),
    [
        (ARABIC, 5, "birth", "1970-10-17"),
        (ARABIC, 6, "birth", "1994-11-22"),
        (ARABIC, 7, "birth", "1990-12-16"),
        (ARABIC, 8, "birth", "1964"),
        (ARABIC, 9, "birth", "1984-05"),
        (ARABIC, 10, "birth", "1971-05-15"),
        (ARABIC, 11, "birth", "~1999"),
        (ARABIC, 12, "birth", ""),
        (ARABIC, 50, "birth", "1995-10"),
        (ARABIC, 8, "full_name", "سمر إبراهيم محمد الرفاعي"),
        (ARABIC, 10, "full_name", "نور رامي الشامي"),
        (ARABIC, 5, "phone", "+33639985721"),
        (ARABIC, 7, "phone", "+33639982817"),
        (ARABIC, 11, "sex", "male"),
        (ARABIC, 5, "urgency", ""),
        (ARABIC, 13, "urgency", "very_high"),
        (ARABIC, 8, "urgency", "immediate"),
        (ARABIC, 8, "household_size", "2"),
        (ARABIC, 6, "household_size", "4"),
        (ARABIC, 10, "household_size", "5"),
        (ARABIC, 16, "legal_expiry", "2027-12"),
        (ARABIC, 10, "legal_expiry", "~2027"),
        (ARABIC, 5, "country", "JO"),
        (FRENCH, 3, "country", "TR"),
        (FRENCH, 3, "place_now", "Antakya"),
        (FRENCH, 5, "birth", "1977-11-23"),
        (FRENCH, 6, "birth", "1983-02-10"),
        (FRENCH, 7, "birth", "~1996"),
        (FRENCH, 8, "birth", "2000-06-28"),
        (FRENCH, 10, "birth", "1991-02-03"),
        (FRENCH, 4, "urgency", "immediate"),
        (FRENCH, 4, "household_size", "4"),
        (FRENCH, 3, "sent_on", "2026-04-21"),
        (FRENCH, 5, "sex", "male"),
        (FRENCH, 4, "sex", "female"),
        (WINDOWS, 4, "birth", "1985-01-14"),
        (WINDOWS, 3, "birth", "1993-04-17"),
        (WINDOWS, 9, "birth", "1983"),
        (WINDOWS, 4, "notes", "line one\nline two"),
        (WINDOWS, 3, "urgency", "immediate"),
        (WINDOWS, 6, "urgency", ""),
        (WINDOWS, 2, "name_other_script", "حسين علاء الدين علاء الدين طعمة"),
        (WINDOWS, 7, "place_now", "Beyrouth"),
    ],
)
def test_cells_become_what_a_careful_reader_would_write(name: str, row: int, key: str, text: str) -> None:
    assert row_of(name, row).text(key) == text


def test_what_no_field_holds_in_full_is_kept_beside_it() -> None:
    assert row_of(FRENCH, 4).extra == ("Composition familiale: mère + 3 enf.",)
    assert row_of(WINDOWS, 6).extra == ("Risk: 2",)
    assert row_of(ARABIC, 64).extra == ("عدد أفراد الأسرة: كثير",)


def test_the_red_rows_are_the_urgent_ones_as_the_instructions_say() -> None:
    red = [row for row in sheet_read(FRENCH)[2] if row.colour == "red"]

    assert len(red) == 17 and all(row.text("urgency") == "immediate" for row in red)


def test_a_wish_not_to_be_called_is_seen_wherever_it_stands() -> None:
    for name, row in ((ARABIC, 5), (FRENCH, 3)):
        assert any(one.problem.code == "contact.never_call" for one in row_of(name, row).problems)


def test_every_message_that_was_given_has_an_english_sentence() -> None:
    for name in COLUMNS:
        table, mapping, rows = sheet_read(name)
        given = [one.problem for row in rows for one in row.problems] + list(table.workbook.notes)
        assert all("{" not in sheets.message_text(one.code, one.params) for one in given)
        assert all(one.code in sheets.MESSAGES for one in given)
        assert all(match.reason in sheets.MESSAGES for match in mapping.columns)
        assert all(fate.code in sheets.MESSAGES for fate in table.fates if fate.code)
