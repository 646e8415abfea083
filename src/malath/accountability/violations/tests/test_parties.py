"""People, units and places of detention are found by part and by name; whom a member may not see is not there at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from malath.accountability.violations import parties
from malath.accountability.violations.models import Change
from malath.accountability.violations.recording import recording
from malath.accountability.violations.tests.pages import OFFICER, SITE, SOURCE, UNIT, VICTIM, tell_all

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
PEOPLE, BODIES = "violations_people", "violations_bodies"


def listed(client: Client, name: str, which: str = "", called: str = "", **more: str) -> str:
    url = reverse(name) + (f"?which={which}" if which else "")
    response = client.post(url, {"name": called, **more}) if called else client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def test_each_part_lists_whoever_had_it_and_leads_to_their_page(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.karim)

    everybody = listed(client, PEOPLE)

    assert all(name in everybody for name in (VICTIM, SOURCE, OFFICER, "Salim al-Abed"))
    assert reverse("violations_person", args=[told.victim.pk]) in everybody
    for part, who in (("victim", VICTIM), ("perpetrator", OFFICER), ("source", SOURCE), ("party", SOURCE)):
        page = listed(client, PEOPLE, part)
        assert {name for name in (VICTIM, SOURCE, OFFICER) if name in page} == {who}, part
    assert not any(name in listed(client, PEOPLE, "group") for name in (VICTIM, SOURCE, OFFICER))
    assert UNIT in listed(client, BODIES, "unit") and SITE not in listed(client, BODIES, "unit")
    assert SITE in listed(client, BODIES, "site") and reverse("violations_body", args=[told.site.pk]) in listed(
        client, BODIES
    )
    assert client.get(reverse(PEOPLE), {"which": "hero"}).status_code == 404


def test_names_are_found_in_any_script_and_by_number(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    with commits():
        told = tell_all(documenters)
        with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as change:
            branch = change.body("unit", {"name": "فرع فلسطين المتخيَّل", "names": ["Branch 9235"]})
    client = as_member(documenters.karim)

    assert VICTIM in listed(client, PEOPLE, called="Saleem Alabed")
    assert VICTIM not in listed(client, PEOPLE, "perpetrator", called="Saleem Alabed")
    assert OFFICER in listed(client, PEOPLE, called=told.officer.number)
    for words in ("فرع فلسطين", "9235", branch.number.lower()):
        assert branch.number in listed(client, BODIES, called=words), words
    assert "9235" not in client.get(reverse(BODIES)).headers.get("Location", "")
    assert client.post(reverse(PEOPLE), {"name": ""}).status_code == 422


def test_what_is_restricted_undone_or_anothers_is_in_no_list(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    with commits():
        told = tell_all(documenters, age=15)

    for who, sees in ((documenters.karim, False), (documenters.hala, True), (documenters.lea, False)):
        client = as_member(who)
        for page in (listed(client, PEOPLE), listed(client, PEOPLE, called=VICTIM)):
            assert (told.victim.number in page) is sees, who
    assert told.unit.number not in listed(as_member(documenters.lea), BODIES, called=UNIT)
    assert as_member(documenters.amal).get(reverse(PEOPLE)).status_code == 404


def test_pages_follow_one_another_and_miss_nobody(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parties, "PAGE", 2)
    with commits(), recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.IMPORT) as change:
        numbers = {change.person({"name": f"Nour Haddad {letter}"}).number for letter in "ABCDE"}

    for name in ("", "Nour Haddad"):
        page, seen = parties.people_page(documenters.karim, name=name), list[str]()
        while page.after:
            seen += [line.row.number for line in page.lines]
            page = parties.people_page(documenters.karim, name=name, after=uuid.UUID(page.after))
        seen += [line.row.number for line in page.lines]
        assert len(seen) == len(numbers) and set(seen) == numbers


def test_a_page_asks_as_often_for_many_as_for_few(documenters: Any, as_member: AsMember) -> None:
    client, counts = as_member(documenters.karim), list[int]()
    for number in range(2):
        for _round in range(1 + 2 * number):
            tell_all(documenters)
        for name in (PEOPLE, BODIES):
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(name)).status_code == 200
            counts.append(len(queries))

    assert counts[:2] == counts[2:] and max(counts) <= 21
