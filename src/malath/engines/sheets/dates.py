"""Reads dates as people write them: partial, in words, in any digits, day first unless it cannot be.

Hijri dates are converted by the tabular (civil) Islamic calendar, epoch 19 July 622 (Gregorian), 30-year cycle, leap
years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29: right to a day or two, so the result is marked approximate.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendar_words import (
    AGE_WORDS,
    APPROXIMATE,
    BORN_WORDS,
    HIJRI_MARKS,
    HIJRI_MONTH_BY_WORD,
    MONTH_BY_WORD,
    is_unknown,
)
from .folding import fold, latin_digits, tidy
from .model import Level, Reading, Scalar, text_of
from .partial_date import PartialDate

_NUMBERS = re.compile(r"^(\d{1,4})\s*([/.\-\s\u060d\u066b,])\s*(\d{1,2})\s*(?:\2|[/.\-])\s*(\d{1,4})$")
_YEAR_MONTH = re.compile(r"^(\d{4})\s*[/.\-]\s*(\d{1,2})$|^(\d{1,2})\s*[/.\-]\s*(\d{4})$")
_TIME = re.compile(r"[T\s]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[AaPp][Mm])?$")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:er|st|nd|rd|th|e)\b", re.IGNORECASE)
_EXCEL_EPOCH = date(1899, 12, 30)


class DateOrder:
    """What a column's certain dates say of the order of day and month."""

    UNKNOWN, DAY_FIRST, MONTH_FIRST, MIXED = "unknown", "day_first", "month_first", "mixed"


@dataclass(frozen=True, slots=True)
class DateContext:
    """What is known around a date: today, the order that its column uses, and what the date means."""

    today: date
    order: str = DateOrder.UNKNOWN
    future_is_wrong: bool = False
    century_is_past: bool = False


def order_of(texts: list[str]) -> str:
    """Return the order of day and month that a column's certain dates show (a part above 12 can only be a day)."""
    day_first = month_first = 0
    for text in texts:
        match = _NUMBERS.match(latin_digits(tidy(text)))
        if match and match[2] == "/" and len(match[1]) <= 2:
            first, second = int(match[1]), int(match[3])
            day_first += 12 < first <= 31 and second <= 12
            month_first += 12 < second <= 31 and first <= 12
    if day_first and month_first:
        return DateOrder.MIXED
    if month_first:
        return DateOrder.MONTH_FIRST
    return DateOrder.DAY_FIRST if day_first else DateOrder.UNKNOWN


def read_date(value: Scalar, context: DateContext) -> Reading:
    """Read one date; `value` of the reading is a PartialDate or None."""
    raw = text_of(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _checked(PartialDate(value.year, value.month, value.day), raw, context)
    text = latin_digits(tidy(raw))
    if not text:
        return Reading(raw=raw)
    if is_unknown(text):
        return Reading(raw=raw).with_problem(Level.NOTE, "date.unknown")
    text = _TIME.sub("", text)
    text, approximate = _without_about(text)
    found = (
        _read_numbers(text, raw, context) or _read_words(text, raw, context) or _read_lone_number(text, raw, context)
    )
    if found is None:
        return Reading(raw=raw).with_problem(Level.ERROR, "date.not_understood", text=raw[:40])
    if approximate and isinstance(found.value, PartialDate):
        about = PartialDate(found.value.year, found.value.month, found.value.day, True)
        found = Reading(about, about.text, raw, found.problems, found.lossy)
    return found


def _without_about(text: str) -> tuple[str, bool]:
    words = text.replace("~", " ~ ").replace("?", " ? ").replace("؟", " ? ").split()
    kept = [word for word in words if word not in ("~", "?") and fold(word) not in APPROXIMATE]
    approximate = len(kept) < len(words)
    while kept and fold(kept[0]) in BORN_WORDS:
        kept.pop(0)
    return " ".join(kept), approximate


def _read_numbers(text: str, raw: str, context: DateContext) -> Reading | None:
    if re.fullmatch(r"\d{8}", text) and 1900 <= int(text[:4]) <= 2100:
        return _build(int(text[:4]), int(text[4:6]), int(text[6:]), raw, context)
    match = _YEAR_MONTH.match(text)
    if match:
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _build(int(year), int(month), None, raw, context)
    match = _NUMBERS.match(text)
    if not match:
        return None
    first, second, third = match[1], match[3], match[4]
    if len(first) == 4:
        return _build(int(first), int(second), int(third), raw, context)
    if len(third) == 3 or len(first) == 3:
        return None
    year, two_digits = _year_of(third, context)
    reading = _day_and_month(int(first), int(second), year, raw, context, slashed=match[2] in "/ ")
    return reading.with_problem(Level.NOTE, "date.two_digit_year", year=year) if two_digits else reading


def _day_and_month(first: int, second: int, year: int, raw: str, context: DateContext, *, slashed: bool) -> Reading:
    if second > 12 and first <= 12:
        if second > 31:
            return _wrong_day(second, first, year, raw)
        reading = _build(year, first, second, raw, context)
        if context.order == DateOrder.MONTH_FIRST:
            return reading.with_problem(Level.NOTE, "date.month_first", month=first, day=second)
        return reading.with_problem(Level.WARN, "date.month_first", month=first, day=second)
    if context.order == DateOrder.MONTH_FIRST and slashed and first <= 12:
        reading = _build(year, first, second, raw, context)
    else:
        reading = _build(year, second, first, raw, context)
    if first == second or first > 12 or not slashed or reading.level is Level.ERROR:
        return reading
    level = Level.NOTE if context.order == DateOrder.DAY_FIRST else Level.WARN
    day, month = reading.value.day, reading.value.month
    return reading.with_problem(level, "date.ambiguous", day=day, month=month, year=year)


def _year_of(digits: str, context: DateContext) -> tuple[int, bool]:
    if len(digits) > 2:
        return int(digits), False
    year = context.today.year // 100 * 100 + int(digits)
    if context.century_is_past and year > context.today.year:
        year -= 100
    return year, True


def _read_words(text: str, raw: str, context: DateContext) -> Reading | None:
    words = fold(_ORDINAL.sub(r"\1", text)).split()
    hijri = any(word in HIJRI_MARKS for word in words[1:])
    table = MONTH_BY_WORD
    month, rest = _month_in(words, table)
    if month is None:
        month, rest = _month_in(words, HIJRI_MONTH_BY_WORD)
        hijri = hijri or month is not None
    numbers = [int(word) for word in rest if word.isdecimal() and len(word) <= 4]
    others = [w for w in rest if not w.isdecimal() and w not in BORN_WORDS and not (hijri and w in HIJRI_MARKS)]
    if others or (month is None and not hijri) or not numbers or len(numbers) > 3:
        return None
    if hijri:
        return _hijri(numbers, month, raw, context)
    year = next((number for number in reversed(numbers) if number > 31), None)
    if year is None:
        if len(numbers) != 2:
            return None
        year = _year_of(str(numbers[-1]), context)[0]
        return _build(year, month, numbers[0], raw, context).with_problem(Level.NOTE, "date.two_digit_year", year=year)
    if year < 100:
        year = _year_of(str(year), context)[0]
    days = [number for number in numbers if number <= 31]
    return _build(year, month, days[0] if days else None, raw, context) if len(days) <= 1 else None


def _month_in(words: list[str], table: dict[str, int]) -> tuple[int | None, list[str]]:
    """Find a month name of one or two words; return it and the words that are left."""
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            month = table.get(" ".join(words[start : start + size]))
            if month is not None:
                return month, words[:start] + words[start + size :]
    return None, words


def _read_lone_number(text: str, raw: str, context: DateContext) -> Reading | None:
    words = [word for word in fold(text).split() if word not in BORN_WORDS or word in AGE_WORDS]
    said_age = any(word in AGE_WORDS for word in words)
    numbers = [word for word in words if word.isdecimal()]
    if len(numbers) != 1 or any(word not in AGE_WORDS and not word.isdecimal() for word in words):
        return None
    number = int(numbers[0]) if len(numbers[0]) <= 6 else -1
    if 1000 <= number <= 9999:
        return _build(number, None, None, raw, context)
    if context.century_is_past and 0 < number < 120:
        year = context.today.year - number
        reading = Reading(born := PartialDate(year, approximate=True), born.text, raw, lossy=True)
        return reading.with_problem(Level.NOTE if said_age else Level.WARN, "birth.from_age", age=number, year=year)
    if 15_000 <= number <= 70_000:
        day = _EXCEL_EPOCH + timedelta(days=number)
        reading = _checked(PartialDate(day.year, day.month, day.day), raw, context)
        return reading.with_problem(Level.WARN, "date.from_serial", number=number)
    return None


def _build(year: int, month: int | None, day: int | None, raw: str, context: DateContext) -> Reading:
    if 1300 <= year < 1500:
        return Reading(raw=raw).with_problem(Level.ERROR, "date.other_calendar", year=year)
    if not 1800 <= year <= 2200:
        return Reading(raw=raw).with_problem(Level.ERROR, "date.no_such_year", year=year)
    if month is not None and not 1 <= month <= 12:
        return Reading(raw=raw).with_problem(Level.ERROR, "date.no_such_month", month=month)
    if month is not None and day is not None and not 1 <= day <= monthrange(year, month)[1]:
        return _wrong_day(day, month, year, raw)
    return _checked(PartialDate(year, month, day), raw, context)


def _wrong_day(day: int, month: int, year: int, raw: str) -> Reading:
    return Reading(raw=raw).with_problem(Level.ERROR, "date.no_such_day", day=day, month=month, year=year)


def _checked(found: PartialDate, raw: str, context: DateContext) -> Reading:
    reading = Reading(found, found.text, raw)
    if context.future_is_wrong and found.earliest > context.today:
        return Reading(None, "", raw).with_problem(Level.ERROR, "date.in_future", date=found.text)
    if context.century_is_past and found.latest.year < context.today.year - 115:
        return Reading(None, "", raw).with_problem(Level.ERROR, "birth.too_long_ago", year=found.year)
    return reading


def _hijri(numbers: list[int], month: int | None, raw: str, context: DateContext) -> Reading | None:
    year = next((number for number in numbers if 1250 <= number <= 1500), None)
    rest = [number for number in numbers if number != year]
    if year is None or len(rest) > 2:
        return None
    if month is None and rest:
        month = rest.pop()
    day = rest[0] if rest else None
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 30):
        return Reading(raw=raw).with_problem(Level.ERROR, "date.no_such_day", day=day or 0, month=month or 0, year=year)
    civil = hijri_to_civil(year, month or 6, day or 15)
    found = PartialDate(civil.year, civil.month if month else None, civil.day if day else None, True)
    reading = _checked(found, raw, context)
    if reading.value is None:
        return reading
    return Reading(found, found.text, raw, reading.problems, True).with_problem(
        Level.WARN, "date.from_hijri", year=year, civil=found.text
    )


def hijri_to_civil(year: int, month: int, day: int) -> date:
    """Return the civil date of a day in the tabular Islamic calendar."""
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return date(622, 7, 19) + timedelta(days=days - 1)
