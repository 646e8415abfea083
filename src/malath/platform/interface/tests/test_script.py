"""What the script adds, in a real Chromium: drafts through a lost line, the quick exit, the veil, large files.

Pages and files are answered inside the browser, so no server runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template import Context, Template

STATIC = Path(__file__).resolve().parent.parent / "static"
ORIGIN = "http://localhost:9"
KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
POLICY = "default-src 'none'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
PAGE = """{% load malath %}<!doctype html><html lang="en"><head><title>x</title><meta name="malath-csrf" content="t">
<meta name="malath-draft-key" content="{{ key }}"><meta name="malath-saved" content="Saved on the server">
<meta name="malath-kept" content="Kept on this device, line lost">
<meta name="malath-restored" content="Your unfinished text was restored"><script type="module" src="/static/malath/malath.js"></script></head>
<body><label><input type="checkbox" id="veil">veil</label>
<a data-quick-exit data-signout-url="/out/" href="/harmless/">leave</a>
<form method="post" action="/sent/" {% draft "note:1" %}><textarea name="text"></textarea>
<input type="file" id="f" data-max-size="10" data-too-large="too large"><output id="f-size"></output>
<button>go</button></form>
</body></html>"""


class Site:
    """A page, its static files, and a draft keeper that can be cut off."""

    def __init__(self) -> None:
        self.drafts: dict[str, dict[str, str]] = {}
        self.lost = False
        self.seen: list[str] = []
        self.key = KEY

    def answer(self, route: Any) -> None:
        request, path = route.request, urlsplit(route.request.url).path
        self.seen.append(f"{request.method} {path}")
        if path.startswith("/static/"):
            return route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type="text/javascript")
        if path == "/draft/":
            return route.abort() if self.lost else self.keep(route)
        if path == "/form/":
            page = Template(PAGE).render(Context({"key": self.key}))
            return route.fulfill(body=page, content_type="text/html", headers={"Content-Security-Policy": POLICY})
        return route.fulfill(body="<title>other</title>", content_type="text/html")

    def keep(self, route: Any) -> None:
        if route.request.method == "GET":
            return route.fulfill(
                body=json.dumps({"fields": self.drafts.get("note:1", {})}), content_type="application/json"
            )
        sent = {name: values[0] for name, values in parse_qs(route.request.post_data).items()}
        form = sent.pop("form")
        if sent.pop("drop", ""):
            self.drafts.pop(form, None)
        else:
            self.drafts[form] = sent
        return route.fulfill(body="{}", content_type="application/json")


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(site: Site) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        opened = browser.new_context().new_page()
        opened.route("**/*", site.answer)
        opened.goto(f"{ORIGIN}/form/")
        opened.wait_for_load_state("networkidle")
        yield opened
        browser.close()


def write(page: Any, text: str, until: str) -> None:
    page.locator("textarea").fill(text)
    page.get_by_text(until).wait_for()


def test_a_draft_is_kept_on_the_server_and_comes_back(site, page):
    write(page, "her words", "Saved on the server")

    page.goto(f"{ORIGIN}/form/")
    page.get_by_text("unfinished text was restored").wait_for()

    assert site.drafts["note:1"]["text"] == "her words"
    assert page.locator("textarea").input_value() == "her words"


def test_a_lost_line_loses_no_word_and_the_device_holds_no_clear_text(site, page):
    site.lost = True
    write(page, "her words", "Kept on this device")
    held = page.evaluate("JSON.stringify(localStorage)")

    page.goto(f"{ORIGIN}/form/")
    page.get_by_text("unfinished text was restored").wait_for()

    assert "note:1" in held and "her words" not in held
    assert page.locator("textarea").input_value() == "her words"


def test_a_later_session_cannot_read_what_an_earlier_one_kept(site, page):
    site.lost = True
    write(page, "her words", "Kept on this device")
    site.key = KEY.replace("QUJD", "WlpZ")

    page.goto(f"{ORIGIN}/form/")
    page.wait_for_function("Object.keys(localStorage).length === 0")

    assert page.locator("textarea").input_value() == ""


def test_a_sent_form_leaves_no_draft(site, page):
    write(page, "her words", "Saved on the server")

    page.get_by_role("button", name="go").click()
    page.goto(f"{ORIGIN}/form/")
    page.wait_for_load_state("networkidle")

    assert site.drafts == {} and page.locator("textarea").input_value() == ""


def test_three_escapes_leave_and_sign_out(site, page):
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(f"{ORIGIN}/harmless/")

    assert "POST /out/" in site.seen


def test_two_escapes_stay(site, page):
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)

    assert page.url == f"{ORIGIN}/form/"


def test_a_file_too_large_is_refused_before_it_is_sent(page):
    page.locator("#f").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x" * 11})

    assert page.locator("#f-size").inner_text() == "too large"
    assert page.evaluate("document.getElementById('f').validationMessage") == "too large"


def test_the_veil_stays_from_page_to_page(page):
    page.locator("#veil").check()

    page.goto(f"{ORIGIN}/form/")

    page.wait_for_function("document.getElementById('veil').checked")
