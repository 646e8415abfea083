"""A real browser that looks at a page and names every fault: axe's, the outline's, the console's, the network's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, ConsoleMessage, Request, sync_playwright

from tests.accessibility.pages import Page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"],
  preload: false, iframes: false, ancestry: false})).violations.map(v => v.id + ": "
  + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary.replaceAll("\\n", " ").slice(0, 160)).join(" | "))"""
OUTLINE = """() => ({lang: document.documentElement.lang, dir: getComputedStyle(document.documentElement).direction,
  heads: document.querySelectorAll("h1").length, title: document.title})"""
SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"
SEND = """path => { const form = document.createElement("form"), field = document.createElement("input");
  form.method = "post"; form.action = path; field.name = "csrfmiddlewaretoken";
  field.value = document.querySelector("[name=csrfmiddlewaretoken]").value;
  form.append(field); document.body.append(form); form.submit(); }"""


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


class Looker:
    """One page object that goes everywhere in one language, scheme and width."""

    def __init__(
        self, running: Browser, url: str, language: str, *, scheme: str = "light", width: int = 1440, height: int = 900
    ) -> None:
        self.url, self.language, self.role = url, language, ""
        self.size, self.phone = {"width": width, "height": height}, {"width": 390, "height": 844}
        self.context = running.new_context(
            viewport=self.size, color_scheme=scheme, locale=language, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        # Into every page before its own scripts, by the browser itself: the strict policy of the pages stands.
        self.page.add_init_script(AXE)
        self.heard: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def become(self, session: str) -> None:
        """Go on as the member of a session, or as nobody."""
        self.context.clear_cookies()
        cookies = {"malath-language": self.language} | ({"malath": session} if session else {})
        self.context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])

    def look_at(self, page: Page) -> list[str]:
        """Go there and name what is wrong."""
        self.heard.clear()
        if page.method == "GET":
            answer = self.page.goto(self.url + page.path)
        else:
            self._stand_at_a_form(page.role)
            with self.page.expect_navigation() as navigation:
                self.page.evaluate(SEND, page.path)
            answer = navigation.value
        assert answer is not None
        if urlsplit(self.page.url).path != page.path or answer.status not in page.statuses:
            return [f"answered {answer.status} at {urlsplit(self.page.url).path}"]
        return self.faults()

    def _stand_at_a_form(self, role: str) -> None:
        """Where a form of this member's stands: the page that is shown, or one that always has some."""
        if role != self.role or not self.page.locator("[name=csrfmiddlewaretoken]").count():
            self.page.goto(self.url + ("/account/" if role else "/account/sign-in/"))
            self.heard.clear()
        self.role = role

    def faults(self) -> list[str]:
        """What is wrong with the page that is shown."""
        seen = self.page.evaluate(OUTLINE)
        wanted = {"lang": self.language, "dir": "rtl" if self.language == "ar" else "ltr", "heads": 1}
        found = [f"{name} is {seen[name]!r}" for name, value in wanted.items() if seen[name] != value]
        if not seen["title"].strip():
            found.append("has no title")
        return found + self._axe() + self._sideways() + list(self.heard)

    def _sideways(self) -> list[str]:
        """How far the page scrolls sideways on a phone."""
        self.page.set_viewport_size(self.phone)
        over = self.page.evaluate(SIDEWAYS)
        self.page.set_viewport_size(self.size)
        return [f"scrolls sideways by {over} px on a phone"] if over > 0 else []

    def _axe(self) -> list[str]:
        # A page that begins at its errors has other controls under the bar that stays; who scrolls finds them.
        self.page.evaluate("() => scrollTo(0, 0)")
        violations: list[Any] = self.page.evaluate(RUN, RULES)
        return [str(violation) for violation in violations]

    def _console(self, message: ConsoleMessage) -> None:
        # The browser notes the status of an answer that refuses; that status is what the page was asked for.
        own = message.location.get("url", "") == self.page.url and "the server responded with a status" in message.text
        if message.type == "error" and not own:
            self.heard.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.heard.append(f"asks {request.url}")
