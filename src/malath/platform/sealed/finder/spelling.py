"""Texts as words: one spelling for all ways to type a word, and what a typed word may stand for in Arabic (SC1, SC10)."""

from __future__ import annotations

import re

from malath.engines.names import is_arabic, normalise

LONGEST = 200_000
"""Letters of a text that are indexed; what follows is not found."""
LONGEST_WORD = 64
MOST_REMEMBERED = 200_000
_LETTERS = re.compile(r"[^\W_]+")

# What Arabic writes together with the word that follows: and, so; in, like, to; the.
_PARTICLES = [and_ + to for and_ in ("", "و", "ف") for to in ("", "ب", "ك", "ل")]
_ARTICLES = [and_ + the for and_ in ("", "و", "ف") for the in ("ال", "بال", "كال", "لل")]
PREFIXES = (*_PARTICLES, *_ARTICLES)
_WITH_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(.{2,})")
_WITH_PARTICLE = (re.compile(r"[وفبكل](.{3,})"), re.compile(r"[وف][بكل](.{3,})"))
# "Abd Allah" is written apart or together, "Abu Zaid" too.
_FATHERS = frozenset(particle + "ابو" for particle in _PARTICLES)
_SERVANTS = frozenset(before + "عبد" for before in (*_PARTICLES, *_FATHERS))
GLUES = _SERVANTS | _FATHERS


class Spellings:
    """Remembers what a written word became, so that a capital or a comma costs a look-up."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def words(self, written: str) -> tuple[str, ...]:
        """The words in what is written without a space."""
        words = self._known.get(written)
        if words is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            words = self._known[written] = _words_of(written)
        return words

    def forget(self) -> None:
        """Keep nothing of what was read."""
        self._known.clear()


def terms_of(question: str) -> list[str]:
    """The words of a question, each once; a compound name is one."""
    words = [word for written in question[:LONGEST].split() for word in _words_of(written)]
    return list(dict.fromkeys(compounded(words)))


def stems_of(term: str) -> tuple[list[str], list[str]]:
    """What an Arabic word may be without what is written together with it: stems with which a word may begin after any
    prefix; and stems that must be all of the rest, because the first letter of many words only looks like a prefix."""
    beginning: list[str] = []
    whole: list[str] = []
    if not is_arabic(term):
        return beginning, whole
    if found := _WITH_ARTICLE.fullmatch(term):
        (beginning if len(found[1]) > 2 else whole).append(found[1])
    whole += [found[1] for pattern in _WITH_PARTICLE if (found := pattern.fullmatch(term))]
    return beginning, whole


def _words_of(written: str) -> tuple[str, ...]:
    # Not the `normalise` that remembers: it would keep words of texts that were dropped.
    return tuple(word[:LONGEST_WORD] for word in _LETTERS.findall(normalise.__wrapped__(written)))


def compounded(words: list[str]) -> list[str]:
    """The words, with Abd and Abu joined to what follows them."""
    if GLUES.isdisjoint(words):
        return words
    found: list[str] = []
    for word in reversed(words):
        following = found[-1] if found else ""
        if (word in _SERVANTS and following.startswith("ال")) or (word in _FATHERS and is_arabic(following)):
            found[-1] = (word + following)[:LONGEST_WORD]
        else:
            found.append(word)
    return found[::-1]
