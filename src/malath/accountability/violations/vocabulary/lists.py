"""The lists in memory, each read from its file when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from malath.accountability.violations.vocabulary.errors import UnknownListError, UnknownTermError
from malath.accountability.violations.vocabulary.reading import blocks, term_of
from malath.accountability.violations.vocabulary.terms import LANGUAGES, Term

HERE = Path(__file__).parent
FILES = HERE / "files"
VERSION = HERE / "version.txt"


@lru_cache(maxsize=1)
def version() -> int:
    """The version of the vocabularies as a whole; it rises with every change of a term."""
    return int(VERSION.read_text("utf-8"))


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the lists, in alphabetical order: one file, one list."""
    return tuple(sorted(file.stem for file in FILES.glob("*.txt")))


@lru_cache(maxsize=64)
def terms(name: str) -> Mapping[str, Term]:
    """Every term of a list by its code, retired ones included, in the order of the file. Raises UnknownListError."""
    if name not in names():
        raise UnknownListError(name)
    return MappingProxyType({block.code: term_of(block) for block in blocks(FILES / f"{name}.txt")})


def term(name: str, code: str) -> Term:
    """One term of a list. Raises UnknownTermError for a code that the list never had."""
    try:
        return terms(name)[code]
    except KeyError:
        raise UnknownTermError(name, code) from None


@lru_cache(maxsize=4096)
def under(name: str, code: str) -> frozenset[str]:
    """The code and all codes below it: what a filter on this term should match."""
    term(name, code)
    return frozenset(one for one in terms(name) if one == code or one.startswith(f"{code}."))


def children(name: str, code: str | None = None) -> tuple[Term, ...]:
    """The terms one level below a code, or the heads of the list; retired ones are left out."""
    if code is not None:
        term(name, code)
    return tuple(one for one in terms(name).values() if one.parent == code and one.retired is None)


def path(name: str, code: str) -> tuple[Term, ...]:
    """The term with all above it, the head first."""
    levels = term(name, code).code.split(".")
    return tuple(term(name, ".".join(levels[: depth + 1])) for depth in range(len(levels)))


def label(name: str, code: str, language: str | None = None) -> str:
    """The term's words in a language: English, French or Arabic, with or without a region ("ar-sy").

    Without a language, that of the page; words in English for a language that the vocabularies do not speak.
    """
    return term(name, code).labels[spoken(language)]


def spoken(language: str | None = None) -> str:
    """The language of the vocabularies that answers to a language tag, or to the page's language."""
    if language is None:
        # Asked for only here, so that commands and tests read the lists without a configured Django.
        from django.utils.translation import get_language

        language = get_language()
    base = (language or "en").replace("_", "-").partition("-")[0].lower()
    return base if base in LANGUAGES else "en"
