"""Two things in one cell: 'Syrie / Alep', 'M, 34', a name with a telephone number behind it."""

from __future__ import annotations

import re
from enum import Enum

from .choices import SEX
from .countries import cities_named, country_code
from .folding import ARABIC_LETTER, LATIN_LETTER, fold, latin_digits, tidy
from .phones import find_phone

_SEPARATOR = re.compile(r"\s*(?:/|\s[-–—]\s|,|،|;|\n|\()\s*")
_BIRTH_TAIL = re.compile(r"^(.*?)[\s,،;(/–-]*\b(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d{2})\)?\s*$", re.DOTALL)

_BORN = re.compile(r"\b(né|née|born|مواليد|ولد)(\(e\))?\s*(le|en|in|on)?\s*$", re.IGNORECASE)


class Split(Enum):
    """What a column holds together; the values name the fields, first part first."""

    COUNTRY_PLACE = ("country", "place_now")
    NAME_PHONE = ("full_name", "phone")
    NAME_BIRTH = ("full_name", "birth")
    SEX_AGE = ("sex", "birth")
    BIRTH_PLACE = ("birth", "birth_place")
    TWO_SCRIPTS = ("full_name", "name_other_script")


def split_cell(text: str, split: Split) -> tuple[str, str] | None:
    """Return the two parts of a cell in the order of the split's fields, None when it does not hold both."""
    text = tidy(text) if "\n" not in text else text.strip()
    if split is Split.COUNTRY_PLACE:
        return _country_place(text)
    if split is Split.NAME_PHONE:
        phone = find_phone(text)
        rest = latin_digits(text).replace(phone, " ").strip(" ,;:/-–()\n") if phone else ""
        rest = re.sub(r"\s*(tél|tel|téléphone|phone|هاتف|رقم)\.?\s*:?\s*$", "", rest, flags=re.IGNORECASE)
        return (tidy(rest), phone) if phone and sum(letter.isalpha() for letter in rest) >= 3 else None
    if split is Split.NAME_BIRTH:
        match = _BIRTH_TAIL.match(latin_digits(text))
        name = _BORN.sub("", match[1]) if match else ""
        return (tidy(name).strip(" ,;(-"), match[2]) if match and sum(c.isalpha() for c in name) >= 3 else None
    if split is Split.SEX_AGE:
        return _sex_age(text)
    if split is Split.BIRTH_PLACE:
        return _birth_place(text)
    return _two_scripts(text)


def _parts(text: str) -> list[str]:
    return [part.strip(" )") for part in _SEPARATOR.split(text) if part.strip(" )")]


def _country_place(text: str) -> tuple[str, str] | None:
    parts = _parts(text)
    if len(parts) != 2:
        return None
    if country_code(parts[0]):
        return parts[0], parts[1]
    return (parts[1], parts[0]) if country_code(parts[1]) else None


def _sex_age(text: str) -> tuple[str, str] | None:
    match = re.match(r"^([^\W\d]+)\W*(\d{1,3})\W*([^\W\d]*)$", latin_digits(text))
    if match and fold(match[1]) in SEX:
        return match[1], f"{match[2]} {match[3]}".strip()
    match = re.match(r"^(\d{1,3})\s*(?:ans|years|سنة|عاما)?\W*([^\W\d]+)$", latin_digits(text))
    return (match[2], match[1]) if match and fold(match[2]) in SEX else None


def _birth_place(text: str) -> tuple[str, str] | None:
    match = re.match(r"^([\d٠-٩۰-۹][\d٠-٩۰-۹./-]{3,9})\W+(\D{3,})$", text)
    if match:
        return match[1].strip(" -/,"), match[2].strip()
    match = re.match(r"^(\D{3,}?)\W+([\d٠-٩۰-۹][\d٠-٩۰-۹./-]{3,9})$", text)
    if match and cities_named(match[1]):
        return match[2], match[1].strip()
    return None


def _two_scripts(text: str) -> tuple[str, str] | None:
    parts = [part.strip(" )(-") for part in re.split(r"[/()\n|]|\s[-–—]\s", text) if part.strip(" )(-")]
    if len(parts) != 2:
        return None
    scripts = [bool(ARABIC_LETTER.search(part)) - bool(LATIN_LETTER.search(part)) for part in parts]
    return (parts[0], parts[1]) if sorted(scripts) == [-1, 1] else None


def guess_split(texts: list[str], allowed: tuple[Split, ...]) -> Split | None:
    """Return the split that most of a column's values show (six in ten), None when they hold one thing each."""
    for split in allowed:
        whole = sum(1 for text in texts if split_cell(text, split))
        if texts and whole >= max(1, len(texts) * 0.6):
            return split
    return None
