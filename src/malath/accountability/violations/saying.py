"""What a change says of records that stand: in place of what stood, beside it, first of several; and what it ends (SC1)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models

from malath.accountability.violations.coding import is_coded
from malath.accountability.violations.errors import AccountGoneError, FieldsChangedError
from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.locking import SUBJECTS, hold_to_change
from malath.accountability.violations.models import Change, Person, Record, Statement
from malath.accountability.violations.records import events_naming, main_of, owner_of, said_by_source
from malath.accountability.violations.values import checked, columns_of
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.inserting import neighbouring_keys

Place = tuple[uuid.UUID, str]


class Sayings:
    """The statements of one change, queued; and those that it ends."""

    def __init__(self, change: Change, opener: Member | None) -> None:
        self.change = change
        self._opener = opener
        self._statements: list[Statement] = []
        self._ended: list[uuid.UUID] = []
        self._taken_up: set[uuid.UUID] = set()
        self._changed: dict[uuid.UUID, Record] = {}
        self._standing: dict[Place, list[Statement]] = {}
        self._taken: list[Record] = []
        self._past: dict[Place, uuid.UUID] = {}
        self._columns: dict[uuid.UUID, dict[str, Any]] = defaultdict(dict)
        self._codes: dict[Any, Any] = {}
        self._keys = neighbouring_keys()

    def _statement(
        self,
        row: Any,
        code: str,
        value: Any,
        *,
        source: Person | None = None,
        confidence: str = "",
        preferred: bool = True,
        line: uuid.UUID | None = None,
    ) -> Statement:
        # By their ids: an import makes a million of these, and setting a row of another model costs as much as all the rest.
        return Statement(
            id=next(self._keys),
            **{f"{owner_of(row)}_id": row.sealed_subject},
            of=row._meta.model_name,
            record=row.pk,
            field=code,
            source_id=source.pk if source is not None else None,
            confidence=confidence,
            is_preferred=preferred,
            line=line,
            made_in_id=self.change.pk,
            value={"v": value},
        )

    def take_up(self, rows: Sequence[Record]) -> None:
        """Lock records that stand, with their subjects, and read what is said of them: before `state`, many at once."""
        new = [row for row in rows if row.pk not in self._taken_up]
        if not new:
            return
        held = {name: {row.sealed_subject for row in new if owner_of(row) == name} for name in SUBJECTS}
        # What is said of somebody is said of the events that they are in: these come first in the order of locks.
        held["event"] |= events_naming(held["person"], held["body"])
        hold_to_change(held)
        said = Statement.objects.unscoped(reason="what the change ends").filter(record__in=[row.pk for row in new])
        ordered = said.order_by("made_in_id", "pk")
        standing = list(ordered.filter(stands=True))
        reveal(standing, by=self._opener, why="records.change")
        for statement in standing:
            self._standing.setdefault((statement.record, statement.field), []).append(statement)
        # What stands no more may come back: what is said now is the next version of the same account.
        for record, field, line, pk in ordered.filter(stands=False).values_list("record", "field", "line", "pk"):
            self._past[record, field] = line or pk
        self._taken_up |= {row.pk for row in new}

    def state(
        self,
        row: Record,
        values: Mapping[str, Any],
        *,
        beside: bool = False,
        as_source: bool = False,
        based_on: int | None = None,
        **said: Any,
    ) -> list[str]:
        """Say values of a record that stands; the fields that changed. An empty value ends what stood.

        A value takes the place of the preferred one, which is ended and kept; one that stands beside it already stands
        first from now on. `beside`, it stands next to what others say; `as_source`, it takes the place of what its source
        said before and stands next to what others say, and an empty value says nothing. What is said already is not said
        again. `based_on` is the record's `last_change` when its editor began: raises FieldsChangedError where somebody
        changed the same fields since. Raises ValueWrongError.
        """
        self.take_up([row])
        if based_on is not None:
            self._check_unchanged(row, values, based_on)
        say = self._say_as_source if as_source else partial(self._say, beside)
        changed = [code for code, value in values.items() if say(row, code, value, said)]
        if changed:
            self._note_changed(row, values)
        return changed

    def prefer(self, row: Record, account: uuid.UUID) -> bool:
        """Let one of several accounts of a field stand first. It is said again as it was said, by its source; False where it
        stands first already. Raises AccountGoneError."""
        code, one = self._account(row, account)
        if one is main_of(self._standing[row.pk, code]):
            return False
        self._prefer(row, code, one)
        self._note_changed(row, {code: one.value["v"]})
        return True

    def take_back(self, row: Record, account: uuid.UUID) -> None:
        """End one account of a field; what others say of it stands on. Raises AccountGoneError."""
        code, one = self._account(row, account)
        standing = self._standing[row.pk, code]
        self._end(row, one, standing)
        self._note_main(row, code, standing)
        now = main_of(standing)
        self._note_changed(row, {code: now.value["v"] if now else None})

    def take_away(self, row: Record) -> None:
        """End all that is said of a record, and the record with it; undoing the change brings both back."""
        self.take_up([row])
        for (record, _code), several in self._standing.items():
            for one in list(several) if record == row.pk else ():
                self._end(row, one, several)
        self._taken.append(row)
        self._changed[row.pk] = row

    def _account(self, row: Record, account: uuid.UUID) -> tuple[str, Statement]:
        self.take_up([row])
        for (record, code), several in self._standing.items():
            if record == row.pk and (found := next((one for one in several if one.pk == account), None)):
                return code, found
        raise AccountGoneError

    def _note_changed(self, row: Record, values: Mapping[str, Any]) -> None:
        self._changed[row.pk] = row

    def _say_as_source(self, row: Record, code: str, value: Any, said: Mapping[str, Any]) -> bool:
        """The same, of a value by which a source corrects itself alone."""
        field = FIELDS[str(row._meta.model_name)][code]
        kept, standing = checked(field, value), self._standing.setdefault((row.pk, code), [])
        says_more, before = said_by_source(standing, kept, said.get("source"))
        if not says_more:
            return False
        preferred, line = not standing or before is main_of(standing), None
        if before is not None:
            line = before.line or before.pk
            self._end(row, before, standing)
        self._add_said(row, code, self._statement(row, code, kept, preferred=preferred, line=line, **said))
        return True

    def _say(self, beside: bool, row: Record, code: str, value: Any, said: Mapping[str, Any]) -> bool:
        """Whether something changed by saying the value."""
        field = FIELDS[str(row._meta.model_name)][code]
        kept, standing = checked(field, value), self._standing.setdefault((row.pk, code), [])
        main = main_of(standing)
        same = next((one for one in standing if one.value["v"] == kept), None)
        if kept is None and (main is None or beside):
            return False
        if same is not None and (beside or main is None or main.value["v"] == kept):
            return False
        if same is not None:
            self._prefer(row, code, same)
            return True
        line = None if beside else self._past.get((row.pk, code))
        if main is not None and not beside:
            line = main.line or main.pk
            self._end(row, main, standing)
        if kept is not None:
            preferred = not beside or main is None
            self._add_said(row, code, self._statement(row, code, kept, preferred=preferred, line=line, **said))
        else:
            self._note_main(row, code, standing)
        return True

    def _add_said(self, row: Record, code: str, one: Statement) -> None:
        self._statements.append(one)
        self._standing.setdefault((row.pk, code), []).append(one)
        self._note_main(row, code, self._standing[row.pk, code])

    def _end(self, row: Record, one: Statement, standing: list[Statement]) -> None:
        standing.remove(one)
        self._past[row.pk, one.field] = one.line or one.pk
        self._ended.append(one.pk)
        if one.ended_in_id is not None:
            # A change that is undone ended it too, and may be brought back: that stays written on it, this end on a copy.
            note = self._again(row, one)
            note.stands, note.ended_in_id = False, self.change.pk
            self._statements.append(note)

    def _prefer(self, row: Record, code: str, one: Statement) -> None:
        self._end(row, one, self._standing[row.pk, code])
        self._add_said(row, code, self._again(row, one))

    def _again(self, row: Record, one: Statement) -> Statement:
        """The same account as it was said: its source, how sure, and in which change it was entered."""
        said = self._statement(row, one.field, one.value["v"], confidence=one.confidence, line=one.line or one.pk)
        said.source_id, said.said_in_id = one.source_id, one.said_in_id or one.made_in_id
        return said

    def _note_main(self, row: Record, code: str, standing: Iterable[Statement]) -> None:
        """What the columns and codes say once the change is written."""
        now = main_of(standing)
        if is_coded(row, code):
            self._codes[row, code] = now.value["v"] if now else None
        field = FIELDS[str(row._meta.model_name)][code]
        self._columns[row.pk] |= columns_of(field, now.value["v"] if now else None)

    def _check_unchanged(self, row: Record, values: Mapping[str, Any], based_on: int) -> None:
        since = models.Q(made_in__gt=based_on) | models.Q(ended_in__gt=based_on)
        said = Statement.objects.unscoped(reason="whether somebody changed the same").filter(
            record=row.pk, field__in=list(values)
        )
        if changed := set(said.filter(since).values_list("field", flat=True)):
            raise FieldsChangedError(changed)

    def _write_ends(self) -> None:
        said = Statement.objects.unscoped(reason="ended by this change").filter(pk__in=self._ended)
        said.filter(ended_in=None).update(ended_in=self.change)
        said.update(stands=False)
