"""Proposes which records may be one person, with what speaks for and against; people decide, never the machine (SH1).

The score is a sum of weights in the manner of Fellegi and Sunter, set by hand and small enough to read. A name must
agree: a telephone is shared in a family, and a number given to two strangers by a slip must not make them one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .blocking import candidate_pairs
from .countries import place_key
from .model import Params
from .name_match import alike, may_match, name_keys
from .partial_date import PartialDate
from .person import Person
from .text_checks import script_of

LEAST_SCORE = 5.5
LEAST_LIKENESS = 0.62
SAME_PHONE, SEX_DIFFERS = 5.0, 6.0
MOST_FROM_THE_REST = 7.3
"""A full name (6), the same place (1) and household (0.3)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (positive weight) or against (negative) two records being one person."""

    code: str
    weight: float
    params: Params


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person; `probability` only orders them, it is not calibrated."""

    a: str
    b: str
    score: float
    reasons: tuple[Reason, ...]

    @property
    def probability(self) -> float:
        """The score as a number from 0 to 1."""
        return 1 / (1 + math.exp(LEAST_SCORE - 1 - self.score))

    @property
    def speaks_for(self) -> tuple[Reason, ...]:
        """Reasons for."""
        return tuple(reason for reason in self.reasons if reason.weight > 0)

    @property
    def speaks_against(self) -> tuple[Reason, ...]:
        """Reasons against."""
        return tuple(reason for reason in self.reasons if reason.weight < 0)


def likely_duplicates(people_a: Sequence[Person], people_b: Sequence[Person] | None = None) -> list[Pair]:
    """Return the pairs that may be one person, most likely first: within `people_a`, or between it and `people_b`."""
    others = people_a if people_b is None else people_b
    pairs = []
    for left, right in candidate_pairs(people_a, people_b):
        pair = compare_people(people_a[left], others[right])
        if pair is not None and pair.score >= LEAST_SCORE:
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b))


def compare_people(one: Person, other: Person) -> Pair | None:
    """Weigh two records; None when their names, or their sexes, or their births say that they are two people."""
    if _hopeless(one, other):
        return None
    names = _names(one, other)
    if names is None:
        return None
    reasons = [
        names,
        *_sex(one, other),
        *_birth(one.birth, other.birth),
        *_phone(one, other),
        *_place(one, other),
        *_mother(one, other),
        *_household(one, other),
    ]
    score = round(sum(reason.weight for reason in reasons), 2)
    return Pair(one.id, other.id, score, tuple(reasons))


def _hopeless(one: Person, other: Person) -> bool:
    """True when the rest sinks even the best name, or no names meet; most candidates end here, so it is lean."""
    shared = bool(_shared_endings(one, other))
    weight = SAME_PHONE if shared else -1.0 if one.phones and other.phones else 0.0
    if one.sex and other.sex and one.sex != other.sex:
        weight -= SEX_DIFFERS
    if one.birth is not None and other.birth is not None:
        weight += _birth_weight(one.birth, other.birth)[1]
    if one.mother and other.mother:
        weight += 3.0
    if weight + MOST_FROM_THE_REST < LEAST_SCORE:
        return True
    return not shared and not may_match(one.names, other.names)


def _shared_endings(one: Person, other: Person) -> list[str]:
    theirs = [phone[-8:] for phone in other.phones]
    return [phone[-8:] for phone in one.phones if phone[-8:] in theirs]


def _names(one: Person, other: Person) -> Reason | None:
    """Return the strongest agreement between any two spellings: a long name that agrees says more than a short one."""
    found = [_named(mine, theirs) for mine in one.names for theirs in other.names]
    return max((reason for reason in found if reason is not None), key=lambda reason: reason.weight, default=None)


def _named(mine: str, theirs: str) -> Reason | None:
    likeness = alike(mine, theirs)
    if likeness < LEAST_LIKENESS:
        return None
    parts = min(len(_whole(name_keys(mine))), len(_whole(name_keys(theirs))))
    strength = {0: 1.0, 1: 1.0, 2: 3.0, 3: 5.0}.get(parts, 6.0)
    weight = strength * likeness if likeness >= 0.8 else strength * likeness / 2
    code = "pair.name_two_scripts" if script_of(mine) != script_of(theirs) else "pair.name"
    return Reason(code if likeness >= 0.9 else "pair.name_alike", round(weight, 2), {"a": mine, "b": theirs})


def _whole(keys: Iterable[str]) -> list[str]:
    return [key for key in keys if len(key) > 1]


def _sex(one: Person, other: Person) -> list[Reason]:
    if one.sex and other.sex and one.sex != other.sex:
        return [Reason("pair.sex_differs", -SEX_DIFFERS, {})]
    return []


def _birth(one: PartialDate | None, other: PartialDate | None) -> list[Reason]:
    if one is None or other is None:
        return []
    params: Params = {"a": one.text, "b": other.text}
    code, weight = _birth_weight(one, other)
    return [Reason(code, weight, params)]


def _birth_weight(one: PartialDate, other: PartialDate) -> tuple[str, float]:
    apart = abs(one.year - other.year)
    if apart == 0:
        return _same_year(one, other)
    if one.approximate or other.approximate:
        return ("pair.birth_near", 1.0) if apart <= 2 else ("pair.birth_differs", -3.0 - min(apart, 6) / 2)
    if one.is_whole and other.is_whole and (one.month, one.day) == (other.month, other.day) and apart in (1, 10):
        return "pair.birth_one_digit", 1.5
    return ("pair.birth_year_off", -1.5) if apart == 1 else ("pair.birth_differs", -4.0 - min(apart, 8) / 2)


def _same_year(one: PartialDate, other: PartialDate) -> tuple[str, float]:
    if one.month is None or other.month is None or one.approximate or other.approximate:
        return "pair.birth_year", 2.0
    if one.day is None or other.day is None:
        return ("pair.birth_month", 3.0) if one.month == other.month else ("pair.birth_month_differs", -2.0)
    if (one.month, one.day) == (other.month, other.day):
        return "pair.birth", 5.0
    if (one.month, one.day) == (other.day, other.month):
        return "pair.birth_swapped", 3.5
    if one.month == other.month or one.day == other.day:
        return "pair.birth_day_off", 1.0
    return "pair.birth_day_differs", -3.0


def _phone(one: Person, other: Person) -> list[Reason]:
    if not one.phones or not other.phones:
        return []
    shared = _shared_endings(one, other)
    if shared:
        return [Reason("pair.phone", SAME_PHONE, {"ends": min(shared)[-2:]})]
    return [Reason("pair.phone_differs", -1.0, {})]


def _place(one: Person, other: Person) -> list[Reason]:
    if one.country and other.country and one.country != other.country:
        return [Reason("pair.country_differs", -1.0, {"a": one.country, "b": other.country})]
    if not one.place or not other.place:
        return [Reason("pair.country", 0.3, {})] if one.country and one.country == other.country else []
    if place_key(one.place, one.country) == place_key(other.place, other.country):
        return [Reason("pair.place", 1.0, {"place": one.place})]
    return [Reason("pair.place_differs", -0.3, {"a": one.place, "b": other.place})]


def _mother(one: Person, other: Person) -> list[Reason]:
    if not one.mother or not other.mother:
        return []
    return (
        [Reason("pair.mother", 3.0, {})]
        if alike(one.mother, other.mother) >= 0.85
        else [Reason("pair.mother_differs", -3.0, {})]
    )


def _household(one: Person, other: Person) -> list[Reason]:
    if one.household and one.household == other.household and one.household > 2:
        return [Reason("pair.household", 0.3, {"size": one.household})]
    return []
