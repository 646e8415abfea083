"""The pages of a case: what they show, in three languages, to whom, and with how many queries."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from malath.people.actions import add_status, give_consent
from malath.people.tests.makers import entered
from malath.protection.cases import actions
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryPath, Part
from tests.people import Coalition

AsMember = Callable[..., Client]
LANGUAGES = ("en", "ar", "fr")
TABS = ("case", "case_household", "case_papers", "case_consents", "case_access", "case_looked")
FORMS = (
    "case_note", "case_path", "case_change", "case_seat", "case_hand_over", "case_share", "case_close", "case_erase",
    "case_hold", "case_household_join",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_shows_the_contact_rules_first(
    coalition: Coalition, as_member: AsMember, case: Case, salma: Any, language: str
) -> None:
    add_status(salma, details={"country": "TR", "kind": "visitor", "return_risk": "high"}, by=coalition.rima)
    give_consent(salma, purpose="case", by=coalition.rima)
    actions.add_note(case, text="She sleeps better.", by=coalition.amal)
    client = as_member(coalition.rima, language)

    for name in TABS:
        page = client.get(reverse(name, args=[case.pk]))
        body = page.content.decode()
        assert page.status_code == 200, name
        assert body.index("the library") < body.index('class="tabs"'), name
        assert "سلمى حداد" in body and salma.pseudonym in body
        assert f"<title>{case.code}" in body
    assert "She sleeps better." in client.get(reverse("case", args=[case.pk])).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_opens(coalition: Coalition, proved: AsMember, case: Case, language: str) -> None:
    client = proved(coalition.rima, language)

    for name in FORMS:
        assert client.get(reverse(name, args=[case.pk])).status_code == 200, name
    for name in ("case_list", "my_grants", "break_glass"):
        assert client.get(reverse(name)).status_code == 200, name


def _bare(answer: Any) -> str:
    """The page without its tokens, which differ each time."""
    lines = answer.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and "key" not in line)


@pytest.mark.parametrize("who", ["boris", "bilal", "chadia", "omar", "tariq", "lea"])
def test_to_others_every_address_answers_as_missing(
    coalition: Coalition, proved: AsMember, case: Case, who: str
) -> None:
    client = proved(getattr(coalition, who))
    missing = client.get(reverse("case", args=[uuid.uuid4()]))

    for name in (*TABS, *FORMS, "case_reopen", "case_erase_now", "case_erase_withdraw"):
        for answer in (
            client.get(reverse(name, args=[case.pk])),
            client.post(reverse(name, args=[case.pk]), {"reason": "x"}),
        ):
            assert answer.status_code in (404, 405), name
            if answer.status_code == 404:
                assert _bare(answer) == _bare(missing), name
    for name in ("case_list", "my_grants"):
        page = client.get(reverse(name))
        assert case.code not in page.content.decode()


def test_a_network_coordinator_sees_the_cases_of_the_network_alone(
    coalition: Coalition, as_member: AsMember, case: Case
) -> None:
    other = actions.open_case(
        organisation=coalition.haven,
        head=entered(coalition.haven, coalition.rima, "Wafaa Qandil"),
        entry_path=EntryPath.IN_DANGER,
        by=coalition.rima,
    )
    client = as_member(coalition.nadim)

    assert client.get(reverse("case", args=[case.pk])).status_code == 200
    assert client.get(reverse("case", args=[other.pk])).status_code == 404
    assert case.code in client.get(reverse("case_list")).content.decode()
    assert other.code not in client.get(reverse("case_list")).content.decode()


def _open_many(coalition: Coalition, count: int) -> None:
    for number in range(count):
        actions.open_case(
            organisation=coalition.haven,
            head=entered(coalition.haven, coalition.rima, f"Person {number}"),
            entry_path=EntryPath.values[number % 3],
            priority=("normal", "urgent", "emergency")[number % 3],
            team=[(coalition.amal, Part.LEAD)],
            by=coalition.rima,
        )


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_query_counts_do_not_grow_with_the_data(coalition: Coalition, as_member: AsMember, case: Case) -> None:
    client = as_member(coalition.rima)
    addresses = [reverse("case_list"), reverse("case", args=[case.pk]), reverse("case_papers", args=[case.pk])]
    before = [_queries(client, address) for address in addresses]

    _open_many(coalition, 6)
    for number in range(8):
        actions.add_note(case, text=f"Note {number}", by=coalition.amal)

    assert [_queries(client, address) for address in addresses] == before


def test_the_list_is_ordered_by_urgency_and_paged_by_keyset(
    coalition: Coalition, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    from malath.protection.cases import listing

    monkeypatch.setattr(listing, "PAGE", 3)
    _open_many(coalition, 8)

    for order in (listing.URGENCY, listing.NEWEST):
        seen: list[Case] = []
        after = None
        while True:
            page = listing.cases_page_for(coalition.amal, listing.Wanted(order=order), after)
            seen += page.cases
            if not page.after:
                break
            after = uuid.UUID(page.after)
        assert len(seen) == len({case.pk for case in seen}) == 8
        if order == listing.URGENCY:
            ranks = [("emergency", "urgent", "normal").index(case.priority) for case in seen]
            assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    "query",
    ["?stage=x", "?network=%00", "?after=no", "?priority=emergency&mine=on&entry_path=in_danger", "?order=newest"],
)
def test_wrong_filters_ask_for_nothing(coalition: Coalition, as_member: AsMember, case: Case, query: str) -> None:
    client = as_member(coalition.amal)

    assert client.get(reverse("case_list") + query).status_code == 200
    fragment = client.get(reverse("case_list") + query, headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()


def test_a_case_is_opened_for_a_person_and_its_code_finds_them(
    coalition: Coalition, as_member: AsMember, salma: Any
) -> None:
    client = as_member(coalition.rima)

    assert reverse("case_open", args=[salma.pk]) in client.get(reverse("person", args=[salma.pk])).content.decode()
    form = {
        "entry_path": "in_danger",
        "priority": "emergency",
        "lead": str(coalition.amal.pk),
        "place": "",
        "summary": "",
    }
    opened = client.post(reverse("case_open", args=[salma.pk]), form)
    again = client.post(reverse("case_open", args=[salma.pk]), form)

    case = Case.objects.visible_to(coalition.amal).get()
    assert opened.status_code == 303 and opened["Location"] == reverse("case", args=[case.pk])
    assert again.status_code == 422
    assert case.code in client.get(reverse("person", args=[salma.pk])).content.decode()
    assert as_member(coalition.amal).get(reverse("case_open", args=[salma.pk])).status_code == 404
