"""A reviewer's sheet holds every term of a list, as a spreadsheet reads it."""

from __future__ import annotations

import csv
import io

import pytest

from malath.accountability.violations.vocabulary import names, sheet, terms


@pytest.mark.parametrize("name", names())
def test_a_sheet_holds_every_term(name: str) -> None:
    out = io.StringIO(newline="")

    sheet.write(name, out)

    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert [row["code"] for row in rows] == list(terms(name))
    assert [row["ar"] for row in rows] == [one.labels["ar"] for one in terms(name).values()]


def test_the_command_prints_the_list_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert sheet.main(["sex"]) == 0
    assert capsys.readouterr().out.startswith("\ufeffcode,en,fr,ar,huridocs")


def test_the_command_lists_the_names_and_refuses_another(capsys: pytest.CaptureFixture[str]) -> None:
    assert sheet.main([]) == 0
    assert "whereabouts" in capsys.readouterr().out.split()
    assert sheet.main(["whatever"]) == 1
    assert "no vocabulary named 'whatever'" in capsys.readouterr().err
