"""Lists of the shape of public ones are known by their headings. Where the public ones lie beside the project their first
rows are read too: counted, never shown, kept in no file."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import pytest

from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.shapes import SHAPES, plan_of, shape_of
from malath.accountability.lists.targets import KEY, targets
from malath.accountability.lists.tests.lists import HEADINGS, as_csv, checked, fates_of, invented, rows_of

ROWS = 400
_ROOT = Path(__file__).resolve().parents[5]
FOLDER = Path(os.environ.get("MALATH_LISTS") or _ROOT.parent / "shared" / "data" / "lists")


def _beginning(name: str) -> bytes:
    """The first rows of a public list, or as many invented ones where it is not there."""
    path = FOLDER / name
    if not path.exists():
        return as_csv(invented(ROWS))
    with path.open("rb") as file:
        return b"".join(itertools.islice(file, ROWS + 1))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.code)
def test_a_shape_names_fields_that_there_are(shape: Any) -> None:
    plan = plan_of(shape, list(reversed(shape.headings)))

    assert shape_of([heading.upper() for heading in shape.headings]) is shape
    assert all(column.to in {"", KEY, *targets()} for column in plan.columns)
    assert plan.key_column is not None and Plan.read(plan.written()) == plan


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["gaza_A.csv", "gaza_B.csv"])
def test_a_public_list_is_known_by_its_headings_and_every_row_is_accounted_for(documenters: Any, name: str) -> None:
    sheet = checked(_beginning(name), documenters.archive, documenters.yara, file=name)

    fates = fates_of(sheet)
    wrong = [code for row in rows_of(sheet) for _column, code, _params in row.content["wrong"]]
    assert len(fates) == sheet.rows_read == ROWS
    assert set(fates) <= {"new", "wrong"}
    assert fates.count("new") >= ROWS * 0.97, sorted(set(wrong))
    assert shape_of(HEADINGS) is SHAPES[0]
