"""A term: one code of one list, named in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LANGUAGES = ("en", "fr", "ar")


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a vocabulary.

    `huridocs` is the code of the HURIDOCS micro-thesaurus without its trailing zeros, "" where none is surely known.
    `rome` are elements of the Rome Statute, `articles` those of treaties. `since` and `retired` are versions of the
    vocabularies. `reviewed` says by language who read the label: a language that is absent is a draft. `also` are words
    that people type for it; they are searched and never shown.
    """

    list: str
    code: str
    parent: str | None
    labels: Mapping[str, str] = field(hash=False)
    huridocs: str = ""
    rome: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    since: int = 1
    retired: int | None = None
    reviewed: Mapping[str, str] = field(default_factory=dict, hash=False)
    also: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """1 for a head, 5 at most."""
        return self.code.count(".") + 1

    def is_draft(self, language: str) -> bool:
        """Whether no reviewer has yet put a name to the label in this language."""
        return language not in self.reviewed
