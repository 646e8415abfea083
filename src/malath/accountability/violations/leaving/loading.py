"""An export brought into an instance that has none of its records: all or nothing, checked before it begins (SC1)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction

from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.violations import finding
from malath.accountability.violations.beside import Loaded, parts
from malath.accountability.violations.coding import is_coded, write_codes
from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.leaving.errors import ExportBrokenError, ExportNotEmptyError
from malath.accountability.violations.leaving.joins import load_joins
from malath.accountability.violations.leaving.shape import (
    BY_NAME,
    CHANGES,
    CONSENTS,
    FILES,
    FIXED,
    FORMAT,
    ITEMS,
    JOINS,
    LINKS,
    MANIFEST,
    RECORDS,
    REVIEWS,
    STATEMENTS,
    WORDS,
)
from malath.accountability.violations.leaving.words import load_reviews
from malath.accountability.violations.leaving_rules import load_consents
from malath.accountability.violations.models import (
    Act,
    Body,
    Change,
    Event,
    Information,
    Person,
    Record,
    Review,
    Statement,
)
from malath.accountability.violations.models.events import OfEvent
from malath.accountability.violations.numbering import settle_numbers
from malath.accountability.violations.records import like_its_event, main_of, owner_of
from malath.accountability.violations.rules import ReviewKind, new_number
from malath.accountability.violations.values import columns_of
from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import seal_rows

if TYPE_CHECKING:
    from malath.platform.access.models import Member as Documenter

BATCH = 500


def load_export(folder: Path, *, organisation: Organisation, by: Documenter) -> dict[str, int]:
    """Bring an export in; how many lines of each kind. Records of organisations that are not known here become the given one's;
    whoever wrote and is not known here is entered as a member who cannot sign in.

    Raises NotAllowedError, ExportBrokenError, ExportNotEmptyError where one of its records stands here already.
    """
    if not by.can("document", organisation.pk):
        raise NotAllowedError
    check_export(folder)
    with transaction.atomic():
        return _Loader(folder, organisation, by).load()


def check_export(folder: Path) -> None:
    """Raise ExportBrokenError unless every file is there with the digest that the manifest names, and no other."""
    try:
        lines = [line.split("  ", 1) for line in (folder / MANIFEST).read_text().splitlines()]
        named = {name: digest for digest, name in lines}
    except (OSError, ValueError) as broken:
        raise ExportBrokenError(MANIFEST) from broken
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    for name in sorted(there ^ set(named)):
        raise ExportBrokenError(name)
    for name, digest in named.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise ExportBrokenError(name)


class _Loader:
    """One loading, inside a transaction."""

    def __init__(self, folder: Path, organisation: Organisation, by: Documenter) -> None:
        self.folder, self.organisation, self.by = folder, organisation, by
        self.members: dict[str, Member] = {}
        self.rows: dict[uuid.UUID, Record] = {}
        self._nobodies: list[Person] = []
        self.changes: dict[str, Change] = {}
        self.items: dict[str, uuid.UUID] = {}
        self.counts: dict[str, int] = {}

    def load(self) -> dict[str, int]:
        try:
            self._load_changes()
            self._load_items()
            self._load_records()
            self._load_statements()
            self._load_reviews()
            self._load_consents()
            self._load_joins()
            self._load_words()
            self._load_parts()
        except (KeyError, ValueError, TypeError, AttributeError) as wrong:
            raise ExportBrokenError(type(wrong).__name__) from wrong
        subject = {row.sealed_subject for row in self.rows.values()}
        record(
            "violations.loaded", by=self.by, organisation=self.organisation.pk, subjects=len(subject), lines=self.counts
        )
        events = [row.pk for row in self.rows.values() if isinstance(row, Event)]
        people = [row.pk for row in self.rows.values() if isinstance(row, Person)]
        bodies = [row.pk for row in self.rows.values() if isinstance(row, Body)]
        finding.tell_finder(events=events, people=people, bodies=bodies)
        return self.counts

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        with (self.folder / name).open(encoding="utf-8") as file:
            head = json.loads(next(file))
            if head.get("format") != FORMAT:
                raise ExportBrokenError(name)
            for line in file:
                self.counts[head["holds"]] = self.counts.get(head["holds"], 0) + 1
                yield json.loads(line)

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """The organisations that are known here, by their short names."""
        return {organisation.slug: organisation for organisation in Organisation.objects.all()}

    def _organisation(self, slug: str) -> Organisation:
        return self.organisations.get(slug, self.organisation)

    def _member(self, handle: str) -> Member:
        """Who wrote: the member of that handle, or one who cannot sign in and only stands for it."""
        if handle not in self.members:
            known = Member.objects.filter(handle=handle).first()
            self.members[handle] = known or self._stand_in(handle)
        return self.members[handle]

    def _stand_in(self, handle: str) -> Member:
        member = Member(handle=handle, home_organisation=self.organisation, display_name=handle, is_active=False)
        member.set_unusable_password()
        member.save(force_insert=True)
        record("members.stands-in", by=self.by, subject=member.pk, organisation=self.organisation.pk)
        return member

    def _load_changes(self) -> None:
        lines = list(self._lines(CHANGES))
        keys = [line["key"] for line in lines]
        for start in range(0, len(keys), BATCH):
            known = Change.objects.unscoped(reason="whether it was loaded before").filter(
                key__in=keys[start : start + BATCH]
            )
            if known.exists():
                raise ExportNotEmptyError
        for line in lines:
            change = Change(
                key=uuid.UUID(line["key"]),
                organisation=self._organisation(line["organisation"]),
                kind=Change.Kind(line["kind"]),
                by=self._member(line["by"]),
                on=date.fromisoformat(line["on"]),
                is_undone=bool(line["undone"]),
                batch=uuid.UUID(line["batch"]) if line.get("batch") else None,
                undoes=self.changes.get(line.get("undoes") or ""),
            )
            change.save(force_insert=True)
            if line.get("note"):
                # It is sealed with the row's number, which stands only now.
                change.note = str(line["note"])
                change.save(update_fields=["note"])
            self.changes[line["key"]] = change

    def _load_items(self) -> None:
        for line in self._lines(ITEMS):
            claimed = line["claimed"]
            said = {
                name: str(line[name]) for name in ("title", "source", "obtained", "use", "consent", "shows", "notes")
            }
            told = Told(**said, time=str(claimed.get("time", "")), place=str(claimed.get("place", "")))
            with (self.folder / FILES / line["sha256"]).open("rb") as file:
                item = receive(file, name=line["file_name"], organisation=self.organisation, by=self.by, told=told)
            if item is None:
                raise ExportBrokenError(ITEMS)
            self.items[line["sha256"]] = item.pk

    def _load_records(self) -> None:
        by_model: dict[type[Record], list[dict[str, Any]]] = {model: [] for model in LINKS}
        for line in self._lines(RECORDS):
            by_model[BY_NAME[line["record"]]].append(line)
        for model, lines in by_model.items():
            # A unit that belongs to another comes after it.
            for line in _parents_first(lines) if model is Body else lines:
                row = self._record(model, line)
                self.rows[row.pk] = row
        subjects = [
            row
            for row in self.rows.values()
            if isinstance(row, (Person, Body, Event)) and getattr(row, "erased_on", None) is None
        ]
        for start in range(0, len(subjects), BATCH):
            some = subjects[start : start + BATCH]
            keeper().create_subjects([(row.pk, row.organisation_id) for row in some])

    def _record(self, model: type[Record], line: dict[str, Any]) -> Record:
        change = self.changes[line["made_in"]]
        fixed = {name: line[name] for name in FIXED.get(model, ())}
        if "entered_on" in fixed:
            fixed["entered_on"] = date.fromisoformat(fixed["entered_on"])
        links = {f"{link}_id": self._linked(model, link, line) for link in LINKS[model]}
        if model is Information and line.get("item"):
            links["evidence_id"] = self.items[line["item"]]
        row: Record = model(
            id=uuid.UUID(line["id"]),
            organisation=self._organisation(line["organisation"]),
            entered_by=self._member(line["entered_by"]),
            made_in=change,
            last_change=change.pk,
            is_restricted=bool(line["restricted"]),
            **fixed,
            **links,
        )
        if isinstance(row, Person) and line.get("erased_on"):
            row.erased_on = date.fromisoformat(line["erased_on"])
        if isinstance(row, OfEvent):
            _as_its_event(row, cast("Event", self.rows[row.event_id]))
        return row

    def _linked(self, model: type[Record], link: str, line: dict[str, Any]) -> uuid.UUID | None:
        if line[link] is not None:
            named = uuid.UUID(line[link])
            if named not in self.rows:
                raise ExportBrokenError(RECORDS)
            return named
        if line.get("to_public") if model is Act else model._meta.get_field(link).null:
            return None
        # Somebody whom the exporting member might not see: a person of whom nothing is known.
        organisation, member = self._organisation(line["organisation"]), self._member(line["entered_by"])
        change = self.changes[line["made_in"]]
        nobody = Person(
            number=new_number("P"), organisation=organisation, entered_by=member, made_in=change, last_change=change.pk
        )
        self.rows[nobody.pk] = nobody
        self._nobodies.append(nobody)
        return nobody.pk

    def _load_statements(self) -> None:
        said: list[Statement] = []
        standing: dict[tuple[uuid.UUID, str], list[Statement]] = {}
        codes: dict[Any, Any] = {}
        for line in self._lines(STATEMENTS):
            row, one = self.rows[uuid.UUID(line["record"])], self._statement(line)
            said.append(one)
            newest = max(one.made_in_id, one.ended_in_id or 0)
            for touched in {row, self.rows[row.sealed_subject]}:
                touched.last_change = max(touched.last_change, newest)
            if one.stands:
                standing.setdefault((row.pk, one.field), []).append(one)
        for (pk, code), several in standing.items():
            main = main_of(sorted(several, key=lambda one: (one.made_in_id, one.pk)))
            row = self.rows[pk]
            if is_coded(row, code):
                codes[row, code] = main and main.value["v"]
            for column, value in columns_of(FIELDS[str(row._meta.model_name)][code], main and main.value["v"]).items():
                setattr(row, column, value)
        for act in (row for row in self.rows.values() if isinstance(row, Act)):
            like_its_event(act)
        unknown = {nobody.pk for nobody in self._nobodies}
        loaded = {row.number for row in self.rows.values() if isinstance(row, Person) and row.pk not in unknown}
        settle_numbers(self._nobodies, loaded)
        for model in LINKS:
            model.objects.bulk_create([row for row in self.rows.values() if type(row) is model], batch_size=BATCH)
        write_codes(codes, new=self.rows)
        for start in range(0, len(said), BATCH):
            seal_rows(said[start : start + BATCH])
        Statement.objects.bulk_create(said, batch_size=BATCH)
        events = [row.pk for row in self.rows.values() if isinstance(row, Event)]
        settle_lanes(events, new=events)

    def _statement(self, line: dict[str, Any]) -> Statement:
        row = self.rows[uuid.UUID(line["record"])]
        if line["field"] not in FIELDS[str(row._meta.model_name)] or line["of"] != row._meta.model_name:
            raise ExportBrokenError(STATEMENTS)
        source = uuid.UUID(line["source"]) if line["source"] else None
        if source is not None and not isinstance(self.rows.get(source), Person):
            raise ExportBrokenError(STATEMENTS)
        return Statement(
            pk=uuid.UUID(line["id"]),
            of=line["of"],
            record=row.pk,
            field=line["field"],
            value={"v": line["value"]},
            source_id=source,
            confidence=line["confidence"],
            is_preferred=bool(line["preferred"]),
            stands=bool(line["stands"]),
            made_in=self.changes[line["made_in"]],
            ended_in=self.changes[line["ended_in"]] if line["ended_in"] else None,
            line=uuid.UUID(line["line"]) if line.get("line") else None,
            said_in=self.changes[line["said_in"]] if line.get("said_in") else None,
            **{f"{owner_of(row)}_id": row.sealed_subject},
        )

    def _load_consents(self) -> None:
        """What people allowed. An export of before consents were kept has no such file."""
        if (self.folder / CONSENTS).exists():
            load_consents(self._lines(CONSENTS), organisation_of=self._organisation, member_of=self._member)

    def _load_words(self) -> None:
        """Who reviewed which words. An export of before words were reviewed has no such file."""
        if (self.folder / WORDS).exists():
            load_reviews(self._lines(WORDS), organisation_of=self._organisation, member_of=self._member)

    def _load_parts(self) -> None:
        """What rooms keep beside the record."""
        changes = {key: change.pk for key, change in self.changes.items()}
        loaded = Loaded(self.rows, changes, self._organisation, self._member)
        for part in parts():
            part.load(lambda name: self._lines(name) if (self.folder / name).exists() else iter(()), loaded)

    def _load_joins(self) -> None:
        """Which records are one. An export of before records were joined has no such file."""
        if (self.folder / JOINS).exists():
            lines = self._lines(JOINS)
            load_joins(lines, self.rows, organisation_of=self._organisation, member_of=self._member)

    def _load_reviews(self) -> None:
        for line in self._lines(REVIEWS):
            event = self.rows[uuid.UUID(line["event"])]
            review = Review(
                pk=uuid.UUID(line["id"]),
                event_id=event.pk,
                stage=line["stage"],
                agrees=bool(line["agrees"]),
                kind=ReviewKind(line.get("kind", ReviewKind.STEP if line["agrees"] else ReviewKind.DISAGREES)),
                order=int(line.get("order", 0)),
                is_untied=line.get("no_tie"),
                is_alone=bool(line.get("by_one", False)),
                by=self._member(line["by"]),
                on=date.fromisoformat(line["on"]),
                # What was said of an earlier state is not said of what stands.
                at_change=event.last_change if line.get("of_what_stands", True) else 0,
                reasons=line["reasons"],
            )
            review.save(force_insert=True)


def _parents_first(lines: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Units so that each comes after the one to which it belongs. Raises ExportBrokenError where they form a ring."""
    waiting, done = {line["id"]: line for line in lines}, set[str]()
    while waiting:
        ready = [line for line in waiting.values() if line["part_of"] is None or line["part_of"] in done]
        if not ready:
            raise ExportBrokenError(RECORDS)
        for line in ready:
            done.add(line["id"])
            del waiting[line["id"]]
            yield line


def _as_its_event(row: OfEvent, event: Event) -> None:
    """Whose it is, and who sees it, are the event's. Nothing that was restricted is opened so: the export is refused."""
    if row.is_restricted and not event.is_restricted:
        raise ExportBrokenError(RECORDS)
    row.organisation_id, row.entered_by_id, row.is_restricted = (
        event.organisation_id, event.entered_by_id, event.is_restricted,
    )  # fmt: skip
    if isinstance(row, Act):
        row.event, row.stage = event, event.stage
