"""Plain text in any encoding, and the words of a page of HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from . import limits
from .task import NotLookedError, Task

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", re.I)
_HIDDEN = ("script", "style", "noscript", "template")
_BREAKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "td", "section", "article", "title")


def look_at_text(task: Task) -> None:
    """The text, how it is encoded, and whether that had to be guessed."""
    if task.wished("text"):
        words, encoding, guessed = _read(task)
        _say(task, words, encoding, guessed)


def look_at_html(task: Task) -> None:
    """The words that a reader would see."""
    if not task.wished("text"):
        return
    words, encoding, guessed = _read(task)
    reader = _Reader()
    reader.feed(words)
    reader.close()
    _say(task, re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", "".join(reader.words))), encoding, guessed)


def _read(task: Task) -> tuple[str, str, bool]:
    content = task.head(limits.TEXT)
    if task.size > limits.TEXT:
        task.left_out("text", "limit.length", str(limits.TEXT))
    return decode(content)


def _say(task: Task, words: str, encoding: str, guessed: bool) -> None:
    if words.strip():
        blob = words.encode("utf-8", "replace")[: limits.TEXT]
        task.voice.say("text", blob, how="layer", encoding=encoding, encoding_guessed=guessed)


def decode(content: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether the encoding is a guess."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding, False
    two_bytes = wide(content)
    if two_bytes:
        return content.decode(two_bytes, "replace"), two_bytes, True
    for cut in range(4):
        # The last letter may have been cut off with the rest of a long text.
        try:
            return content[: len(content) - cut].decode("utf-8"), "utf-8", False
        except UnicodeDecodeError as broken:
            if broken.start < len(content) - 4:
                break
    declared = _DECLARED.search(content[:2048])
    if declared:
        try:
            return content.decode(declared[1].decode("ascii"), "replace"), declared[1].decode("ascii").lower(), False
        except LookupError:
            pass
    if b"\x00" in content[:4096]:
        raise NotLookedError("text.not_text")
    encoding = _narrow(content[:65536])
    return content.decode(encoding, "replace"), encoding, True


def wide(content: bytes) -> str | None:
    """UTF-16 without a mark: Latin and Arabic letters have one byte in two that hardly varies."""
    first, second = content[0:4096:2], content[1:4096:2]
    if len(second) < 8:
        return None
    for high, encoding in ((second, "utf-16-le"), (first, "utf-16-be")):
        if sum(high.count(value) for value in (0x00, 0x06)) > 0.9 * len(high):
            return encoding
    return None


def _narrow(content: bytes) -> str:
    """Arabic is written in runs of high bytes, French has them one by one between plain letters."""
    runs = re.findall(rb"[\x80-\xff]+", content)
    if not runs or sum(map(len, runs)) / len(runs) < 2:
        return "cp1252"
    # The article, alif and lam, is the most frequent pair of letters.
    return "iso8859_6" if content.count(b"\xc7\xe4") > content.count(b"\xc7\xe1") else "cp1256"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
