"""Dates, numbers and relative time as people of each language write them: Latin digits, Syrian months in Arabic."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from math import ceil

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

LANGUAGE_NAMES = {"ar": "العربية", "en": "English", "fr": "Français"}
_LOCALES = {"ar": "ar_SY", "en": "en_GB", "fr": "fr_FR"}
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

HOUR, DAY, MONTH = 3600, 86_400, 30.44


def active_language(language: str | None = None) -> str:
    """`ar`, `en` or `fr`: the one given, else the active one, else English."""
    short = (language or get_language() or "en")[:2]
    return short if short in _LOCALES else "en"


def direction(language: str | None = None) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if active_language(language) == "ar" else "ltr"


def script_language(text: str) -> str:
    """The language whose voice should read a name: `ar` for Arabic letters, else empty."""
    return "ar" if _ARABIC.search(text) and not _LATIN.search(text) else ""


def eastern_digits(text: str) -> str:
    """The same text with the digits of the Arab East, for members who chose them."""
    return text.translate(_EASTERN)


def local_date(value: date | datetime) -> date:
    """The day in the server's time zone."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def date_text(
    value: date | datetime,
    *,
    year: bool | None = None,
    weekday: bool = False,
    today: date | None = None,
    language: str | None = None,
) -> str:
    """A day in words; the year only where it is not this one, unless asked for."""
    day = local_date(value)
    short = active_language(language)
    shows_year = day.year != (today or timezone.localdate()).year if year is None else year
    return _day_in_words(day, shows_year, weekday, short)


@lru_cache(maxsize=4096)
def _day_in_words(day: date, shows_year: bool, weekday: bool, language: str) -> str:
    pattern = ("EEEE " if weekday else "") + "d MMMM" + (" y" if shows_year else "")
    text = format_date(day, pattern, locale=_LOCALES[language])
    if language == "fr" and day.day == 1:
        text = re.sub(r"(^|\s)1 ", r"\g<1>1er ", text, count=1)
    return text


def month_text(value: date, language: str | None = None) -> str:
    """A month and its year: November 2026."""
    return format_date(value, "LLLL y", locale=_LOCALES[active_language(language)])


def weekday_text(value: date, *, narrow: bool = False, language: str | None = None) -> str:
    """A day of the week; `narrow` is its letter, for the head of a calendar on a phone."""
    return format_date(value, "ccccc" if narrow else "cccc", locale=_LOCALES[active_language(language)])


def time_text(value: datetime, language: str | None = None) -> str:
    """An hour: 08:12, in French 8 h 12."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    if active_language(language) == "fr":
        return f"{local.hour}\u00a0h" + (f"\u00a0{local:%M}" if local.minute else "")
    return f"{local:%H:%M}"


@lru_cache(maxsize=64)
def _city(zone: str, language: str) -> str:
    return get_timezone_location(zone, locale=_LOCALES[language], return_city=True)


def zone_text(language: str | None = None) -> str:
    """The city by whose clock hours are told, since members of a coalition read them in several countries."""
    return _city(timezone.get_current_timezone_name(), active_language(language))


def moment_text(value: datetime, *, today: date | None = None, language: str | None = None) -> str:
    """A day and an hour; of today, the hour alone."""
    now = today or timezone.localdate()
    hour = time_text(value, language)
    if local_date(value) == now:
        return gettext("today %(hour)s") % {"hour": hour}
    return gettext("%(day)s, %(hour)s") % {"day": date_text(value, today=now, language=language), "hour": hour}


def number_text(value: int | float, language: str | None = None) -> str:
    """A number with the language's separators and Latin digits."""
    short = active_language(language)
    return format_decimal(value, locale="en_GB" if short == "ar" else _LOCALES[short])


def ordinal_text(value: int, language: str | None = None) -> str:
    """1st, 2nd, 3rd; 1re, 2e in French; a plain number in Arabic, where ordinals agree with their noun."""
    short = active_language(language)
    if short == "fr":
        return "1re" if value == 1 else f"{value}e"
    if short == "ar":
        return str(value)
    ending = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def size_text(size: int) -> str:
    """A file's size: 340 kB, 2.4 MB."""
    if size < 1_000_000:
        return gettext("%(number)s kB") % {"number": number_text(max(1, round(size / 1000)))}
    return gettext("%(number)s MB") % {"number": number_text(round(size / 1_000_000, 1))}


def distance(value: date | datetime, now: datetime | None = None) -> tuple[str, int]:
    """How far a day or a moment is: (`minute`, `hour`, `day` or `month`, count); negative when it has passed."""
    now = now or timezone.now()
    if isinstance(value, datetime):
        seconds = (value - now).total_seconds()
        sign = -1 if seconds < 0 else 1
        if abs(seconds) < HOUR:
            return "minute", sign * max(1, ceil(abs(seconds) / 60))
        if abs(seconds) < 2 * DAY:
            return "hour", int(seconds / HOUR)
    days = (local_date(value) - local_date(now)).days
    return ("month", round(days / MONTH)) if abs(days) > 60 else ("day", days)


def until_text(value: date | datetime, now: datetime | None = None) -> str:
    """In 9 days, 3 hours left, 2 days overdue: in the active language, with its plural forms."""
    unit, count = distance(value, now)
    number = {"count": abs(count)}
    if unit == "day" and count in (0, 1):
        return gettext("tomorrow") if count else gettext("today")
    if count < 0:
        return _overdue(unit, -count) % number
    if unit == "minute":
        return ngettext("%(count)d minute left", "%(count)d minutes left", count) % number
    if unit == "hour":
        return ngettext("%(count)d hour left", "%(count)d hours left", count) % number
    if unit == "month":
        return ngettext("in %(count)d month", "in %(count)d months", count) % number
    return ngettext("in %(count)d day", "in %(count)d days", count) % number


def _overdue(unit: str, count: int) -> str:
    if unit == "minute":
        return ngettext("%(count)d minute overdue", "%(count)d minutes overdue", count)
    if unit == "hour":
        return ngettext("%(count)d hour overdue", "%(count)d hours overdue", count)
    if unit == "month":
        return ngettext("%(count)d month overdue", "%(count)d months overdue", count)
    return ngettext("%(count)d day overdue", "%(count)d days overdue", count)


def since_text(value: date | datetime, now: datetime | None = None) -> str:
    """How long ago: 3 hours ago, yesterday, 9 days ago."""
    unit, count = distance(value, now)
    number = {"count": abs(count)}
    if unit == "day" and count >= -1:
        return gettext("yesterday") if count == -1 else gettext("today")
    if unit == "minute":
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", abs(count)) % number
    if unit == "hour":
        return ngettext("%(count)d hour ago", "%(count)d hours ago", abs(count)) % number
    if unit == "month":
        return ngettext("%(count)d month ago", "%(count)d months ago", abs(count)) % number
    return ngettext("%(count)d day ago", "%(count)d days ago", abs(count)) % number


def countdown(value: date | datetime, now: datetime | None = None) -> tuple[int, str, str]:
    """The number, its words and its colour (`bad`, `warn` or none) for the first column of a list of work."""
    unit, count = distance(value, now)
    late = count < 0
    number = abs(count)
    urgent = late or unit in ("minute", "hour") or (unit == "day" and count <= 1)
    kind = "bad" if urgent else "warn" if unit == "day" and count <= 14 else ""
    return number, _late(unit, number) if late else _left(unit, number), kind


def _left(unit: str, count: int) -> str:
    if unit == "minute":
        return ngettext("minute left", "minutes left", count)
    if unit == "hour":
        return ngettext("hour left", "hours left", count)
    if unit == "month":
        return ngettext("month left", "months left", count)
    return ngettext("day left", "days left", count)


def _late(unit: str, count: int) -> str:
    if unit == "minute":
        return ngettext("minute late", "minutes late", count)
    if unit == "hour":
        return ngettext("hour late", "hours late", count)
    if unit == "month":
        return ngettext("month late", "months late", count)
    return ngettext("day late", "days late", count)
