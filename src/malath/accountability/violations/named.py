"""Units, places of detention and alleged perpetrators by the exact name under which they stand, for an import (SC1).

Of people only those who have a part in an act as perpetrators: whoever bears the name as a victim is somebody else until a
member says otherwise. What the asking member may not see is not found.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.models import Body, Holding, Involvement, Person, Statement
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member, Organisation

Party = Person | Body
_REASON = "whether a list's row was written before"
PERSON, UNIT, SITE = "person", str(Body.Kind.UNIT), str(Body.Kind.SITE)


def written(name: str) -> str:
    """A name as it is compared: no case, single spaces, all else to the letter."""
    return " ".join(name.casefold().split())


class NamedHere:
    """Those of an organisation whom a member sees, by number and by written name; new ones are added as they are made."""

    def __init__(self, viewer: Member, organisation: Organisation) -> None:
        acted = Involvement.objects.visible_to(viewer).filter(organisation=organisation).exclude(person=None)
        people = Person.objects.visible_to(viewer).filter(organisation=organisation, erased_on=None)
        bodies = list(Body.objects.visible_to(viewer).filter(organisation=organisation).order_by("made_in_id", "pk"))
        rows: list[Any] = [*people.filter(pk__in=acted.values("person")).order_by("made_in_id", "pk"), *bodies]
        self._people, self._bodies = people, {body.number: body for body in bodies}
        self._named: dict[tuple[str, str], list[Party]] = defaultdict(list)
        names = _names_of([row.pk for row in rows])
        for row in rows:
            for name in names.get(row.pk, ()):
                self.add(row, name)

    def add(self, row: Party, name: str) -> None:
        """Know a row under a name."""
        of = self._named[_kind(row), written(name)]
        if row not in of:
            of.append(row)

    def numbered(self, kind: str, number: str) -> Party | None:
        """The one of a kind that has this number."""
        row: Party | None = self._bodies.get(number)
        if kind == PERSON:
            row = self._people.filter(number=number).first()
        return row if row is not None and _kind(row) == kind else None

    def called(self, kind: str, name: str) -> list[Party]:
        """Those of a kind that stand under exactly this name; records that were joined are one, the oldest."""
        found = self._named.get((kind, written(name)), [])
        if len(found) > 1 and {row.pk for row in found} <= whole(type(found[0]), {found[0].pk}):
            return found[:1]
        return list(found)


def acted_in(act: uuid.UUID, parties: Mapping[str, Party | None]) -> bool:
    """Whether these parties, by the field of an involvement, have a part in an act together; nobody new has."""
    if None in parties.values():
        return False
    rows = Involvement.objects.unscoped(reason=_REASON).filter(act=act, is_gone=False)
    return bool(rows.filter(**{field: row.pk for field, row in parties.items() if row is not None}).exists())


def held_in(act: uuid.UUID, site: Party | None) -> bool:
    """Whether a place stands in the chain of an act already."""
    rows = Holding.objects.unscoped(reason=_REASON).filter(act=act, is_gone=False)
    return site is not None and bool(rows.filter(site=site.pk).exists())


def next_place(act: uuid.UUID) -> int:
    """The next step of the chain of an act."""
    rows = Holding.objects.unscoped(reason=_REASON).filter(act=act).order_by("-order")
    return (rows.values_list("order", flat=True).first() or 0) + 1


def _kind(row: Party) -> str:
    return PERSON if isinstance(row, Person) else str(row.kind)


def _names_of(pks: list[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    said = Statement.objects.unscoped(reason="names beside which a list is compared, of those whom its member sees")
    rows = list(said.filter(record__in=pks, field__in=("name", "names"), stands=True).order_by("made_in_id", "pk"))
    reveal(rows, by=None, why="records.compare")
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    for one in rows:
        value = one.value["v"]
        names[one.record] += value if isinstance(value, list) else [str(value)]
    return names
