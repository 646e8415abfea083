"""Terms found by a few words, for a picker: Arabic without regard to hamza, alif, ta marbuta, marks and the article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from malath.accountability.violations.vocabulary.lists import spoken, terms
from malath.accountability.violations.vocabulary.terms import LANGUAGES, Term
from malath.engines.names import is_arabic, normalise

_WORDS = re.compile(r"\w+")
# Particles that cling to an Arabic word before its article, and the article; two letters or more stay.
_CLINGING = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{2})")
_LONGEST = 200
_CALLED = 3
_NOT_FOUND = 9


class Words(NamedTuple):
    """The words of a text as typed, normalised; the same without what clings to them; and all in one line, to look in."""

    typed: tuple[str, ...]
    bare: tuple[str, ...]
    begun: str


class Prepared(NamedTuple):
    """A living term with its labels, and what people also call it, cut into words."""

    term: Term
    labels: tuple[Words, ...]
    called: tuple[Words, ...]


def find(name: str, words: str, language: str | None = None) -> list[Term]:
    """The living terms whose label holds every word, or the beginning of it; those that fit best come first.

    With a language only its labels are searched, otherwise all three. What people also call a term finds it after those
    whose label says so. A code or its beginning ("03.03") finds too.
    """
    asked = words.strip()[:_LONGEST]
    wanted = _cut(asked)
    if not wanted.typed:
        return []
    languages = LANGUAGES if language is None else (spoken(language),)
    ranked = [(_best(wanted, asked, one), one.term.depth, one.term.code) for one in _prepared(name, languages)]
    return [terms(name)[code] for rank, _, code in sorted(ranked) if rank < _NOT_FOUND]


def _best(wanted: Words, asked: str, one: Prepared) -> int:
    if one.term.code == asked:
        return 0
    if one.term.code.startswith(f"{asked.rstrip('.')}."):
        return 1
    shown = min(_rank(wanted, label) for label in one.labels)
    return min([shown, *(max(_rank(wanted, words), _CALLED) for words in one.called)])


@lru_cache(maxsize=256)
def _prepared(name: str, languages: tuple[str, ...]) -> tuple[Prepared, ...]:
    return tuple(
        Prepared(
            term=one,
            labels=tuple(_cut(one.labels[language]) for language in languages),
            called=tuple(_cut(words) for words in one.also if _of(words, languages)),
        )
        for one in terms(name).values()
        if one.retired is None
    )


def _of(words: str, languages: tuple[str, ...]) -> bool:
    return ("ar" in languages) if is_arabic(words) else (languages != ("ar",))


def _rank(wanted: Words, label: Words) -> int:
    forms = zip(wanted.typed, wanted.bare, strict=True)
    if not all(f" {typed}" in label.begun or f" {bare}" in label.begun for typed, bare in forms):
        return _NOT_FOUND
    if label.bare == wanted.bare:
        return 0
    if label.bare[: len(wanted.bare)] == wanted.bare:
        return 2
    return 3 if all(word in label.bare for word in wanted.bare) else 4


def _cut(text: str) -> Words:
    # The engine of names hears ç as in Turkish; here it is the French letter that people type as c.
    typed = tuple(_WORDS.findall(normalise(text.replace("ç", "c").replace("Ç", "c"))))
    bare = tuple(_CLINGING.sub("", word) for word in typed)
    return Words(typed, bare, " ".join(("", *typed, *bare)))
