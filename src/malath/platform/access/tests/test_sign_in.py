"""Signing in, and what it tells to somebody who guesses."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client

from malath.platform.access.allauth import AccountAdapter
from malath.platform.access.models import SignIn
from malath.platform.access.tests.doors import SIGN_IN, sign_in
from tests.people import PASSWORD, Coalition

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    """The page without what is new in each answer."""
    return re.sub(r'value="[^"]*"|nonce-[^"\']*|content="[A-Za-z0-9+/=]{20,}"', "", answer.content.decode())


def test_a_member_signs_in_with_handle_and_password(coalition: Coalition):
    client, answer = sign_in("Amal ")

    assert (answer.status_code, answer["Location"]) == (303, "/today/")
    assert client.get("/account/").status_code == 200


def test_signing_in_sets_the_members_language(coalition: Coalition):
    coalition.amal.language = "ar"
    coalition.amal.save(update_fields=["language"])

    _client, answer = sign_in("amal")

    assert answer.cookies["malath-language"].value == "ar"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_page_offers_the_passkey_first_and_has_no_inline_code(coalition: Coalition, language: str):
    page = Client(headers={"accept-language": language}).get(SIGN_IN).content.decode()

    assert page.index('data-passkey="sign-in"') < page.index('type="password"')
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", page)


def test_nobody_can_sign_up(coalition: Coalition):
    assert Client().get("/account/signup/").status_code == 404
    assert AccountAdapter(None).is_open_for_signup(None) is False


def test_an_unknown_handle_a_wrong_password_and_a_closed_account_answer_the_same(coalition: Coalition):
    coalition.bilal.is_active = False
    coalition.bilal.save(update_fields=["is_active"])

    answers = [
        sign_in("nobody-here", "a wrong password")[1],
        sign_in("amal", "a wrong password")[1],
        sign_in("bilal", PASSWORD)[1],
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert len({words(answer) for answer in answers}) == 1


def test_after_five_failures_the_handle_rests_a_quarter_of_an_hour_whether_it_exists_or_not(coalition: Coalition):
    with time_machine.travel("2026-11-20 10:00", tick=False) as clock:
        for handle in ("amal", "nobody-here"):
            for _turn in range(5):
                sign_in(handle, "a wrong password")
        right, unknown = sign_in("amal")[1], sign_in("nobody-here")[1]
        clock.shift(15 * 60 + 1)
        _client, later = sign_in("amal")

    assert (right.status_code, unknown.status_code) == (422, 422)
    assert words(right) == words(unknown)
    assert "quarter of an hour" in words(right)
    assert later.status_code == 303


def test_the_rest_of_one_handle_does_not_touch_another(coalition: Coalition):
    for _turn in range(6):
        sign_in("amal", "a wrong password")

    assert sign_in("rima")[1].status_code == 303


def test_an_unknown_handle_costs_the_same_work_as_a_wrong_password(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
):
    # Hashing is nearly all of the time that an answer takes: counted, not timed.
    hashed: list[str] = []
    for name in ("verify", "encode"):
        true = getattr(Argon2PasswordHasher, name)

        def counted(self, *given, true=true, **more):
            hashed.append(handle)
            return true(self, *given, **more)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    for handle in ("amal", "nobody-here"):
        sign_in(handle, "a wrong password")

    assert hashed == ["amal", "nobody-here"]


def test_neither_address_nor_agent_is_kept_anywhere(coalition: Coalition):
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": "PlantedAgent/9"})
    sign_in("amal", "a wrong password", client)
    sign_in("amal", PASSWORD, client)
    client.get("/account/")

    from django.core.cache import cache

    kept = str(list(Session.objects.values())) + str([s.get_decoded() for s in Session.objects.all()])
    kept += str(list(SignIn.objects.values())) + str(cache._cache)
    assert "203.0.113.77" not in kept
    assert "PlantedAgent" not in kept


def test_signing_out_ends_the_session_and_its_line(coalition: Coalition):
    client, _answer = sign_in("amal")
    client.get("/account/")
    assert SignIn.objects.count() == 1

    answer = client.post("/account/sign-out/")

    assert (answer.status_code, answer["Location"]) == (303, SIGN_IN)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert SignIn.objects.count() == 0
    assert client.get("/account/").status_code == 302


def test_signing_in_leads_nowhere_else(coalition: Coalition):
    client = Client()
    answer = client.post(SIGN_IN, {"login": "amal", "password": PASSWORD, "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/today/"


def test_every_address_of_access_says_for_whom_it_is():
    from malath.platform.access.urls import urlpatterns

    assert [p.name for p in urlpatterns if not getattr(p.callback, "malath_door", None)] == []
