"""All places by their codes, read when the first is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from malath.accountability.violations.places.model import Place, UnknownPlaceError
from malath.accountability.violations.places.reading import lines_of
from malath.accountability.violations.vocabulary import lists

FILES = Path(__file__).parent / "files"
# What stands above comes first: countries, then Syria, then the others.
LISTS = ("countries", "syria", "neighbours")


@lru_cache(maxsize=1)
def places() -> Mapping[str, Place]:
    """Every place by its code, in the order of the files."""
    found = {one.code: one for name in LISTS for _, one in lines_of(FILES / f"{name}.txt")}
    return MappingProxyType(found)


def place(code: str) -> Place:
    """One place. Raises UnknownPlaceError."""
    try:
        return places()[code]
    except KeyError:
        raise UnknownPlaceError(code) from None


@lru_cache(maxsize=512)
def under(code: str) -> frozenset[str]:
    """The code and all codes below it: what a filter on this place should match. Raises UnknownPlaceError."""
    place(code)
    return frozenset(one for one in places() if one == code or one.startswith(f"{code}-"))


def children(code: str | None = None) -> tuple[Place, ...]:
    """What lies directly in a place, or all countries. Raises UnknownPlaceError."""
    if code is not None:
        place(code)
    return tuple(one for one in places().values() if one.parent == code)


def path(code: str) -> tuple[Place, ...]:
    """The place with all that it lies in, the country first. Raises UnknownPlaceError."""
    levels = place(code).code.split("-")
    return tuple(place("-".join(levels[: depth + 1])) for depth in range(len(levels)))


def label(code: str, language: str | None = None) -> str:
    """Its name in Arabic, English or French, also of a region ("ar-sy"); without a language, that of the page."""
    return place(code).labels[lists.spoken(language)]
