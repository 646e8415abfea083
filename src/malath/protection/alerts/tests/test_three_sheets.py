"""The three sheets one after another through the pages, against what somebody found who read them with their own eyes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from malath.platform.sealed.fields import reveal
from malath.protection.alerts.models import Alert, AlertImport, ImportPair, ImportRow
from malath.protection.alerts.tests.telling import NAMES, SHEETS, read_in
from tests.people import Coalition

As = Callable[..., Client]
Place = tuple[str, int]
TRUTH = json.loads((SHEETS / "truth.json").read_text())
FAULTS = json.loads((SHEETS / "faults.json").read_text())["cells"]
WHY = "a test looks"


def _places(pairs: Any) -> set[frozenset[Place]]:
    return {frozenset((name, row) for name, row in pair) for pair in pairs}


def _all_read(client: Client, coalition: Coalition) -> dict[Any, str]:
    """Each sheet uploaded, checked and imported in turn, as a focal point would; the imports by their key."""
    sheets = {}
    for name in NAMES:
        sheet = read_in(client, coalition, name)
        sheets[sheet.pk] = name
        assert client.post(f"/alerts/import/{sheet.pk}/apply/").status_code == 303
    return sheets


def _proposed(sheets: dict[Any, str]) -> set[frozenset[Place]]:
    """Every pair of places that the pages proposed, or took for a repetition by themselves."""
    found = set()
    alerts = {one.pk: (sheets[one.sheet_id], one.row_number) for one in Alert.objects.unscoped(reason=WHY)}
    for pair in ImportPair.objects.unscoped(reason=WHY).select_related("row", "other_row"):
        here = (sheets[pair.sheet_id], pair.row.number)
        there = (sheets[pair.sheet_id], pair.other_row.number) if pair.other_row else alerts[pair.other_alert_id]
        found.add(frozenset((here, there)))
    for row in ImportRow.objects.unscoped(reason=WHY).filter(duplicate_of__isnull=False):
        found.add(frozenset(((sheets[row.sheet_id], row.number), (sheets[row.sheet_id], row.duplicate_of))))
    return found


def test_who_stands_in_two_places_is_proposed_and_hardly_anybody_else(coalition: Coalition, as_member: As) -> None:
    same = _places(TRUTH["same"])

    proposed = _proposed(_all_read(as_member(coalition.chadia), coalition))

    assert len(proposed & same) >= 0.9 * len(same), sorted(map(sorted, same - proposed))
    assert len(proposed - same) < 0.1 * len(proposed), sorted(map(sorted, proposed - same))
    assert not proposed & _places(TRUTH["different"])


def _told(client: Client, path: str) -> str:
    """What a list says on all its pages."""
    told, query = "", ""
    while True:
        body = html.unescape(client.get(path + query).content.decode())
        told += body
        older = re.search(r'href="(\?after=\d+)"', body)
        if older is None or older[1] == query:
            return told
        query = older[1]


@pytest.mark.parametrize("name", NAMES)
def test_every_faulty_cell_is_named_to_whoever_checks_the_sheet(coalition: Coalition, as_member: As, name: str) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, name)
    page = _told(client, f"/alerts/import/{sheet.pk}/")
    account = _told(client, f"/alerts/import/{sheet.pk}/rows/")
    rows = list(ImportRow.objects.unscoped(reason=WHY).filter(sheet=sheet).select_related("sheet"))
    reveal(rows, by=None, why="test")
    kept = {(one["cell"], one["code"]) for row in rows for one in row.reading["problems"]}
    faulty = [(cell, code, least) for file, cell, code, least in FAULTS if file == name]

    assert [(cell, code) for cell, code, _least in faulty if (cell, code) not in kept] == []
    assert [cell for cell, _code, least in faulty if least == "error" and cell not in page] == []
    assert [cell for cell, _code, least in faulty if least == "warn" and cell not in account + page] == []
    assert AlertImport.objects.unscoped(reason=WHY).count() == 1
