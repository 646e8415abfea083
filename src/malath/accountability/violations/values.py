"""Values as fields take them: checked before they are kept, and the plain columns that the main ones fill (SC1).

What is wrong raises ValueWrongError with the field's name; nothing is guessed and nothing is cut.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.errors import ValueWrongError
from malath.accountability.violations.fields import Field, Kind
from malath.accountability.violations.vocabulary import UnknownTermError
from malath.engines.edtf import DateError, parse

LONGEST_LINE = 300
LONGEST_TEXT = 100_000
MOST_NAMES = 50
LARGEST_NUMBER = 10_000_000
KNOWN = ("known", "claimed", "unknown")
# Letters that turn the direction of what follows, and those that nobody sees: they make two texts look like one.
_UNSEEN = dict.fromkeys(
    map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")
)


def clean_text(text: str) -> str:
    """The text composed (NFC), without control characters but tab and line ends, and without letters that nobody sees.

    The joiners U+200C and U+200D stay: Persian and Kurdish names need them.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_UNSEEN)
    return "".join(letter for letter in composed if letter in "\n\t" or unicodedata.category(letter) != "Cc").strip()


def checked(field: Field, value: Any) -> Any:
    """The value as it is kept, or None where it says nothing. Raises ValueWrongError."""
    if value is None or value in ("", [], {}):
        return None
    try:
        return _CHECKS[field.kind](field, value)
    except (UnknownTermError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise ValueWrongError(str(field.label)) from wrong


def _line(_field: Field, value: Any) -> str | None:
    text = " ".join(clean_text(value).split())
    if len(text) > LONGEST_LINE:
        raise ValueError("too long")
    return text or None


def _text(_field: Field, value: Any) -> str | None:
    text = clean_text(value)
    if len(text) > LONGEST_TEXT:
        raise ValueError("too long")
    return text or None


def _names(field: Field, value: Any) -> list[str] | None:
    names = [name for name in dict.fromkeys(_line(field, one) for one in value) if name]
    if len(names) > MOST_NAMES:
        raise ValueError("too many")
    return names or None


def _term(field: Field, value: Any) -> str:
    return vocabulary.term(field.terms, value).code


def _terms(field: Field, value: Any) -> list[str]:
    return list(dict.fromkeys(_term(field, code) for code in value))


def _when(_field: Field, value: Any) -> str:
    try:
        return str(parse(value))
    except DateError as wrong:
        raise ValueError(str(wrong)) from wrong


def _place(_field: Field, value: Any) -> str:
    return places.place(value).code


def _number(_field: Field, value: Any) -> int:
    number = int(value)
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError("out of range")
    return number


def _flag(_field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not yes or no")
    return value


def _fate(field: Field, value: Any) -> dict[str, str]:
    if value["known"] not in KNOWN:
        raise ValueError("known, claimed or unknown")
    return {"fate": _term(field, value["fate"]) if value.get("fate") else "", "known": value["known"]}


_CHECKS = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.NAMES: _names,
    Kind.TERM: _term,
    Kind.TERMS: _terms,
    Kind.WHEN: _when,
    Kind.PLACE: _place,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.FATE: _fate,
}


def columns_of(field: Field, value: Any) -> dict[str, Any]:
    """The plain columns that a main value fills; a WHEN fills the first and the last day that it can mean as well."""
    if not field.column:
        return {}
    if field.kind is not Kind.WHEN:
        return {field.column: value or ""}
    if not value:
        return {"when": "", "earliest": None, "latest": None, "day": date.min}
    known = parse(value)
    return {"when": value, "earliest": known.earliest, "latest": known.latest, "day": known.sort_key[0]}
