"""An invented record of violations in plain columns, written as quickly as the database takes it: what a search reads."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.db import connection, models
from django.utils import timezone

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.lanes import write_lanes
from malath.accountability.violations.models import (
    Act,
    Body,
    Change,
    Coded,
    Event,
    Information,
    Involvement,
    Person,
)
from malath.platform.access.models import Grant, Member, Membership, Organisation

LISTS = ("acts", "violation_status", "victim_status", "perpetrators", "source_material", "reliability",
         "methods", "rights", "fates", "whereabouts")  # fmt: skip
BATCH = 5_000


@dataclass
class Record:
    """Who looks, and what there is to ask for."""

    viewer: Member
    codes: dict[str, list[str]]
    people: list[uuid.UUID]
    events: list[uuid.UUID] = field(default_factory=list)
    some_acts: list[uuid.UUID] = field(default_factory=list)
    parties: dict[str, list[uuid.UUID]] = field(default_factory=dict)


class Drawn:
    """Codes of a list: the n-th is drawn 1/(n+2) as often as the first; some of a hundred are empty."""

    def __init__(self, codes: list[str], empty: float, dice: random.Random) -> None:
        self.codes, self.empty, self.dice = dice.sample(codes, len(codes)), empty, dice
        self.weights = list(accumulate(1 / (n + 2) for n in range(len(codes))))

    def one(self) -> str:
        """A code, or nothing."""
        return "" if self.dice.random() < self.empty else self.dice.choices(self.codes, cum_weights=self.weights)[0]


def invent(acts: int) -> Record:
    """So many acts, two fifths as many people, seven tenths as many events."""
    dice = random.Random(2026)
    organisations = [Organisation.objects.create(slug=f"archive-{n}", in_coalition=True) for n in range(3)]
    members = Member.objects.bulk_create(
        [
            Member(handle=f"m{n}", home_organisation=organisations[n // 4], password="!")  # noqa: S106 - nobody signs in
            for n in range(12)
        ]
    )
    for one in members:
        Membership.objects.create(
            member=one, organisation=one.home_organisation, role="documenter", since=date(2020, 1, 1)
        )
    changes = [Change.objects.create(organisation=one.home_organisation, kind="import", by=one) for one in members]
    codes = {name: list(vocabulary.terms(name)) for name in LISTS}
    codes["places"] = [code for code in places.places() if code.startswith("SY")]
    record = Record(members[0], codes, [_id(dice) for _ in range(acts * 2 // 5)])
    writer = _Writer(record, dice, members, changes)
    writer.write(acts)
    write_lanes()
    _share(record, dice, members[-1])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return record


def _share(record: Record, dice: random.Random, giver: Member) -> None:
    ends = timezone.now() + timedelta(days=30)
    Grant.objects.bulk_create(
        Grant(subject=event, member=record.viewer, given_by=giver, owner_organisation=giver.home_organisation,
              since=date(2026, 1, 1), ends_at=ends) for event in dice.sample(record.events, 200)
    )  # fmt: skip


class _Writer:
    def __init__(self, record: Record, dice: random.Random, members: list[Member], changes: list[Change]) -> None:
        self.record, self.dice, self.members, self.changes = record, dice, members, changes
        codes = record.codes
        empty = {"violation_status": 0.3, "victim_status": 0.4, "source_material": 0.2, "reliability": 0.5}
        empty |= {"methods": 0.3, "rights": 0.3, "fates": 0.3, "whereabouts": 0.6}
        self.drawn = {name: Drawn(codes[name], empty.get(name, 0.03), dice) for name in codes}
        self.years = {code: dice.randint(2011, 2024) for code in ["", *codes["acts"]]}
        self.rows: dict[type[models.Model], list[Any]] = {
            model: [] for model in (Person, Body, Event, Act, Involvement, Information, Coded)
        }
        self.number = 0

    def write(self, acts: int) -> None:
        dice, record = self.dice, self.record
        for pk in record.people:
            self._add(Person, id=pk, number=self._next("P"), **self._whose())
        units = [_id(dice) for _ in range(300)]
        for pk in units:
            self._add(Body, id=pk, number=self._next("B"), kind="unit", **self._whose(0))
        self._flush()
        written = 0
        while written < acts:
            written += self._event(units, min(dice.choice((1, 1, 2)), acts - written))
        self._flush()
        seen = Person.objects.visible_to(record.viewer).filter(pk__in=record.people[:2000]).values_list("pk", flat=True)
        record.parties = {"units": units, "people": list(seen[:500])}

    def _event(self, units: list[uuid.UUID], count: int) -> int:
        dice, whose, event = self.dice, self._whose(), _id(self.dice)
        stage = dice.choices(("draft", "checked", "verified"), (70, 20, 10))[0]
        self.record.events.append(event)
        self._add(Event, id=event, number=self._next("E"), stage=stage, entered_on=date(2026, 1, 1), **whose)
        for _ in range(count):
            act, kind = _id(dice), self.drawn["acts"].one()
            self._add(Act, id=act, event_id=event, victim_id=dice.choice(self.record.people), kind=kind, stage=stage,
                      place=self.drawn["places"].one(), status=self.drawn["violation_status"].one(),
                      victim_status=self.drawn["victim_status"].one(), **self._when(kind), **whose)  # fmt: skip
            self._codes(act, event, whose)
            if len(self.record.some_acts) < 300 and dice.random() < 0.01:
                self.record.some_acts.append(act)
            if dice.random() < 0.8:
                unit = units[int(300 * dice.random() ** 3)] if dice.random() < 0.3 else None
                person = dice.choice(self.record.people) if dice.random() < 0.1 else None
                self._add(Involvement, id=_id(dice), event_id=event, act_id=act, body_id=unit, person_id=person,
                          kind=self.drawn["perpetrators"].one(), **whose)  # fmt: skip
        self._coded(event, None, f"rights/{self.drawn['rights'].one()}", whose)
        source = dice.choice(self.record.people) if dice.random() < 0.5 else None
        self._add(Information, id=_id(dice), event_id=event, source_id=source, **whose,
                  material=self.drawn["source_material"].one(), reliability=self.drawn["reliability"].one())  # fmt: skip
        if len(self.rows[Act]) >= BATCH:
            self._flush()
        return count

    def _codes(self, act: uuid.UUID, event: uuid.UUID, whose: dict[str, Any]) -> None:
        """One or two methods of an act; a third of the acts are disappearances, with a fate of some kind."""
        drawn = {f"methods/{self.drawn['methods'].one()}" for _ in range(self.dice.choice((1, 1, 2)))}
        if self.dice.random() < 0.3:
            known = self.dice.choices(("known", "claimed", "unknown"), (10, 20, 70))[0]
            drawn |= {f"known/{known}", f"fate/{self.drawn['fates'].one()}"}
            drawn.add(f"whereabouts/{self.drawn['whereabouts'].one()}")
        for code in sorted(drawn):
            self._coded(event, act, code, whose)

    def _coded(self, event: uuid.UUID, act: uuid.UUID | None, code: str, whose: dict[str, Any]) -> None:
        if not code.endswith("/"):
            self._add(Coded, id=_id(self.dice), event_id=event, act_id=act, code=code,
                      organisation_id=whose["organisation_id"])  # fmt: skip

    def _whose(self, number: int | None = None) -> dict[str, Any]:
        """Five sixths are the viewer's organisation's; a tenth of those the viewer entered."""
        dice = self.dice
        n = number if number is not None else dice.choices(range(12), [8, 25, 25, 25, 2, 2, 2, 2, 2, 2, 2, 3])[0]
        member, change = self.members[n], self.changes[n]
        return {"organisation_id": member.home_organisation_id, "entered_by_id": member.pk, "made_in_id": change.pk,
                "last_change": change.pk, "is_restricted": dice.random() < 0.05}  # fmt: skip

    def _when(self, kind: str) -> dict[str, Any]:
        """A day of the years in which this kind was done; sometimes a year, or nothing."""
        dice = self.dice
        year = self.years[kind] if dice.random() < 0.5 else dice.randint(2011, 2024)
        draw = dice.random()
        if draw < 0.04:
            return {}
        first = date(year, 1, 1) + timedelta(days=dice.randrange(365))
        if draw < 0.14:
            return {
                "when": str(year),
                "earliest": date(year, 1, 1),
                "latest": date(year, 12, 31),
                "day": date(year, 1, 1),
            }
        return {"when": first.isoformat(), "earliest": first, "latest": first, "day": first}

    def _next(self, letter: str) -> str:
        self.number += 1
        return f"{letter}-{self.number:08d}"

    def _add(self, model: type[models.Model], **columns: Any) -> None:
        self.rows[model].append(model(**columns))

    def _flush(self) -> None:
        copy: Callable[[type[models.Model], list[Any]], None] = (
            _copied if connection.vendor == "postgresql" else _created
        )
        for model, rows in self.rows.items():
            if rows:
                copy(model, rows)
                rows.clear()


def _created(model: type[models.Model], rows: list[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=500)


def _copied(model: type[models.Model], rows: Iterable[Any]) -> None:
    """PostgreSQL's COPY: some times as quick as INSERT."""
    columns = model._meta.concrete_fields
    names = ", ".join(f'"{one.column}"' for one in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copying:
        for row in rows:
            copying.write_row([getattr(row, one.attname) for one in columns])


def _id(dice: random.Random) -> uuid.UUID:
    return uuid.UUID(int=dice.getrandbits(128), version=4)
