"""`malath link` as somebody at a terminal meets it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from malath.engines.linkage.command import link_command

LEFT = """رقم السجل,الاسم الكامل,تاريخ الميلاد,الجنس
1,سامر خليل الدباغ,1981-03-02,ذكر
2,ليلى خليل الدباغ,1984-07-19,أنثى
3,عبد الرحمن نور الدين الحداد,1970,ذكر
4,هند سليم الشماع,,أنثى
"""
RIGHT = """id,Full name,Date of birth,Sex
x,Laila Khalil Al-Dabbagh,19/07/1984,F
y,Abdelrahman Noureddine Haddad,1970-05-05,M
z,Samer Khalil Dabbagh,1981-03-02,M
w,Hind Salim Shammaa,1990,F
"""


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    left, right = tmp_path / "left.csv", tmp_path / "right.csv"
    left.write_text(LEFT, "utf-8")
    right.write_text(RIGHT, "utf-8")
    return left, right


def pairs_of(path: Path) -> dict[tuple[str, str], float]:
    with open(path, encoding="utf-8") as file:
        return {(row["left_id"], row["right_id"]): float(row["probability"]) for row in csv.DictReader(file)}


def test_two_lists_in_two_scripts_are_linked_by_what_their_headings_say(
    lists: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pairs.csv"

    code = link_command([*map(str, lists), "-o", str(out), "--one-to-one"])

    found = pairs_of(out)
    said = capsys.readouterr().err
    assert code == 0
    assert {pair for pair, sure in found.items() if sure >= 0.5} == {("1", "z"), ("2", "x"), ("3", "y"), ("4", "w")}
    assert "name = الاسم الكامل" in said
    assert "dob = Date of birth" in said


def test_one_list_is_searched_for_rows_of_one_person(tmp_path: Path) -> None:
    both = tmp_path / "list.csv"
    rows = [*LEFT.splitlines(), *(f"{n}{line[1:]}" for n, line in enumerate(RIGHT.splitlines()[1:], 10))]
    both.write_text("\n".join(rows), "utf-8")
    pairs, clusters = tmp_path / "pairs.csv", tmp_path / "clusters.csv"

    code = link_command([str(both), "-o", str(pairs), "--clusters", str(clusters), "--quiet"])

    assert code == 0
    assert {pair for pair, sure in pairs_of(pairs).items() if sure >= 0.5} >= {("1", "12"), ("2", "10")}
    assert clusters.read_text("utf-8").startswith("cluster,list,id\n")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        ("name\n", "no rows"),
        ("colour,shape\nred,round\n", "no column is headed as a name"),
        ("id,name\n1,سامر\n1,ليلى\n", "does not tell rows apart"),
        ("name,name\na,b\n", "two columns are headed"),
    ],
)
def test_a_list_that_does_not_serve_is_refused_with_the_reason(
    text: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(text, "utf-8")

    code = link_command([str(bad), "-o", str(tmp_path / "pairs.csv")])

    assert code == 1
    assert complaint in capsys.readouterr().err
    assert not (tmp_path / "pairs.csv").exists()


def test_an_explanation_names_the_parts_that_answer_each_other(
    lists: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    code = link_command([*map(str, lists), "--explain", "1:z", "--one-to-one", "--quiet"])

    said = capsys.readouterr().out
    assert code == 0
    assert "سامر : samer" in said
    assert "the same day" in said


def test_a_column_that_neither_list_has_is_named(lists: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    code = link_command([*map(str, lists), "-o", "nowhere.csv", "--columns", "name=nom"])

    assert code == 1
    assert "has no column 'nom'" in capsys.readouterr().err
