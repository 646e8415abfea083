"""How two records of people are compared, and the words in which a reason is said (SC10, SH1).

A machine proposes and says why; whether two records are one person is decided by people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from malath.engines.sheets import PartialDate
from malath.engines.sheets import Person as Compared

EARLIEST = 1800
"""A smaller number is an age or a slip, never a year of birth."""
_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male"}

REASONS: dict[str, str | Promise] = {
    "pair.name": _("Same name."),
    "pair.name_two_scripts": _("Same name in two scripts."),
    "pair.name_alike": _("Similar name."),
    "pair.sex_differs": _("The sex differs."),
    "pair.birth": _("Same date of birth."),
    "pair.birth_month": _("Same month of birth."),
    "pair.birth_month_differs": _("The month of birth differs."),
    "pair.birth_year": _("Same year of birth."),
    "pair.birth_swapped": _("Same date of birth with day and month swapped."),
    "pair.birth_day_off": _("Same year of birth, the date differs a little."),
    "pair.birth_day_differs": _("Same year of birth, but another date."),
    "pair.birth_near": _("Years of birth are near each other."),
    "pair.birth_one_digit": _("Same day of birth, one digit of the year differs."),
    "pair.birth_year_off": _("Years of birth differ by one."),
    "pair.birth_differs": _("Born in different years."),
    "pair.phone": _("Same telephone number (ends in {ends})."),
    "pair.phone_differs": _("The telephone differs."),
    "pair.place": _("Same city."),
    "pair.place_differs": _("The city differs."),
    "pair.country": _("Same country."),
    "pair.country_differs": _("The country differs."),
    "pair.mother": _("Same mother's name."),
    "pair.mother_differs": _("The mother's name differs."),
    "pair.household": _("Households of the same size."),
}
# What the rooms know and the engine does not.
_OURS: dict[str, str | Promise] = {"pair.one_household": _("They stand in one household, as two people.")}


def reason_in_words(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence of a reason; the code itself where the engine is newer than this list."""
    sentence = str(REASONS.get(code) or _OURS.get(code, code))
    try:
        return sentence.format(**(params or {}))
    except (KeyError, IndexError, ValueError):
        return sentence


def birth_from(text: str) -> PartialDate | None:
    """A partial date from its text ('1990', '1990-12', '~1990-12' or '1990~'), None where it is none."""
    parts = text.strip("~").split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    year, *rest = (int(part) for part in parts)
    month, day = (*rest, None, None)[:2]
    if year < EARLIEST:
        return None
    try:
        found = PartialDate(year, month, day, "~" in text)
        return found if found.earliest <= found.latest else None
    except ValueError:
        return None


def compared(
    id: str,
    names: Sequence[str],
    *,
    birth: str = "",
    sex: str = "",
    phones: Sequence[object] = (),
    country: str = "",
    place: str = "",
    household: int | None = None,
) -> Compared:
    """Somebody as the engine compares people. A sex that is described otherwise speaks neither for nor against."""
    return Compared(
        id=id,
        names=tuple(name for name in names if name),
        birth=birth_from(birth),
        sex=_SEXES.get(sex, ""),
        phones=tuple(filter(None, ("".join(filter(str.isdigit, str(phone))) for phone in phones))),
        country=country,
        place=place,
        household=household,
    )


def known_person(id: str, names: Sequence[str], about: Mapping[str, Any], contact: Mapping[str, Any]) -> Compared:
    """Somebody whom the coalition knows, as the engine compares people; takes the parts of a revealed person."""
    return compared(
        id,
        names,
        birth=str(about.get("birth", "")),
        sex=str(about.get("sex", "")),
        phones=contact.get("phones", []),
        country=str(contact.get("country", "")),
        place=str(contact.get("address", "")),
    )
