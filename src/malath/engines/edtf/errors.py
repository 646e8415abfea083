"""What can be wrong with a date, each fact a stable code with plain parameters; `MESSAGES` has the English of each."""

from __future__ import annotations

MESSAGES = {
    "date.empty": "There is no date.",
    "date.unknown": "The date is said to be unknown.",
    "date.not_understood": "“{text}” was not understood as a date.",
    "date.not_edtf": "“{text}” is not written as EDTF allows.",
    "date.too_long": "A date is not that long.",
    "date.time_of_day": "“{text}” holds a time of day: it is kept in the narrative, not in the date.",
    "date.no_year": "No year is said.",
    "date.no_such_year": "There is no year {year}.",
    "date.no_such_month": "There is no month {month}.",
    "date.no_such_season": "There is no season {season}.",
    "date.no_such_day": "{month}/{year} has no day {day}.",
    "date.reversed": "“{text}” ends before it begins.",
    "date.no_bounds": "“{text}” has neither a beginning nor an end.",
    "date.too_early": "{date} is before {year}: is it meant so?",
    "date.in_future": "{date} has not come yet.",
    "date.two_digit_year": "The year {year} was written with two digits.",
    "date.ambiguous": "Read as {date}, day first; with the month first it would be {other}.",
    "date.only_one_way": "Read as {date}: with day and month the other way round it cannot be.",
    "date.month_first": "Read with the month first, as {date}: there is no month above 12.",
    "date.which_winter": "A winter lies in two years: say which, as in “winter 2011–2012”, if you know.",
    "date.other_weekday": "{date} was another day of the week than the one written.",
    "date.perhaps_hijri": "{year} looks like a Hijri year: write هـ after it, or the civil year.",
    "date.from_hijri": "Converted from the Hijri calendar by its tables, right to a day or two.",
}


class DateError(ValueError):
    """A date that cannot be, or is not understood; `code` is stable, `params` are plain values for its message."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code, self.params = code, params
        super().__init__(code, params)

    def __str__(self) -> str:
        return MESSAGES[self.code].format(**self.params)
