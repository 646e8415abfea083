"""Reads one cell as its field's kind asks, and says what it understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from . import choices, numbers
from .countries import cities_named, country_code
from .dates import DateContext, DateOrder, read_date
from .fields import Kind
from .folding import fold, tidy
from .model import Level, Reading, Scalar, text_of
from .phones import read_phone
from .text_checks import hidden_problems, read_name, read_text

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[A-Za-z]{2,}")
_NEVER_CALL = re.compile(
    r"لا تتصل|عدم الاتصال|لا يتصل|"
    r"ne pas appeler|ne jamais appeler|pas d'appel|do not call|never call|no calls|don't call",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What is known around a cell: the day of reading, its column's date order, and the row's country."""

    today: date
    date_order: str = DateOrder.UNKNOWN
    country: str = ""
    sheet_date: date | None = None
    """When the sheet, or the row, was written: ages count from here."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Countries that a telephone number without a country code most likely belongs to."""
        return (self.country,) if self.country else ()


def read_value(kind: Kind, value: Scalar, context: ReadContext) -> Reading:
    """Return the reading of one cell's value (or a person's typed text) as a field of this kind."""
    reading = _READERS[kind](value, context)
    hidden = hidden_problems(value)
    if hidden:
        reading = replace(reading, problems=(*hidden, *reading.problems))
    return reading


def _birth(value: Scalar, context: ReadContext) -> Reading:
    if (isinstance(value, float) and value.is_integer()) or (isinstance(value, int) and not isinstance(value, bool)):
        value = text_of(value)
    return read_date(value, DateContext(context.sheet_date or context.today, context.date_order, True, True))


def _date(value: Scalar, context: ReadContext) -> Reading:
    reading = read_date(value, DateContext(context.today, context.date_order))
    if reading.value is not None and reading.value.earliest > context.today:
        return reading.with_problem(Level.WARN, "date.is_later", date=reading.text)
    return reading


def _expiry(value: Scalar, context: ReadContext) -> Reading:
    reading = read_date(value, DateContext(context.today, context.date_order))
    if reading.value is None:
        return reading
    if not reading.value.is_whole:
        reading = reading.with_problem(Level.NOTE, "expiry.no_day", date=reading.text)
    if reading.value.latest < context.today:
        reading = reading.with_problem(Level.NOTE, "expiry.past", date=reading.text)
    elif reading.value.earliest.year > context.today.year + 30:
        reading = reading.with_problem(Level.WARN, "expiry.far", date=reading.text)
    return reading


def _email(value: Scalar, _: ReadContext) -> Reading:
    raw = text_of(value)
    if not raw:
        return Reading(raw=raw)
    found = _EMAIL.findall(raw)
    if not found:
        return Reading(raw=raw, lossy=True).with_problem(Level.WARN, "email.not_an_address", text=raw[:40])
    address = found[0].strip(".").lower()
    return Reading(address, address, raw, lossy=len(found) > 1)


def _country(value: Scalar, _: ReadContext) -> Reading:
    reading = read_text(value)
    if not reading.text:
        return reading
    code = country_code(reading.text)
    if code:
        return Reading(code, code, reading.raw)
    return reading.with_problem(Level.NOTE, "country.not_in_list", text=reading.text[:40])


def _place(value: Scalar, context: ReadContext) -> Reading:
    reading = read_text(value)
    cities = cities_named(reading.text) if reading.text else ()
    countries = list(dict.fromkeys(code for code, _ in cities))
    if len(countries) > 1 and context.country not in countries:
        return reading.with_problem(Level.WARN, "place.which_one", place=reading.text, countries=", ".join(countries))
    if countries and context.country and context.country not in countries and len(context.country) == 2:
        return reading.with_problem(
            Level.WARN, "place.other_country", place=reading.text, country=countries[0], given=context.country
        )
    return reading


def _contact(value: Scalar, _: ReadContext) -> Reading:
    reading = read_text(value, keep_lines=True)
    return reading.with_problem(Level.NOTE, "contact.never_call") if says_never_call(reading.text) else reading


def _long_text(value: Scalar, _: ReadContext) -> Reading:
    reading = read_text(value, keep_lines=True)
    return reading.with_problem(Level.WARN, "contact.never_call") if says_never_call(reading.text) else reading


def says_never_call(text: str) -> bool:
    """True when a text asks not to be called, in one of the three languages."""
    return bool(_NEVER_CALL.search(tidy(text).replace("’", "'")))


def _serial(value: Scalar, _: ReadContext) -> Reading:
    raw = text_of(value)
    number = fold(raw)
    return Reading(number or None, number, raw)


def _plain(reader: Callable[[Scalar], Reading]) -> Callable[[Scalar, ReadContext], Reading]:
    return lambda value, _: reader(value)


_READERS: dict[Kind, Callable[[Scalar, ReadContext], Reading]] = {
    Kind.NAME: _plain(read_name),
    Kind.TEXT: _plain(read_text),
    Kind.REFERENCE: _plain(read_text),
    Kind.LONG_TEXT: _long_text,
    Kind.CONTACT: _contact,
    Kind.BIRTH: _birth,
    Kind.DATE: _date,
    Kind.EXPIRY: _expiry,
    Kind.SEX: _plain(choices.read_sex),
    Kind.YES_NO: _plain(choices.read_yes_no),
    Kind.NUMBER: _plain(numbers.read_number),
    Kind.HOUSEHOLD: _plain(numbers.read_household),
    Kind.PHONE: lambda value, context: read_phone(value, context.regions),
    Kind.EMAIL: _email,
    Kind.COUNTRY: _country,
    Kind.PLACE: _place,
    Kind.URGENCY: _plain(choices.read_urgency),
    Kind.SITUATION: _plain(choices.read_situation),
    Kind.SERIAL: _serial,
}
