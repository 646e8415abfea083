"""A recovery plan with a person: needs, goals, steps, reviews, the wheel, their printed copy; in Arabic on a telephone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker
from tests.journeys.world import HOUSEHOLDS

Window = Callable[..., Walker]
GOAL = "أن يكون لي باب أقفله بيدي"


def review(amal: Walker, ratings: dict[str, int], words: str) -> None:
    """He places himself in each domain."""
    amal.press("Review it with them")
    for domain, value in ratings.items():
        amal.select(f"rate_{domain}", str(value))
    amal.fill("say_all", words)
    amal.press("Keep the review")
    amal.reads("The review is kept beside the earlier ones.")


def test_a_plan_is_made_reviewed_and_printed_for_the_person(window: Window, place: Place) -> None:
    amal, name = window("amal"), HOUSEHOLDS["plan"]

    amal.go(f"/cases/{place.world['cases']['plan']}/")
    amal.press("Begin a plan")
    amal.press("Begin the plan")
    amal.sees(name, "h1")
    plan = amal.page.url

    amal.press("Need or strength")
    amal.tick("kind", "need")
    amal.fill("text", "ينام عند صديق حتى آخر الشهر")
    amal.press("Note it")
    amal.press("Goal")
    amal.fill("words", GOAL)
    amal.press("Write it down")
    amal.sees(GOAL, "blockquote.own")
    amal.press("Step")
    amal.fill("what", "طلب سكن اجتماعي")
    amal.select("member", place.world["members"]["amal"])
    amal.fill("due_on", date.today().isoformat())
    amal.press("Add the step")
    amal.sees("طلب سكن اجتماعي")

    review(amal, {"housing": 1, "health": 2, "legal": 3, "capacity": 2, "work": 1}, "البداية صعبة")
    review(amal, {"housing": 3, "health": 2, "legal": 3, "capacity": 2, "work": 1}, "صار لي عنوان")
    expect(amal.page.locator("figure svg").first).to_be_visible()
    amal.sees("صار لي عنوان", "blockquote.own")
    amal.reads("Since the last review")
    amal.sees("1 ← 3")  # from the right, the earlier one first
    amal.shot("40-plan")

    amal.go("/today/")
    amal.sees("طلب سكن اجتماعي", "main")

    amal.go(plan)
    with amal.page.expect_popup() as opened:
        amal.press("Print their plan")
    printed = amal.context.request.get(opened.value.url)
    assert printed.headers["content-type"] == "application/pdf"
    read_the_print(printed.body())


def read_the_print(body: bytes) -> None:
    """At least a page, Arabic letters in their order, no organisation's name."""
    pages = PdfReader(io.BytesIO(body)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert len(pages) >= 1
    assert any("\u0600" <= letter <= "\u06ff" for letter in text)
    assert "باب" in text or "باب"[::-1] in text
    assert "Haven" not in text
