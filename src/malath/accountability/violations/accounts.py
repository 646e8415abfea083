"""What a page shows of a record: each value in words, with its source, its confidence, who entered it and when (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from malath.accountability.violations.fields import FIELDS, Field, Kind
from malath.accountability.violations.models import Body, Event, Person, Record, Statement
from malath.accountability.violations.selectors import Said, people_among, said_of
from malath.accountability.violations.wording import term_label, when_bounds, worded

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Party:
    """Somebody, or a body, as a page names them: not at all where the viewer may not see them, or they were erased."""

    name: str = ""
    url: str = ""
    number: str = ""
    is_erased: bool = False
    pk: uuid.UUID | None = None

    @property
    def is_known(self) -> bool:
        """Whether the viewer may see who it is, and anybody still can."""
        return bool(self.number)


HIDDEN, ERASED = Party(), Party(is_erased=True)


@dataclass(frozen=True)
class Account:
    """One value, as one source has it. `by` is empty for a guest of another organisation; `record` is the number of the record
    in which it stands, where a page shows several records of one person or body."""

    value: Any
    parts: list[str]
    edtf: str
    bounds: str
    source: Party | None
    confidence: str
    by: str
    on: date
    pk: uuid.UUID
    record: str = ""


@dataclass(frozen=True)
class Shown:
    """One field: what is shown first, and what other sources say beside it."""

    field: Field
    accounts: list[Account]

    @property
    def code(self) -> str:
        """The field's code."""
        return self.field.code

    @property
    def main(self) -> Account:
        """What is shown first."""
        return self.accounts[0]

    @property
    def others(self) -> list[Account]:
        """What stands beside it."""
        return self.accounts[1:]

    @property
    def differs(self) -> bool:
        """Whether what stands beside it says something else."""
        return any(one.value != self.main.value for one in self.others)

    @property
    def is_text(self) -> bool:
        """Whether it has many lines."""
        return self.field.kind is Kind.TEXT

    @property
    def is_own_words(self) -> bool:
        """Whether somebody wrote it, so that its direction is its own and the veil covers it."""
        return self.field.kind in {Kind.LINE, Kind.TEXT, Kind.NAMES}


@dataclass
class Known:
    """What was read and revealed for a page: what is said of its records, and the names of whoever they name."""

    said: dict[uuid.UUID, Said]
    is_guest: bool
    people: dict[uuid.UUID, Party] = field(default_factory=dict)
    bodies: dict[uuid.UUID, Party] = field(default_factory=dict)
    events: dict[uuid.UUID, Party] = field(default_factory=dict)
    numbers: dict[uuid.UUID, str] = field(default_factory=dict)

    def join(self, rows: Sequence[Person | Body]) -> None:
        """Let all that is said of several records of one person or body be said of the first of them, its own values first."""
        if len(rows) < 2:
            return
        together = Said()
        for row in rows:
            for code, several in self.said.get(row.pk, Said()).by_field.items():
                together.by_field.setdefault(code, []).extend(several)
        self.said[rows[0].pk] = together
        self.numbers = {row.pk: row.number for row in rows}

    def party(self, pk: uuid.UUID | None) -> Party | None:
        """Somebody by their id; HIDDEN where the viewer may not see them, None where nobody is named."""
        return None if pk is None else self.people.get(pk, HIDDEN)

    def body(self, pk: uuid.UUID | None) -> Party | None:
        """A unit or a place of detention, the same way."""
        return None if pk is None else self.bodies.get(pk, HIDDEN)

    def main(self, row: Record, code: str) -> Any:
        """The value of a field that is shown first."""
        return self.said[row.pk].main(code) if row.pk in self.said else None

    def shown(self, row: Record, without: Collection[str] = ()) -> list[Shown]:
        """The fields of a record of which something is said, in the order of the table."""
        said, fields = self.said.get(row.pk, Said()), FIELDS[str(row._meta.model_name)]
        return [
            Shown(one, [self._account(one, account) for account in said.by_field[code]])
            for code, one in fields.items()
            if code not in without and said.by_field.get(code)
        ]

    def one(self, row: Record, code: str) -> Shown | None:
        """One field of a record, where something is said of it."""
        return next((one for one in self.shown(row) if one.code == code), None)

    def _account(self, of: Field, said: Statement) -> Account:
        value, is_when = said.value["v"], of.kind is Kind.WHEN
        return Account(
            value=value,
            parts=worded(of, value),
            edtf=value if is_when else "",
            bounds=when_bounds(value) if is_when else "",
            source=self.party(said.source_id),
            confidence=term_label("confidence", said.confidence),
            by="" if self.is_guest else str(said.entered_in.by.display_name),
            on=said.entered_in.on,
            pk=said.pk,
            record=self.numbers.get(said.record, ""),
        )


def known_to(
    viewer: Member,
    rows: Iterable[Record],
    *,
    people: Iterable[uuid.UUID | None] = (),
    bodies: Iterable[uuid.UUID | None] = (),
    events: Iterable[uuid.UUID] = (),
    is_guest: bool = False,
    why: str = "violations",
) -> Known:
    """Everything that is said of the rows, and names of whoever they or their statements name: four queries at most."""
    wanted = list(rows)
    said = said_of(viewer, wanted, why=why)
    told_by = {one.source_id for each in said.values() for several in each.by_field.values() for one in several}
    seen = people_among(viewer, [*people, *told_by])
    held = _held(viewer, Body, bodies)
    others = _held(viewer, Event, events)
    named = said_of(viewer, [*seen.values(), *held.values(), *others.values()], ("name", "title"), why=why)
    known = Known(said, is_guest)
    known.people = {pk: _party(one, named, "violations_person", "name") for pk, one in seen.items()}
    known.bodies = {pk: _party(one, named, "violations_body", "name") for pk, one in held.items()}
    known.events = {pk: _party(one, named, "violations_event", "title") for pk, one in others.items()}
    return known


def _held(viewer: Member, model: type[Record], pks: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Any]:
    wanted = {pk for pk in pks if pk is not None}
    return dict(model.objects.visible_to(viewer).in_bulk(list(wanted))) if wanted else {}


def _party(row: Person | Body | Event, named: dict[uuid.UUID, Said], url_name: str, code: str) -> Party:
    if getattr(row, "erased_on", None) is not None:
        return ERASED
    name = named[row.pk].main(code)
    return Party(name=str(name or row.number), url=reverse(url_name, args=[row.pk]), number=row.number, pk=row.pk)
