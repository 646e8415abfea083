"""A date in words, in Arabic, English and French: « vers 2013 », "spring 2012", "بين 3 و9 أيار 2012".

What is written here, `written` reads back to the same value, as long as a date is qualified as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from .known_date import KnownDate, Shape, Span
from .point import APPROXIMATE, UNCERTAIN, Point
from .words import MONTH_NAMES

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_MARKS = {
    "ar": {APPROXIMATE: "حوالي", UNCERTAIN: "ربما", 3: "ربما حوالي"},
    "en": {APPROXIMATE: "about", UNCERTAIN: "perhaps", 3: "perhaps about"},
    "fr": {APPROXIMATE: "vers", UNCERTAIN: "peut-être", 3: "peut-être vers"},
}
_PARTS = {
    "ar": {
        **dict(enumerate(("ربيع {}", "صيف {}", "خريف {}", "شتاء {}"), 21)),
        **dict(enumerate(("الربع الأول من {}", "الربع الثاني من {}", "الربع الثالث من {}", "الربع الرابع من {}"), 33)),
        **dict(enumerate(("أوائل {}", "منتصف {}", "أواخر {}", "النصف الأول من {}", "النصف الثاني من {}"), 37)),
    },
    "en": {
        **dict(enumerate(("spring {}", "summer {}", "autumn {}", "winter {}"), 21)),
        **dict(
            enumerate(
                ("first quarter of {}", "second quarter of {}", "third quarter of {}", "fourth quarter of {}"), 33
            )
        ),
        **dict(enumerate(("early {}", "mid-{}", "late {}", "first half of {}", "second half of {}"), 37)),
    },
    "fr": {
        **dict(enumerate(("printemps {}", "été {}", "automne {}", "hiver {}"), 21)),
        **dict(
            enumerate(
                ("premier trimestre {}", "deuxième trimestre {}", "troisième trimestre {}", "quatrième trimestre {}"),
                33,
            )
        ),
        **dict(enumerate(("début {}", "mi-{}", "fin {}", "premier semestre {}", "second semestre {}"), 37)),
    },
}
_UNKNOWN = {
    "ar": ("{}، اليوم غير معروف", "{}، الشهر غير معروف", "{}، الشهر واليوم غير معروفين"),
    "en": ("{}, day unknown", "{}, month unknown", "{}, month and day unknown"),
    "fr": ("{}, jour inconnu", "{}, mois inconnu", "{}, mois et jour inconnus"),
}
_DECADE = {"ar": "عقد {}", "en": "the {}s", "fr": "années {}"}
# Of year, month, day: about it, perhaps it.
_PART_MARKS = {
    "ar": (
        ("السنة تقريبية", "السنة غير مؤكدة"),
        ("الشهر تقريبي", "الشهر غير مؤكد"),
        ("اليوم تقريبي", "اليوم غير مؤكد"),
    ),
    "en": (
        ("the year approximate", "the year uncertain"),
        ("the month approximate", "the month uncertain"),
        ("the day approximate", "the day uncertain"),
    ),
    "fr": (
        ("année approximative", "année incertaine"),
        ("mois approximatif", "mois incertain"),
        ("jour approximatif", "jour incertain"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Phrases:
    """How a language joins two dates, or bounds one."""

    between: str
    period: str
    since: str
    until: str
    end_unknown: str
    beginning_unknown: str
    earlier: str
    later: str
    either: str
    each: str


_PHRASES = {
    "ar": _Phrases(
        "بين {} و{}",
        "من {} إلى {}",
        "منذ {}",
        "حتى {}",
        "من {}، النهاية غير معروفة",
        "حتى {}، البداية غير معروفة",
        "{} أو قبل ذلك",
        "{} أو بعد ذلك",
        " أو ",
        " و",
    ),
    "en": _Phrases(
        "between {} and {}",
        "from {} to {}",
        "since {}",
        "until {}",
        "from {}, end unknown",
        "until {}, beginning unknown",
        "{} or earlier",
        "{} or later",
        " or ",
        " and ",
    ),
    "fr": _Phrases(
        "entre {} et {}",
        "{} {}",
        "depuis {}",
        "jusqu’{}",
        "{}, fin inconnue",
        "jusqu’{}, début inconnu",
        "{} ou avant",
        "{} ou après",
        " ou ",
        " et ",
    ),
}
_MASCULINE = ("printemps", "premier", "deuxième", "troisième", "quatrième", "second")
_ELIDED = ("été", "automne", "hiver")
LANGUAGES = tuple(_PHRASES)


def in_words(known: KnownDate, language: str = "en", *, arabic_digits: bool = False) -> str:
    """The date as people say it in "ar", "en" or "fr" ("ar-sy" too; others read English).

    Digits are Latin in Arabic too, unless `arabic_digits`.
    """
    spoken = language.replace("_", "-").partition("-")[0].lower()
    language = spoken if spoken in LANGUAGES else "en"
    phrases = _PHRASES[language]
    if known.shape is Shape.PERIOD:
        text = _period(known.spans[0], language, phrases)
    else:
        joint = phrases.each if known.shape is Shape.ALL_OF else phrases.either
        lasting = known.shape is Shape.ALL_OF
        text = joint.join(_member(span, language, phrases, lasting=lasting) for span in known.spans)
    return text.translate(_ARABIC_DIGITS) if arabic_digits else text


def _member(span: Span, language: str, phrases: _Phrases, *, lasting: bool = False) -> str:
    first, last = span
    if not isinstance(first, Point):
        assert isinstance(last, Point)
        return phrases.earlier.format(_said(last, language))
    if not isinstance(last, Point):
        return phrases.later.format(_said(first, language))
    if first is last:
        return _said(first, language)
    if lasting:
        return _period(span, language, phrases)
    before, after = _said(first, language, last), _said(last, language)
    if language == "fr":
        before, after = _le(first, before), _le(last, after)
    return phrases.between.format(before, after)


def _period(span: Span, language: str, phrases: _Phrases) -> str:
    first, last = span
    if isinstance(first, Point) and isinstance(last, Point):
        start, end = _said(first, language, last), _said(last, language)
        if language == "fr":
            start, end = _de(first, start), _a(last, end)
        return phrases.period.format(start, end)
    if isinstance(first, Point):
        start = _said(first, language)
        if last.value:  # type: ignore[union-attr]
            return phrases.since.format(_le(first, start) if language == "fr" else start)
        return phrases.end_unknown.format(_de(first, start) if language == "fr" else start)
    assert isinstance(last, Point)
    end = _said(last, language)
    phrase = phrases.until if first.value else phrases.beginning_unknown
    return phrase.format(_en(last, end) if language == "fr" else end)


def _le(point: Point, words: str) -> str:
    """The French article: le 3 mai, le printemps, l’été, les années 2010; months and years have none."""
    if words.startswith("années"):
        return f"les {words}"
    if (point.day.isdecimal() and words[0].isdecimal()) or words.startswith(_MASCULINE):
        return f"le {words}"
    return f"l’{words}" if words.startswith(_ELIDED) else words


def _de(point: Point, words: str) -> str:
    """French "from": du 3 mai, de mars, d’août, du printemps, de l’été."""
    with_article = _le(point, words)
    if with_article.startswith("le "):
        return f"du {words}"
    if with_article.startswith("les "):
        return f"des {words}"
    return f"d’{words}" if with_article.startswith(("a", "o")) else f"de {with_article}"


def _a(point: Point, words: str) -> str:
    """French "to": au 9 mai, à mai, au printemps, à l’été."""
    with_article = _le(point, words)
    if with_article.startswith("les "):
        return f"aux {words}"
    return f"au {words}" if with_article.startswith("le ") else f"à {with_article}"


def _en(point: Point, words: str) -> str:
    """French behind "jusque": au 9 mai, en mai, en 2012, aux années 2010."""
    is_part = point.month.isdecimal() and int(point.month) > 12
    return _a(point, words) if point.mark or is_part or _le(point, words) != words else f"en {words}"


def _said(point: Point, language: str, beside: Point | None = None) -> str:
    """One date; what the date beside it says as well is left to it: "3" of "between 3 and 9 May 2012"."""
    marks = point.marks[: len(point.components)]
    plain = _unmarked(point, language, beside)
    if len(set(marks)) == 1:
        if marks[0] & APPROXIMATE and language == "fr":
            plain = _le(point, plain)
        return f"{_MARKS[language][marks[0]]} {plain}" if marks[0] else plain
    parts = zip(_PART_MARKS[language], marks, strict=False)
    remarks = [words[bit - 1] for words, mark in parts for bit in (APPROXIMATE, UNCERTAIN) if mark & bit]
    return f"{plain} ({'، '.join(remarks) if language == 'ar' else ', '.join(remarks)})"


def _unmarked(point: Point, language: str, beside: Point | None) -> str:
    year, month, day = point.year, point.month, point.day
    if not year.isdecimal() and not (month or day) and year[:3].isdecimal():
        return _DECADE[language].format(year[:3] + "0")
    if not year.isdecimal() or "X" in month.replace("XX", "") or "X" in day.replace("XX", ""):
        return _possible(point, language)
    number = year.lstrip("0")
    no_day, no_month, neither = _UNKNOWN[language]
    if month == "XX":
        return neither.format(number) if day == "XX" else _possible(point, language) if day else no_month.format(number)
    if not month:
        return number
    if int(month) > 12:
        parts = _PARTS[language]
        return parts[int(month) - 4 if 25 <= int(month) <= 28 else int(month)].format(number)
    name = MONTH_NAMES[language][int(month) - 1]
    if day == "XX":
        return no_day.format(f"{name} {number}")
    shared = _shared(point, beside)
    words = [_day(day, language)] if day else []
    words += [] if shared > 1 else [name]
    words += [] if shared else [number]
    return " ".join(words)


def _shared(point: Point, beside: Point | None) -> int:
    """What may be left to the date beside: 0 nothing, 1 the year, 2 year and month."""
    if beside is None or any(point.marks) or any(beside.marks) or point.year != beside.year:
        return 0
    if not (point.month.isdecimal() and beside.month.isdecimal() and int(beside.month) <= 12):
        return 0
    if not point.day or not beside.day:
        return int(not point.day and not beside.day)
    if not beside.day.isdecimal():
        return 0
    return 1 + (point.month == beside.month)


def _day(day: str, language: str) -> str:
    number = str(int(day))
    return "1er" if language == "fr" and number == "1" else number


def _possible(point: Point, language: str) -> str:
    """Digits that nobody says in words: EDTF itself, with the days between which it lies."""
    bare = Point(point.year, point.month, point.day)
    span = Span(*(Point(*day.isoformat().split("-")) for day in (bare.first_day(), bare.last_day())))  # type: ignore[arg-type]
    return f"{bare.text} ({_member(span, language, _PHRASES[language])})"
