"""A person as far as telling two records apart needs: from a row of a file, or from what the coalition knows."""

from __future__ import annotations

from dataclasses import dataclass

from .numbers import Household
from .partial_date import PartialDate
from .rows import RowReading


@dataclass(frozen=True, slots=True)
class Person:
    """One record. `id` is the caller's own and comes back in the pairs; `names` are all spellings, in any script."""

    id: str
    names: tuple[str, ...]
    birth: PartialDate | None = None
    sex: str = ""
    phones: tuple[str, ...] = ()
    country: str = ""
    place: str = ""
    household: int | None = None
    mother: str = ""


def person_from_row(reading: RowReading, id: str) -> Person:
    """Return the person of a row read from a sheet."""
    names = tuple(dict.fromkeys(text for key in ("full_name", "name_other_script") if (text := reading.text(key))))
    birth, phones, household = reading.value("birth"), reading.value("phone"), reading.value("household_size")
    return Person(
        id=id,
        names=names,
        birth=birth if isinstance(birth, PartialDate) else None,
        sex=reading.text("sex"),
        phones=phones if isinstance(phones, tuple) else (),
        country=reading.text("country"),
        place=reading.text("place_now"),
        household=household.size if isinstance(household, Household) else None,
        mother=reading.text("mother_name"),
    )
