"""Lists of P-codes: read from sheets of several makes, and shown before anything is taken."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from malath.accountability.violations.places import PlacesError, places, preview_of, read_pcodes
from malath.accountability.violations.places.reading import lines_of

OLD = "ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,ADM3_EN,ADM3_AR,ADM3_PCODE"
ROWS = [
    "Aleppo,حلب,SY02,Afrin,عفرين,SY0203,Afrin,مركز عفرين,SY020300",
    "Aleppo,حلب,SY02,Afrin,عفرين,SY0203,Bulbul,بلبل,SY020301",
    "Aleppo,حلب,SY02,New District,منطقة جديدة,SY0299,,,",
    "Idleb,إدلب,SY07,Harim,حارم,SY0703,Dana,الدانا,SY070301",
]


def _csv(folder: Path, heading: str, rows: list[str]) -> Path:
    file = folder / "pcodes.csv"
    file.write_text("\n".join([heading, *rows]) + "\n", "utf-8")
    return file


def test_each_place_of_a_list_is_read_once_wider_ones_first(tmp_path: Path) -> None:
    rows = read_pcodes(_csv(tmp_path, OLD, ROWS))

    assert [(one.pcode, one.level, one.parent) for one in rows] == [
        ("SY02", 1, ""),
        ("SY07", 1, ""),
        ("SY0203", 2, "SY02"),
        ("SY0299", 2, "SY02"),
        ("SY0703", 2, "SY07"),
        ("SY020300", 3, "SY0203"),
        ("SY020301", 3, "SY0203"),
        ("SY070301", 3, "SY0703"),
    ]
    assert rows[0].names == {"en": "Aleppo", "ar": "حلب"}
    assert rows[2].row == 2


@pytest.mark.parametrize(
    "heading",
    [
        OLD,
        OLD.lower(),
        "admin1Name_en,admin1Name_ar,admin1Pcode,admin2Name_en,admin2Name_ar,admin2Pcode,admin3Name_en,admin3Name_ar,admin3Pcode",
        "adm1_name,adm1_name1,adm1_pcode,adm2_name,adm2_name1,adm2_pcode,adm3_name,adm3_name1,adm3_pcode",
    ],
)
def test_headings_of_all_years_are_understood(tmp_path: Path, heading: str) -> None:
    rows = read_pcodes(_csv(tmp_path, heading, ROWS))

    assert len(rows) == 8
    assert rows[0].names == {"en": "Aleppo", "ar": "حلب"}


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["About this list"])
    sheet = book.create_sheet("Admin1")
    for line in (OLD, *ROWS):
        sheet.append(line.split(","))
    book.save(tmp_path / "pcodes.xlsx")

    assert len(read_pcodes(tmp_path / "pcodes.xlsx")) == 8


def test_the_preview_says_what_is_known_and_what_would_be_added(tmp_path: Path) -> None:
    preview = preview_of(read_pcodes(_csv(tmp_path, OLD, ROWS)))

    assert [(row.pcode, one.code) for row, one in preview.known] == [
        ("SY02", "SY-02"),
        ("SY07", "SY-07"),
        ("SY0203", "SY-02-03"),
        ("SY0703", "SY-07-03"),
        ("SY070301", "SY-07-03-01"),
    ]
    assert [(row.pcode, one.code, one.labels["ar"]) for row, one in preview.new] == [
        ("SY0299", "SY-02-11", "منطقة جديدة"),
        ("SY020300", "SY-02-03-01", "مركز عفرين"),
        ("SY020301", "SY-02-03-02", "بلبل"),
    ]
    assert (preview.unclear, preview.wrong) == ([], [])
    assert "SY-02-11" not in places()


def test_new_places_are_lines_of_the_tables(tmp_path: Path) -> None:
    preview = preview_of(read_pcodes(_csv(tmp_path, OLD, ROWS)))
    file = tmp_path / "more.txt"

    file.write_text("\n".join(preview.lines()), "utf-8")

    assert [one for _, one in lines_of(file)] == [one for _, one in preview.new]


def test_faults_of_a_list_are_told_row_by_row(tmp_path: Path) -> None:
    rows = [
        *ROWS[:1],
        "Allepo,حلب,SY02,,,,,,",
        "Aleppo,حلب,SY02,Elsewhere,مكان,SY0703,,,",
        "Idleb,إدلب,SY07,Harim,حارم,SY0703,,,",
        "Mars,المريخ,XX01,,,,,,",
        "Bad,سيئ,=1+1,,,,,,",
    ]
    preview = preview_of(read_pcodes(_csv(tmp_path, OLD, rows)))

    assert [(row.row, row.pcode, why) for row, why in preview.wrong] == [
        (3, "SY02", "other_names"),
        (6, "XX01", "no_parent"),
        (7, "=1+1", "bad_code"),
        (5, "SY0703", "other_parent"),
    ]


def test_two_codes_for_one_place_are_told(tmp_path: Path) -> None:
    preview = preview_of(read_pcodes(_csv(tmp_path, OLD, [ROWS[0], "Aleppo,حلب,SY02,Efrîn,عفرين,SY0288,,,"])))

    assert [(row.pcode, why) for row, why in preview.wrong] == [("SY0288", "same_place")]


def test_a_sheet_without_pcodes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlacesError, match="ADM1_PCODE"):
        read_pcodes(_csv(tmp_path, "name,age", ["x,1"]))
