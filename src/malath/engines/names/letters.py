"""Writing folded to one form: letters, digits and marks of Arabic, Persian, Kurdish, Urdu and Latin hands (SC10)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARABIC_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}

_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")
_INVISIBLE = re.compile(
    r"[\u0640\u064b-\u065f\u0610-\u061a\u0670\u06d6-\u06ed\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_SPACES = re.compile(r"\s+")

# The hamza's seat, final forms and the letters of neighbours, as an Arabic typist would write them.
_ARABIC_FOLDS = str.maketrans(
    {
        **dict.fromkeys("أإآٱٵ", "ا"),
        **dict.fromkeys("ىئیيےېۍێ", "ي"),
        **dict.fromkeys("ؤۆۇۈۋۊ", "و"),
        **dict.fromkeys("ةہھۀۂۃە", "ه"),
        **dict.fromkeys("کگڭڪ", "ك"),
        **dict.fromkeys("چژ", "ج"),
        "ء": "",
        "پ": "ب",
        "ڤ": "ف",
        "ڥ": "ف",
        "ڨ": "ق",
        "ٹ": "ت",
        "ڈ": "د",
        "ڑ": "ر",
        "ڕ": "ر",
        "ڵ": "ل",
        "ں": "ن",
    }
)
# Letters whose accent changes the sound: Turkish, Kurdish and the scholars' transliteration (DIN 31635).
_LATIN_SOUNDS = str.maketrans(
    {
        "ş": "sh",
        "ș": "sh",
        "š": "sh",
        "ç": "ch",
        "č": "ch",
        "ǧ": "j",
        "ġ": "gh",
        "ḫ": "kh",
        "ḵ": "kh",
        "ṯ": "th",
        "ḏ": "dh",
        "ž": "zh",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "dh",
        "þ": "th",
        "ə": "e",
        "ʿ": "",
        "ʾ": "",
    }
)
# Sorani writes the short e as a letter: inside a word it is a vowel that Arabic leaves out.
_SORANI_E = re.compile(r"ە(?=[\u0621-\u06d3])")
_INITIAL_SEAT = re.compile(r"(?<![\u0620-\u06d3])ئ")


def is_arabic(text: str) -> bool:
    """Whether any letter of the text is of the Arabic script."""
    return _ARABIC.search(text) is not None


def fold_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as Latin ones."""
    return text.translate(ARABIC_DIGITS)


def clean(text: str) -> str:
    """NFKC without marks, tatweel, direction controls and zero-width letters; the letters themselves as written."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()


@lru_cache(maxsize=32768)
def normalise(text: str) -> str:
    """One form for all ways to type the same writing: أحمد and احمد, مصطفى and مصطفي, Hüseyin and huseyin.

    Applying it twice changes nothing. Punctuation stays; spaces are single.
    """
    for _ in range(4):
        folded = _fold(text)
        if folded == text:
            break
        text = folded
    return text


def _fold(text: str) -> str:
    text = clean(text)
    if text.isascii():
        return text.lower()
    text = fold_digits(text)
    if is_arabic(text) or "ء" in text:
        text = _INITIAL_SEAT.sub("ا", _SORANI_E.sub("", text)).translate(_ARABIC_FOLDS)
    text = unicodedata.normalize("NFC", text).lower().translate(_LATIN_SOUNDS)
    decomposed = unicodedata.normalize("NFKD", text)
    return _SPACES.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()
