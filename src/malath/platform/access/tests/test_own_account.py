"""One's own account: profile, password, sessions; and organisations, for those who manage the system."""

from __future__ import annotations

import pytest
from django.test import Client

from malath.platform.access.models import Member, Organisation, SignIn
from malath.platform.access.sessions import clear_sign_ins
from malath.platform.access.tests.doors import fresh, sign_in
from malath.platform.audit.models import OutboxEntry
from malath.platform.sealed.fields import reveal
from tests.people import PASSWORD, Coalition

PROFILE = {
    "display_name": "أمل درويش",
    "mail_address": "amal@example.org",
    "wants_mail": "on",
    "language": "ar",
    "theme": "dark",
    "digits": "eastern",
}


def test_a_profile_is_kept_sealed_and_the_language_follows(coalition: Coalition, as_member):
    answer = as_member(coalition.amal).post("/account/", PROFILE)

    member = Member.objects.get(pk=coalition.amal.pk)
    raw = Member.objects.filter(pk=member.pk).values_list("display_name", flat=True)[0]
    assert (answer.status_code, answer.cookies["malath-language"].value) == (303, "ar")
    assert "أمل".encode() not in raw.blob
    reveal(member, by=member, why="test")
    assert (member.display_name, member.mail_address, member.theme) == ("أمل درويش", "amal@example.org", "dark")


@pytest.mark.parametrize(
    "wrong",
    [
        {"mail_address": ""},
        {"mail_address": "no address"},
        {"display_name": "a\u202eb"},
        {"display_name": "a\x00b"},
        {"display_name": "x" * 81},
        {"language": "xx"},
    ],
)
def test_a_wrong_profile_changes_nothing_and_says_why(coalition: Coalition, as_member, wrong: dict[str, str]):
    assert as_member(coalition.amal).post("/account/", PROFILE | wrong).status_code == 422
    assert Member.objects.get(pk=coalition.amal.pk).theme == "system"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("path", ["", "sessions/", "second-factor/", "password/", "sign-out/", "sign-in/help/"])
def test_every_page_of_the_account_opens_in_every_language(coalition: Coalition, as_member, language: str, path: str):
    assert fresh(coalition.amal, as_member, language).get(f"/account/{path}").status_code == 200


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(coalition: Coalition):
    here, _answer = sign_in("amal")
    there, _answer = sign_in("amal")
    for client in (here, there):
        client.get("/account/")
    new = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}

    answer = here.post("/account/password/", new)

    assert (answer.status_code, answer["Location"]) == (303, "/account/")
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert SignIn.objects.count() == 1
    assert OutboxEntry.objects.filter(verb="access.password_changed").exists()


@pytest.mark.parametrize("password", ["short", "123456789012345", "x" * 300])
def test_a_weak_password_is_refused_in_words(coalition: Coalition, as_member, password: str):
    new = {"oldpassword": PASSWORD, "password1": password, "password2": password}

    assert fresh(coalition.amal, as_member).post("/account/password/", new).status_code == 422


def test_a_proof_opens_what_is_sensitive_for_a_while(coalition: Coalition, as_member):
    client = as_member(coalition.dalia)
    asked = client.get("/members/invite/")
    wrong = client.post("/account/again/", {"password": "a wrong password", "next": "/members/invite/"})
    right = client.post("/account/again/", {"password": PASSWORD, "next": "/members/invite/"})

    assert asked["Location"] == "/account/again/?next=%2Fmembers%2Finvite%2F"
    assert (wrong.status_code, right.status_code, right["Location"]) == (422, 303, "/members/invite/")
    assert client.get("/members/invite/").status_code == 200


def test_one_session_or_all_the_others_can_be_ended(coalition: Coalition):
    here, second, third = (sign_in("amal")[0] for _turn in range(3))
    for client in (here, second, third):
        client.get("/account/sessions/")
    mark = next(row for row in SignIn.objects.all() if bytes(row.session_digest) == digest_of(second))

    here.post(f"/account/sessions/{mark.pk}/end/")
    assert [client.get("/account/").status_code for client in (here, second, third)] == [200, 302, 200]
    here.post("/account/sessions/end-others/")
    assert [client.get("/account/").status_code for client in (here, third)] == [200, 302]


def digest_of(client: Client) -> bytes:
    from malath.platform.access.sessions import session_digest

    return session_digest(client.session.session_key)


def test_anothers_session_answers_as_a_missing_one(coalition: Coalition, as_member):
    other = as_member(coalition.bilal)
    other.get("/account/")
    [row] = SignIn.objects.filter(member=coalition.bilal)

    assert as_member(coalition.amal).post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert other.get("/account/").status_code == 200


def test_lines_whose_session_is_gone_are_cleared(coalition: Coalition, as_member):
    client = as_member(coalition.amal)
    client.get("/account/")
    client.session.flush()

    assert clear_sign_ins() == 1
    assert not SignIn.objects.exists()


def test_an_administrator_adds_an_organisation_with_a_key_of_its_own(coalition: Coalition, as_member):
    client = fresh(coalition.tariq, as_member)
    form = {"name_en": "Open Window", "name_fr": "Fenêtre ouverte", "name_ar": "نافذة مفتوحة", "in_coalition": "on"}

    assert client.post("/organisations/add/", form | {"screens_alerts": "on"}).status_code == 303
    made = Organisation.objects.get(slug="open-window")
    assert client.post("/organisations/add/", form).status_code == 303
    assert Organisation.objects.filter(slug="open-window-2").exists()
    outside = {name: value for name, value in form.items() if name != "in_coalition"} | {"screens_alerts": "on"}
    assert client.post("/organisations/add/", outside).status_code == 422
    assert client.post(f"/organisations/{made.pk}/", form | {"name_en": "Wide Window"}).status_code == 303
    page = client.get("/organisations/").content.decode()
    assert "Wide Window" in page and "نافذة مفتوحة" in page
    # Its key exists: a member of it can be written.
    Member.objects.create_user("first", PASSWORD, home_organisation=made, display_name="The first")


def test_an_administrator_adds_a_local_network(coalition: Coalition, as_member):
    names = {"name_en": "Metz", "name_fr": "Metz", "name_ar": "ميتز"}

    assert fresh(coalition.tariq, as_member).post("/organisations/networks/add/", names).status_code == 303


@pytest.mark.parametrize("handle", ["amal", "rima", "dalia", "omar", "chadia"])
def test_nobody_else_sees_the_organisations(coalition: Coalition, as_member, handle: str):
    client = fresh(getattr(coalition, handle), as_member)

    for path in ("", "add/", f"{coalition.haven.pk}/", "networks/add/"):
        assert client.get(f"/organisations/{path}").status_code == 404
