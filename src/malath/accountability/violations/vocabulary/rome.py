"""What a reference to the Rome Statute or to a treaty may look like. A shape is no proof that the reference is right.

Numbers reach as far as the Statute with the amendments of 2010, 2017 and 2019.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TENS = ("", "x", "xx")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_NUMERALS = [ten + one for ten in _TENS for one in _ONES][1:]
_WAR_CRIMES = {"a": 8, "b": 29, "c": 4, "e": 19}
# Rights that a person can invoke: the articles on committees and ratification are none.
_LAST_ARTICLE = {"UDHR": 30, "ICCPR": 27, "CAT": 16, "CED": 25}
_ARTICLE = re.compile(r"(UDHR|ICCPR|CAT|CED) ([1-9]\d?)")


def _elements() -> Iterator[str]:
    yield from (f"6({letter})" for letter in "abcde")
    yield from (f"7(1)({letter})" for letter in "abcdefghijk")
    for letter, most in _WAR_CRIMES.items():
        yield from (f"8(2)({letter})({numeral})" for numeral in _NUMERALS[:most])
    yield "8bis(2)"
    yield from (f"8bis(2)({letter})" for letter in "abcdefg")
    yield "25(3)(e)"


ELEMENTS = tuple(_elements())


def is_element(text: str) -> bool:
    """Whether the text names a crime of articles 6 to 8 bis, or incitement to genocide: "7(1)(i)", "8bis(2)(a)"."""
    return text in ELEMENTS


def is_article(text: str) -> bool:
    """Whether the text names an article of a treaty that the lists use: "ICCPR 9"."""
    found = _ARTICLE.fullmatch(text)
    return found is not None and int(found[2]) <= _LAST_ARTICLE[found[1]]
