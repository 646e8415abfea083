"""A written name split into its parts: compounds glued, article, titles and "son of" dropped, given name first."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from malath.engines.names import lexicon as lex
from malath.engines.names.letters import clean, is_arabic, normalise

MOST_TOKENS = 12
LONGEST = 400
_APOSTROPHES = re.compile(r"['`´‘’‛ʼ′ʹʿʾ\u02bb]")
_PIECES = re.compile(r"[^\W_]+")
_COMMA = re.compile(r"\s*[,،]\s*")
_LAST_FIRST_CAPITALS = re.compile(r"[^\W\d_]{2,}")


class Piece(NamedTuple):
    """One part of a name: its token, whether it stood with the article, and whether "son of" stood before it."""

    token: str
    article: bool
    after_son: bool


def tokens(text: str) -> list[str]:
    """The parts of a name, normalised: "د. أحمد عبد الله الشامي" gives احمد, عبدالله, شامي.

    "Family, Given" and "FAMILY Given" are put in speaking order. A word that is all there is stays, whatever it is.
    """
    return [piece.token for piece in pieces(text)]


def pieces(text: str) -> tuple[Piece, ...]:
    """The parts of a name with what stood around each; the tokens are those of `tokens`."""
    return _pieces(text[:LONGEST])


@lru_cache(maxsize=16384)
def _pieces(text: str) -> tuple[Piece, ...]:
    return cut(text)[1]


def cut(text: str) -> tuple[tuple[str, ...], tuple[Piece, ...]]:
    """The titles in front of a name, normalised, and its parts."""
    words = _words(_speaking_order(_APOSTROPHES.sub("", clean(text))))
    named = _without_titles(words)
    titles = tuple(map(str, words[: len(words) - len(named)]))
    return titles, tuple(_without_sons(_glue(named))[:MOST_TOKENS])


def _speaking_order(text: str) -> str:
    halves = _COMMA.split(text)
    if len(halves) == 2 and all(halves):
        return f"{halves[1]} {_without_leading_title(halves[0])}"
    words = text.split()
    capitals = 0
    while capitals < len(words) and _in_capitals(words[capitals]):
        capitals += 1
    if 0 < capitals < len(words) and not any(_in_capitals(w) for w in words[capitals:]):
        return " ".join((*words[capitals:], *words[:capitals]))
    return text


def _without_leading_title(family: str) -> str:
    first, _, rest = family.partition(" ")
    return rest if rest and normalise(first.rstrip(".")) in lex.TITLES else family


def _in_capitals(word: str) -> bool:
    return word.isupper() and _LAST_FIRST_CAPITALS.search(word) is not None and not word.endswith(".")


class _Word(str):
    """A normalised word that remembers the hyphen after it, its full stop, and a hamza that rules the article out."""

    __slots__ = ("dotted", "hyphen", "own_alef")
    hyphen: bool
    dotted: bool
    own_alef: bool


def _words(text: str) -> list[_Word]:
    found = []
    for raw in text.split():
        pieces = list(_PIECES.finditer(raw))
        for position, piece in enumerate(pieces):
            word = _Word(normalise(piece.group()))
            if not word or not _PIECES.fullmatch(word):
                continue
            word.hyphen = position + 1 < len(pieces)
            word.dotted = raw[piece.end() : piece.end() + 1] == "."
            word.own_alef = piece.group()[0] in "أإآ"
            found.append(word)
    return found


def _without_titles(words: list[_Word]) -> list[_Word]:
    while len(words) > 1:
        first, left = words[0], len(words) - 1
        plain = first in lex.TITLES and not (first == "د" and not first.dotted and left < 2)
        doubtful = first in lex.DOUBTFUL_TITLES and left >= 2 and not first.hyphen
        abbreviated = first in lex.DOTTED_TITLES and first.dotted
        if not (plain or doubtful or abbreviated):
            break
        words = words[1:]
    return words


class _Glued(NamedTuple):
    word: str
    own_alef: bool
    article: bool


def _without_sons(glued: list[_Glued]) -> list[Piece]:
    found: list[Piece] = []
    after_son = False
    for part in glued:
        if part.word in lex.SONS:
            after_son = True
            continue
        bare = part.word if part.own_alef else without_article(part.word)
        found.append(Piece(bare, part.article or bare != part.word, after_son))
        after_son = False
    return found or [Piece(part.word, False, False) for part in glued]


def _glue(words: list[_Word]) -> list[_Glued]:
    """One part for عبد الله, أبو زيد, نور الدين, Nour Eddine; with each, whether a hamza rules the article out."""
    out: list[_Glued] = []
    i, article = 0, False
    while i < len(words):
        start = words[i]
        part, i = _one_part(words, i)
        if part is None:
            article = True
            continue
        if out and _is_tail(part):
            out[-1] = out[-1]._replace(word=_with_tail(out[-1].word, part))
        else:
            out.append(_Glued(part, start.own_alef, article))
        article = False
    return out


def _one_part(words: list[_Word], i: int) -> tuple[str | None, int]:
    word, rest = words[i], words[i + 1 :]
    if rest and _is_article(word, rest[0]):
        return None, i + 1
    if rest and word in (lex.ARABIC_SERVANT | lex.ARABIC_FATHER | lex.ARABIC_MOTHER):
        if rest[0] == "ال" and len(rest) > 1:
            return f"{word}ال{rest[1]}", i + 3
        return word + rest[0], i + 2
    if rest and word in (lex.SERVANT | lex.FATHER | lex.MOTHER):
        if rest[0] in (lex.LATIN_ARTICLES | (lex.SUN_ARTICLES if rest[0].hyphen else frozenset())) and len(rest) > 1:
            return f"{word}al{rest[1]}", i + 3
        return word + rest[0], i + 2
    return str(word), i + 1


def _is_article(word: _Word, following: str) -> bool:
    if word in lex.LATIN_ARTICLES or word == "ال":
        return True
    return word.hyphen and word in lex.SUN_ARTICLES and following[:1] in (word[-1:], word[1:2])


def _is_tail(part: str) -> bool:
    return part in lex.FAITH or part in lex.GOD or part in lex.ARABIC_FAITH or part in lex.ARABIC_GOD


def _with_tail(head: str, tail: str) -> str:
    if tail in lex.GOD or tail in lex.ARABIC_GOD:
        if head in lex.GIFTS:
            head = head[:-1] + "ت" if is_arabic(head) else head + "t"
        return head + ("allah" if tail in lex.GOD else "الله")
    return head + ("eddin" if tail in lex.FAITH else "الدين")


def without_article(word: str) -> str:
    """A normalised word without the article that it begins with; الياس and Elham begin with none."""
    if word in lex.NO_ARTICLE:
        return word
    if word.startswith("ال"):
        return word[2:] if len(word) > 3 else word
    if len(word) >= 6 and word[:2] in ("al", "el") and word[2] not in "aeiouy":
        return word[2:]
    return word
