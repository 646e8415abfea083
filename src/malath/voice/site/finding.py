"""What can be found on the public site: read from the very pages that go out, so that nothing else can be (SC9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser

from django.template.loader import render_to_string

from malath.platform.interface import formats
from malath.platform.sealed.finder.spelling import Spellings, compounded
from malath.voice.site.outside.folder import LIVE
from malath.voice.site.outside.searching import FOUND_BY, PAGE, WHERE
from malath.voice.site.sections import sections

# What a page of one text or one person says of itself; lists, forms and what was taken down do not.
OF_ONE = frozenset({"article", "profile"})
_EMPTY = frozenset({"meta", "link", "img", "br", "hr", "input", "source", "wbr"})


@dataclass
class Told(HTMLParser):
    """What a page says of itself in its head, its title, its excerpt and all that is read in its main part."""

    head: dict[str, str] = field(default_factory=dict)
    title: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "meta" and (named := told.get("property") or told.get("name")):
            self.head.setdefault(named, told.get("content") or "")
            if named == "description":  # the excerpt, which lists show
                self.words.append(told.get("content") or "")
        if tag not in _EMPTY:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "main" in self._within:
            self.words.append(data)
            if "h1" in self._within:
                self.title.append(data)


def told_by(page: bytes) -> Told | None:
    """What a page of one text tells; None for every other page."""
    if b'property="og:type"' not in page:
        return None
    told = Told()
    told.feed(page.decode())
    told.close()
    return told if told.head.get("og:type") in OF_ONE else None


def search_files(code: str, files: Mapping[str, bytes], *, page: bytes, copy: bytes) -> dict[str, bytes]:
    """What the public process needs to answer in a language: the page to ask on, and what can be found, newest first, what
    has no day last. `files` are those that go out; `copy` is the page that stands where no process answers."""
    spellings, labels = Spellings(), {part.key: str(part.label) for part in sections()}
    found: list[tuple[str, str, dict[str, str]]] = []
    for path, body in files.items():
        if path.startswith(f"{code}/") and path.endswith("/index.html") and (told := told_by(body)) is not None:
            day = told.head.get("article:published_time", "")
            line = _line(code, path, told, day, labels)
            found.append((day, path, {"line": line, "words": words_of(told, spellings)}))
    dated = sorted((one for one in found if one[0]), key=lambda one: (one[0], one[1]), reverse=True)
    undated = sorted((one for one in found if not one[0]), key=lambda one: one[1])
    kept = json.dumps([one for _day, _path, one in [*dated, *undated]], ensure_ascii=False)
    return {
        f"{code}/{WHERE}/index.html": copy,
        f"{LIVE}{code}/{PAGE}": page,
        f"{LIVE}{code}/{FOUND_BY}": kept.encode(),
    }


def words_of(told: Told, spellings: Spellings) -> str:
    """The words by which a page is found, apart by spaces."""
    words = [word for data in told.words for written in data.split() for word in spellings.words(written)]
    return " ".join(dict.fromkeys(compounded(words)))


def _line(code: str, path: str, told: Told, day: str, labels: Mapping[str, str]) -> str:
    kind = told.head.get("article:section") or labels.get(path.split("/")[1], "")
    context = {
        "code": code,
        "direction": "rtl" if code == "ar" else "ltr",
        "path": f"/{path.removesuffix('index.html')}",
        "title": " ".join("".join(told.title).split()),
        "kind": kind,
        "day": formats.date_text(datetime.fromisoformat(day), year=True) if day else "",
        "excerpt": told.head.get("description", ""),
    }
    return render_to_string("public/_found.html", context).strip()
