"""What goes out instead of a name: keyed bit vectors over keys that a name gives in any script (CLK; Schnell et al. 2009).

The keeper turns features into bits, under a secret of the coalition that never leaves it; here they are only compared.
A year and a sex are vectors of their own, so that what one side does not know says nothing against a match.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.engines.names import coarse, key, tokens
from malath.platform.keeper.client import keeper

if TYPE_CHECKING:
    from malath.people.models import Person

MOST_NAMES = 8
KEY_WEIGHT = 2
# Measured on invented names in both scripts (tests): one part of three may be missing where the years agree.
LIKE_WITH_YEAR = 0.78
LIKE_WITHOUT_YEAR = 0.9
SAME_NAME = 0.85
# Years are written as three neighbours: two thirds are shared by years one apart.
SAME_YEAR = 0.6
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Token:
    """One person, as bits: a vector for each name, one for the year of birth, one for the sex (0: not known)."""

    names: tuple[int, ...]
    long_names: tuple[int, ...]
    year: int
    sex: int

    def as_text(self) -> str:
        """For a sealed field."""
        return json.dumps({"n": [f"{n:x}" for n in self.names], "l": [f"{n:x}" for n in self.long_names],
                           "y": f"{self.year:x}", "s": f"{self.sex:x}"})  # fmt: skip

    @classmethod
    def of_text(cls, text: str) -> Token:
        """Back from a sealed field."""
        held = json.loads(text)
        names, long_names = ([int(n, 16) for n in held[key]] for key in ("n", "l"))
        return cls(tuple(names), tuple(long_names), int(held["y"], 16), int(held["s"], 16))


def features_of(name: str) -> list[str]:
    """What a name gives to a vector: both keys of each part, and its pairs of letters. Equal across scripts.

    The coarse key forgives a transliteration, the fine one keeps Mahmoud from Mohammad; a key counts more than a pair.
    """
    found: dict[str, None] = {}
    for part in tokens(name):
        rough, fine = coarse(part), key(part)
        for weight in range(KEY_WEIGHT):
            found.setdefault(f"={weight}{rough}")
            found.setdefault(f"~{weight}{fine}")
        for pair in zip(f"^{rough}", f"{rough}$", strict=True):
            found.setdefault("".join(pair))
    return list(found)


def parts_known(person: Person) -> int:
    """How many parts the longest of the person's names has."""
    return max((len(set(tokens(name))) for name in person.all_names), default=0)


def year_of(person: Person) -> int | None:
    """The year of birth, if any is known."""
    year = _YEAR.search(str(person.about.get("birth", "")))
    return int(year.group()) if year else None


def is_enough(person: Person) -> bool:
    """Whether so much is known that strangers of the same name are not asked for: three parts, or two and a year."""
    return parts_known(person) >= 3 or (parts_known(person) == 2 and year_of(person) is not None)


def encode(people: Sequence[Person]) -> list[Token]:
    """The tokens of revealed people, by one request to the keeper."""
    rows: list[list[str]] = []
    places: list[tuple[list[int], list[int], int | None, int | None]] = []
    for person in people:
        names: list[int] = []
        long_names: list[int] = []
        for name in person.all_names[:MOST_NAMES]:
            if len(set(tokens(name))) >= 3:
                long_names.append(len(names))
            names.append(len(rows))
            rows.append([f"name|{feature}" for feature in features_of(name)])
        long_rows = [names[index] for index in long_names]
        year, sex = year_of(person), str(person.about.get("sex", ""))
        places.append((names, long_rows, len(rows) if year else None, len(rows) + bool(year) if sex else None))
        if year:
            rows.append([f"year|{near}" for near in (year - 1, year, year + 1)])
        if sex:
            rows.append([f"sex|{sex}"])
    bits = [int.from_bytes(vector) for vector in keeper().encode(rows)] if rows else []
    return [
        Token(
            tuple(bits[n] for n in names),
            tuple(bits[n] for n in long_rows),
            bits[year_row] if year_row is not None else 0,
            bits[sex_row] if sex_row is not None else 0,
        )
        for names, long_rows, year_row, sex_row in places
    ]


def dice(a: int, b: int) -> float:
    """How alike two vectors are, 0 to 1 (Dice 1945)."""
    both = a.bit_count() + b.bit_count()
    return 2 * (a & b).bit_count() / both if both else 0.0


def _best(left: Sequence[int], right: Sequence[int]) -> float:
    return max((dice(a, b) for a in left for b in right), default=0.0)


def likeness(question: Token, other: Token) -> float:
    """How probably two tokens are of one person, 0 where they are not taken for one.

    Where both years are known they must agree, within one; where one is missing, the names must be of three parts
    and agree nearly wholly. A sex that both know must be the same.
    """
    if question.sex and other.sex and question.sex != other.sex:
        return 0.0
    if question.year and other.year:
        found = _best(question.names, other.names)
        return found if found >= LIKE_WITH_YEAR and dice(question.year, other.year) >= SAME_YEAR else 0.0
    found = _best(question.long_names, other.long_names)
    return found if found >= LIKE_WITHOUT_YEAR else 0.0


def have_the_same_name(a: Token, b: Token) -> bool:
    """Whether two questions ask for nearly the same name."""
    return _best(a.names, b.names) >= SAME_NAME
