"""The way from an alert to a case and a plan, in Arabic on a telephone, as the people of it walk it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker, text_of

Window = Callable[..., Walker]
HEAD = "مريم الأشقر"
TOLD = "وصلتها رسالتا تهديد بعد مقال، ورأت السيارة نفسها مرتين أمام بيتها."
WORDS = "لا أنام قبل أن يعود ابني."


def tell_of_a_household(chadia: Walker) -> None:
    """The form of an alert, as a focal point fills it."""
    chadia.select("screening", chadia.page.get_by_role("option", name="Haven Association").get_attribute("value") or "")
    for name, value in {"priority": "emergency", "harm": "life", "entry_path": "in_danger", "company": "alone"}.items():
        chadia.tick(name, value)
    chadia.tick("knows", chadia.page.locator('[name="knows"]').first.get_attribute("value") or "")
    chadia.fill("danger_on", (date.today() + timedelta(days=2)).isoformat())
    for name, value in {
        "narrative": TOLD, "own_words": WORDS, "reply": "عبري وحدي", "phone": "+33 6 39 98 00 21", "name": HEAD,
        "other_names": "Mariam Al-Ashqar", "birth": "1987", "country": "تركيا", "place": "غازي عنتاب",
        "safe_hours": "10:00-12:00", "safe_code_word": "زيتون", "household-0-name": "سامر الأشقر",
    }.items():  # fmt: skip
        chadia.fill(name, value)
    chadia.tick("safe_only", "signal")
    chadia.tick("safe_never", "call")


def write_the_three_lists(rima: Walker) -> None:
    """One line in each list, with evidence and day."""
    lines = [
        ("threat", "رسالتا تهديد باسمها", "صورتان من هاتفها"),
        ("vulnerability", "تسكن وحدها مع طفل", "قول الجارة"),
        ("capacity", "خالتها في حلب تؤويها", "مكالمة معها"),
    ]
    for number, (kind, text, evidence) in enumerate(lines):
        rima.select(f"form-{number}-kind", kind)
        rima.fill(f"form-{number}-text", text)
        rima.fill(f"form-{number}-evidence", evidence)
        rima.fill(f"form-{number}-dated", "2026-11-01")
    rima.press("Keep this assessment")


def test_an_alert_becomes_a_case_and_its_sender_learns_of_it(window: Window, place: Place) -> None:
    chadia, rima = window(), window("rima")

    chadia.sign_in("chadia")
    chadia.reads("Nothing waits for you")
    chadia.shot("01-today-of-a-focal-point")
    chadia.go("/alerts/sent/")
    chadia.press("Send an alert")
    tell_of_a_household(chadia)
    chadia.shot("02-alert-form")
    chadia.press("Send the alert")
    chadia.reads("The alert is sent. Those who decide were told.")
    chadia.sees(HEAD)
    chadia.shot("03-alert-sent")
    sent = chadia.page.url

    rima.go("/today/")
    rima.sees("غازي عنتاب", "main")
    rima.shot("04-today-of-a-coordinator")
    rima.go("/alerts/")
    first = rima.page.locator("ol.queue > li").first
    expect(first).to_contain_text(rima.say("First,"))
    expect(first.locator("dl.triage")).to_contain_text(rima.say("Danger to life"))
    rima.shot("04-queue-of-alerts")
    # Another journey may have told of a household in the same words: this one's own alert is opened.
    rima.page.locator(f'ol.queue a[href="/alerts/{sent.rstrip("/").rpartition("/")[2]}/"]').click()
    rima.sees(WORDS)
    rima.sees(TOLD)
    expect(rima.page.locator("section.safe")).to_contain_text("زيتون")
    rima.shot("05-alert")
    rima.press("Write the three lists")
    rima.shot("06-assess")
    write_the_three_lists(rima)
    for words in ("رسالتا تهديد باسمها", "صورتان من هاتفها", "تسكن وحدها مع طفل", "خالتها في حلب تؤويها"):
        rima.sees(words, ".risk")
    rima.shot("07-assessed")

    rima.press("Accept and open a case")
    rima.select("lead", place.world["members"]["amal"])
    rima.fill("told", "فريق من ثلاثة معها منذ اليوم.")
    rima.shot("08-accept")
    rima.press("Accept and open the case")
    rima.reads("The case is open. The focal point learns that the alert was accepted.")
    rima.sees(HEAD, "h1")
    expect(rima.page.locator("section.safe")).to_contain_text("زيتون")
    rima.shot("09-case")
    case = rima.page.url

    amal = window("amal")
    amal.go("/cases/")
    amal.sees(HEAD)
    amal.press_text(HEAD)
    expect(amal.page).to_have_url(case)

    chadia.go(sent)
    assert text_of(chadia.page.locator("h1")) == chadia.say("Accepted: a case was opened")
    chadia.sees("فريق من ثلاثة معها منذ اليوم.")
    assert (chadia.go(case.removeprefix(place.server.url)) or rima.page).status == 404  # type: ignore[union-attr]
