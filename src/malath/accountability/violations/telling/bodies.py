"""A unit or a place of detention named in a story: proposals of those known here, of which the documenter chooses (SC1).

Only those that the viewer sees are ever offered, and none is taken by its name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.finding import BODIES
from malath.accountability.violations.models import Body
from malath.accountability.violations.searching.words import rows_called
from malath.accountability.violations.telling.people import MOST_LOOKED_UP, MOST_OFFERED, Somebody
from malath.accountability.violations.wording import place_label
from malath.platform.keeper.errors import KeeperGoneError

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member

_NUMBER = re.compile(r"B-[2-9A-Z]{6}")
Asked = tuple[str, str]
"""A kind of body, and a name."""


def is_body_number(text: str) -> bool:
    """Whether what was typed is the number of a unit or a place, not a name."""
    return bool(_NUMBER.fullmatch(text.strip().upper()))


def bodies_called(viewer: Member, asked: Iterable[Asked]) -> Mapping[Asked, list[Somebody]]:
    """For each kind and name those that the viewer sees and that are called alike; one opening for all of them. What the
    finder was not asked for is not in it."""
    alike: dict[Asked, list[uuid.UUID]] = {}
    for kind, name in list(dict.fromkeys(one for one in asked if one[1]))[:MOST_LOOKED_UP]:
        try:
            alike[kind, name] = rows_called(_own_bodies(viewer).filter(kind=kind), name, BODIES).ids[:MOST_OFFERED]
        except KeeperGoneError:
            # Without the finder every unit is new; which is known can still be said by its number.
            return {}
    seen: dict[uuid.UUID, Body] = _own_bodies(viewer).in_bulk({pk for pks in alike.values() for pk in pks})
    said = known_to(viewer, seen.values(), bodies=[one.part_of_id for one in seen.values()], why="violations.alike")

    def offered(row: Body) -> Somebody:
        above = said.body(row.part_of_id)
        more = [above.name if above else "", place_label(row.place)]
        return Somebody(row.number, str(said.main(row, "name") or row.number), " · ".join(filter(None, more)))

    return {one: [offered(seen[pk]) for pk in pks if pk in seen] for one, pks in alike.items()}


def bodies_numbered(viewer: Member, numbers: Iterable[str]) -> dict[str, Body]:
    """Units and places by their numbers, of those that the viewer sees."""
    wanted = {number.upper() for number in numbers if number}
    return {row.number: row for row in _own_bodies(viewer).filter(number__in=wanted)} if wanted else {}


def _own_bodies(viewer: Member) -> Any:
    return Body.objects.visible_to(viewer).filter(organisation__in=viewer.standing.organisations_able("document"))
