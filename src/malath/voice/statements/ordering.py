"""In which order names stand under a text, in each script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from malath.voice.statements.rules import Order

Line = TypeVar("Line")
_ARTICLES = {
    "ar": re.compile("^ال"),
    "en": re.compile(r"^(the|a|an)\s+"),
    "fr": re.compile(r"^(les?|la|une?|des|l['’])\s*"),
}
_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})


def alphabet_key(name: str, language: str) -> str:
    """Where a name stands in the alphabet: without its article, its accents and the forms of alef."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.strip()) if not unicodedata.combining(c))
    plain = plain.casefold().translate(_SAME)
    return _ARTICLES[language].sub("", plain) if language in _ARTICLES else plain


def in_order(
    lines: Iterable[Line], rule: str, *, name: Callable[[Line], str], language: str,
    initiates: Callable[[Line], bool], signed_on: Callable[[Line], date],
) -> list[Line]:  # fmt: skip
    """The lines by the rule; names that weigh the same keep the order of their letters."""

    def key(line: Line) -> tuple[object, ...]:
        letters = alphabet_key(name(line), language), name(line)
        if rule == Order.DATE:
            return (signed_on(line), *letters)
        if rule == Order.INITIATORS:
            return (not initiates(line), *letters)
        return letters

    return sorted(lines, key=key)  # type: ignore[arg-type]
