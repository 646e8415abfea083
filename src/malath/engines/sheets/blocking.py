"""Which pairs are worth comparing: twenty thousand rows against sixty thousand people are 1.2 thousand million pairs,
of which a few hundred thousand share a telephone, or two parts of a name and a year or a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from .countries import place_key
from .name_match import name_keys
from .partial_date import PartialDate
from .person import Person

MOST_PER_KEY = 150
"""A key that more people share than this tells nothing; the finer keys of the same people still find them."""
MOST_PARTS = 5
Key = tuple[object, ...]


def candidate_pairs(people: Sequence[Person], others: Sequence[Person] | None) -> Iterator[tuple[int, int]]:
    """Yield index pairs to compare, each once; within `people` alone when `others` is None."""
    index: dict[Key, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        for key in _shelves(person):
            index[key].append(number)
    for right, person in enumerate(people if others is None else others):
        met: set[int] = set()
        for key in _wanted(person):
            found = index.get(key)
            if found is not None and len(found) <= MOST_PER_KEY:
                met.update(found)
        for left in sorted(met):
            if others is not None or left < right:
                yield left, right


def _shelves(person: Person) -> Iterator[Key]:
    """Yield the keys under which a person is found."""
    yield from _phones(person)
    for parts, pairs, triples in _names(person):
        if person.birth is None:
            yield from _without_year("unborn", person, pairs, triples)
            continue
        yield from _without_year("born", person, pairs, triples)
        yield from _dated(person.birth, parts, pairs, offered=True)


def _wanted(person: Person) -> Iterator[Key]:
    """Yield the keys under which a person's counterparts may be found.

    Where both births are known they must agree in part: names and place alone would bring every namesake of a large
    list. Where one is unknown, names and place are all there is.
    """
    yield from _phones(person)
    for parts, pairs, triples in _names(person):
        yield from _without_year("unborn", person, pairs, triples)
        if person.birth is None:
            yield from _without_year("born", person, pairs, triples)
            continue
        yield from _dated(person.birth, parts, pairs, offered=False)


def _phones(person: Person) -> Iterator[Key]:
    return (("phone", phone[-8:]) for phone in person.phones if len(phone) >= 8)


def _names(person: Person) -> Iterator[tuple[list[str], list[Key], list[Key]]]:
    """Yield, for each spelling, its parts and their pairs and triples in an order of their own."""
    for name in person.names:
        parts = sorted({part for part in name_keys(name) if len(part) > 1})[:MOST_PARTS]
        yield parts, list(combinations(parts, 2)), list(combinations(parts, 3))


def _dated(birth: PartialDate, parts: list[str], pairs: list[Key], *, offered: bool) -> Iterator[Key]:
    """Yield names with what two births can share: whole dates meet in year and month, year and day, day and month."""
    for names in pairs if len(parts) > 1 else [tuple(parts)]:
        if not birth.is_whole or birth.month is None or birth.day is None:
            reach = 2 if birth.approximate else 0
            for year in range(birth.year - reach, birth.year + reach + 1):
                yield (*names, year, "part")
                if not offered:
                    yield (*names, year, "whole")
            continue
        yield (*names, birth.year, "month", birth.month)
        yield (*names, birth.year, "day", birth.day)
        yield (*names, birth.year, "swapped", *sorted((birth.month, birth.day)))
        yield (*names, "any year", birth.month, birth.day)
        yield (*names, birth.year, "whole" if offered else "part")


def _without_year(shelf: str, person: Person, pairs: list[Key], triples: list[Key]) -> Iterator[Key]:
    place = place_key(person.place, person.country) if person.place else ""
    for names in pairs:
        yield (shelf, *names)
        if place:
            yield (shelf, *names, place)
    for names in triples:
        yield (shelf, *names)
