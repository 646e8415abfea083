"""Somebody at a real browser: goes, fills, presses and reads in one language; every fault of a page is remembered.

Buttons, links and texts are named by their English source: what is looked for is their translation, as the page has it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.people import PASSWORD

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# The browser notes the status of an answer that refuses: 404, 422 and 503 are answers, not faults of a page.
STATUS = re.compile(r"the server responded with a status of (404|422|503)")
PATIENCE = 15_000


class Walker:
    """One person at one browser window."""

    def __init__(self, running: Browser, url: str, language: str, *, size: dict[str, int], scripts: bool) -> None:
        self.url, self.language, self.scripts = url, language, scripts
        self.faults: list[str] = []
        self.forgiven: list[str] = []
        self.context = running.new_context(
            viewport=size, locale=language, java_script_enabled=scripts, reduced_motion="reduce", accept_downloads=True
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_cookies([{"name": "malath-language", "value": language, "url": url}])
        self.context.on("page", self._listen)
        self.page: Page = self.context.new_page()

    # ── who ──
    def become(self, session: str) -> Walker:
        """Go on as the member of a session."""
        self.context.add_cookies([{"name": "malath", "value": session, "url": self.url}])
        return self

    def sign_in(self, handle: str, password: str = PASSWORD) -> None:
        """By handle and password, as on the first page."""
        self.go("/account/sign-in/")
        self.fill("login", handle)
        self.fill("password", password)
        self.press("Continue")

    # ── what the page says ──
    def say(self, english: str, context: str = "", **values: object) -> str:
        """A text of the interface in this person's language."""
        with translation.override(self.language):
            text = translation.pgettext(context, english) if context else translation.gettext(english)
        return text % values if values else text

    def say_many(self, one: str, many: str, count: int, **values: object) -> str:
        """A text with a number in it."""
        with translation.override(self.language):
            return translation.ngettext(one, many, count) % {"count": count, "n": count, **values}

    def sees(self, text: str, within: str = "body") -> None:
        """Wait until the text stands there, visible."""
        expect(self.page.locator(within).first).to_contain_text(text, use_inner_text=True, timeout=PATIENCE)

    def reads(self, english: str, context: str = "", within: str = "body", **values: object) -> None:
        """Wait until the page says it in this person's language."""
        self.sees(self.say(english, context, **values), within)

    def does_not_see(self, text: str, within: str = "body") -> None:
        """The text stands nowhere on the page, even hidden."""
        expect(self.page.locator(within).first).not_to_contain_text(text)

    # ── what one does ──
    def go(self, path: str) -> Response | None:
        """Open an address."""
        return self.page.goto(path if path.startswith("http") else self.url + path)

    def press(self, english: str, context: str = "", within: str = "body", **values: object) -> None:
        """Press the button, link or summary that is called so."""
        self.press_text(self.say(english, context, **values), within)

    def press_text(self, text: str, within: str = "body") -> None:
        """Press what bears these very words."""
        self.control(text, within).click()

    def control(self, text: str, within: str = "body") -> Locator:
        """The visible button, link or summary that bears these words."""
        place = self.page.locator(within).first
        called = re.compile(rf"^\s*{re.escape(text)}\s*$")
        found = place.get_by_role("button", name=called).or_(place.get_by_role("link", name=called))
        found = found.or_(place.locator("summary").filter(has_text=called))
        return found.locator("visible=true").first

    def field(self, name: str, within: str = "main") -> Locator:
        """A control of a form by its name."""
        return self.page.locator(f'{within} [name="{name}"]:not([type=hidden])').locator("visible=true").first

    def fill(self, name: str, value: str, within: str = "main") -> None:
        """Type into a field."""
        self.field(name, within).fill(value)

    def select(self, name: str, value: str, within: str = "main") -> None:
        """Choose in a list by the value."""
        self.field(name, within).select_option(value)

    def tick(self, name: str, value: str = "", within: str = "main") -> None:
        """Choose a radio button or a box by clicking its label."""
        which = f'[value="{value}"]' if value else ""
        self.page.locator(f'{within} label:has([name="{name}"]{which})').first.click()

    def shot(self, name: str) -> None:
        """A picture of the whole page, where somebody asked for them (MALATH_SHOTS names a folder)."""
        if folder := os.environ.get("MALATH_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    # ── what is heard ──
    def forgive(self, words: str) -> None:
        """A message that this journey brings about on purpose."""
        self.forgiven.append(words)

    def end(self) -> list[str]:
        """Close the window; every fault that was heard."""
        self.context.close()
        return [fault for fault in self.faults if not any(words in fault for words in self.forgiven)]

    def _listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("dialog", lambda dialog: dialog.accept())

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not STATUS.search(message.text):
            self.faults.append(f"console: {message.text} {message.location.get('url', '')}")

    def _request(self, request: Request) -> None:
        # chrome…: the browser's own viewer of PDF files.
        if not request.url.startswith((self.url, "data:", "blob:", "chrome")):
            self.faults.append(f"asks {request.url}")


def text_of(locator: Locator) -> str:
    """What a person reads there."""
    value: Any = locator.inner_text()
    return str(value)
