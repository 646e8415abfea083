"""What happened, in Arabic on a telephone: told in the wizard, checked by a second member, verified by a third, found, taken out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker

Window = Callable[..., Walker]
TITLE = "اعتقال عند حاجز الجسر"
STORY = {
    "teller": "أم غيث الحموية",
    "narrative": "أوقفوه عند الجسر فجراً وأخذوه بسيارة بيضاء.",
    "title": TITLE,
    "when": "ربيع 2013",
    "place": "حمص",
    "act-1-kind": "اعتقال عند حاجز",
    "victim-1-name": "غيث مروان الحموي",
    "victim-1-age": "34",
}


def tell(hani: Walker) -> str:
    """The story becomes a record; its address."""
    hani.go("/violations/stories/tell/")
    for name, value in STORY.items():
        hani.fill(name, value)
    hani.shot("violations-telling")
    hani.press("Finish: make the record")
    hani.page.wait_for_url("**/violations/*-*-*-*-*/")
    hani.sees(TITLE, "h1")
    hani.sees("غيث مروان الحموي")
    hani.shot("violations-event")
    return hani.page.url


def review(walker: Walker, event: str, to: str, words: str) -> None:
    """Somebody who did not write it takes a step of its review."""
    walker.go(event)
    walker.press("Review")
    walker.tick("tie_said", "none")
    walker.tick("to", to)
    if to == "verified":
        for name in ("source_reliability", "information_reliability"):
            walker.select(name, "02")
    walker.fill("words", words)
    walker.shot(f"violations-review-{to}")
    walker.press("Note the review")
    walker.page.wait_for_url(event)


def test_a_story_is_told_checked_verified_found_and_taken_out(window: Window, place: Place, tmp_path: object) -> None:
    hani, wafa, zeina = window("hani"), window("wafa"), window("zeina")

    event = tell(hani)
    hani.go(f"{event}review/")
    expect(hani.page.locator("[name=to][value=checked]")).to_have_count(0)
    review(wafa, event, "checked", "قارنتُ الرواية بما قاله الجيران.")
    review(zeina, event, "verified", "تأكدتُ من التاريخ والمكان.")

    wafa.go("/violations/find/")
    place.server.wait_until(lambda: found(wafa))
    wafa.shot("violations-found")

    hani.go("/violations/leave/")
    with hani.page.expect_download() as sent:
        hani.press("Make the archive")
    sent.value.save_as(f"{tmp_path}/record.zip")
    with zipfile.ZipFile(f"{tmp_path}/record.zip") as archive:
        table = archive.read("tables/ar/event.csv").decode("utf-8")
        assert TITLE in table and "verified" in table
        assert "قارنتُ الرواية" in archive.read("reviews.jsonl").decode()


def found(walker: Walker) -> bool:
    """Whether a search by a word of the story finds it."""
    walker.go("/violations/find/")
    walker.fill("text", "الجسر فجراً")
    walker.press("Search")
    walker.page.wait_for_load_state()
    return walker.page.locator("table").get_by_text("غيث مروان الحموي").count() > 0
