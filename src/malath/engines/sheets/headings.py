"""Compares a heading with what senders call a field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .fields import Field
from .folding import fold

EXACT, INSIDE, PARTLY = 1.0, 0.8, 0.55
_PARTS = re.compile(r"\s*(?:/|\+|&|\n|\bet\b|\band\b|\bو(?=\s))\s*", re.IGNORECASE)


@lru_cache(maxsize=4_000)
def _phrases(field_synonyms: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(phrase for line in field_synonyms for synonym in line if (phrase := _fold_heading(synonym)))


def _fold_heading(text: str) -> str:
    folded = fold(re.sub(r"\(e\)|\(s\)|\(es\)", "", text.strip()))
    return folded or ("#" if "#" in text else "")


def phrases_of(field: Field) -> frozenset[str]:
    """Return a field's headings in comparable form."""
    return _phrases(tuple(field.synonyms.values()))


@lru_cache(maxsize=20_000)
def _similarity(heading: str, phrases: frozenset[str]) -> float:
    heading = _fold_heading(heading)
    if not heading:
        return 0.0
    if heading in phrases:
        return EXACT
    tokens = heading.split()
    best = 0.0
    for phrase in phrases:
        parts = phrase.split()
        if len(phrase) < 3:
            continue
        if _contains(tokens, parts):
            best = max(best, INSIDE - 0.04 * (len(tokens) - len(parts)) + 0.02 * len(parts))
        elif len(parts) > 1 and set(parts) <= set(tokens):
            best = max(best, PARTLY + 0.02 * len(parts))
    return min(best, EXACT - 0.01)


def _contains(tokens: list[str], parts: list[str]) -> bool:
    return any(tokens[start : start + len(parts)] == parts for start in range(len(tokens) - len(parts) + 1))


def similarity(heading: str, field: Field) -> float:
    """Return how well a heading fits a field, 0 to 1."""
    if len(heading) > 120:
        return 0.0
    return _similarity(heading, phrases_of(field))


def heading_strength(text: str, fields: Sequence[Field]) -> float:
    """Return how much a text looks like the heading of any of the fields."""
    return max((similarity(text, field) for field in fields), default=0.0)


def parts_of(heading: str) -> list[str]:
    """Split a heading that names two things ('Pays actuel / ville'); one part when it names one."""
    return [part for part in _PARTS.split(heading.strip()) if part.strip()]


def forget_headings() -> None:
    """Empty the cache of headings that were compared; in a sheet without headings they may be names."""
    _similarity.cache_clear()
