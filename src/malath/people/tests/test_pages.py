"""The pages: what they show, to whom, and that a name never stands in an address."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.people.actions import add_status, change_person, give_consent
from malath.people.models import Consent, LegalStatus, Person
from malath.people.tests.makers import again, entered
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
LANGUAGES = ("en", "ar", "fr")
RULES = {"only": ["signal"], "never": ["call"], "hours": "10:00-14:00", "code_word": "the library"}


@pytest.fixture
def salma(coalition: Coalition, commits: Any) -> Person:
    with commits():
        return entered(
            coalition.haven,
            coalition.rima,
            "سلمى حداد",
            "Salma Haddad",
            about={"birth": "1991~", "occupation": "journalist", "languages": ["ar", "fr"]},
            contact={"phones": ["+33 1 99 00 12 34"], "country": "FR"},
            safe_contact=RULES,
            wishes={"interpreter": "ar", "worker": "a woman"},
        )


def every_address(coalition: Coalition, salma: Person) -> list[str]:
    status = add_status(salma, details={"country": "FR"}, by=coalition.rima)
    consent = give_consent(salma, purpose="share", by=coalition.rima)
    return [
        reverse("person", args=[salma.pk]),
        *[reverse("person_change", args=[salma.pk, part]) for part in ("names", "about", "contact", "safe_contact")],
        reverse("person_change", args=[salma.pk, "wishes"]),
        reverse("status_new", args=[salma.pk]),
        reverse("status_correct", args=[status.pk]),
        reverse("status_end", args=[status.pk]),
        reverse("consent_new", args=[salma.pk]),
        reverse("consent_withdraw", args=[consent.pk]),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_person_page_shows_rules_papers_and_consents(
    coalition: Coalition, as_member: AsMember, salma: Person, language: str
) -> None:
    details = {"country": "TR", "kind": "visitor", "return_risk": "high", "no_return_to": ["SY"], "number": "K-1"}
    add_status(salma, details=details, by=coalition.rima, expires_on=timezone.localdate() + timedelta(days=5))
    give_consent(salma, purpose="share", recipients=["Bridge Clinic"], by=coalition.rima, language="ar")
    change_person(salma, by=coalition.rima, safe_contact={**RULES, "code_word": "the bakery"})

    page = as_member(coalition.rima, language).get(reverse("person", args=[salma.pk]))

    body = page.content.decode()
    assert page.status_code == 200
    for shown in ("سلمى حداد", "Salma Haddad", salma.pseudonym, "the bakery", "the library", "K-1", "Bridge Clinic"):
        assert shown in body, shown
    assert "<title>" + salma.pseudonym in body


@time_machine.travel("2026-11-21 09:30:00 +0000", tick=False)
def test_the_page_says_the_hour_where_the_person_is(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    client = as_member(coalition.rima)
    address = reverse("person", args=[salma.pk])

    in_france = client.get(address).content.decode()
    change_person(salma, by=coalition.rima, contact={"country": "AE"})
    in_the_emirates = client.get(address).content.decode()

    assert "10:30" in in_france
    assert "An agreed hour now" in in_france
    assert "13:30" in in_the_emirates


@pytest.mark.parametrize("who", ["amal", "lea", "nadim", "omar", "tariq", "boris", "bilal", "chadia"])
def test_to_others_every_address_of_a_person_answers_as_missing(
    coalition: Coalition, as_member: AsMember, salma: Person, who: str
) -> None:
    client = as_member(getattr(coalition, who))
    missing = client.get(reverse("person", args=[uuid.uuid4()]))

    for address in every_address(coalition, salma):
        for answer in (client.get(address), client.post(address, {"main": "X", "reason": "x"})):
            assert answer.status_code in (404, 405), address
        answer = client.get(address)
        if answer.status_code == 404:
            assert _without_tokens(answer) == _without_tokens(missing)
    assert again(salma, coalition.rima).name == "سلمى حداد"
    assert not Consent.objects.visible_to(coalition.rima).exclude(withdrawn_on=None).exists()


def test_nobody_signed_in_is_sent_to_sign_in(client: Client, coalition: Coalition, salma: Person) -> None:
    for address in (reverse("find"), reverse("find_enter"), *every_address(coalition, salma)):
        assert {client.get(address).status_code, client.post(address).status_code} <= {302, 405}, address


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_is_posted_and_shows_names_with_their_reasons(
    coalition: Coalition, as_member: AsMember, salma: Person, language: str
) -> None:
    client = as_member(coalition.rima, language)

    form = client.get(reverse("find"))
    found = client.post(reverse("find"), {"q": "Salma Hadad"})

    assert 'method="post"' in form.content.decode()
    assert found.status_code == 200
    assert salma.pseudonym in found.content.decode()
    assert 'class="align"' in found.content.decode()


def test_typing_gets_the_fragment_alone(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    client = as_member(coalition.rima)

    answer = client.post(reverse("find"), {"q": "sal"}, headers={"HX-Request": "true"})
    short = client.post(reverse("find"), {"q": "s"}, headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert salma.pseudonym in answer.content.decode()
    assert (short.status_code, salma.pseudonym in short.content.decode()) == (200, False)


def test_a_name_in_an_address_is_not_searched(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    answer = as_member(coalition.rima).get(reverse("find"), {"q": "Salma"})

    assert salma.pseudonym not in answer.content.decode()


@pytest.mark.parametrize("who", ["boris", "amal"])
def test_search_tells_others_nothing_not_even_a_count(
    coalition: Coalition, as_member: AsMember, salma: Person, who: str
) -> None:
    client = as_member(getattr(coalition, who))

    hidden = client.post(reverse("find"), {"q": "Salma Haddad"})
    nothing = client.post(reverse("find"), {"q": "Wxyzq Vbnmk"})

    assert salma.pseudonym not in hidden.content.decode()
    assert _without_tokens(hidden, "Salma Haddad") == _without_tokens(nothing, "Wxyzq Vbnmk")


def _without_tokens(answer: HttpResponse, typed: str = "") -> str:
    """The page without what is drawn anew for each answer."""
    body = answer.content.decode()
    return re.sub(r'(content|value)="[\w+/=-]{40,}"', "", body.replace(typed, "") if typed else body)


@pytest.mark.parametrize("text", ["", " ", "x"])
def test_too_short_a_search_says_so(coalition: Coalition, as_member: AsMember, text: str) -> None:
    assert as_member(coalition.rima).post(reverse("find"), {"q": text}).status_code == 422


def test_a_coordinator_enters_a_person_after_the_search(coalition: Coalition, as_member: AsMember) -> None:
    client = as_member(coalition.rima)

    taken_along = client.post(reverse("find_enter"), {"q": "Wafaa Qandil"})
    sent = client.post(
        reverse("find_enter"),
        {
            "main": "وفاء قنديل",
            "others": "Wafaa Qandil\nWafa Kandil",
            "birth": "1988",
            "organisation": coalition.haven.pk,
        },
    )

    assert "Wafaa Qandil" in taken_along.content.decode()
    assert sent.status_code == 303
    [person] = Person.objects.visible_to(coalition.rima)
    opened = again(person, coalition.rima)
    assert opened.names == {"main": "وفاء قنديل", "others": ["Wafaa Qandil", "Wafa Kandil"]}
    assert opened.about == {"birth": "1988"}


def test_a_person_cannot_be_entered_for_another_organisation(coalition: Coalition, as_member: AsMember) -> None:
    sent = as_member(coalition.rima).post(
        reverse("find_enter"), {"main": "Wafaa Qandil", "organisation": coalition.archive.pk}
    )

    assert sent.status_code == 422
    assert not Person.objects.unscoped(reason="test").exists()


@pytest.mark.parametrize(
    ("part", "sent", "kept"),
    [
        ("names", {"main": "Salma H."}, {"main": "Salma H.", "others": []}),
        ("about", {"birth": "١٩٩١-٠٤-١٢", "languages": ["ar"]}, {"birth": "1991-04-12", "languages": ["ar"]}),
        (
            "contact",
            {"phones": "+33 1 99 00 00 01\n\n", "country": "TR"},
            {"phones": ["+33 1 99 00 00 01"], "country": "TR"},
        ),
        (
            "safe_contact",
            {"only": ["mail"], "hours": "9 to 11, 20h-21h30", "agreed_on": "2026-11-20"},
            {"only": ["mail"], "hours": "09:00-11:00, 20:00-21:30", "agreed_on": "2026-11-20"},
        ),
        ("wishes", {"interpreter": "kmr", "worker": "a woman"}, {"interpreter": "kmr", "worker": "a woman"}),
    ],
)
def test_each_part_is_changed_by_its_form(
    coalition: Coalition, as_member: AsMember, salma: Person, part: str, sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    client = as_member(coalition.rima)
    address = reverse("person_change", args=[salma.pk, part])

    shown = client.get(address)
    answer = client.post(address, sent)

    assert "data-draft=" in shown.content.decode()
    assert answer.status_code == 303, answer.content.decode()
    assert getattr(again(salma, coalition.rima), part) == kept


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        ("names", {"main": ""}),
        ("names", {"main": "a\x00b"}),
        ("names", {"main": "a\u202eb"}),
        ("names", {"main": "a" * 201}),
        ("about", {"birth": "yesterday"}),
        ("about", {"birth": "2150"}),
        ("about", {"birth": "1991-13-40"}),
        ("about", {"sex": "q"}),
        ("contact", {"phones": "call my brother"}),
        ("contact", {"country": "ZZ"}),
        ("safe_contact", {"hours": "at night", "agreed_on": "2026-11-20"}),
        ("safe_contact", {"only": ["call"], "never": ["call"], "agreed_on": "2026-11-20"}),
        ("safe_contact", {"only": ["pigeon"], "agreed_on": "2026-11-20"}),
        ("safe_contact", {"agreed_on": "0001-01-01"}),
        ("wishes", {"interpreter": "klingon"}),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_message(
    coalition: Coalition, as_member: AsMember, salma: Person, part: str, sent: dict[str, Any]
) -> None:
    answer = as_member(coalition.rima).post(reverse("person_change", args=[salma.pk, part]), sent)

    assert answer.status_code == 422
    assert again(salma, coalition.rima).names["main"] == "سلمى حداد"


def test_a_form_keeps_what_it_does_not_know(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    change_person(
        salma, by=coalition.rima, about={"languages": ["ar", "Zazaki"], "nationality": "Kurdish", "kin": "two brothers"}
    )
    client = as_member(coalition.rima)
    address = reverse("person_change", args=[salma.pk, "about"])

    assert "Zazaki" in client.get(address).content.decode()
    assert client.post(address, {"languages": ["ar", "Zazaki"], "nationality": "Kurdish"}).status_code == 303

    about = again(salma, coalition.rima).about
    assert about == {"languages": ["ar", "Zazaki"], "kin": "two brothers", "nationality": "Kurdish"}


def test_an_unknown_part_does_not_exist(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    assert as_member(coalition.rima).get(reverse("person_change", args=[salma.pk, "pseudonym"])).status_code == 404


def test_a_status_is_noted_corrected_and_ended(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    client = as_member(coalition.rima)
    noted = {
        "country": "TR",
        "kind": "visitor",
        "return_risk": "high",
        "no_return_to": ["SY"],
        "expires_on": "2026-12-01",
    }

    assert client.post(reverse("status_new", args=[salma.pk]), noted).status_code == 303
    [status] = LegalStatus.objects.visible_to(coalition.rima)
    correct, end = reverse("status_correct", args=[status.pk]), reverse("status_end", args=[status.pk])
    assert client.post(correct, noted).status_code == 422
    assert client.post(correct, {**noted, "number": "K-2", "reason": "the number was missing"}).status_code == 303
    assert client.post(end, {"on": "2026-11-20", "reason": ""}).status_code == 422
    assert client.post(end, {"on": "2026-11-20", "reason": "left the country"}).status_code == 303

    body = client.get(reverse("person", args=[salma.pk])).content.decode()
    assert "left the country" in body


def test_a_consent_is_given_and_withdrawn_in_one_step(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    client = as_member(coalition.rima)
    given = {
        "purpose": "share",
        "recipients": "Bridge Clinic\nCity of Lyon",
        "given_on": timezone.localdate().isoformat(),
        "explained": "aloud, with examples",
        "language": "ar",
        "name_use": "initials",
    }

    assert client.post(reverse("consent_new", args=[salma.pk]), {**given, "until": "2020-01-01"}).status_code == 422
    assert client.post(reverse("consent_new", args=[salma.pk]), given).status_code == 303
    [consent] = Consent.objects.visible_to(coalition.rima)
    assert client.get(reverse("consent_withdraw", args=[consent.pk])).status_code == 405
    assert client.post(reverse("consent_withdraw", args=[consent.pk])).status_code == 303

    assert Consent.objects.visible_to(coalition.rima).get().withdrawn_on == timezone.localdate()


def test_queries_do_not_grow_with_what_is_noted(coalition: Coalition, as_member: AsMember, salma: Person) -> None:
    client = as_member(coalition.rima)
    address = reverse("person", args=[salma.pk])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(8):
        add_status(salma, details={"country": "FR", "number": str(number)}, by=coalition.rima)
        give_consent(salma, purpose="share", by=coalition.rima)
        change_person(salma, by=coalition.rima, safe_contact={**RULES, "code_word": str(number)})

    assert queries() == few
    # One of them asks whether a possible duplicate of the person waits to be judged.
    assert few <= 17
