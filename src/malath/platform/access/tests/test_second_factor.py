"""Second factors: who must have one, how it is set up, what is kept of it."""

from __future__ import annotations

import re
import stat

import pytest
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from malath.platform.access import second_factor
from malath.platform.access.tests.doors import code_of, fresh, sign_in
from malath.platform.audit.models import OutboxEntry
from malath.platform.keeper.client import home
from tests.people import Coalition

SET_UP = "/account/second-factor/authenticator/"
FORGED = (
    *("", "{}", "[]", '{"id": 1}', "null", '{"rawId": "x", "response": {}}', '{"response": null}', "1e999"),
    *("9" * 5_000, "[" * 100_000, '{"a":' * 50_000),
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"o2NmbXQ"}}',
)


def set_up(client: Client, commits) -> str:
    """Set up an authenticator; returns its secret."""
    page = client.get(SET_UP).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page).group(1)
    with commits():
        answer = client.post(SET_UP, {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (303, "/account/second-factor/codes/")
    return secret


@pytest.mark.parametrize("handle", ["rima", "dalia", "omar", "tariq"])
def test_those_who_decide_over_people_set_up_a_second_factor_before_they_work(coalition: Coalition, handle: str):
    client, _answer = sign_in(handle)

    answer = client.get("/today/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/second-factor/")
    assert client.get("/account/second-factor/").status_code == 200


def test_a_case_worker_may_do_without(coalition: Coalition):
    client, _answer = sign_in("amal")

    assert client.get("/notices/").status_code == 200


def test_the_picture_is_inline_and_the_secret_stands_beside_it(coalition: Coalition, as_member):
    page = fresh(coalition.amal, as_member).get(SET_UP).content.decode()

    assert "<svg" in page
    assert "data:" not in page
    assert not re.search(r"\sstyle=", page)


def test_setting_up_asks_for_a_proof_first(coalition: Coalition, as_member):
    answer = as_member(coalition.amal).get(SET_UP)

    assert answer["Location"].startswith("/account/again/")


def test_the_second_step_is_asked_for_and_taken(coalition: Coalition, as_member, commits):
    secret = set_up(fresh(coalition.rima, as_member), commits)

    client, answer = sign_in("rima")
    assert answer["Location"] == "/account/sign-in/second-step/"
    assert client.get("/notices/").status_code == 302
    assert client.post("/account/sign-in/second-step/", {"code": "000000"}).status_code == 422
    done = client.post("/account/sign-in/second-step/", {"code": code_of(secret)})

    assert (done.status_code, done["Location"]) == (303, "/today/")
    assert client.get("/notices/").status_code == 200


def test_codes_are_shown_once_and_each_works_once(coalition: Coalition, as_member, commits):
    client = fresh(coalition.amal, as_member)
    set_up(client, commits)
    shown = client.get("/account/second-factor/codes/").content.decode()
    codes = re.findall(r"<code[^>]*>(\d{8,})</code>", shown)
    assert len(codes) == 10
    assert codes[0] not in client.get("/account/second-factor/codes/").content.decode()

    def second_step(code: str) -> int:
        other, _answer = sign_in("amal")
        return other.post("/account/sign-in/second-step/", {"code": code}).status_code

    assert [second_step(codes[0]), second_step(codes[0]), second_step(codes[1])] == [303, 422, 303]


def test_no_secret_stands_in_the_database_in_clear(coalition: Coalition, as_member, commits):
    client = fresh(coalition.amal, as_member)
    page = client.get(SET_UP).content.decode()
    waiting = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page).group(1)
    assert waiting not in str([session.get_decoded() for session in Session.objects.all()])

    with commits():
        client.post(SET_UP, {"code": code_of(waiting)})

    rows = list(Authenticator.objects.all())
    assert {row.type for row in rows} == {"totp", "recovery_codes"}
    assert waiting not in str([row.data for row in rows])
    assert all(row.data.get("secret", row.data.get("seed")).startswith("v1:") for row in rows)


def test_only_days_are_kept_of_its_use(coalition: Coalition, as_member, commits):
    client = fresh(coalition.amal, as_member)
    secret = set_up(client, commits)
    client.get("/account/second-factor/codes/")
    other, _answer = sign_in("amal")
    other.post("/account/sign-in/second-step/", {"code": code_of(secret)})

    for row in Authenticator.objects.all():
        for at in filter(None, (row.created_at, row.last_used_at)):
            assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
        assert row.data.get("viewed_at", 0) % 86400 == 0


def test_the_host_key_is_the_users_alone_and_a_changed_secret_does_not_open():
    sealed = second_factor.encrypt("a secret")

    assert second_factor.decrypt(sealed) == "a secret"
    assert sealed != second_factor.encrypt("a secret")
    assert stat.S_IMODE((home() / "keys" / "second-factor.key").stat().st_mode) == 0o600
    with pytest.raises(InvalidTag):
        second_factor.decrypt(sealed[:-6] + "AAAAA=")


def test_removing_it_leaves_an_entry_and_asks_for_a_new_one(coalition: Coalition, as_member, commits):
    client = fresh(coalition.rima, as_member)
    set_up(client, commits)
    client.get("/notices/")

    with commits():
        answer = client.post("/account/second-factor/authenticator/remove/")

    assert answer.status_code == 303
    verbs = set(OutboxEntry.objects.values_list("verb", flat=True))
    assert {"access.second_factor_added", "access.second_factor_removed"} <= verbs
    assert client.get("/notices/")["Location"] == "/account/second-factor/"
    assert not Authenticator.objects.exists()


def test_a_role_given_meanwhile_demands_a_second_factor_at_once(coalition: Coalition):
    from malath.platform.access.models import Membership

    client, _answer = sign_in("amal")
    assert client.get("/notices/").status_code == 200

    Membership.objects.filter(member=coalition.amal).update(role="coordinator")

    assert client.get("/notices/")["Location"] == "/account/second-factor/"


def test_passkeys_hand_out_their_options_and_name_the_handle_only(coalition: Coalition, as_member):
    options = Client().get("/account/sign-in/passkey/", headers={"accept": "application/json"}).json()
    page = fresh(coalition.amal, as_member).get("/account/second-factor/passkeys/add/").content.decode()

    assert options["request_options"]["publicKey"]["challenge"]
    assert '"name": "amal"' in page
    assert "Amal of haven" not in page.partition("passkey-options")[2]


def test_a_forged_passkey_is_refused_in_words(coalition: Coalition):
    client = Client()
    client.get("/account/sign-in/passkey/", headers={"accept": "application/json"})

    for credential in FORGED:
        cache.clear()  # attempts are counted
        answer = client.post("/account/sign-in/passkey/", {"credential": credential})
        assert (answer.status_code, answer.get("Location")) == (303, "/account/sign-in/"), credential[:40]


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_new_passkey_is_refused_in_words(coalition: Coalition, as_member, credential: str):
    client = fresh(coalition.amal, as_member)
    client.get("/account/second-factor/passkeys/add/")

    answer = client.post("/account/second-factor/passkeys/add/", {"name": "computer", "credential": credential})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
