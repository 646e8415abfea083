"""Reads telephone numbers, and says in plain terms what is wrong with one: too short by how many digits, no country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import phonenumbers
from phonenumbers import ValidationResult

from .calendar_words import is_unknown
from .folding import latin_digits, tidy
from .model import Level, Problem, Reading, Scalar, text_of

LIKELY_REGIONS = ("SY", "LB", "TR", "JO", "FR", "DE", "IQ", "EG")
_NUMBER = re.compile(r"(?:\+|00)?\(?\d[\d\s().\-\u2010-\u2015\u00a0]{4,}\d")
_PART = re.compile(r"\s*(?:[/;,|\n]|\bou\b|\bor\b|\bأو\b)\s*")


def read_phone(value: Scalar, regions: Sequence[str] = ()) -> Reading:
    """Read one or several numbers; `value` is a tuple of E.164 numbers, the first one meant first.

    `regions` are the countries (ISO codes) that a number without a country code most likely belongs to.
    """
    raw = text_of(value)
    text = latin_digits(tidy(raw))
    if not text:
        return Reading(raw=raw)
    if is_unknown(text):
        return Reading(raw=raw).with_problem(Level.NOTE, "phone.unknown")
    parts = [part for part in _PART.split(text) if sum(letter.isdigit() for letter in part) >= 5]
    pieces = [match[0] for part in parts for match in _NUMBER.finditer(part)] or parts
    if not pieces:
        if sum(letter.isdigit() for letter in text) >= 3:
            digits = "".join(letter for letter in text if letter.isdigit())
            return Reading(raw=raw).with_problem(Level.ERROR, "phone.too_short", missing=max(9 - len(digits), 1))
        return Reading(raw=raw, lossy=True).with_problem(Level.WARN, "phone.no_number", text=raw[:40])
    results = [_read_one(piece, tuple(regions)) for piece in pieces]
    numbers = tuple(dict.fromkeys(number for number, _ in results if number))
    problems = [problem for _, problem in results if problem is not None]
    if len(numbers) > 1:
        problems.append(Problem(Level.NOTE, "phone.several", {"count": len(numbers)}))
    left = text
    for piece in pieces:
        left = left.replace(piece, "")
    return Reading(numbers or None, ", ".join(numbers), raw, tuple(problems), bool(re.search(r"[^\W\d_]{2,}", left)))


def has_phone(text: str) -> bool:
    """True when a text looks like a telephone number and nothing else much."""
    text = latin_digits(tidy(text))
    digits = sum(letter.isdigit() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    return 8 <= digits <= 15 and letters <= 3 and not re.match(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$", text)


def find_phone(text: str) -> str:
    """Return the telephone number inside a text that also says something else, empty when there is none."""
    for match in _NUMBER.finditer(latin_digits(text)):
        if 8 <= sum(letter.isdigit() for letter in match[0]) <= 15:
            return match[0].strip()
    return ""


@lru_cache(maxsize=20_000)
def _read_one(text: str, regions: tuple[str, ...]) -> tuple[str, Problem | None]:
    text = re.sub(r"^00", "+", text.strip())
    if text.startswith("+"):
        return _parse(text, None, guessed=False)
    national = re.sub(r"\D", "", text)
    if len(national) >= 11 and not national.startswith("0"):
        found, _ = _parse(f"+{national}", None, guessed=False)
        if found and _region(phonenumbers.parse(found)) in (*regions, *LIKELY_REGIONS):
            return found, Problem(Level.NOTE, "phone.plus_missing", {"number": found})
    first: tuple[str, Problem | None] | None = None
    for region in dict.fromkeys((*regions, *LIKELY_REGIONS)):
        found, problem = _parse(text, region, guessed=region not in regions)
        if first is None:
            first = found, problem
        if found and phonenumbers.is_valid_number(phonenumbers.parse(found)):
            return found, problem
        if region in regions and found:
            return found, problem
    international = _parse(f"+{national}", None, guessed=True)
    if len(national) >= 10 and international[0]:
        return international[0], Problem(Level.WARN, "phone.plus_missing", {"number": international[0]})
    if first and first[0]:
        return first
    return "", first[1] if first and first[1] else Problem(Level.ERROR, "phone.not_understood", {"text": text[:30]})


def _parse(text: str, region: str | None, *, guessed: bool) -> tuple[str, Problem | None]:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        code = "phone.unknown_country" if error.error_type == error.INVALID_COUNTRY_CODE else "phone.not_understood"
        return "", Problem(Level.ERROR, code, {"text": text[:30]})
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.TOO_SHORT or reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return "", Problem(Level.ERROR, "phone.too_short", {"missing": _distance(number)})
    if reason == ValidationResult.TOO_LONG:
        return "", Problem(Level.ERROR, "phone.too_long", {"extra": _distance(number)})
    if reason == ValidationResult.INVALID_LENGTH:
        return "", Problem(Level.ERROR, "phone.wrong_length", {"digits": len(str(number.national_number))})
    if reason == ValidationResult.INVALID_COUNTRY_CODE:
        return "", Problem(Level.ERROR, "phone.unknown_country", {"text": text[:30]})
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if guessed and region:
        return e164, Problem(Level.WARN, "phone.country_guessed", {"country": region})
    return e164, None


def _distance(number: phonenumbers.PhoneNumber) -> int:
    """Return by how many digits a number misses the nearest length that its country uses."""
    length = len(phonenumbers.national_significant_number(number))
    region = _region(number)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None) if region else None
    general = metadata.general_desc if metadata else None
    lengths = [size for size in general.possible_length if size > 6] if general else [9]
    return min((abs(size - length) for size in lengths), default=1) or 1


def _region(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.region_code_for_country_code(number.country_code) if number.country_code else ""


def forget_numbers() -> None:
    """Empty the cache of numbers that were read."""
    _read_one.cache_clear()
