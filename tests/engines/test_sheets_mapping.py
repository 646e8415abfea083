"""Headings of many senders, columns without a heading, and two things in one cell."""

from __future__ import annotations

from datetime import date

import pytest

from malath.engines import sheets
from malath.engines.sheets import Fate, Field, Kind, Mapping, RowReading, Split

TODAY = date(2026, 11, 21)


def imported(text: str) -> tuple[Mapping, list[RowReading]]:
    """Return the mapping and the rows of a small csv."""
    table = sheets.find_table(sheets.read(text.encode()))
    mapping = sheets.map_columns(table)
    return mapping, sheets.check_rows(table, mapping, today=TODAY)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("الاسم الكامل", "full_name"),
        ("الإسم الثلاثي", "full_name"),
        ("Nom complet", "full_name"),
        ("NOM, Prénom", "full_name"),
        ("Name of person", "full_name"),
        ("D.O.B", "birth"),
        ("Né(e) le", "birth"),
        ("تاريخ الميلاد *", "birth"),
        ("Âge", "birth"),
        ("Date de naissance (jj/mm/aaaa)", "birth"),
        ("Tél.", "phone"),
        ("N° de tél", "phone"),
        ("رقم الهاتف (واتساب)", "phone"),
        ("Mobile phone", "phone"),
        ("N°", "row_number"),
        ("lieu", "place_now"),
        ("المدينة الحالية", "place_now"),
        ("MENACE", "threat"),
        ("نوع التهديد", "threat"),
        ("Priority", "urgency"),
        ("الأولوية", "urgency"),
        ("Genre", "sex"),
        ("الجنس", "sex"),
        ("Nationalité", "nationality"),
        ("HH size", "household_size"),
        ("réf. int.", "reference"),
        ("E-mail", "email"),
        ("Langues parlées", "languages"),
        ("الجهة المحيلة", "referred_by"),
        ("اسم الأم", "mother_name"),
        ("Visa expiry date", "legal_expiry"),
        ("Observations", "notes"),
        ("Alias", "pseudonym"),
    ],
)
def test_headings_are_known_in_three_languages(heading: str, key: str) -> None:
    table = sheets.find_table(sheets.read(f"Sexe;Pays;{heading}\nF;France;x\n".encode()), header_row=1)

    found = sheets.map_columns(table).columns[2].field

    if key not in ("sex",):
        assert found is not None and found.key == key


def test_an_unknown_column_is_said_and_nothing_of_it_is_lost() -> None:
    mapping, rows = imported("Name;Phone;Shoe size\nSamar Nasser;+33639985721;38\n")

    assert [match.heading for match in mapping.unmatched] == ["Shoe size"]
    assert rows[0].extra == ("Shoe size: 38",)


def test_columns_without_a_heading_are_told_by_their_values() -> None:
    lines = [f"Samar Nasser{'abcdefghij'[n]};+3363998572{n};F;1990-12-1{n}" for n in range(6)]
    table = sheets.find_table(sheets.read(("Name;;;\n" + "\n".join(lines)).encode()), header_row=1)

    keys = [match.field.key if match.field else None for match in sheets.map_columns(table).columns]

    assert keys == ["full_name", "phone", "sex", "birth"]


def test_a_persons_choice_overrules_and_a_field_has_one_column() -> None:
    mapping, _ = imported("Name;Phone;Other number\nSamar Nasser;+33639985721;+33639985722\n")

    chosen = mapping.with_choice(2, "phone").with_choice(0, None)

    assert [match.field.key if match.field else None for match in chosen.columns] == [None, None, "phone"]
    with pytest.raises(KeyError):
        mapping.with_choice(0, "no_such_field")


@pytest.mark.parametrize(
    ("text", "split", "expected"),
    [
        ("Nom complet;Menace\n{}\n", Split.NAME_PHONE, {"full_name": "Samar Nasser", "phone": "+33639985721"}),
        ("Nom complet;Menace\n{}\n", Split.TWO_SCRIPTS, {"full_name": "سمر ناصر", "name_other_script": "Samar Nasser"}),
        ("Nom complet;Menace\n{}\n", Split.NAME_BIRTH, {"full_name": "Samar Nasser", "birth": "1990-12-16"}),
        ("Sexe;Nom complet\n{}\n", Split.SEX_AGE, {"sex": "female", "birth": "~1992"}),
        ("Pays / ville;Nom complet\n{}\n", Split.COUNTRY_PLACE, {"country": "SY", "place_now": "Alep"}),
        ("Date et lieu de naissance;Nom complet\n{}\n", Split.BIRTH_PLACE, {"birth": "1990-12-16"}),
    ],
)
def test_two_things_in_one_cell_are_parted(text: str, split: Split, expected: dict[str, str]) -> None:
    cells = {
        Split.NAME_PHONE: "Samar Nasser +33 6 39 98 57 21;x",
        Split.TWO_SCRIPTS: "سمر ناصر / Samar Nasser;x",
        Split.NAME_BIRTH: "Samar Nasser, née le 16/12/1990;x",
        Split.SEX_AGE: "F, 34;Samar Nasser",
        Split.COUNTRY_PLACE: "Syrie / Alep;Samar Nasser",
        Split.BIRTH_PLACE: "16/12/1990 - Alep;Samar Nasser",
    }

    mapping, rows = imported(text.format(cells[split]))

    assert split in [match.split for match in mapping.columns]
    assert {key: rows[0].text(key) for key in expected} == expected


def test_a_name_in_parts_is_joined_in_the_order_of_speech() -> None:
    _, rows = imported("الاسم الأول;اسم الأب;الكنية;الهاتف\nسمر;إبراهيم;ناصر;+33639985721\n")

    assert rows[0].text("full_name") == "سمر إبراهيم ناصر" and rows[0].fate is Fate.READY


def test_a_row_repeated_to_the_letter_is_a_duplicate_and_one_without_a_name_is_to_fix() -> None:
    _, rows = imported("N°;Name;Phone\n1;Samar Nasser;+33639985721\n2;Samar Nasser;+33639985721\n3;;+33639985722\n")

    assert [(row.fate, row.duplicate_of) for row in rows] == [
        (Fate.READY, None),
        (Fate.DUPLICATE, 2),
        (Fate.TO_FIX, None),
    ]


def test_another_room_brings_its_own_fields() -> None:
    fields = [
        Field("event", Kind.DATE, True, {"en": ("Date of event",)}),
        Field("act", Kind.TEXT, False, {"en": ("Act",)}),
    ]
    table = sheets.find_table(sheets.read(b"Date of event;Act\n2013;Siege\n;Arrest\n"), fields)

    rows = sheets.check_rows(table, sheets.map_columns(table, fields), today=TODAY, required_any=())

    assert [(row.text("event"), row.fate) for row in rows] == [("2013", Fate.READY), ("", Fate.TO_FIX)]


def test_a_colour_without_an_explanation_is_only_named() -> None:
    cells = (sheets.Cell("Samar Nasser", fill="FFFF00"), sheets.Cell("+33639985721", fill="FFFF00"))
    heads = (sheets.Cell("Name"), sheets.Cell("Phone"))
    sheet = sheets.Sheet("S", (sheets.Row(1, heads), sheets.Row(2, cells)))
    table = sheets.find_table(sheets.Workbook("a.xlsx", "xlsx", (sheet,)))

    row = sheets.check_rows(table, sheets.map_columns(table), today=TODAY)[0]

    assert [one.problem.code for one in row.problems] == ["row.coloured"] and row.colour == "yellow"
