"""A text as paragraphs that keep their keys while the text is rewritten, so that translations and comments stay with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_WORDS = re.compile(r"\s+|[^\s]+")
# So many pairs of words are compared at most, about 300 of them changed on both sides.
MOST_PAIRS = 100_000


def split(text: str) -> list[str]:
    """The paragraphs of a Markdown text: what stands between empty lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip("\n").rstrip() for part in _BLANK.split(lines) if part.strip()]


def mark_of(text: str) -> str:
    """A short digest by which a translation remembers which words it translates."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class Budget:
    """How much comparing one page may cost, in pairs of words: a comparison can take the cube of its length, and whoever
    is invited decides how long a paragraph is."""

    left: int = 4 * MOST_PAIRS

    def allows(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether these two are compared; then it is paid for."""
        pairs = len(old) * len(new)
        if pairs > min(self.left, MOST_PAIRS):
            return False
        self.left -= pairs
        return True


def _opcodes(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[tuple[str, int, int, int, int]]:
    """How the new came from the old: what both begin and end with is the same, what lies between is compared as far as
    the budget goes, and is another as a whole beyond."""
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    tail = next((n for n in range(most - head) if old[-1 - n] != new[-1 - n]), most - head)
    if head:
        yield "equal", 0, head, 0, head
    ours, theirs = old[head : len(old) - tail], new[head : len(new) - tail]
    if not (ours and theirs and budget.allows(ours, theirs)):
        if ours or theirs:
            yield "replace", head, head + len(ours), head, head + len(theirs)
    else:
        for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            yield tag, head + a, head + b, head + c, head + d
    if tail:
        yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def keyed(before: Sequence[dict[str, Any]], texts: Sequence[str], *, last: int = 0) -> list[dict[str, Any]]:
    """The new paragraphs with the keys of those that they came from; a new paragraph gets the next number. `last` is the
    highest that was ever given: what was said of a paragraph that is gone never comes to stand with another."""
    old = [str(part["text"]) for part in before]
    fresh = max((int(part["key"]) for part in before), default=0)
    fresh = max(fresh, last)
    keys: list[str | None] = [None] * len(texts)
    for tag, a, b, c, d in _opcodes(old, texts, Budget()):
        if tag in ("equal", "replace"):
            for mine, theirs in zip(range(c, d), range(a, b), strict=False):
                keys[mine] = str(before[theirs]["key"])
    parts = []
    for key, text in zip(keys, texts, strict=True):
        if key is None:
            fresh += 1
            key = str(fresh)
        parts.append({"key": key, "text": text})
    return parts


def highest(text: Mapping[str, Any] | None) -> int:
    """The highest key that was ever given in a text up to this version."""
    if text is None:
        return 0
    return max([int(text.get("last", 0)), *(int(part["key"]) for part in text["parts"])])


@dataclass(frozen=True)
class Piece:
    """Some words: how they came to be. `kind` is same, in or out."""

    kind: str
    text: str


def compare(before: str, after: str, budget: Budget | None = None) -> list[Piece]:
    """Two texts word by word; where that would cost too much, the one out and the other in."""
    if before == after:
        return [Piece("same", before)] if before else []
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in _opcodes(old, new, budget or Budget()):
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("out", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("in", "".join(new[c:d])))
    return pieces


@dataclass(frozen=True)
class Change:
    """One paragraph in two versions."""

    key: str
    pieces: list[Piece]

    @property
    def is_change(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def changes_between(
    before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]], budget: Budget | None = None
) -> list[Change]:
    """Every paragraph of either version, those that went away after the one they stood behind."""
    old, new = {p["key"]: p["text"] for p in before}, {p["key"]: p["text"] for p in after}
    gone: dict[str, list[str]] = {"": []}
    behind = ""
    for key in old:
        if key in new:
            behind = key
        else:
            gone.setdefault(behind, []).append(key)
    order = [*gone[""], *(one for key in new for one in (key, *gone.get(key, ())))]
    budget = budget or Budget()
    return [Change(key, compare(old.get(key, ""), new.get(key, ""), budget)) for key in order]


def follows_text(source: Mapping[str, Any], translation: Mapping[str, Any]) -> bool:
    """Whether a translation has the title and every paragraph of the source, as they read now."""
    is_titled = translation["title"].strip() and translation.get("title_of") == mark_of(source["title"])
    return bool(is_titled) and follows(source["parts"], translation["parts"])


def follows(source: Sequence[dict[str, Any]], translation: Sequence[dict[str, Any]]) -> bool:
    """Whether a translation has every paragraph of the source, as it reads now, and in its order."""
    theirs = {part["key"]: part for part in translation}
    wanted = [(part["key"], mark_of(part["text"])) for part in source]
    return all(key in theirs and theirs[key].get("of") == mark and theirs[key]["text"].strip() for key, mark in wanted)
