"""Somebody named in a story: one whom the viewer knows here, or new. Only those whom the viewer sees are ever offered (SC1)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.finding import PEOPLE
from malath.accountability.violations.models import Person
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.wording import when_label
from malath.platform.keeper.errors import KeeperGoneError
from malath.platform.sealed.finder.client import finder

if TYPE_CHECKING:
    from malath.accountability.violations.selectors import Said
    from malath.platform.access.models import Member

NEW = "new"
MOST_OFFERED = 5
MOST_LOOKED_UP = 40
_ALIKE = 0.7
_ASKED = 30
_NUMBER = re.compile(r"P-[2-9A-Z]{6}")


@dataclass(frozen=True)
class Somebody:
    """A person who is known here, as a form offers them."""

    number: str
    name: str
    more: str


def is_number(text: str) -> bool:
    """Whether what was typed is the number of a person, not a name."""
    return bool(_NUMBER.fullmatch(text.strip().upper()))


def people_called(viewer: Member, names: Iterable[str]) -> dict[str, list[Somebody]]:
    """For each name those whom the viewer sees and who are called alike; one opening for all of them. Empty where the finder
    does not answer: then everybody is new; who is known can still be said by their number."""
    alike: dict[str, list[uuid.UUID]] = {}
    for name in list(dict.fromkeys(filter(None, names)))[:MOST_LOOKED_UP]:
        try:
            found = finder().find(name, _ASKED, collection=PEOPLE)
        except KeeperGoneError:
            return {}
        alike[name] = [pk for pk, score, _name in found if score >= _ALIKE]
    rows = _own_people(viewer)
    seen: Mapping[uuid.UUID, Person] = rows.in_bulk({pk for pks in alike.values() for pk in pks})
    said = said_of(viewer, seen.values(), ("name", "birth", "occupation"), why="violations.alike") if seen else {}
    return {name: [_somebody(seen[pk], said[pk]) for pk in _once(pks, seen)] for name, pks in alike.items()}


def _once(pks: Iterable[uuid.UUID], seen: Mapping[uuid.UUID, Person]) -> list[uuid.UUID]:
    """Those who are seen, the nearest first; of several records of one person the nearest."""
    one: dict[uuid.UUID, uuid.UUID] = {}
    for pk in pks:
        if pk in seen:
            one.setdefault(seen[pk].joined_to_id or pk, pk)
    return list(one.values())[:MOST_OFFERED]


def _somebody(row: Person, said: Said) -> Somebody:
    more = [when_label(said.main("birth") or ""), str(said.main("occupation") or "")]
    return Somebody(row.number, str(said.main("name") or row.number), " · ".join(filter(None, more)))


def people_numbered(viewer: Member, numbers: Iterable[str]) -> dict[str, Person]:
    """People by their numbers, of those whom the viewer sees."""
    wanted = {number.upper() for number in numbers if number}
    rows = _own_people(viewer).filter(number__in=wanted) if wanted else ()
    return {row.number: row for row in rows}


def _own_people(viewer: Member) -> Any:
    able = viewer.standing.organisations_able("document")
    return Person.objects.visible_to(viewer).filter(organisation__in=able, erased_on=None)
