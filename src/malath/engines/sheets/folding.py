"""Makes texts comparable: digits of any script, letters without accents, Arabic letters without their variants."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BIDI_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Controls that can make a text show other than it is."""
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u2060\u00ad"
"""Marks that programs leave behind; harmless, but they break comparison."""

_DIGITS = {0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)}
_DROP = {ord(mark): None for mark in BIDI_OVERRIDES + INVISIBLE}
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ئ": "ي", "ؤ": "و", "ـ": None, "ک": "ك", "ی": "ي"}
)
_NOT_WORD = re.compile(r"[^\w]+")
ARABIC_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def latin_digits(text: str) -> str:
    """Return the text with Arabic-Indic and Persian digits as 0-9, everything else untouched."""
    return text.translate(_DIGITS)


def tidy(text: str) -> str:
    """Return the text as a person meant it: no invisible marks, single spaces, composed letters."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_DROP)).split())


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Return a comparable form: lower case, no accents, no Arabic spelling variants, words parted by one space."""
    text = unicodedata.normalize("NFKD", latin_digits(text).translate(_DROP))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.casefold().translate(_ARABIC).replace("œ", "oe")
    return _NOT_WORD.sub(" ", text).replace("_", " ").strip()


def words_of(*phrases: str) -> frozenset[str]:
    """Return phrases folded, for the word tables of this engine."""
    return frozenset(fold(phrase) for phrase in phrases)
