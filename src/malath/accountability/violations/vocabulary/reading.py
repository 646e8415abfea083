"""A list as it stands in its file: blocks of lines, each with the number of the line where it was found.

A block is a code on a line of its own, then one fact a line: a key, a space, a value. Blank lines part the blocks;
lines that open with # are for the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from malath.accountability.violations.vocabulary.errors import VocabularyError
from malath.accountability.violations.vocabulary.terms import LANGUAGES, Term

KEYS = frozenset(
    {*LANGUAGES, "huridocs", "rome", "articles", "also", "since", "retired", *(f"reviewed_{one}" for one in LANGUAGES)}
)
CODE = re.compile(r"\d{2}(\.\d{2})*")
NUMBERS = frozenset({"since", "retired"})


@dataclass
class Block:
    """A term as written: its code, its facts and the lines on which they stand."""

    file: Path
    line: int
    code: str
    facts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def error(self, fact: str, key: str | None = None) -> VocabularyError:
        """The error that this block is wrong, at the line of one of its keys or at its head."""
        return VocabularyError(self.file, self.lines.get(key or "", self.line), f"{self.code}: {fact}")

    def add(self, line: int, text: str) -> None:
        """Take one line; raise VocabularyError when its key is unknown, said twice or without a value."""
        key, _, value = text.partition(" ")
        if key not in KEYS:
            raise VocabularyError(self.file, line, f"{self.code}: {key!r} is no key")
        if key in self.facts:
            raise VocabularyError(self.file, line, f"{self.code}: {key!r} stands twice")
        if not value or value != value.strip():
            raise VocabularyError(self.file, line, f"{self.code}: {key!r} has no value, or spaces around it")
        if key in NUMBERS and not value.isdecimal():
            raise VocabularyError(self.file, line, f"{self.code}: {key!r} is the number of a version")
        self.facts[key], self.lines[key] = value, line


def blocks(file: Path) -> Iterator[Block]:
    """The blocks of a file, in its order. Raises VocabularyError for a line that is neither code, fact nor comment."""
    current: Block | None = None
    for number, text in enumerate(file.read_text("utf-8").split("\n"), start=1):
        if not text or text.startswith("#"):
            if current is not None:
                yield current
            current = None
        elif current is not None:
            current.add(number, text)
        elif CODE.fullmatch(text):
            current = Block(file, number, text)
        else:
            raise VocabularyError(file, number, f"a block opens with a code such as 03.02, not with {text!r}")
    if current is not None:
        yield current


def term_of(block: Block) -> Term:
    """The term that a block describes; the parent is the code without its last level."""
    facts = block.facts
    return Term(
        list=block.file.stem,
        code=block.code,
        parent=block.code.rpartition(".")[0] or None,
        labels=MappingProxyType({one: facts.get(one, "") for one in LANGUAGES}),
        huridocs=facts.get("huridocs", ""),
        rome=_parts(facts.get("rome")),
        articles=_parts(facts.get("articles")),
        since=int(facts.get("since", "1")),
        retired=int(facts["retired"]) if "retired" in facts else None,
        reviewed=MappingProxyType({one: facts[f"reviewed_{one}"] for one in LANGUAGES if f"reviewed_{one}" in facts}),
        also=_parts(facts.get("also")),
    )


def _parts(value: str | None) -> tuple[str, ...]:
    return tuple(value.split(", ")) if value else ()
