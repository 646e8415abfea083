"""What the reading of a date has to say, in the reader's language: the engine gives codes, here are their words (SC1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.engines.edtf import DateError

WORDS = {
    "date.empty": _("There is no date."),
    "date.unknown": _("The date is said to be unknown: leave the field empty."),
    "date.not_understood": _(
        "This was not understood as a date. Write it as you would say it: 3 May 2012, spring 2013, about 2014."
    ),
    "date.not_edtf": _("This is not written as EDTF allows."),
    "date.too_long": _("A date is not that long."),
    "date.time_of_day": _("This holds a time of day: write it in the narrative, not in the date."),
    "date.no_year": _("No year is said."),
    "date.no_such_year": _("There is no such year."),
    "date.no_such_month": _("There is no such month."),
    "date.no_such_season": _("There is no such season."),
    "date.no_such_day": _("That month has no such day."),
    "date.reversed": _("It ends before it begins."),
    "date.no_bounds": _("It has neither a beginning nor an end."),
    "date.too_early": _("This is very long ago: is it meant so?"),
    "date.in_future": _("This day has not come yet."),
    "date.two_digit_year": _("The year was written with two digits."),
    "date.ambiguous": _("It was read with the day first; with the month first it would be another day."),
    "date.only_one_way": _("With day and month the other way round it cannot be."),
    "date.month_first": _("It was read with the month first: there is no month above 12."),
    "date.which_winter": _("A winter lies in two years: say which, as in “winter 2011–2012”, if you know."),
    "date.other_weekday": _("That day was another day of the week than the one written."),
    "date.perhaps_hijri": _("The year looks like a Hijri year: write هـ after it, or the civil year."),
    "date.from_hijri": _("It was converted from the Hijri calendar by its tables, right to a day or two."),
}


def said_of_date(fact: DateError) -> str:
    """A refusal or a note in words."""
    return str(WORDS[fact.code])
