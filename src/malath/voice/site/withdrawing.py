"""Taking a page out of the stored files, without a key and without the database: what stands at its address, and every line
that leads to it. Values in, answers out (PR2, SC9)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from malath.platform.sealed.finder.spelling import Spellings
from malath.voice.site.enclosed import FOLDER
from malath.voice.site.finding import told_by, words_of
from malath.voice.site.outside.folder import LIVE, NOTE, SUMS
from malath.voice.site.outside.searching import FOUND_BY
from malath.voice.site.rules import LANGUAGES

GONE, DAY = "gone.html", "{day}"
EMBARGO = "embargo"
GONE_SAYS = b'<meta name="malath" content="gone">'
Files = dict[str, bytes]
_EMPTY = frozenset({"meta", "link", "img", "br", "hr", "input", "source", "wbr"})
_ENTRY = re.compile(rb"<entry>.*?</entry>\n?", re.DOTALL)
_ADDRESS = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?")


def address_of(written: str) -> str:
    """What an address names, whatever its language: "2026-11-22-a-door", "colleagues/k3", "embargo/…"; empty for none."""
    path = urlsplit(written.strip()).path.strip("/").removesuffix("/index.html")
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in LANGUAGES:
        parts = parts[1:]
    elif parts and parts[0] == EMBARGO:
        parts = parts[:2]
    address = "/".join(parts)
    return address if _ADDRESS.fullmatch(address) else ""


def titles_at(files: Mapping[str, bytes], address: str) -> dict[str, str]:
    """The titles by language of the page of one text or one person that stands there; empty for any other address."""
    found = {}
    for code in LANGUAGES:
        told = told_by(files.get(f"{_folder(code, address)}index.html", b""))
        if told is not None:
            found[code] = " ".join("".join(told.title).split())
    return found


def is_gone_at(files: Mapping[str, bytes], address: str) -> bool:
    """Whether what stood at the address was taken down: a page says so there."""
    return any(GONE_SAYS in files.get(f"{_folder(code, address)}index.html", b"") for code in LANGUAGES)


def _folder(code: str, address: str) -> str:
    return f"{address}/{code}/" if address.startswith(f"{EMBARGO}/") else f"{code}/{address}/"


def without(files: Mapping[str, bytes], address: str, day: Callable[[str], str]) -> Files:
    """The files without what stands at the address: its pages, their texts, cards, pictures and papers, and the lines that
    lead to it in lists, feeds, search and other pages. In their place stands a page that says so; `day` gives the day in
    the words of a language. The same files where no text stands there."""
    codes = titles_at(files, address)
    if not codes:
        return dict(files)
    folders = tuple(_folder(code, address) for code in LANGUAGES)
    kept = {path: body for path, body in files.items() if not path.startswith(folders) and path not in {SUMS, NOTE}}
    targets = tuple(f"/{folder}" for folder in folders)
    if not address.startswith(f"{EMBARGO}/"):
        left = {path: _without_lines(path, body, targets) for path, body in kept.items()}
        kept = _found_anew(left, {path for path, body in left.items() if body != kept[path]})
        for code in LANGUAGES:
            if gone := files.get(f"{LIVE}{code}/{GONE}"):
                kept[f"{code}/{address}/index.html"] = gone.replace(DAY.encode(), day(code).encode())
    taken = b"".join(body for path, body in files.items() if path.startswith(folders) and path.endswith(".html"))
    return _without_orphans(kept, taken)


def _without_orphans(kept: Files, taken: bytes) -> Files:
    """Without the pictures and papers that the pages that were taken named, and no other page does."""
    named = {path for path in kept if path.startswith((f"{FOLDER}/", f"{EMBARGO}/")) and f"/{path}".encode() in taken}
    pages = [body for path, body in kept.items() if path.endswith((".html", ".xml"))]
    lonely = {path for path in named if not any(f"/{path}".encode() in body for body in pages)}
    return {path: body for path, body in kept.items() if path not in lonely}


def _without_lines(path: str, body: bytes, targets: tuple[str, ...]) -> bytes:
    if not any(target.encode() in body for target in targets):
        return body
    if path.endswith(".html"):
        return cut(body.decode(), targets).encode()
    if path.endswith(".xml"):
        return _ENTRY.sub(lambda entry: b"" if _leads(entry[0], targets) else entry[0], body)
    if path.startswith(LIVE) and path.endswith(FOUND_BY):
        told = json.loads(body)
        left = [one for one in told if not _leads(one["line"].encode(), targets)]
        return json.dumps(left, ensure_ascii=False).encode()
    return body


def _found_anew(files: Files, changed: set[str]) -> Files:
    """The pages that changed are found by what stands on them now: no more by the title of what they led to."""
    spellings, made = Spellings(), dict(files)
    for code in LANGUAGES:
        name = f"{LIVE}{code}/{FOUND_BY}"
        theirs = {path: told for path in changed if path.startswith(f"{code}/") and (told := told_by(files[path]))}
        if not theirs or name not in files:
            continue
        found = json.loads(files[name])
        for path, told in theirs.items():
            link = f'href="/{path.removesuffix("index.html")}"'
            for one in found:
                if link in one["line"]:
                    one["words"] = words_of(told, spellings)
        made[name] = json.dumps(found, ensure_ascii=False).encode()
    return made


def _leads(body: bytes, targets: Iterable[str]) -> bool:
    return any(f'href="{target}'.encode() in body for target in targets)


def cut(page: str, targets: tuple[str, ...]) -> str:
    """A page of ours without what leads to the targets: the line of a list that holds the link, else the paragraph that
    holds nothing but it, else the link. Links that people wrote into texts are whole addresses: those stay."""
    found = _Links(page, targets).spans
    for start, end in sorted(found, reverse=True):
        page = page[:start] + page[end:]
    return page


class _Links(HTMLParser):
    """Where the lines stand that lead to the targets, by their first and last letter; none within another."""

    def __init__(self, page: str, targets: tuple[str, ...]) -> None:
        super().__init__()
        self.page, self.targets = page, targets
        self.spans: list[tuple[int, int]] = []
        lengths = [len(line) for line in page.split("\n")]
        self._starts = [sum(lengths[:number]) + number for number in range(len(lengths))]
        # Open elements: tag, where it began, how many links it holds, whether one leads to a target.
        self._open: list[list[int | str | bool]] = []
        self.feed(page)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            return
        self._open.append([tag, self._here(), 0, False])
        if tag == "a":
            leads = unescape(dict(attrs).get("href") or "").startswith(self.targets)
            for element in self._open:
                element[2] = int(element[2]) + 1
                element[3] = bool(element[3]) or leads

    def handle_endtag(self, tag: str) -> None:
        if not any(element[0] == tag for element in self._open):
            return
        while self._open:
            name, start, links, leads = self._open.pop()
            if name != tag:
                continue
            end = self.page.index(">", self._here()) + 1
            if leads and (name in {"li", "a"} or (name == "p" and links == 1)):
                self.spans = [span for span in self.spans if span[0] < int(start)]
                self.spans.append((int(start), end))
                # What holds it holds no such link any more, except through what else it holds.
                if name == "li":
                    for element in self._open:
                        element[3] = False
            return
