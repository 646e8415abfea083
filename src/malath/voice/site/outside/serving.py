"""The public site as a WSGI application: stored bytes, and letters that are sealed and added where they cannot be read. No
Django, no database, no key but a public one, no cookie, no log of who reads or writes."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from malath.voice.site.outside.filling import filled
from malath.voice.site.outside.folder import CURRENT, LIVE, read
from malath.voice.site.outside.receiving import (
    FORMS,
    LINKS_OF_ALL,
    LINKS_OF_ONE,
    RECEIVING_AT_ONCE,
    Letterbox,
    Pace,
    given_of,
    is_trapped,
    letter_of,
    pairs_of,
    read_body,
    read_link,
    sender_of,
)
from malath.voice.site.outside.searching import Search, is_question, read_question

LANGUAGES = ("ar", "en", "fr")
THANKS = "help/thanks"
LOOK_AGAIN = 2.0
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".xml": "application/atom+xml; charset=utf-8",
    ".svg": "image/svg+xml", ".ico": "image/vnd.microsoft.icon", ".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png",
    ".txt": "text/plain; charset=utf-8", "": "text/plain; charset=utf-8", ".note": "text/plain; charset=utf-8",
}  # fmt: skip
HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "interest-cohort=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "public, max-age=300"),
    ("Vary", "Accept-Encoding"),
]  # fmt: skip
# Their name is their digest: what stands there never changes. A day, since it can be taken off by whoever is seen on it.
NAMED = [(name, "public, max-age=86400, immutable" if name == "Cache-Control" else value) for name, value in HEADERS]
# Packed already: to pack them again takes time and room and saves nothing.
TIGHT = frozenset({".pdf", ".jpg", ".png", ".ico"})
UNKEPT = [(name, "no-store" if name == "Cache-Control" else value) for name, value in HEADERS]
SAID = {200: "200 OK", 422: "422 Unprocessable Content", 503: "503 Service Unavailable"}
# Of an answer the browser keeps as much as it needs to go back to it.
ANSWERED = {"Cache-Control": ("Cache-Control", "private, no-cache")}
Start = Callable[[str, list[tuple[str, str]]], Any]


@dataclass(frozen=True)
class Answer:
    """One file, ready to be sent plain or compressed; `packed` is empty for what is sent plain alone."""

    plain: bytes
    packed: bytes
    headers: list[tuple[str, str]]
    tag: str


def answer_of(path: str, body: bytes) -> Answer:
    """What is sent for a file."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    ending = PurePosixPath(path).suffix
    kind = TYPES.get(ending, "text/plain; charset=utf-8")
    headers = NAMED if path.startswith("files/") else HEADERS
    packed = b"" if ending in TIGHT else gzip.compress(body, 6, mtime=0)
    return Answer(body, packed, [("Content-Type", kind), ("ETag", tag), *headers], tag)


class Site:
    """The published files, read whole when they change. Calls are WSGI (PEP 3333)."""

    def __init__(self, folder: Path, letterbox: Letterbox | None = None) -> None:
        self.folder, self.letterbox = folder, letterbox
        self._pace, self._links = Pace(), Pace(LINKS_OF_ONE, LINKS_OF_ALL)
        self._receiving = threading.BoundedSemaphore(RECEIVING_AT_ONCE)
        # Places of their own: whoever asks slowly keeps no letter out.
        self._hearing = threading.BoundedSemaphore(RECEIVING_AT_ONCE)
        self._answers: dict[str, Answer] = {}
        self._forms: dict[str, Any] = {}
        self._search = Search({}, LANGUAGES)
        self._mark, self._looked = "", 0.0
        self._reading = threading.Lock()
        self.look()

    def look(self) -> None:
        """Read the files if others took their place. Whoever comes meanwhile gets the old ones."""
        self._looked = time.monotonic()
        try:
            mark = str((self.folder / CURRENT).readlink())
            if mark == self._mark or not self._reading.acquire(blocking=False):
                return
        except OSError:
            return
        try:
            files = read(self.folder)
            self._search = Search(files, LANGUAGES)
            self._answers = {path: answer_of(path, body) for path, body in files.items() if not path.startswith(LIVE)}
            self._forms = self._told_forms()
            self._mark = mark
        except OSError:
            pass  # replaced while it was read: the next look finds the new ones
        finally:
            self._reading.release()

    def _told_forms(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for path, answer in self._answers.items():
            language, _slash, rest = path.partition("/")
            if language == LANGUAGES[0] and rest.count("/") == 1 and rest.endswith(f"/{FORMS}"):
                found |= json.loads(answer.plain)
        return found

    def __call__(self, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
        if time.monotonic() - self._looked > LOOK_AGAIN:
            self.look()
        if (language := is_question(asked, LANGUAGES)) and (asking := self._search.form(language)) is not None:
            return self._look_for(language, asking, asked, start)
        if asked["REQUEST_METHOD"] == "POST" and self.letterbox is not None:
            language, _slash, form = str(asked.get("PATH_INFO", "/")).strip("/").partition("/")
            if language in LANGUAGES and form in self._forms:
                return self._take_in(language, form, asked, start)
        return self._stored(str(asked.get("PATH_INFO", "/")).lstrip("/"), asked, start)

    def _stored(self, path: str, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
        """A file as it is."""
        if asked["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            start("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0"), *HEADERS])
            return []
        if not path:
            start("302 Found", [("Location", f"/{language_for(asked)}/"), ("Content-Length", "0"), *HEADERS])
            return []
        found = self._answers.get(path + "index.html" if path.endswith("/") else path)
        if found is None and path + "/index.html" in self._answers:
            start("301 Moved Permanently", [("Location", f"/{path}/"), ("Content-Length", "0"), *HEADERS])
            return []
        if found is None:
            language = path[:2] if path[:2] in LANGUAGES else language_for(asked)
            return _send(self._answers.get(f"{language}/404.html", NOTHING), "404 Not Found", asked, start)
        if asked.get("HTTP_IF_NONE_MATCH") == found.tag:
            start("304 Not Modified", [one for one in found.headers if one[0] != "Content-Type"])
            return []
        return _send(found, "200 OK", asked, start)

    def _look_for(self, language: str, form: bytes, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
        """The form to ask by, or an answer: what was asked comes in the body, so that it stands in no address."""
        if asked["REQUEST_METHOD"] != "POST":
            path = str(asked["PATH_INFO"]).lstrip("/")
            if asked["REQUEST_METHOD"] not in {"GET", "HEAD"} or not path.endswith("/"):
                return self._stored(path, asked, start)
            return _send(answer_of(f"{path}index.html", form), "200 OK", asked, start)
        status, page = self._search.answer(language, self._received(asked, read_question, self._hearing))
        answer = answer_of("answer.html", page)
        headers = [ANSWERED.get(pair[0], pair) for pair in answer.headers if pair[0] != "ETag"]
        return _send(replace(answer, headers=headers), SAID[status], asked, start)

    def _take_in(self, language: str, form: str, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
        """A letter: kept, sealed, before its writer is thanked. Whoever fills the trap is thanked too."""
        rules = self._forms[form]
        pairs = self._received(asked, read_link if rules.get("link") else read_body, self._receiving)
        thanks = rules.get("thanks", THANKS)
        try:
            told = self._keep(language, form, pairs, asked)
        except OSError:
            told = "full"
        if told == "thanks" and not rules.get("link"):
            start("303 See Other", [("Location", f"/{language}/{thanks}/"), ("Content-Length", "0"), *UNKEPT])
            return []
        if told == "thanks":
            # A mail provider that leaves a list for its reader follows no redirect (RFC 8058, 3.1).
            said = self._answers.get(f"{language}/{thanks}/index.html", NOTHING).plain
            start("200 OK", [("Content-Type", TYPES[".html"]), ("Content-Length", str(len(said))), *UNKEPT])
            return [said]
        status = {"again": "422 Unprocessable Content", "full": "503 Service Unavailable"}[told]
        page = self._said_again(language, form, pairs, told)
        start(status, [("Content-Type", TYPES[".html"]), ("Content-Length", str(len(page))), *UNKEPT])
        return [page]

    def _received(
        self,
        asked: dict[str, Any],
        read_sent: Callable[[dict[str, Any]], bytes | None],
        places: threading.BoundedSemaphore,
    ) -> list[tuple[str, str]] | None:
        """What was sent; None for what no form of ours sends. While others are slow to send, an empty list."""
        if not places.acquire(blocking=False):
            return []
        try:
            body = read_sent(asked)
        except OSError:
            return None
        finally:
            places.release()
        return pairs_of(body) if body is not None else None

    def _keep(self, language: str, form: str, pairs: list[tuple[str, str]] | None, asked: dict[str, Any]) -> str:
        """Raises OSError when there is no room for it."""
        assert self.letterbox is not None
        if not pairs:
            return "again" if pairs is None else "full"
        if is_trapped(pairs):
            return "thanks"
        rules, pace = self._forms[form], self._pace
        if rules.get("link"):
            # Mail programmes hang words of their own on links.
            pairs, pace = [pair for pair in pairs if pair[0] in rules["fields"]], self._links
        given = given_of(pairs, rules)
        if given is None:
            return "again"
        if not pace.admits(sender_of(asked)):
            return "full"
        self.letterbox.add(letter_of(form, language, given))
        return "thanks"

    def _said_again(self, language: str, form: str, pairs: list[tuple[str, str]] | None, told: str) -> bytes:
        """The form with what was typed and why it was not kept; where nothing is known of it, that alone."""
        page = self._answers.get(f"{language}/{form}/index.html")
        if pairs and page is not None:
            return filled(page.plain, pairs, told)
        return self._answers.get(f"{language}/help/{told}/index.html", NOTHING).plain


NOTHING = answer_of("nothing.txt", b"Nothing is published here yet.\n")


def _send(found: Answer, status: str, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
    packed = bool(found.packed) and "gzip" in asked.get("HTTP_ACCEPT_ENCODING", "")
    body = found.packed if packed else found.plain
    more = [("Content-Length", str(len(body))), *([("Content-Encoding", "gzip")] if packed else [])]
    start(status, [*found.headers, *more])
    return [] if asked["REQUEST_METHOD"] == "HEAD" else [body]


def language_for(asked: dict[str, Any]) -> str:
    """The first of our languages that the browser names (RFC 9110, 12.5.4); Arabic when it names none."""
    wishes = []
    for place, part in enumerate(str(asked.get("HTTP_ACCEPT_LANGUAGE", ""))[:200].split(",")):
        tag, _semicolon, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), place, tag[:2].lower()))
        except ValueError:
            continue
    return next((tag for _quality, _place, tag in sorted(wishes) if tag in LANGUAGES), LANGUAGES[0])
