"""A text as paragraphs that keep their keys while the text is rewritten, so that translations and comments stay with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_WORDS = re.compile(r"\s+|[^\s]+")


def split(text: str) -> list[str]:
    """The paragraphs of a Markdown text: what stands between empty lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip("\n").rstrip() for part in _BLANK.split(lines) if part.strip()]


def mark_of(text: str) -> str:
    """A short digest by which a translation remembers which words it translates."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keyed(before: Sequence[dict[str, Any]], texts: Sequence[str]) -> list[dict[str, Any]]:
    """The new paragraphs with the keys of those that they came from; a new paragraph gets the next number."""
    old = [str(part["text"]) for part in before]
    fresh = max((int(part["key"]) for part in before), default=0)
    keys: list[str | None] = [None] * len(texts)
    for tag, a, b, c, d in SequenceMatcher(None, old, list(texts), autojunk=False).get_opcodes():
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


@dataclass(frozen=True)
class Piece:
    """Some words: how they came to be. `kind` is same, in or out."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Two texts word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
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


def changes_between(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[Change]:
    """Every paragraph of either version, those that went away after the one they stood behind."""
    old, new = {p["key"]: p["text"] for p in before}, {p["key"]: p["text"] for p in after}
    order = [str(part["key"]) for part in after]
    for place, part in enumerate(before):
        if part["key"] not in new:
            behind = next((order.index(p["key"]) + 1 for p in reversed(before[:place]) if p["key"] in order), 0)
            order.insert(behind, part["key"])
    return [Change(key, compare(old.get(key, ""), new.get(key, ""))) for key in order]


def follows(source: Sequence[dict[str, Any]], translation: Sequence[dict[str, Any]]) -> bool:
    """Whether a translation has every paragraph of the source, as it reads now, and in its order."""
    theirs = {part["key"]: part for part in translation}
    wanted = [(part["key"], mark_of(part["text"])) for part in source]
    return all(key in theirs and theirs[key].get("of") == mark and theirs[key]["text"].strip() for key, mark in wanted)
