"""Places found by what people write: hamza, alif, ta marbuta, articles, Latin spellings, "Douma, Rural Damascus"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from malath.accountability.violations.places.gazetteer import place, places
from malath.accountability.violations.places.model import LANGUAGES, Place
from malath.engines.names import coarse, normalise

_LONGEST = 200
_SAME, _BARE, _SOUNDS, _BEGINS, _HOLDS, _NEAR, _NOT_FOUND = range(1, 8)
_PARTS = re.compile(r"\s[-–—]\s|[,،/>؛;|()\[\]]+")
_JOINED = re.compile(r"[’'ʼ`´ʿʾ]")
_WORD = re.compile(r"\w+")
_ARABIC_ARTICLE = re.compile(r"^(?:ال|لل)(?=\w{2})")
_ARTICLES = frozenset(_WORD.findall("al el ad an ar as at az ash ech ez es er en et ath le la les l the"))
_GENERIC = frozenset(
    _WORD.findall(
        normalise(
            "محافظة منطقة مدينة بلدة قرية ناحية ولاية قضاء مخيم de du of d wilaya mohafazat muhafazat governorate district"
            " subdistrict city town village province region camp gouvernorat région ville village"
        )
    )
)


class _Forms(NamedTuple):
    """A name as typed, without articles and words of kind, and the consonants that sound through all spellings."""

    full: str
    bare: str
    sound: str


@lru_cache(maxsize=4096)
def _forms(text: str) -> _Forms:
    words = _WORD.findall(normalise(_JOINED.sub("", text[:_LONGEST])))
    bare = [_ARABIC_ARTICLE.sub("", word) for word in words if word not in _ARTICLES and word not in _GENERIC]
    return _Forms(" ".join(words), " ".join(bare), "".join(map(coarse, bare)))


@lru_cache(maxsize=1)
def _spellings() -> tuple[tuple[Place, dict[str, tuple[_Forms, ...]]], ...]:
    def of(one: Place) -> dict[str, tuple[_Forms, ...]]:
        others = tuple(map(_forms, one.others))
        return {language: (_forms(one.labels[language]), *others) for language in LANGUAGES}

    return tuple((one, of(one)) for one in places().values())


def find(words: str, language: str | None = None, *, within: str = "", most: int = 20) -> list[Place]:
    """The places that the words may mean, those that fit best first, wider places before narrower ones.

    With a language only its names and the other spellings are searched; `within` keeps to what lies in a place.
    Of "governorate - town" every part must fit: what lies in the others comes first.
    """
    parts = [part for part in _PARTS.split(words[:_LONGEST]) if _forms(part).full]
    if not parts:
        return []
    languages = LANGUAGES if language is None else (language,)
    found = _ranked(parts[0] if len(parts) == 1 else words, languages, within)
    if len(parts) > 1:
        found = _nested([_ranked(part, languages, within) for part in parts]) + found
    return list({one.code: one for _, one in found}.values())[:most]


def called(names: Sequence[str], within: str) -> list[Place]:
    """What lies directly in a place and bears one of the names, however it is spelled; nothing that is only near."""
    found = (pair for name in names for pair in _ranked(name, LANGUAGES, within))
    certain = sorted(((rank, one.code) for rank, one in found if rank <= _SOUNDS and one.parent == within))
    return [place(code) for rank, code in dict.fromkeys(certain) if rank == certain[0][0]]


def _ranked(words: str, languages: Sequence[str], within: str) -> list[tuple[int, Place]]:
    code = words.strip().upper()
    if code in places():
        return [(0, place(code))]
    asked = _forms(words)
    ranked = [
        (min(_rank(asked, forms) for language in languages for forms in spellings[language]), one)
        for one, spellings in _spellings()
        if not within or one.code == within or one.code.startswith(f"{within}-")
    ]
    # What only sounds alike or is a letter off is a guess; beside a name that is written so it would be noise.
    guesses = {_SOUNDS, _NEAR} if any(rank < _SOUNDS for rank, _ in ranked) else set()
    found = [(rank, one) for rank, one in ranked if rank < _NOT_FOUND and rank not in guesses]
    return sorted(found, key=lambda pair: (pair[0], pair[1].depth, pair[1].country != "SY", pair[1].code))


def _rank(asked: _Forms, known: _Forms) -> int:
    if asked.full == known.full:
        return _SAME
    if asked.bare and asked.bare == known.bare:
        return _BARE
    if len(asked.sound) > 2 and asked.sound == known.sound:
        return _SOUNDS
    if len(asked.bare) > 1 and known.bare.startswith(asked.bare):
        return _BEGINS
    if len(asked.bare) > 2 and f" {asked.bare}" in f" {known.bare}":
        return _HOLDS
    if len(asked.bare) > 4 and OSA.distance(asked.bare, known.bare, score_cutoff=1) <= 1:
        return _NEAR
    return _NOT_FOUND


def _nested(parts: list[list[tuple[int, Place]]]) -> list[tuple[int, Place]]:
    """Places of one part that lie in a place of every other part, or are one themselves."""
    codes = [{one.code for _, one in found} for found in parts]
    fitting = [
        (rank, one)
        for found in parts
        for rank, one in found
        if all(any(one.code == code or one.code.startswith(f"{code}-") for code in others) for others in codes)
    ]
    # "Homs - Homs" is the district in the governorate; otherwise what is written so goes before what is written nearly so.
    is_repeated = len({frozenset(found) for found in codes}) < len(codes)
    return sorted(
        fitting, key=lambda pair: (-pair[1].depth if is_repeated else 0, pair[0], pair[1].depth, pair[1].code)
    )
