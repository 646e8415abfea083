"""One date within a statement: its year, month, day or part of the year, gathered from tokens in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .errors import DateError
from .hijri import FIRST_YEAR, LAST_YEAR, civil_range, month_in_civil_year
from .point import APPROXIMATE, SIGNS, UNCERTAIN
from .tokens import Token

CENTURY = 2000
"""The century of a year of two digits."""
_DAYS_OF_THIRDS = {37: ("01", "10"), 38: ("11", "20"), 39: ("21", "")}
_NUMBERED = {"month", "part", "hijri_month", "weekday", "number", "triple", "pair"}
_FLAGS: dict[str, int | frozenset[str]] = {
    "about": APPROXIMATE,
    "perhaps": UNCERTAIN,
    "day_unknown": frozenset({"day"}),
    "month_unknown": frozenset({"month"}),
    "both_unknown": frozenset({"day", "month"}),
}
_IGNORED = {"filler", "from", "to", "civil", "hijri", "decade"}


@dataclass(slots=True)
class Notes:
    """What the reader noticed on the way, by code, with the order in which it takes day and month."""

    month_first: bool = False
    order_known: bool = False
    codes: list[str] = field(default_factory=list)

    def add(self, code: str) -> None:
        """Note it once."""
        if code not in self.codes:
            self.codes.append(code)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one date says; 0 for what it does not say. `hijri` is the calendar of all its numbers."""

    year: int = 0
    month: int = 0
    day: int = 0
    part: int = 0
    mark: int = 0
    decade: bool = False
    hijri: bool = False
    hijri_month: int = 0
    unknown: frozenset[str] = frozenset()
    weekday: int = -1

    def filled_from(self, other: Piece) -> Piece:
        """The same with the year, and for a day alone the month, of the date beside it."""
        if self.hijri_month or other.hijri_month or self.hijri or other.hijri:
            return self
        month = self.month or (other.month if self.day and not self.part else 0)
        return replace(self, year=self.year or other.year, month=month)

    @property
    def is_range(self) -> bool:
        """Whether EDTF needs two dates for it: a third of a month, or a date of another calendar."""
        return bool(self.hijri or self.hijri_month or (self.part in _DAYS_OF_THIRDS and self.month))

    def range(self) -> list[tuple[str, str]]:
        """First and last day of a piece that needs two, as EDTF; more than one where a month came twice in a year."""
        sign = SIGNS[self.mark]
        if self.hijri or self.hijri_month:
            return [(f"{first}{sign}", f"{last}{sign}") for first, last in self._civil()]
        first_day, last_day = _DAYS_OF_THIRDS[self.part]
        month = f"{self.year:04d}-{self.month:02d}"
        last = date(self.year + self.month // 12, self.month % 12 + 1, 1).toordinal() - 1
        return [(f"{month}-{first_day}{sign}", f"{month}-{last_day or date.fromordinal(last).day}{sign}")]

    def _civil(self) -> list[tuple[date, date]]:
        month = self.hijri_month or self.month
        if self.part or not 0 <= month <= 12 or not 0 <= self.day <= 30:
            raise DateError("date.no_such_day", day=self.day, month=month, year=self.year)
        if not self.hijri and self.year >= LAST_YEAR + 100 and not self.day:
            return month_in_civil_year(self.year, month)
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise DateError("date.no_such_year", year=self.year)
        return [civil_range(self.year, month, self.day)]

    def edtf(self) -> str:
        """The one EDTF date of it. Raises DateError where it says no year or contradicts itself."""
        if not self.year:
            raise DateError("date.no_year" if self.day or self.month or self.part else "date.not_understood", text="")
        if 1300 <= self.year < 1500:
            raise DateError("date.perhaps_hijri", year=self.year)
        parts = [f"{self.year:04d}"]
        if self.decade:
            parts = [f"{self.year // 10:03d}X"]
        elif self.part and not self.day and not self.month:
            parts.append(str(self.part))
        elif self.month:
            parts.append(f"{self.month:02d}")
            parts += [f"{self.day:02d}"] if self.day else ["XX"] if "day" in self.unknown else []
        elif self.unknown:
            parts += ["XX", "XX"] if "day" in self.unknown else ["XX"]
        if (self.part and (self.day or self.month)) or (self.day and not self.month):
            raise DateError("date.not_understood", text="-".join(parts))
        return "-".join(parts) + SIGNS[self.mark]


def gather(tokens: Sequence[Token], notes: Notes) -> Piece:
    """Read one date. Raises DateError on anything that is said twice or has no place in it."""
    kinds = {token.kind for token in tokens}
    if strange := kinds - _NUMBERED - _FLAGS.keys() - _IGNORED:
        raise DateError("date.not_understood", text=min(strange))
    said: dict[str, int] = {}
    for kind, values in tokens:
        if kind in ("triple", "pair"):
            for name, number in _numeric(values, notes).items():
                _say(said, name, number)
        elif kind in _NUMBERED and kind != "number":
            _say(said, kind, int(values[0]))
    hijri = "hijri" in kinds
    alone = [values[0] for kind, values in tokens if kind == "number"]
    for name, number in _of_numbers(alone, said, hijri).items():
        _say(said, name, number)
    if hijri or "hijri_month" in said:
        notes.add("date.from_hijri")
    flags = [_FLAGS[kind] for kind in kinds & _FLAGS.keys()]
    return Piece(
        **{name: said.get(name, 0) for name in ("year", "month", "day", "part", "hijri_month")},
        weekday=said.get("weekday", -1),
        mark=sum(flag for flag in flags if isinstance(flag, int)),
        unknown=frozenset().union(*(flag for flag in flags if not isinstance(flag, int))),
        decade="decade" in kinds,
        hijri=hijri,
    )


def _say(said: dict[str, int], name: str, number: int) -> None:
    # «آذار/مارس» names one month twice.
    if said.get(name, number) != number or (name in said and name in ("year", "day")):
        raise DateError("date.not_understood", text=str(number))
    said[name] = number


def _of_numbers(numbers: Sequence[str], said: dict[str, int], hijri: bool) -> dict[str, int]:
    """Numbers that stand alone: four digits are a year, up to 31 a day; "5 3 2012" is day, month, year."""
    found: dict[str, int] = {}
    for number in numbers:
        if len(number) == 4 or (hijri and len(number) == 3):
            _say(found, "year", int(number))
        elif len(number) > 2:
            raise DateError("date.no_such_year", year=number[:12])
        elif "day" not in found:
            found["day"] = int(number)
        else:
            _say(found, "month", int(number))
    if found.get("day", 1) == 0 or found.get("day", 1) > 31:
        raise DateError("date.no_such_day", day=found["day"], month=said.get("month", "?"), year=found.get("year", "?"))
    return found


def _numeric(values: tuple[str, ...], notes: Notes) -> dict[str, int]:
    """Numbers with signs between them: day first unless it cannot be, or the year first where it has four digits."""
    numbers = [int(value) for value in values]
    if len(values) == 2:
        year, month = numbers if len(values[0]) == 4 else numbers[::-1]
        return {"year": year, "month": _month(month)}
    if len(values[0]) == 4:
        return {"year": numbers[0], "month": _month(numbers[1]), "day": numbers[2]}
    first, second, year = numbers
    if len(values[2]) == 2:
        year += CENTURY
        notes.add("date.two_digit_year")
    elif len(values[2]) != 4 or len(values[0]) > 2:
        raise DateError("date.no_such_year", year=values[2])
    if second > 12 and first <= 12:
        notes.add("date.month_first")
        return {"year": year, "month": first, "day": second}
    if first <= 12 and first != second:
        if not notes.order_known:
            notes.add("date.ambiguous")
        if notes.month_first:
            first, second = second, first
    return {"year": year, "month": _month(second), "day": first}


def _month(number: int) -> int:
    if not 1 <= number <= 12:
        raise DateError("date.no_such_month", month=number)
    return number
