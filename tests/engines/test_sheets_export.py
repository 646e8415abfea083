"""What leaves as csv is shown by a spreadsheet program and never run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malath.engines.sheets import to_csv_safely

STARTS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "\x00=1", "\u200f=1", "|calc"]
)
def test_a_text_that_could_start_a_formula_gets_an_apostrophe(text: str) -> None:
    cell = next(csv.reader(io.StringIO(to_csv_safely([[text]]).decode("utf-8-sig"), newline="")))[0]

    assert cell.startswith("'") and cell.lstrip("'") == text.replace("\x00", "")


def test_numbers_and_plain_texts_stay() -> None:
    data = to_csv_safely([["سمر", -2, 1.5, None, 'say "so"', True]])

    assert data == '\ufeff"سمر","-2","1.5","","say ""so""","TRUE"\r\n'.encode()


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=4), max_size=6))
def test_no_cell_ever_starts_like_a_formula(rows: list[list[str]]) -> None:
    text = to_csv_safely(rows).decode("utf-8-sig")

    for row in csv.reader(io.StringIO(text, newline="")):
        assert all(not cell.startswith(tuple(STARTS)) for cell in row)
