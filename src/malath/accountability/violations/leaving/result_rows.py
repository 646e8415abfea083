"""One act as a line of a table of results: in words, and beside it in codes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from malath.accountability.violations.fields import ACT, FIELDS
from malath.accountability.violations.leaving.tables import in_language, without_left_out
from malath.accountability.violations.models import Act, Body, Event, Involvement, Person
from malath.accountability.violations.selectors import Said, people_among, said_of
from malath.accountability.violations.wording import place_label, term_label, when_label

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import LeftOut
    from malath.platform.access.models import Member

_WORDS = ("methods", "victim_status", "age", "fate", "place_words")
"""Fields of an act that stand in words."""
_READ = ("title", "name", "kind", "degree", *_WORDS)


@dataclass(frozen=True)
class Row:
    """An act: the cells of its line, and its facts for a machine."""

    cells: list[Any]
    facts: dict[str, Any]


def headings() -> list[str]:
    """The first line, in the language that is set."""
    words = [str(ACT[code].label) for code in _WORDS]
    kind, place = _("Kind of act"), _("Governorate or district")
    return [
        pgettext("heading of a table", "Event"), pgettext("heading of a table", "Title"),
        pgettext("heading of a table", "Act"), kind, _code_of(kind), _("To whom"), _("Number"), _("When"), "EDTF",
        _("First day that it can mean"), _("Last day that it can mean"), place, _code_of(place), *words,
        _("Is it a violation?"), _("Stage of the review"), _("Kinds of perpetrators"),
        pgettext("heading of a table", "Alleged perpetrators"), pgettext("heading of a table", "Units"),
        pgettext("heading of a table", "Restricted"), _("Accounts that differ"),
    ]  # fmt: skip


def _code_of(label: str) -> str:
    return _("%(field)s (code)") % {"field": label}


@dataclass(frozen=True)
class _Read:
    """All that the lines of some acts take, revealed, without whoever is left out."""

    said: Mapping[uuid.UUID, Said]
    events: Mapping[uuid.UUID, Event]
    people: Mapping[uuid.UUID, Person]
    bodies: Mapping[uuid.UUID, Body]
    parts: Mapping[uuid.UUID, list[Involvement]]
    left_out: LeftOut

    def main(self, row: Any, code: str) -> Any:
        """What stands first of a field, None where nothing is said."""
        return self.said[row.pk].main(code) if row is not None and row.pk in self.said else None

    def person(self, pk: uuid.UUID | None) -> str:
        """Under which name somebody stands in the table."""
        if pk is None:
            return ""
        if pk in self.left_out.people:
            return _("left out: they did not allow a copy")
        person = self.people.get(pk)
        if person is None:
            return _("somebody whom you may not see")
        return _("an erased person") if person.erased_on else str(self.main(person, "name") or person.number)

    def number(self, pk: uuid.UUID | None) -> str:
        """The number of somebody who is named."""
        person = self.people.get(pk) if pk is not None and pk not in self.left_out.people else None
        return "" if person is None or person.erased_on else str(person.number)


def rows_of(viewer: Member, acts: Sequence[uuid.UUID], left_out: LeftOut, language: str) -> list[Row]:
    """The lines of some acts that the viewer sees, in the order given: some six queries and one opening for all of them."""
    seen: dict[uuid.UUID, Act] = Act.objects.visible_to(viewer).in_bulk(list(acts))
    rows = [seen[pk] for pk in acts if pk in seen]
    read = _read(viewer, rows, left_out)
    return [_row(act, read, language) for act in rows if act.event_id in read.events]


def _read(viewer: Member, acts: Sequence[Act], left_out: LeftOut) -> _Read:
    found = Involvement.objects.visible_to(viewer).filter(act__in=[act.pk for act in acts])
    involved = list(found.order_by("made_in_id", "pk"))
    events = Event.objects.visible_to(viewer).in_bulk({act.event_id for act in acts})
    people = people_among(viewer, [*(act.victim_id for act in acts), *(one.person_id for one in involved)])
    bodies = Body.objects.visible_to(viewer).in_bulk({one.body_id for one in involved if one.body_id})
    shown = [one for one in people.values() if one.pk not in left_out.people and one.erased_on is None]
    said = said_of(viewer, [*acts, *events.values(), *involved, *shown, *bodies.values()], _READ, why="export")
    parts: dict[uuid.UUID, list[Involvement]] = defaultdict(list)
    for one in involved:
        parts[one.act_id].append(one)
    kept = {pk: without_left_out(one, left_out) for pk, one in said.items()}
    return _Read(kept, events, people, bodies, parts, left_out)


def _row(act: Act, read: _Read, language: str) -> Row:
    event, parts = read.events[act.event_id], read.parts.get(act.pk, [])
    words = [in_language(FIELDS["act"][code], read.main(act, code), language) for code in _WORDS]
    victim = read.person(act.victim_id) if act.victim_id else _("said to the public")
    kinds = _once(term_label("perpetrators", part.kind) for part in parts)
    people = _once(read.person(part.person_id) for part in parts)
    units = [unit for part in parts if part.body_id and (unit := read.bodies.get(part.body_id))]
    differ = sorted(code for code, several in read.said[act.pk].by_field.items() if len(several) > 1)
    days = [day.isoformat() if day else "" for day in (act.earliest, act.latest)]
    cells = [
        event.number, str(read.main(event, "title") or ""), str(act.pk), term_label("acts", act.kind), act.kind, victim,
        read.number(act.victim_id), when_label(act.when), act.when, *days, place_label(act.place), act.place, *words,
        term_label("violation_status", act.status), str(act.get_stage_display()), kinds, people,
        _once(str(read.main(unit, "name") or unit.number) for unit in units),
        _("yes") if act.is_restricted else _("no"), ", ".join(differ),
    ]  # fmt: skip
    return Row(cells, _facts(act, event, read, parts, units, differ))


def _facts(
    act: Act, event: Event, read: _Read, parts: Iterable[Involvement], units: Iterable[Body], differ: list[str]
) -> dict[str, Any]:
    said = {code: read.main(act, code) for code in _WORDS}
    return {
        "act": str(act.pk),
        "event": event.number,
        "title": read.main(event, "title"),
        "kind": act.kind,
        "victim": read.number(act.victim_id) or None,
        "name": read.person(act.victim_id) or None,
        "when": act.when,
        "earliest": str(act.earliest) if act.earliest else None,
        "latest": str(act.latest) if act.latest else None,
        "place": act.place,
        "status": act.status,
        "stage": str(act.stage),
        "perpetrator_kinds": sorted({part.kind for part in parts} - {""}),
        "perpetrators": sorted({number for part in parts if (number := read.number(part.person_id))}),
        "units": sorted({unit.number for unit in units}),
        "restricted": act.is_restricted,
        "differ": differ,
        **said,
    }


def _once(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))
