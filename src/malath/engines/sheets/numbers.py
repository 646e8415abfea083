"""Reads counts of people: plain numbers, numbers in words, and compositions such as 'mère + 3 enf.'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .calendar_words import is_unknown
from .folding import fold, latin_digits, tidy
from .model import Level, Reading, Scalar, text_of

_IN_WORDS = (
    "صفر|zéro|zero|لا يوجد|aucun|none",
    "واحد|واحدة|un|une|one|فرد|شخص",
    "اثنان|اثنين|شخصان|deux|two|فردين|زوجان|زوجين",
    "ثلاثة|ثلاث|trois|three",
    "أربعة|اربعة|أربع|quatre|four",
    "خمسة|خمس|cinq|five",
    "ستة|ست|six",
    "سبعة|سبع|sept|seven",
    "ثمانية|ثمان|ثماني|huit|eight",
    "تسعة|تسع|neuf|nine",
    "عشرة|عشر|dix|ten",
    "أحد عشر|onze|eleven",
    "اثنا عشر|douze|twelve",
)
NUMBER_BY_WORD = {fold(word): number for number, line in enumerate(_IN_WORDS) for word in line.split("|")}
_ALONE = re.compile(r"\b(seule?|seul e|single|alone|وحده|وحدها|لوحده|لوحدها|بمفرده|بمفردها|isolee?|celibataire)\b")
_COUPLE = re.compile(r"\b(couple|زوجان|زوجين|husband and wife|mari et femme)\b")
_ONE_PARENT = re.compile(r"\b(mere|pere|mother|father|mum|dad|ام|اب|الام|الاب|parent)\b")
_CHILDREN = re.compile(r"(\d+)\s*(?:enf\w*|child\w*|kids?|ولد|اولاد|اطفال|طفل)")
_WITH_CHILDREN = re.compile(r"\b(مع اطفال|avec enfants?|with children|with kids)\b")
_PERSONS = re.compile(r"^(\d+)\s*(?:pers\w*|personnes?|people|persons?|members?|membres?|افراد|اشخاص|فرد|شخص)?$")


@dataclass(frozen=True, slots=True)
class Household:
    """How many people move together, and how many of them are children when that was said."""

    size: int
    children: int | None = None


def read_number(value: Scalar) -> Reading:
    """Read a whole number, from digits of any script or from words."""
    raw = text_of(value)
    text = tidy(latin_digits(raw))
    if not text:
        return Reading(raw=raw)
    number = int(text) if re.fullmatch(r"\d{1,6}", text) else NUMBER_BY_WORD.get(fold(text))
    if number is not None:
        return Reading(number, str(number), raw)
    if is_unknown(text):
        return Reading(raw=raw).with_problem(Level.NOTE, "number.unknown")
    leading = re.match(r"(\d{1,4})\b", text)
    if leading:
        reading = Reading(int(leading[1]), leading[1], raw, lossy=True)
        return reading.with_problem(Level.NOTE, "number.with_words", number=leading[1])
    return Reading(raw=raw, lossy=True).with_problem(Level.WARN, "number.not_a_number", text=text[:40])


def read_household(value: Scalar) -> Reading:
    """Read a household's size; `value` is a Household."""
    raw = text_of(value)
    text = tidy(latin_digits(raw))
    folded = fold(text.replace("+", " plus "))
    composed = _composition(folded)
    if composed is not None:
        return Reading(composed, _text(composed), raw, lossy=True)
    match = _PERSONS.match(folded)
    if match and len(match[1]) <= 4:
        return _sized(int(match[1]), raw)
    with_children = _WITH_CHILDREN.search(folded)
    if with_children:
        rest = folded.replace(with_children[0], "").strip()
        if rest.isdecimal() and len(rest) <= 4:
            reading = _sized(int(rest), raw, lossy=True)
            if int(rest) == 1:
                return reading.with_problem(Level.WARN, "household.one_with_children")
            return reading.with_problem(Level.NOTE, "household.with_children")
    reading = read_number(raw)
    if isinstance(reading.value, int):
        return _sized(reading.value, raw, reading)
    return reading


def _sized(size: int, raw: str, reading: Reading | None = None, *, lossy: bool = False) -> Reading:
    problems = reading.problems if reading else ()
    lossy = lossy or bool(reading and reading.lossy)
    if size == 0:
        return Reading(None, "", raw, problems, True).with_problem(Level.WARN, "household.nobody")
    found = Reading(Household(size), str(size), raw, problems, lossy)
    return found.with_problem(Level.WARN, "household.very_large", size=size) if size > 20 else found


def _composition(folded: str) -> Household | None:
    children_match = _CHILDREN.search(folded)
    children = int(children_match[1][:3]) if children_match else None
    if _COUPLE.search(folded):
        return Household(2 + (children or 0), children)
    if _ONE_PARENT.search(folded) and children is not None:
        return Household(1 + children, children)
    if _ALONE.search(folded):
        return Household(1 + (children or 0), children)
    if children is not None and children_match and folded.startswith(children_match[0]):
        return Household(1 + children, children)
    return None


def _text(household: Household) -> str:
    return str(household.size)
