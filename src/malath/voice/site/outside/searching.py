"""Search over what is published, in the public process: no Django, no database, nothing kept of who asks or what (SC9).

What can be found stands in files of its own beside the pages, made with them: the words of each text, and the line that
stands for it in a list. The words of a question are those of the workspace's own search; a text is found when each of them
stands in it. An answer is a stored page with stored lines: of the question nothing but its own field is written.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from malath.platform.sealed.finder.spelling import terms_of
from malath.platform.sealed.finder.vocabulary import Vocabulary
from malath.voice.site.outside.filling import filled
from malath.voice.site.outside.folder import LIVE
from malath.voice.site.outside.receiving import read_body

WHERE = "search"
# What the process needs to answer, by language.
PAGE, FOUND_BY = f"{WHERE}.html", f"{WHERE}.json"
MOST_BYTES, LONGEST, MOST_TERMS, A_PAGE = 4000, 200, 8, 20
# Of those who ask at the same moment; the other threads go on serving pages.
ASKING_AT_ONCE = 2
# Where the lines of an answer stand in its page; the numbers in it are filled in too.
LINES, COUNT, NEWER, OLDER = "<!--lines-->", "{count}", "{newer}", "{older}"
Pairs = Sequence[tuple[str, str]] | None


@dataclass
class Words:
    """The texts of one language: their lines, newest first, and which of them hold a word."""

    lines: list[str]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    holding: list[array[int]] = field(default_factory=list)

    @classmethod
    def of(cls, told: Sequence[Mapping[str, str]]) -> Words:
        """The texts as the published file tells them: {"line": …, "words": words apart by spaces}."""
        made = cls([one["line"] for one in told])
        for place, one in enumerate(told):
            for word in one["words"].split():
                number = made.vocabulary.number(word)
                if number == len(made.holding):
                    made.holding.append(array("I"))
                made.holding[number].append(place)
        return made

    def find(self, terms: Sequence[str]) -> list[int]:
        """The places of the texts that hold every term, in any of the forms that it may stand for."""
        left: set[int] | None = None
        for term in terms:
            theirs: set[int] = set()
            for number in self.vocabulary.meant_by(term):
                theirs.update(self.holding[number])
            left = theirs if left is None else left & theirs
            if not left:
                return []
        return sorted(left or ())


def is_question(asked: Mapping[str, Any], languages: Sequence[str]) -> str:
    """The language in which somebody looks for something, by its address; empty for every other address."""
    language, _slash, where = str(asked.get("PATH_INFO", "")).strip("/").partition("/")
    return language if language in languages and where == WHERE else ""


def read_question(asked: Mapping[str, Any]) -> bytes | None:
    """What was asked, when it comes from our own form and is as short as a question is; None otherwise."""
    length = str(asked.get("CONTENT_LENGTH") or "0")
    return read_body(asked) if length.isascii() and length.isdigit() and int(length) <= MOST_BYTES else None


class Search:
    """Everything that can be found, and the pages of the answers."""

    def __init__(self, files: Mapping[str, bytes], languages: Sequence[str]) -> None:
        self._pages, self._words = dict[str, bytes](), dict[str, Words]()
        self._asking = threading.BoundedSemaphore(ASKING_AT_ONCE)
        for code in languages:
            if f"{LIVE}{code}/{PAGE}" in files:
                self._pages[code] = files[f"{LIVE}{code}/{PAGE}"]
                self._words[code] = Words.of(json.loads(files[f"{LIVE}{code}/{FOUND_BY}"]))

    def form(self, language: str) -> bytes | None:
        """The page to ask on; None where nothing can be found yet."""
        page = self._pages.get(language)
        return None if page is None else page.replace(LINES.encode(), b"")

    def answer(self, language: str, pairs: Pairs) -> tuple[int, bytes]:
        """The status and the page of an answer to a form that was sent; an empty form when others are in the way."""
        if pairs is not None and not pairs:
            return self._said(503, language, "", "busy")
        given = dict(pairs or ())
        question, start = given.get("q", ""), given.get("from", "0")
        terms = terms_of(question[: LONGEST + 1]) if len(question) <= LONGEST else []
        if len(question) > LONGEST or len(terms) > MOST_TERMS:
            return self._said(422, language, question[:LONGEST], "many")
        if not terms:
            return self._said(422, language, question, "few")
        if not self._asking.acquire(blocking=False):
            return self._said(503, language, question, "busy")
        try:
            return self._found(language, question, terms, int(start) if start.isdecimal() and len(start) < 7 else 0)
        finally:
            self._asking.release()

    def _found(self, language: str, question: str, terms: Sequence[str], start: int) -> tuple[int, bytes]:
        lines, notice = self._lines(language, terms), "found"
        if not lines:
            others = [code for code in self._words if code != language]
            lines, notice = [line for code in others for line in self._lines(code, terms)], "elsewhere"
        if not lines:
            return self._said(200, language, question, "none")
        start = start if start < len(lines) else 0
        numbers = {COUNT: len(lines), NEWER: max(0, start - A_PAGE), OLDER: start + A_PAGE}
        ways = [*(["newer"] if start else []), *(["older"] if start + A_PAGE < len(lines) else [])]
        return self._said(200, language, question, notice, *ways, lines=lines[start : start + A_PAGE], numbers=numbers)

    def _lines(self, language: str, terms: Sequence[str]) -> list[str]:
        words = self._words[language]
        return [words.lines[place] for place in words.find(terms)]

    def _said(
        self, status: int, language: str, question: str, *notices: str, lines: Sequence[str] = (),
        numbers: Mapping[str, int] | None = None,
    ) -> tuple[int, bytes]:  # fmt: skip
        """The page with what is said on it. The question comes last, and as text: it can neither open a notice nor bring
        a line."""
        page = self._pages[language].decode()
        for notice in notices:
            page = page.replace(f'id="{notice}" hidden', f'id="{notice}"', 1)
        for mark, number in (numbers or {}).items():
            page = page.replace(mark, str(number))
        before, _mark, after = filled(page.encode(), [("q", question)], "").decode().partition(LINES)
        return status, f"{before}{''.join(lines)}{after}".encode()
