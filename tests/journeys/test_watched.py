"""People who are watched, whose line breaks, who use no mouse: the quick exit, the seal, idleness, drafts, the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Response, Route, expect

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker
from tests.journeys.world import HOUSEHOLDS
from tests.living import LivingServer

Window = Callable[..., Walker]
HARMLESS = "<!doctype html><title>Wikipedia</title><h1>A harmless page</h1>"
TEXT = "كُتبت والخط مقطوع: وصلت إلى المعبر."


def harmless(route: Route) -> None:
    """What stands where the quick exit leads; the journeys ask nothing of other servers."""
    route.fulfill(body=HARMLESS, content_type="text/html")


def leave(walker: Walker, how: Callable[[Page], None]) -> None:
    """Open a case, leave at once, go back: the case is not there, and the session has ended."""
    walker.context.route("https://*.wikipedia.org/**", harmless)
    walker.forgive("asks https://ar.wikipedia.org/")
    walker.page.wait_for_function("document.querySelector('[data-line]').hidden !== undefined")
    name = walker.page.locator("h1").inner_text()

    how(walker.page)
    walker.page.wait_for_url("https://ar.wikipedia.org/")
    expect(walker.page.locator("h1")).to_have_text("A harmless page")

    walker.page.go_back()
    walker.does_not_see(name)
    walker.go("/today/")
    walker.reads("Sign in", within="h1")


def began_anew(server: LivingServer, before: list[int]) -> bool:
    """Whether every process of the server was replaced, and it answers, sealed."""
    return not set(before) & set(server.children()) and server.is_sealed is True


def test_the_quick_exit_leaves_at_once_and_back_shows_nothing(window: Window, place: Place) -> None:
    nadim = window()
    nadim.sign_in("nadim")
    nadim.page.wait_for_url("**/today/")
    nadim.go("/account/")

    leave(nadim, lambda page: page.locator("[data-quick-exit]").click())


def test_three_escapes_leave_at_once(window: Window, place: Place) -> None:
    lea = window()
    lea.sign_in("chadia")
    lea.page.wait_for_url("**/today/")
    lea.go("/account/")

    def press(page: Page) -> None:
        for _time in range(3):
            page.keyboard.press("Escape")

    leave(lea, press)


def test_signing_out_leaves_nothing_in_the_browser_and_one_can_sign_in_again(window: Window, place: Place) -> None:
    nadim = window()
    nadim.sign_in("nadim")
    nadim.page.wait_for_url("**/today/")
    nadim.page.evaluate("localStorage.setItem('left', 'a draft')")
    nadim.go("/account/")

    nadim.press("Sign out", within="main")
    nadim.page.wait_for_url("**/account/sign-in/**")
    left = nadim.page.evaluate("localStorage.getItem('left')")
    nadim.page.go_back()
    nadim.reads("Sign in", within="h1")
    nadim.sign_in("nadim")
    nadim.page.wait_for_url("**/today/")

    assert left is None


def test_the_page_hides_while_nobody_moves(window: Window, place: Place) -> None:
    amal = window("amal")
    amal.page.clock.install()
    amal.go(f"/cases/{place.world['cases']['watched']}/")
    note = amal.page.locator("[data-away]")
    expect(note).to_be_hidden()

    amal.page.clock.fast_forward("11:00")
    expect(note).to_be_visible()
    expect(amal.page.locator("body")).to_have_class("app away")
    blurred = amal.page.locator("main").evaluate("one => getComputedStyle(one).filter")
    assert blurred != "none"

    amal.page.keyboard.press("Shift")
    expect(note).to_be_hidden()


def test_names_are_hidden_by_one_switch_and_stay_so(window: Window, place: Place) -> None:
    amal = window("amal")
    amal.go(f"/cases/{place.world['cases']['watched']}/")
    name = amal.page.locator("h1 .name")
    clear = name.evaluate("one => getComputedStyle(one).filter")

    amal.page.locator("label.toggle").click()
    veiled = name.evaluate("one => getComputedStyle(one).filter")
    amal.go("/cases/")
    later = amal.page.locator("td .name, th .name").first.evaluate("one => getComputedStyle(one).filter")

    assert clear == "none"
    assert "blur" in veiled
    assert "blur" in later


def test_the_seal_asks_first_and_then_nobody_reads_anything(window: Window, place: Place) -> None:
    amal, tariq = window("amal"), window("tariq", desk=True)
    amal.go("/cases/")
    amal.sees(HOUSEHOLDS["watched"])

    before = place.server.children()
    try:
        tariq.go("/today/")
        asked: list[str] = []
        tariq.page.on("dialog", lambda dialog: asked.append(dialog.message))
        tariq.press("Seal now", within=".side")
        tariq.reads("The server is sealed")
        assert asked == [
            tariq.say("Seal the server now? Everybody is signed out, and its key holders must open it again.")
        ]
        place.server.wait_until(lambda: began_anew(place.server, before))

        amal.go("/cases/")
        amal.shot("50-sealed")
        amal.does_not_see(HOUSEHOLDS["watched"])
        amal.reads("The server is sealed")
    finally:
        place.server.wait_until(lambda: began_anew(place.server, before))
        place.server.unseal()


def test_the_language_changes_on_every_page_and_the_page_stays(window: Window, place: Place) -> None:
    rima = window("rima", desk=True)
    for path in ("/today/", "/alerts/", f"/cases/{place.world['cases']['watched']}/", "/plans/", "/account/"):
        for language, direction in (("fr", "ltr"), ("ar", "rtl")):
            rima.go(path)
            rima.page.locator(f"header.bar button[name=language][value={language}]").click()
            expect(rima.page.locator("html")).to_have_attribute("lang", language)
            expect(rima.page.locator("html")).to_have_attribute("dir", direction)
            assert rima.page.url == place.server.url + path


def test_everything_is_reached_by_the_keyboard(window: Window, place: Place) -> None:
    amal = window("amal", desk=True)
    amal.go("/today/")
    press = amal.page.keyboard.press

    press("Tab")
    skip = amal.page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert skip.evaluate("one => getComputedStyle(one).boxShadow") != "none"
    press("Enter")
    expect(amal.page.locator("#main")).to_be_focused()

    opener, menu = amal.page.locator("[popovertarget=account]"), amal.page.locator("#account")
    opener.focus()
    press("Enter")
    expect(menu).to_be_visible()
    press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()

    amal.go(f"/cases/{place.world['cases']['watched']}/")
    tab = amal.page.get_by_role("link", name=amal.say("Papers"), exact=True)
    tab.focus()
    assert tab.evaluate("one => getComputedStyle(one).boxShadow") != "none"
    press("Enter")
    amal.reads("Add a document")


def test_a_refused_form_says_what_is_wrong_and_takes_the_focus_there(window: Window, place: Place) -> None:
    amal = window("amal")
    amal.go(f"/cases/{place.world['cases']['watched']}/contact/")
    amal.select("channel", "signal")
    amal.page.locator("main form:has([name=why_not]) button").first.focus()
    amal.page.keyboard.press("Enter")

    summary = amal.page.locator(".note.bad.errors")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    expect(amal.field("why_not")).to_be_focused()


def is_draft(answer: Response, method: str) -> bool:
    """Whether the page's script asked for a draft, or told what to do with it."""
    return "/draft/" in answer.url and answer.request.method == method


def test_a_draft_survives_a_lost_line_and_a_closed_page(window: Window, place: Place) -> None:
    amal = window("amal")
    amal.forgive("ERR_INTERNET_DISCONNECTED")
    address = f"/cases/{place.world['cases']['watched']}/note/"
    with amal.page.expect_response(lambda answer: is_draft(answer, "GET")):
        amal.go(address)

    amal.context.set_offline(True)
    amal.fill("text", TEXT)
    amal.reads("Kept on this device, line lost")
    expect(amal.page.locator("[data-line]")).to_be_visible()
    kept = amal.page.evaluate("JSON.stringify({...localStorage})")
    assert "malath-draft-" in kept
    assert TEXT not in kept

    amal.page.close()
    amal.page = amal.context.new_page()
    amal.context.set_offline(False)
    amal.go(address)
    amal.reads("Your unfinished text was restored")
    expect(amal.field("text")).to_have_value(TEXT)

    with amal.page.expect_response(lambda answer: is_draft(answer, "POST")):
        amal.press("Keep the note")
    amal.sees(TEXT, "#story")
    with amal.page.expect_response(lambda answer: is_draft(answer, "GET")) as asked:
        amal.go(address)
    assert asked.value.ok
    expect(amal.field("text")).to_have_value("")
