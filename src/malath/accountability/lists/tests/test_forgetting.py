"""An erasure empties the rows that told of somebody; the account of the import still holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from malath.accountability.lists.forgetting import empty_rows_of
from malath.accountability.lists.models import Made
from malath.accountability.lists.tests.lists import as_csv, fates_of, imported, invented, rows_of

pytestmark = pytest.mark.django_db


def test_rows_of_an_erased_person_are_empty_and_still_counted(documenters: Any, as_member: Any) -> None:
    sheet = imported(as_csv(invented(3)), documenters.archive, documenters.yara)
    made = Made.objects.visible_to(documenters.yara).order_by("row__number").first()

    assert empty_rows_of(people=[made.person]) == 1

    shown = rows_of(sheet)
    assert shown[0].content == {} and shown[1].content["raw"]
    assert fates_of(sheet) == ["new"] * 3
    client = as_member(documenters.yara)
    assert client.get(reverse("lists_row", args=[shown[0].pk])).status_code == 200
    assert client.get(reverse("lists_rows", args=[sheet.pk])).status_code == 200
