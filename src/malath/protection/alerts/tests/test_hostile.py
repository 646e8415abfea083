"""Hostile files and forms: a clear sentence, never a broken page, never a half-done import."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malath.people.likeness import birth_from
from malath.protection.alerts.models import AlertImport
from malath.protection.alerts.reading import is_to_fix, mended, plain_reading, read_sheet
from malath.protection.alerts.tests.telling import NAMES, SHEETS, alerts_of, form_of, upload
from tests.people import Coalition

As = Callable[..., Client]
ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def _bomb() -> bytes:
    return _zip(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"0" * 60_000_000})


FILES = {
    "empty": b"",
    "nuls": b"\x00" * 500,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "a program": b"MZ" + b"\x90" * 4000,
    "half a sheet": (SHEETS / NAMES[0]).read_bytes()[:9000],
    "an archive of nothing": _zip(),
    "a bomb": _bomb(),
    "entities": _zip(**{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'}),
    "one word": b"hello",
    "very long line": b"name," * 100_000,
    "wide": (",".join(f"c{n}" for n in range(3000)) + "\n").encode(),
}


@pytest.mark.parametrize("body", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_hostile_file_is_refused_in_the_members_language(
    coalition: Coalition, as_member: As, body: bytes, language: str
) -> None:
    response = upload(as_member(coalition.chadia, language), coalition, body, "list.xlsx")

    assert response.status_code == 422
    assert "error" in response.content.decode()
    assert not AlertImport.objects.unscoped(reason="a test looks").exists()


def test_formulas_and_marks_are_kept_as_text(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    body = 'Name,Phone,City,Threat\n"=HYPERLINK(""http://x"")",+33639980014,Lyon,<script>alert(1)</script>\nSami Nasr,,Metz,"a\u202eb"\n'

    response = upload(client, coalition, body.encode(), "=cmd|calc.csv")
    page = client.get(response["Location"]).content.decode()

    assert response.status_code == 303
    assert "<script>alert(1)" not in page


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.lists(ANY_TEXT, min_size=1, max_size=6), min_size=1, max_size=8), name=ANY_TEXT)
def test_any_table_is_read_or_refused_by_name(rows: list[list[str]], name: str) -> None:
    from datetime import date

    from malath.platform.errors import DomainError

    lines = [["Name", "DOB", "Phone", "City", "Threat", "Risk"], *rows]
    body = "\n".join(";".join(cell.replace(";", ",").replace("\n", " ") for cell in line) for line in lines)
    try:
        reading = read_sheet(body.encode(), name, chosen={}, today=date(2026, 11, 21))
    except DomainError as refusal:
        assert str(refusal)
        return

    for row in reading.rows:
        plain = plain_reading(row)
        again = mended(plain, "birth", name, today=date(2026, 11, 21))
        assert isinstance(is_to_fix(again), bool)


@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_is_a_partial_date_or_none(text: str) -> None:
    birth_from(text)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    changes=st.dictionaries(
        st.sampled_from(
            [
                "name",
                "birth",
                "phone",
                "country",
                "narrative",
                "danger_on",
                "priority",
                "household_size",
                "safe_only",
                "household-0-name",
                "household-0-birth",
                "household-TOTAL_FORMS",
                "screening",
                "sender",
            ]
        ),
        ANY_TEXT,
        min_size=1,
        max_size=4,
    )
)
def test_any_form_is_taken_or_refused(coalition: Coalition, as_member: As, changes: dict[str, str]) -> None:
    form = form_of(coalition.partner, coalition.haven, **changes)
    before = alerts_of(coalition.chadia).count()

    response = as_member(coalition.chadia).post("/alerts/sent/new/", form)

    assert response.status_code in (303, 422)
    assert alerts_of(coalition.chadia).count() - before == (1 if response.status_code == 303 else 0)


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=9999999999999", "?after=%00", "?after=٣"])
def test_any_place_of_a_list_is_a_page(coalition: Coalition, as_member: As, query: str) -> None:
    client = as_member(coalition.rima)

    assert client.get(f"/alerts/{query}").status_code == 200
    assert client.get(f"/alerts/sent/{query}").status_code == 200
