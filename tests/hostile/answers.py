"""What is asked of every answer: never a broken page, and a refusal says why in the language that was chosen."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.utils import translation
from django.utils.translation import trans_real

from tests.hostile.world import World, state

ARABIC = re.compile("[\u0621-\u064a]")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
# Here a page's own script asks, and shows the error's words itself.
SPOKEN_TO_BY_SCRIPTS = ("/evidence/add/", "/give/", "/draft/")


class Said(HTMLParser):
    """The language of a page, and what it says of a refusal: alerts, errors of fields, and the answer's own heading."""

    EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "use", "path", "wbr", "col"})

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.errors: list[str] = []
        self.heading = ""
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if tag in self.EMPTY:
            return
        classes = set(given.get("class", "").split())
        tells = given.get("role") == "alert" or bool(classes & {"error", "errors", "errorlist", "error-summary"})
        if tells:
            self.errors.append("")
        self._open.append((tag, tells))

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _tells in self._open):
            return
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if any(tells for _tag, tells in self._open):
            self.errors[-1] += text
        if any(tag == "h1" for tag, _tells in self._open):
            self.heading += text


def read_answer(html: str) -> Said:
    """Parse a page."""
    said = Said()
    said.feed(html)
    return said


@cache
def english_sentences() -> frozenset[str]:
    """The sentences of the programme whose French is not the same."""
    with translation.override("fr"):
        catalogue: Any = trans_real.catalog()
        keys = {key for known in catalogue._catalog._catalogs for key in known if isinstance(key, str)}
        return frozenset(key for key in keys if len(key) > 15 and translation.gettext(key) != key)


def wrong_language(text: str, language: str) -> bool:
    """Whether a message was left in another language than the one chosen."""
    if language == "ar":
        return bool(LATIN_WORD.search(text)) and not ARABIC.search(text)
    if language == "fr":
        return text.strip() in english_sentences()
    return bool(ARABIC.search(text)) and not LATIN_WORD.search(text)


def faults_of(world: World, response: Any, language: str, *, changed: bool = True) -> list[str]:
    """What is wrong with an answer; empty when all is well. Not `changed` where an earlier request changed something."""
    status = response.status_code
    if status >= 500:
        return [f"answered {status}"]
    if status < 400:
        return []
    faults = []
    if changed and state() != world.before:
        faults.append(f"refused with {status}, and something was changed all the same")
    if status == 405:
        return faults
    if "json" in response.get("Content-Type", "") and _is_for_a_script(response.wsgi_request):
        return faults + _script_faults(response, language)
    if "html" not in response.get("Content-Type", ""):
        return [*faults, f"{status} is no page: {response.get('Content-Type')} {response.content[:200]!r}"]
    said = read_answer(response.content.decode("utf-8", "replace"))
    if said.language and said.language != language:
        faults.append(f"{status} in {said.language!r}, {language!r} was chosen")
    told = [" ".join(text.split()) for text in said.errors if text.strip()]
    if status in {400, 403, 404, 410, 413, 429}:
        told = told or [" ".join(said.heading.split())]
    if not any(told):
        faults.append(f"{status} without a message: {' '.join(said.heading.split())!r}")
    faults += [f"{status} in another language: {text!r}" for text in told if wrong_language(text, language)]
    return faults


def _is_for_a_script(asked: Any) -> bool:
    said = asked.headers.get("Accept", "") + asked.headers.get("Content-Type", "")
    return "json" in said or asked.path.startswith(SPOKEN_TO_BY_SCRIPTS)


def _script_faults(response: Any, language: str) -> list[str]:
    """A page's own script is told where to go on, or why not, in words for the person before it."""
    if not response.wsgi_request.path.startswith(SPOKEN_TO_BY_SCRIPTS):
        return []
    told = response.json()
    if isinstance(told.get("at"), int):
        return []
    text = str(told.get("error", ""))
    if not text:
        return [f"{response.status_code} without a message"]
    return [f"{response.status_code} in another language: {text!r}"] if wrong_language(text, language) else []
