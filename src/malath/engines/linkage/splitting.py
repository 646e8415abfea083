"""Many names split into their parts at once: the same answer as `names.tokens`, at the pace of a million names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from malath.engines.names import lexicon, normalise, tokens

MOST_PARTS = 6
# Signs that let a word mean more than itself: hyphens, points, commas, apostrophes, capitals all through.
_LOADED = re.compile(r"[^\w\s]|_")
_WHOLE = frozenset().union(
    lexicon.TITLES,
    lexicon.DOUBTFUL_TITLES,
    lexicon.DOTTED_TITLES,
    lexicon.SONS,
    lexicon.LATIN_ARTICLES,
    lexicon.SUN_ARTICLES,
    lexicon.SERVANT,
    lexicon.FATHER,
    lexicon.MOTHER,
    lexicon.FAITH,
    lexicon.GOD,
    lexicon.ARABIC_SERVANT,
    lexicon.ARABIC_FATHER,
    lexicon.ARABIC_MOTHER,
    lexicon.ARABIC_FAITH,
    lexicon.ARABIC_GOD,
    ("ال",),
)
_ARTICLE = re.compile(r"(?:al|el)-[^\W\d_]{3,}", re.IGNORECASE)


class Splitter:
    """Remembers what each word becomes. Only a name with a word that leans on its neighbours is split the long way."""

    def __init__(self) -> None:
        self._words: dict[str, str | None] = {}

    def split(self, name: str) -> list[str]:
        """The parts of a name, as `names.tokens` gives them; at most six, the last always among them."""
        words = name.split()
        if not words:
            return []
        known = self._words
        out: list[str] = []
        for word in words:
            try:
                part = known[word]
            except KeyError:
                part = known[word] = _alone(word)
            if part is None:
                return _cut(tokens(name))
            out.append(part)
        return _cut(out)

    def split_all(self, names: Iterable[str]) -> list[list[str]]:
        """The parts of every name."""
        return [self.split(name) for name in names]


def _alone(word: str) -> str | None:
    """What a word becomes wherever it stands, or None where that depends on the others."""
    plain = word
    if _ARTICLE.fullmatch(word) and not word.isupper():
        plain = word[3:]
        if normalise(plain) in _WHOLE:
            return None
    if _LOADED.search(plain) or (plain.isupper() and len(plain) > 1) or normalise(plain) in _WHOLE:
        return None
    parts = tokens(word)
    return parts[0] if len(parts) == 1 else None


def _cut(parts: list[str]) -> list[str]:
    return parts if len(parts) <= MOST_PARTS else [*parts[: MOST_PARTS - 1], parts[-1]]
