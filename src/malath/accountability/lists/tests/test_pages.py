"""The way of a list through its real pages: brought, mapped, checked, written, undone; seen by its documenters alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from malath.accountability.lists.jobs import work_on_lists
from malath.accountability.lists.models import ListImport, Profile
from malath.accountability.lists.rules import State
from malath.accountability.lists.tests.lists import again, as_csv, checked, imported, invented, plain_act, rows_of
from malath.accountability.violations.models import Person

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def _page_of(sheet: ListImport, name: str = "lists_import", **query: str) -> str:
    return reverse(name, args=[sheet.pk], query=query or None)


def _bring(client: Client, body: bytes) -> ListImport:
    answer = client.post(reverse("lists_bring"), {"file": SimpleUploadedFile("made-up.csv", body)})
    assert answer.status_code == 303
    work_on_lists()
    return ListImport.objects.unscoped(reason="test").get()


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_list_goes_through_its_pages(documenters: Any, as_member: AsMember, language: str) -> None:
    client = as_member(documenters.yara, language)
    rows = invented(4)
    rows[2][4] = "a hundred"
    assert client.get(reverse("lists")).status_code == 200
    assert client.get(reverse("lists_bring")).status_code == 200
    sheet = _bring(client, as_csv(rows))
    assert client.get(_page_of(sheet)).status_code == 302
    page = client.get(_page_of(sheet, "lists_columns"))
    assert page.status_code == 200 and "name_ar" in page.content.decode()
    given = {name: value for name, value in page.context["form"].initial.items() if value}

    refused = client.post(_page_of(sheet, "lists_columns"), given | {"check": "1", "profile_name": ""})
    assert refused.status_code == 422
    answer = client.post(
        _page_of(sheet, "lists_columns"),
        given | {"check": "1", "constant-act.kind": plain_act(), "profile_name": "Lists of the archive"},
    )
    assert answer.status_code == 303
    assert "<progress" in client.get(_page_of(sheet)).content.decode()
    work_on_lists()
    page = client.get(_page_of(sheet))
    assert page.context["writes"] == 3 and page.context["wrong_count"] == 1
    for fate in ("new", "update", "unchanged", "wrong"):
        assert client.get(_page_of(sheet, "lists_rows", fate=fate)).status_code == 200
    assert client.get(reverse("lists_row", args=[rows_of(sheet)[2].pk])).status_code == 200

    assert client.post(_page_of(sheet, "lists_apply")).status_code == 303
    work_on_lists()
    assert again(sheet).state == State.APPLIED
    assert client.get(_page_of(sheet)).status_code == 200
    assert client.post(_page_of(sheet, "lists_undo")).status_code == 303
    work_on_lists()
    assert not Person.objects.visible_to(documenters.yara).exists()
    assert client.post(_page_of(sheet, "lists_bring_back")).status_code == 303
    work_on_lists()
    assert Person.objects.visible_to(documenters.yara).count() == 4
    assert client.get(reverse("lists_profiles")).status_code == 200
    assert Profile.objects.visible_to(documenters.yara).count() == 1


def test_wrong_rows_come_as_a_file_that_no_program_runs(documenters: Any, as_member: AsMember) -> None:
    rows = invented(2)
    rows[0][2], rows[0][4] = "=cmd|' /C calc'!A1", "old"
    sheet = checked(as_csv(rows), documenters.archive, documenters.yara)

    answer = as_member(documenters.yara).get(_page_of(sheet, "lists_wrong"))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "\"'=cmd|' /C calc'!A1\"" in lines[1]
    assert lines[1].endswith('"2","E2 (age): “old” is not a whole number."')


def test_an_import_is_seen_by_its_organisations_documenters_alone(documenters: Any, as_member: AsMember) -> None:
    sheet = imported(as_csv(invented(2)), documenters.archive, documenters.yara)
    row = rows_of(sheet)[0]
    addresses = [_page_of(sheet), _page_of(sheet, "lists_rows"), _page_of(sheet, "lists_wrong")]
    addresses.append(reverse("lists_row", args=[row.pk]))

    for member, status in ((documenters.karim, 200), (documenters.lea, 404), (documenters.amal, 404)):
        client = as_member(member)
        for address in addresses:
            assert client.get(address).status_code == status, (member.handle, address)
        if status == 404:
            assert client.post(_page_of(sheet, "lists_undo")).status_code == 404
    assert again(sheet).state == State.APPLIED


def test_restricted_rows_are_seen_as_restricted_records_are(documenters: Any, as_member: AsMember) -> None:
    rows = invented(3)
    rows[1][4] = "11"
    sheet = imported(as_csv(rows), documenters.archive, documenters.yara)
    child = rows_of(sheet)[1]

    seen = {
        who: as_member(who).get(_page_of(sheet)).context
        for who in (documenters.yara, documenters.karim, documenters.hala)
    }

    assert [seen[who]["read"] for who in seen] == [3, 2, 3]
    assert as_member(documenters.karim).get(reverse("lists_row", args=[child.pk])).status_code == 404
    assert as_member(documenters.hala).get(reverse("lists_row", args=[child.pk])).status_code == 200


def test_a_birth_alone_restricts_the_row_of_a_child(documenters: Any, as_member: AsMember) -> None:
    rows = invented(2)
    rows[0][4:6], rows[1][4:6] = ["", "1970-05-20"], ["", "2009-04-01"]
    sheet = imported(
        as_csv(rows), documenters.archive, documenters.yara, constants={"act.when": "2013-08", "event.when": "2013-08"}
    )

    assert [row.is_restricted for row in rows_of(sheet)] == [False, True]
    assert as_member(documenters.karim).get(_page_of(sheet)).context["read"] == 1
