"""Signing in as members do: authenticator, recovery code, passkey, invitation; and how a session ends."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker, text_of
from tests.people import PASSWORD

Window = Callable[..., Walker]


def code_of(secret: str) -> str:
    """What an authenticator shows now (RFC 6238: SHA-1, thirty seconds, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    return f"{(struct.unpack_from('>I', digest, digest[-1] & 15)[0] & 0x7FFFFFFF) % 10**6:06d}"


def set_up_an_authenticator(walker: Walker) -> str:
    """From the page of second factors; the secret as it stands there for those without a camera."""
    walker.go("/account/second-factor/authenticator/")
    secret = text_of(walker.page.locator("code.mono")).strip()
    give_the_code(walker, secret, "Set up")
    return secret


def give_the_code(walker: Walker, secret: str, button: str) -> None:
    """Type what the authenticator shows; the next one where the half minute ended meanwhile, as the page says."""
    for _attempt in range(2):
        walker.fill("code", code_of(secret))
        with walker.page.expect_navigation():
            walker.press(button)
        if not walker.page.locator("[name=code][aria-invalid=true]").count():
            return


def sign_out(walker: Walker) -> None:
    """From one's own account."""
    walker.go("/account/")
    walker.press("Sign out", within="main")
    walker.reads("Sign in", within="h1")


def test_whoever_decides_sets_up_an_authenticator_and_signs_in_with_its_code_or_a_recovery_code(window: Window) -> None:
    boris = window(language="fr")

    boris.sign_in("boris")
    boris.language = "ar"  # the pages follow the member's choice
    boris.reads("Set up a second factor")
    boris.go("/today/")
    boris.reads("Set up a second factor")
    secret = set_up_an_authenticator(boris)
    boris.reads("Write these codes down now: they are shown once")
    codes = boris.page.locator("main ol code").all_inner_texts()
    assert len(set(codes)) >= 8
    boris.press("I have kept them")
    boris.go("/today/")
    assert boris.page.url.endswith("/today/")

    sign_out(boris)
    boris.sign_in("boris")
    boris.reads("Now the second step")
    boris.fill("code", "000000")
    boris.press("Sign in")
    expect(boris.page.locator(".error").first).to_be_visible()
    give_the_code(boris, secret, "Sign in")
    boris.page.wait_for_url("**/today/")

    sign_out(boris)
    boris.sign_in("boris")
    boris.fill("code", codes[0])
    boris.press("Sign in")
    boris.page.wait_for_url("**/today/")
    sign_out(boris)
    boris.sign_in("boris")
    boris.fill("code", codes[0])
    boris.press("Sign in")
    expect(boris.page.locator(".error").first).to_be_visible()


def test_a_passkey_signs_in_and_proves_again_who_it_is(window: Window) -> None:
    lea = window("lea", desk=True)
    devtools = lea.context.new_cdp_session(lea.page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})

    lea.go("/account/second-factor/passkeys/add/")
    lea.press("Add a passkey", within="main form")
    lea.page.wait_for_url(lambda address: not address.endswith("/add/"))
    lea.go("/account/second-factor/")
    lea.reads("A computer")

    sign_out(lea)
    lea.press("Sign in with a passkey")
    lea.page.wait_for_url("**/today/")

    sign_out(lea)
    lea.sign_in("lea")
    lea.reads("Now the second step")
    lea.press("Use a passkey")
    lea.page.wait_for_url("**/today/")


def test_an_invitation_makes_one_account_and_then_opens_nothing(window: Window) -> None:
    dalia, guest, late = window("dalia", desk=True), window(language="fr"), window(language="en")

    dalia.go("/members/invite/")
    dalia.select("role", "case_worker")
    dalia.press("Make the link")
    link = text_of(dalia.page.locator("#invitation-link")).strip()

    guest.go(link)
    guest.reads("You are invited")
    given = {"handle": "nour", "display_name": "Nour B.", "password1": "quatre mots bien choisis"}
    for name, value in {**given, "password2": "quatre mots bien choisis"}.items():
        guest.fill(name, value)
    guest.press("Begin")
    guest.page.wait_for_url("**/today/")
    guest.reads("Nothing waits for you")

    late.go(link)
    late.reads("This link opens nothing")
    dalia.go("/members/")
    dalia.sees("nour")


def test_a_session_is_ended_from_another(window: Window) -> None:
    here, there = window(), window()
    for walker in (here, there):
        walker.sign_in("nadim")
        walker.page.wait_for_url("**/today/")

    here.go("/account/sessions/")
    rows = here.page.locator("main ul.pairs > li")
    others = rows.count() - 1
    assert others >= 1
    here.press("End all the others")
    here.reads("You are signed in here alone")

    there.go("/today/")
    there.reads("Sign in", within="h1")
    here.go("/today/")
    assert here.page.url.endswith("/today/")


def test_what_is_sensitive_asks_again_who_it_is(window: Window, place: Place) -> None:
    amal = window().become(place.world["stale"]["amal"])

    amal.go("/account/second-factor/authenticator/")
    amal.reads("Is it still you?")
    amal.fill("password", "a wrong password of hers")
    amal.press("Continue")
    expect(amal.page.locator(".error").first).to_be_visible()
    amal.fill("password", PASSWORD)
    amal.press("Continue")
    amal.page.wait_for_url("**/account/second-factor/authenticator/")
    expect(amal.page.locator("code.mono")).to_be_visible()


def test_a_lock_out_ends_the_members_session_at_the_next_click(window: Window, place: Place) -> None:
    dalia, salim = window("dalia", desk=True), window()
    salim.sign_in("salim")
    salim.page.wait_for_url("**/today/")

    dalia.go(f"/members/{place.world['members']['salim']}/lock-out/")
    dalia.tick("reason", "device")
    dalia.press("Lock out now")
    dalia.reads("locked out")

    salim.page.locator(".dock a").first.click()
    salim.reads("Sign in", within="h1")
    salim.sign_in("salim")
    salim.reads("The handle or the password is not right, or this account is closed.")
