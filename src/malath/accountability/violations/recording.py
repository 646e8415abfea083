"""Writing records: one change, one transaction, one entry; nothing is overwritten (SC1).

    with recording(organisation=archive, by=amal, kind=Change.Kind.STORY) as change:
        victim = change.person({"name": "…"})
        event = change.event({"title": "…", "when": "2013~"})
        change.act(event, victim, {"kind": "03.02"}, source=witness, confidence="likely")

Rows are queued and written together when the block ends, so that a story of five records and an import of five hundred
rows take the same few statements of SQL and one request to the keeper.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone

from malath.accountability.violations import finding
from malath.accountability.violations.coding import is_coded, write_codes
from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.gone_parts import settle_gone
from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.locking import hold_what_is_named
from malath.accountability.violations.models import (
    Act,
    Belonging,
    Body,
    BodyName,
    Change,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Post,
    Record,
    Taking,
    Tie,
)
from malath.accountability.violations.numbering import settle_numbers
from malath.accountability.violations.records import (
    ORDER,
    back_to_draft,
    events_naming,
    follow_events,
    like_its_event,
    named_in_ledger,
    owner_of,
)
from malath.accountability.violations.restricting import (
    children_in,
    hide_victims_of,
    restrict_rows,
    shut_with_their_event,
)
from malath.accountability.violations.rules import must_be_restricted, new_number
from malath.accountability.violations.saying import Sayings
from malath.accountability.violations.speech import check_victim
from malath.accountability.violations.values import checked, columns_of
from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import seal_rows
from malath.platform.sealed.inserting import insert_rows

_MOST_NAMED = 8
Row = TypeVar("Row", bound=Record)


@contextmanager
def recording(
    *,
    organisation: Organisation,
    by: Member,
    kind: str,
    batch: uuid.UUID | None = None,
    note: str = "",
    for_job: bool = False,
) -> Iterator[Recorder]:
    """A change that is written when the block ends, whole or not at all. `for_job`: what must be opened for comparing is
    opened by the system, not counted to the member who asked. Raises NotAllowedError."""
    if not by.can("document", organisation.pk):
        raise NotAllowedError
    with transaction.atomic():
        change = Change(organisation=organisation, kind=kind, by=by, batch=batch)
        change.save(force_insert=True)
        if note:
            # It is sealed with the row's number, which stands only now.
            change.note = note
            change.save(update_fields=["note"])
        recorder = Recorder(change, opener=None if for_job else by)
        yield recorder
        recorder.finish()


class Recorder(Sayings):
    """The rows of one change, queued. Records that it returns may be used at once as parents of others."""

    def __init__(self, change: Change, opener: Member | None) -> None:
        super().__init__(change, opener)
        self._new: dict[type[Record], list[Record]] = {model: [] for model in ORDER}
        self._restricted: set[uuid.UUID] = set()

    # ── new records ──
    def person(
        self, values: Mapping[str, Any], *, kind: str = Person.Kind.INDIVIDUAL, key: bytes = b"", **said: Any
    ) -> Person:
        """A person or a group. `key`: the keyed digest of a list's identifier."""
        return self._add(Person(number=new_number("P"), kind=kind, key=key, **self._common()), values, said)

    def body(self, kind: str, values: Mapping[str, Any], *, part_of: Body | None = None, **said: Any) -> Body:
        """A unit, or a place of detention."""
        return self._add(Body(number=new_number("B"), kind=kind, part_of=part_of, **self._common()), values, said)

    def event(self, values: Mapping[str, Any], *, key: bytes = b"", restricted: bool = False, **said: Any) -> Event:
        """An event, a draft until it is reviewed."""
        event = Event(number=new_number("V"), key=key, entered_on=timezone.localdate(), **self._common())
        event.is_restricted = restricted
        return self._add(event, values, said)

    def act(self, event: Event, victim: Person | None, values: Mapping[str, Any], **said: Any) -> Act:
        """One kind of act against one victim; against nobody what is said to the public. Raises VictimMissingError."""
        check_victim(values.get("kind"), is_named=victim is not None)
        act = Act(event=event, victim=victim, stage=event.stage, **self._common(event))
        made = self._add(act, values, said)
        self._note_facts(act, values)
        return made

    def involvement(
        self,
        act: Act,
        values: Mapping[str, Any],
        *,
        person: Person | None = None,
        body: Body | None = None,
        **said: Any,
    ) -> Involvement:
        """A perpetrator's part in an act; neither person nor body where only the kind is known."""
        row = Involvement(event=act.event, act=act, person=person, body=body, **self._common(act.event))
        return self._add(row, values, said)

    def information(
        self,
        event: Event,
        values: Mapping[str, Any],
        *,
        told_by: Person | None = None,
        evidence: uuid.UUID | None = None,
        **said: Any,
    ) -> Information:
        """What a source says on the event. `evidence` is the id of an item of the vault."""
        row = Information(event=event, source=told_by, evidence_id=evidence, **self._common(event))
        return self._add(row, values, said)

    def intervention(
        self, event: Event, values: Mapping[str, Any], *, party: Person | None = None, **said: Any
    ) -> Intervention:
        """What was done about it."""
        return self._add(Intervention(event=event, party=party, **self._common(event)), values, said)

    def holding(
        self, act: Act, order: int, values: Mapping[str, Any], *, site: Body | None = None, **said: Any
    ) -> Holding:
        """A place where the person was held, in its order."""
        row = Holding(event=act.event, act=act, order=order, site=site, **self._common(act.event))
        return self._add(row, values, said)

    def link(self, event: Event, other: Event, kind: str) -> EventLink:
        """How an event stands to another. Check cycles first (linking.py)."""
        return self._add(EventLink(event=event, other=other, kind=kind, **self._common(event)), {}, {})

    def tie(self, person: Person, other: Person, kind: str, values: Mapping[str, Any], **said: Any) -> Tie:
        """How a person stands to another."""
        return self._add(Tie(person=person, other=other, kind=kind, **self._common(person)), values, said)

    def body_name(self, body: Body, values: Mapping[str, Any], **said: Any) -> BodyName:
        """A name that a unit or a place bore for a time."""
        return self._add(BodyName(body=body, **self._common(body)), values, said)

    def belonging(self, body: Body, above: Body, values: Mapping[str, Any], **said: Any) -> Belonging:
        """To what it belonged for a time."""
        return self._add(Belonging(body=body, above=above, **self._common(body)), values, said)

    def post(self, person: Person, body: Body, values: Mapping[str, Any], **said: Any) -> Post:
        """What somebody was in it for a time."""
        return self._add(Post(person=person, body=body, **self._common(body)), values, said)

    def _common(self, owner: Record | None = None) -> dict[str, Any]:
        change = self.change
        return {
            "id": next(self._keys),
            "organisation_id": owner.organisation_id if owner else change.organisation_id,
            "entered_by_id": owner.entered_by_id if owner else change.by_id,
            "made_in": change,
            "last_change": change.pk,
            "is_restricted": bool(owner and owner.is_restricted),
        }

    def _add(self, row: Row, values: Mapping[str, Any], said: Mapping[str, Any]) -> Row:
        self._new[type(row)].append(row)
        of = str(row._meta.model_name)
        for code, value in values.items():
            field = FIELDS[of][code]
            if (kept := checked(field, value)) is None:
                continue
            for column, plain in columns_of(field, kept).items():
                setattr(row, column, plain)
            if is_coded(row, code):
                self._codes[row, code] = kept
            self._statements.append(self._statement(row, code, kept, **said))
        return row

    def _note_changed(self, row: Record, values: Mapping[str, Any]) -> None:
        super()._note_changed(row, values)
        if isinstance(row, Act):
            if "kind" in values:
                check_victim(values["kind"], is_named=row.victim_id is not None)
            self._note_facts(row, values)

    # ── writing ──
    def finish(self) -> None:
        """Write all that was queued."""
        children = children_in(self._new, self._columns, self._changed, self._statements, opener=self._opener)
        restrict_rows(self._new, self._restricted | children, by=self.change.by)
        new = {row.pk for rows in self._new.values() for row in rows}
        hold_what_is_named(self._new, self._statements)
        shut_with_their_event(self._new)
        change, organisation = self.change, self.change.organisation_id
        subjects = [row.pk for model in (Person, Body, Event) for row in self._new[model]]
        if subjects:
            keeper().create_subjects([(subject, organisation) for subject in subjects])
        acts = cast("list[Act]", self._new[Act])
        for act in acts:
            like_its_event(act)
        for numbered in (Person, Body, Event):
            settle_numbers(cast("list[Person | Body | Event]", self._new[numbered]))
        for model in ORDER:
            insert_rows(self._new[model])
        seal_rows(self._statements)
        insert_rows(self._statements)
        if self._ended:
            self._write_ends()
        self._write_takings()
        changed = [row for row in self._changed.values() if row.pk not in new]
        self._write_columns(changed)
        write_codes(self._codes, new=new)
        closed = {act.event_id for act in acts if act.is_restricted} | self._restricted | children
        hide_victims_of(closed)
        follow_events({row.sealed_subject for row in changed if isinstance(row, (Event, Act))})
        touched = [*changed, *self._added()]
        events = {row.sealed_subject for row in touched if owner_of(row) == "event"} - new
        spoken_of = [row.pk for row in changed if isinstance(row, (Person, Body))]
        named = events_naming(spoken_of, spoken_of) - new
        # The number of an event's newest change counts what hangs on it too, and who is in it: a reviewer says which state
        # they read.
        Event.objects.unscoped(reason="its newest change").filter(pk__in=events | named).update(last_change=change.pk)
        settled = back_to_draft(events | named)
        people = {row.sealed_subject for row in touched if owner_of(row) == "person"}
        every = events | {event.pk for event in self._new[Event]}
        bodies = {row.sealed_subject for row in touched if owner_of(row) == "body"}
        bodies |= {row.body_id for row in touched if isinstance(row, Post)}
        settle_lanes(every - settled, new=new & every)
        self._leave_entry(every, people | bodies)
        finding.tell_finder(events=every - new, people=people - new, bodies=bodies - new)
        self._tell_of_new()

    def _tell_of_new(self) -> None:
        ended = set(self._ended)
        rows = [row for model in (Person, Body, Event) for row in self._new[model]]
        said = [one for one in self._statements if one.pk not in ended]
        finding.tell_finder_of_new(cast("list[Person | Body | Event]", rows), said)

    def _write_takings(self) -> None:
        """What is taken back by itself is gone."""
        if self._taken:
            rows = [Taking(change=self.change, of=str(row._meta.model_name), record=row.pk) for row in self._taken]
            Taking.objects.unscoped(reason="written by this change").bulk_create(rows)
            settle_gone({row.pk: one.of for row, one in zip(self._taken, rows, strict=True)})

    def _write_columns(self, changed: Iterable[Record]) -> None:
        """What the main statements say now; rows whose columns become the same are written together."""
        alike: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
        for row in changed:
            columns = {**self._columns.get(row.pk, {}), "last_change": self.change.pk}
            for column, value in columns.items():
                setattr(row, column, value)
            alike[type(row), *sorted(columns.items())].append(row)
        for (model, *said), rows in alike.items():
            same = model.objects.unscoped(reason="the columns of records that were changed")
            same.filter(pk__in=[row.pk for row in rows]).update(**dict(said))

    def _added(self) -> list[Record]:
        return [row for rows in self._new.values() for row in rows]

    def _note_facts(self, row: Act, values: Mapping[str, Any]) -> None:
        """What decides whether the event of an act is restricted from the start, or from now on."""
        if not row.is_restricted and must_be_restricted(
            values.get("kind") or "", values.get("methods") or (), values.get("age")
        ):
            self._restricted.add(row.event_id)

    def _leave_entry(self, events: set[uuid.UUID], others: set[uuid.UUID]) -> None:
        ordered = sorted(events | others)
        made = {model._meta.model_name: len(rows) for model, rows in self._new.items() if rows}
        facts: dict[str, Any] = {"kind": str(self.change.kind), "change": self.change.key, "made": made}
        facts |= {"taken": len(self._taken)} if self._taken else {}
        facts |= {"said": len(self._statements), "ended": len(self._ended)}
        if len(ordered) <= _MOST_NAMED:
            facts["subjects"] = [str(subject) for subject in ordered]
        else:
            digest = hashlib.sha256(b"".join(subject.bytes for subject in ordered)).hexdigest()
            facts |= {"subjects": len(ordered), "digest": digest}
        record(
            "violations.recorded",
            by=self.change.by,
            subject=named_in_ledger(events, others),
            row=self.change.key,
            organisation=self.change.organisation_id,
            **facts,
        )
