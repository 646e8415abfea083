"""Lists as others bring them: any headings, any encoding, nothing in order. All people here are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from malath.engines.linkage.columns import guess
from malath.engines.linkage.command import link_command
from malath.engines.linkage.reading import Table, read_table, table_of

ARABIC = "رقم;الاسم والشهرة;الجنس;السن\r\n1;سامر خليل الدباغ;ذكر;40\r\n2;ليلى خليل الدباغ;أنثى;37\r\n"
FRENCH = "N°;Nom de famille;Prénom(s);Sexe;Âge\r\n1;Béchara;Élie;M;40\r\n2;Dabbagh;Aïda;F;37\r\n"
TURKISH = "Sıra No;Adı Soyadı;Yaş;Doğum Yeri\r\n1;Ayşe Yağmur;40;İzmir\r\n2;Şükrü Işık;37;Muş\r\n"


def written(tmp_path: Path, text: bytes) -> Table:
    path = tmp_path / "list.csv"
    path.write_bytes(text)
    return read_table(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_arabic_is_read_in_whatever_encoding_it_was_saved(tmp_path: Path, encoding: str) -> None:
    table = written(tmp_path, ARABIC.encode(encoding))

    assert table.columns["الاسم والشهرة"].values == ["سامر خليل الدباغ", "ليلى خليل الدباغ"]


@pytest.mark.parametrize(
    ("text", "encoding", "heading", "values"),
    [
        (FRENCH, "cp1252", "Prénom(s)", ["Élie", "Aïda"]),
        (FRENCH, "utf-16-le", "Prénom(s)", ["Élie", "Aïda"]),
        (TURKISH, "cp1254", "Adı Soyadı", ["Ayşe Yağmur", "Şükrü Işık"]),
    ],
)
def test_accents_are_not_taken_for_arabic(
    tmp_path: Path, text: str, encoding: str, heading: str, values: list[str]
) -> None:
    assert written(tmp_path, text.encode(encoding)).columns[heading].values == values


def test_one_broken_letter_does_not_make_the_rest_unreadable(tmp_path: Path) -> None:
    table = written(tmp_path, ARABIC.encode().replace("خليل".encode(), "خليل".encode()[:-1], 1))

    assert table.columns["الاسم والشهرة"].values[1] == "ليلى خليل الدباغ"


def test_a_first_line_that_only_names_the_delimiter_is_no_heading(tmp_path: Path) -> None:
    table = written(tmp_path, b"\xef\xbb\xbfsep=;\r\n" + FRENCH.encode())

    assert table.headings == ["N°", "Nom de famille", "Prénom(s)", "Sexe", "Âge"]
    assert table.rows == 2


@pytest.mark.parametrize(
    ("headings", "row", "roles"),
    [
        (["الرقم", "الاسم", "اسم الأب", "الكنية"], ["7", "سامر", "خليل", "الدباغ"], "id given father family"),
        (["م", "الاسم الثلاثي", "مواليد"], ["7", "سامر خليل الدباغ", "1981"], "id name dob"),
        (["Name", "Surname", "M/F"], ["Samer", "Dabbagh", "M"], "given family sex"),
        (["First", "Middle", "Last"], ["Samer", "Khalil", "Dabbagh"], "given father family"),
        (["Full name", "Surname"], ["Samer Khalil Dabbagh", "Dabbagh"], "name family"),
        (["N°", "Nom et prénoms", "Né le"], ["7", "Dabbagh Samer", "1981"], "id name dob"),
        (["Sıra No", "Adı", "Soyadı", "Baba Adı", "Yaşı"], ["7", "Ayşe", "Işık", "Ali", "40"], "id given father family age"),
        (["Nr.", "Vorname", "Nachname", "Geschlecht"], ["7", "Samer", "Dabbagh", "männlich"], "id given family sex"),
        (["ردیف", "نام", "نام خانوادگی", "نام پدر"], ["7", "سامر", "دباغ", "خلیل"], "id given father family"),
        (["ژمارە", "ناو", "تەمەن", "ڕەگەز"], ["7", "سامر خەلیل", "40", "نێر"], "id name age sex"),
    ],
)  # fmt: skip
def test_headings_of_neighbours_are_understood(headings: list[str], row: list[str], roles: str) -> None:
    assert list(guess(table_of("list", headings, [row])).by_role) == roles.split()


def test_a_column_headed_as_a_number_names_the_rows_only_if_no_number_stands_twice() -> None:
    once = guess(table_of("list", ["الرقم", "الاسم"], [["1", "سامر"], ["2", "ليلى"]]))
    twice = guess(table_of("list", ["الرقم", "الاسم"], [["1", "سامر"], ["1", "ليلى"]]))

    assert once.one("id") == "الرقم"
    assert twice.one("id") is None
    assert twice.unused == ("الرقم",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty; its first row must hold the headings"),
        ("\n\n", "is empty; its first row must hold the headings"),
        ("id,name\n", "has headings and no rows"),
        ("List of persons\nid,name\n1,Samer\n", "if the headings stand further down, take away the rows above them"),
        ("id,name\nx,Samer\nx,Laila\n", "the id column 'id' does not tell rows apart: 'x' stands 2 times"),
        ("id,name\nx,Samer\n,Laila\n", "the id column 'id' does not tell rows apart: it is empty in a row"),
        ("name,name\nSamer,Laila\n", "two columns are headed 'name'; give each a heading of its own"),
        ("colour,size\nred,3\n", "say which it is with --columns name=HEADING"),
        ("".join(map(chr, range(256))) * 4, "is not a text file"),
    ],
)
def test_what_cannot_be_linked_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "latin-1")

    code = link_command([str(path), "-o", str(tmp_path / "pairs.csv"), "--quiet"])

    assert code == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("rows", ["1,Samer Dabbagh\n", "1,Samer\n2\n3,,,\n", "1,\n2,unknown\n"])
def test_a_list_with_nothing_to_find_gives_an_empty_result(tmp_path: Path, rows: str) -> None:
    path, pairs, clusters = (tmp_path / name for name in ("list.csv", "pairs.csv", "clusters.csv"))
    path.write_text(f"id,name\n{rows}", "utf-8")

    code = link_command([str(path), "-o", str(pairs), "--clusters", str(clusters), "--quiet"])

    assert code == 0
    assert pairs.read_text("utf-8").splitlines() == ["left_id,right_id,probability"]


def test_one_row_beside_one_row_is_linked(tmp_path: Path) -> None:
    left, right, pairs = (tmp_path / name for name in ("left.csv", "right.csv", "pairs.csv"))
    left.write_text("الاسم,العمر\nسامر خليل الدباغ,40\n", "utf-8")
    right.write_text("Nom complet;Âge\nSamer Khalil Dabbagh;40\n", "utf-8")

    code = link_command([str(left), str(right), "-o", str(pairs), "--quiet", "--one-to-one"])

    assert code == 0
    assert pairs.read_text("utf-8").splitlines()[1] == "1,1,1.0000"
