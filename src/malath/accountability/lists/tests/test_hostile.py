"""Sheets as they come: every row is accounted for, nothing is lost, and what is wrong is said of its cell."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import openpyxl
import pytest

from malath.accountability.lists.errors import ListRefusedError
from malath.accountability.lists.opening import open_list
from malath.accountability.lists.rules import State
from malath.accountability.lists.tests.lists import as_csv, brought, checked, fates_of, imported, invented, rows_of
from malath.accountability.violations.models import Act, Person
from malath.accountability.violations.selectors import said_of
from malath.platform.sealed.fields import reveal

pytestmark = pytest.mark.django_db


def _codes(row: Any) -> list[str]:
    return [code for _column, code, _params in row.content["wrong"]]


def _names(documenters: Any) -> list[str]:
    viewer = documenters.yara
    people = list(Person.objects.visible_to(viewer).filter(kind="individual").order_by("made_in_id"))
    said = said_of(viewer, people)
    return sorted(str(said[one.pk].main("name")) for one in people)


def _apart(sheet: Any) -> tuple[int, list[str]]:
    reveal(sheet, by=None, why="test")
    return sheet.told["rows_apart"], [code for _sheet, _first, _last, code, _text in sheet.told["apart"]]


def test_every_row_of_the_file_is_accounted_for(documenters: Any) -> None:
    good = invented(6)
    rows: list[Iterable[str]] = [good[0], [], good[1], ["Total", "2"], [], [], good[2], list(["rid", "pid"])]
    rows += [[*good[3][:4], "x", *good[3][5:]], good[4], good[4]]
    body = b"A list of invented people\r\n" + as_csv([list(row) for row in rows])

    sheet = checked(body, documenters.archive, documenters.yara)

    apart, codes = _apart(sheet)
    fates = fates_of(sheet)
    assert codes == ["row.above_headings", "row.heading", "row.empty", "row.total", "row.empty", "row.heading_again"]
    assert sheet.rows_read == len(fates) == 6
    assert {fate: fates.count(fate) for fate in set(fates)} == {"new": 3, "wrong": 3}
    assert sheet.rows_read + apart == 13


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_an_encoding_is_found_and_arabic_names_stay_whole(documenters: Any, encoding: str) -> None:
    rows = [["1", "سليم محمد العابد", "40"], ["2", "رباب نادر مرجان", "35"]]

    imported(as_csv(rows, ["المعرف", "الاسم الكامل", "العمر"], encoding), documenters.archive, documenters.yara)

    assert _names(documenters) == sorted(row[1] for row in rows)


def test_an_arabic_sheet_of_name_parts_yields_full_names(documenters: Any) -> None:
    rows = [["١", "سليم", "محمد", "العابد", "٤٠"], ["٢", "رباب", "", "مرجان", "٣٥"]]
    headings = ["المعرف", "الاسم الأول", "اسم الأب", "الكنية", "العمر"]

    imported(as_csv(rows, headings), documenters.archive, documenters.yara)

    assert _names(documenters) == sorted(["سليم محمد العابد", "رباب مرجان"])
    assert [act.victim_status for act in Act.objects.visible_to(documenters.yara)] == ["", ""]


def test_broken_letters_are_wrong_and_unseen_ones_are_taken_out(documenters: Any) -> None:
    rows = invented(3)
    rows[0][2] = "سليم \ufffd العابد"
    rows[1][2] = "سليم\u200b الع\u202eابد\u2066"
    rows[2][2] = "سلیم\u200cپور"

    sheet = imported(as_csv(rows), documenters.archive, documenters.yara)

    shown = rows_of(sheet)
    assert [row.fate for row in shown] == ["wrong", "new", "new"]
    assert _codes(shown[0]) == ["text.broken"]
    assert [code for _column, code, _params in shown[1].content["notes"]] == ["text.tidied"]
    assert _names(documenters) == sorted(["سليم العابد", "سلیم\u200cپور"])
    assert shown[1].content["raw"][2] == rows[1][2]


def test_a_formula_is_text_and_nothing_runs(documenters: Any) -> None:
    rows = invented(1)
    rows[0][3] = '=HYPERLINK("http://example.org","x")'

    imported(as_csv(rows), documenters.archive, documenters.yara)

    person = Person.objects.visible_to(documenters.yara).get(kind="individual")
    assert said_of(documenters.yara, [person])[person.pk].main("names") == [rows[0][3]]


def test_two_rows_of_one_identifier_are_said_and_neither_is_written(documenters: Any) -> None:
    rows = invented(4)
    rows[3][0] = " ١ "

    sheet = imported(as_csv(rows), documenters.archive, documenters.yara)

    shown = rows_of(sheet)
    assert [row.fate for row in shown] == ["wrong", "new", "new", "wrong"]
    assert shown[0].content["wrong"][0][1:] == ["key.twice", {"rows": "2, 5", "count": 2}]


@pytest.mark.parametrize("born", ["1999-02-31", "31.31.1999", "3020", "0001", "yesterday", "99/99/9999", "9" * 400])
def test_an_absurd_date_is_wrong_in_its_cell(documenters: Any, born: str) -> None:
    rows = invented(2)
    rows[0][5] = born

    sheet = checked(as_csv(rows), documenters.archive, documenters.yara)

    shown = rows_of(sheet)
    assert [row.fate for row in shown] == ["wrong", "new"]
    assert shown[0].content["wrong"][0][0] == 5


@pytest.mark.parametrize("age", ["-4", "4.5", "131", "forty", "1e3", "٤٠ سنة"])
def test_an_absurd_age_is_wrong_in_its_cell(documenters: Any, age: str) -> None:
    rows = invented(1)
    rows[0][4] = age

    assert fates_of(checked(as_csv(rows), documenters.archive, documenters.yara)) == ["wrong"]


def test_a_word_that_nobody_decided_is_wrong_and_one_that_says_nothing_is_left_out(documenters: Any) -> None:
    rows = invented(3)
    rows[0][6], rows[1][6], rows[2][6] = "x", "unknown", "أنثى"

    sheet = checked(as_csv(rows), documenters.archive, documenters.yara)

    shown = rows_of(sheet)
    assert [row.fate for row in shown] == ["wrong", "new", "new"]
    assert _codes(shown[0]) == ["word.unknown"]
    assert "person.sex" not in shown[1].content["values"] and shown[2].content["values"]["person.sex"]


def test_a_workbook_is_read_with_its_dates_and_the_sheet_beside_it_is_said(documenters: Any) -> None:
    from datetime import datetime

    book = openpyxl.Workbook()
    page = book.active
    page.append(["ID", "Full name", "Date of birth", "Age"])
    page.append([1, "Salim al-Abed", datetime(1980, 5, 2), 43])
    page.append([2, "Rabab Murjan", datetime(1990, 1, 31), 33.0])
    book.create_sheet("Notes").append(["nothing", "here"])
    body = io.BytesIO()
    book.save(body)

    sheet = imported(body.getvalue(), documenters.archive, documenters.yara, file="invented.xlsx")

    assert fates_of(sheet) == ["new", "new"]
    assert [row.content["values"]["person.birth"] for row in rows_of(sheet)] == ["1980-05-02", "1990-01-31"]
    reveal(sheet, by=None, why="test")
    assert ["row.other_sheet", {"sheet": "Notes", "rows": 1}] in sheet.told["notes"]


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "sheet.empty"), (b"\x00" * 90, "sheet.empty"), (b"PK\x03\x04broken", "sheet.damaged"),
     (bytes(range(1, 31)) * 40, "sheet.unknown_format"), (b"a,b\n" + b"x" * 30_000 + b",y\n", "sheet.cell_too_long"),
     (b"name,age\n" + b"x,1\n" * 100_200, "sheet.too_many_rows")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(body: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as refused:
        list(open_list(body, "x.csv").rows())

    assert refused.value.why == code


def test_a_file_that_cannot_be_read_says_so_and_can_be_forgotten(documenters: Any) -> None:
    sheet = brought(b"PK\x03\x04 is no workbook", documenters.archive, documenters.yara, "x.xlsx")

    assert sheet.state == State.REFUSED


def test_headings_that_nobody_knows_are_headings_all_the_same(documenters: Any) -> None:
    opened = open_list(as_csv([["1", "x", "y"]], ["kod", "isim", "yer"]), "x.csv")

    assert (opened.header, opened.headings) == (1, ["kod", "isim", "yer"])
    assert [cells for _number, cells in opened.rows()] == [["1", "x", "y"]]
