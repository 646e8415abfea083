"""What an erasure takes of lists: the rows that told of a person or an event are emptied, and no update finds them again.

A row that an import wrote is known by what it made. One that was known as it was, or wrong, made nothing: it is known by its
identifier, when it is opened. The file of an import holds all its rows: it goes whole, its other rows stay as they were read.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from malath.accountability.lists.keys import Keys
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.models import ListImport, ListRow, Made
from malath.accountability.lists.rules import OPEN, Fate, State
from malath.accountability.violations.erasing.rooms import Counted, Obstacle, Subject
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_REASON = "an erasure takes the rows that told of somebody"
_AT_ONCE = 1000
# Of these nothing was written: they can be forgotten whole, and what they would make is new.
_UNWRITTEN = (*OPEN, State.READING, State.REFUSED, State.CHECKING)


@transaction.atomic
def empty_rows_of(*, people: Collection[uuid.UUID] = (), events: Collection[uuid.UUID] = ()) -> int:
    """Empty the rows that made or changed these people and events; their numbers and fates stay, so that the account of an
    import still holds. Returns how many. Part of an act that has checked the right."""
    rows = _made(people, events).values_list("row", flat=True)
    told = ListRow.objects.unscoped(reason=_REASON).filter(pk__in=list(rows)).exclude(content=b"")
    return int(told.update(content=b""))


def _made(people: Collection[uuid.UUID], events: Collection[uuid.UUID]) -> Any:
    return Made.objects.unscoped(reason=_REASON).filter(models.Q(person__in=people) | models.Q(event__in=events))


def _made_of(subject: Subject) -> Any:
    people, events = ((one,) if one else () for one in (subject.person, subject.event))
    return _made(tuple(people), tuple(events))


class ImportedRows:
    """What this room holds, as violations/erasing/rooms.py asks for it."""

    def goes(self, subject: Subject) -> Iterator[Counted]:
        """Rows by what they made, and the files in which they stood."""
        made = _made_of(subject)
        rows = ListRow.objects.unscoped(reason=_REASON).filter(pk__in=made.values("row")).exclude(content=b"")
        yield Counted(_("Rows of imported lists"), rows.count())
        sheets = ListImport.objects.unscoped(reason=_REASON).filter(pk__in=made.values("row__sheet"))
        yield Counted(_("Files of imported lists, whole; their other rows stay"), sheets.exclude(file=None).count())

    def in_the_way(self, subject: Subject) -> Iterator[Obstacle]:
        """A list that is being written may be about to tell of it; one that waits makes somebody new, and the page says so."""
        rows = ListImport.objects.unscoped(reason=_REASON)
        if rows.filter(organisation=subject.organisation, state=State.APPLYING).exists():
            yield Obstacle(
                _("A list of the organisation is being written. Wait until it is imported, or undo its import.")
            )

    def hold_first(self, subject: Subject) -> None:
        """The job that writes a list holds its import before it holds what its rows meet."""
        list(_sheets(subject).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))

    def hold(self, subject: Subject) -> None:
        """Nothing of this room is locked after events."""

    def empty(self, subject: Subject, *, by: Member) -> None:
        """The rows that made it, those that met it, and the files of both."""
        made = set(_made_of(subject).values_list("row__sheet", flat=True))
        empty_rows_of(
            people=[subject.person] if subject.person else [], events=[subject.event] if subject.event else []
        )
        for sheet in _sheets(subject).select_related("file").order_by("pk"):
            if _empty_met(sheet, subject.keys) or sheet.pk in made:
                _forget_file(sheet)


def _sheets(subject: Subject) -> Any:
    """The imports that were written whose rows may tell of it."""
    rows = ListImport.objects.unscoped(reason=_REASON).exclude(state__in=_UNWRITTEN)
    made = models.Q(pk__in=_made_of(subject).values("row__sheet"))
    return rows.filter(made | models.Q(organisation=subject.organisation) if subject.keys else made)


def _empty_met(sheet: ListImport, keys: frozenset[bytes]) -> int:
    """Empty rows that made nothing and have one of the keys."""
    if not keys:
        return 0
    reveal(sheet, by=None, why="lists.forget")
    digests, emptied, last = Keys(sheet.organisation_id, Plan.read(sheet.plan)), 0, 0
    rows = ListRow.objects.unscoped(reason=_REASON).filter(sheet=sheet, fate__in=(Fate.UNCHANGED, Fate.WRONG))
    rows = rows.exclude(content=b"").order_by("number")
    while some := list(rows.filter(number__gt=last)[:_AT_ONCE]):
        last = some[-1].number
        reveal(some, by=None, why="lists.forget")
        said = [str(row.content.get("key", "")) for row in some]
        both = zip(some, digests.of_people(said), digests.of_events(said), strict=True)
        met = [row.pk for row, person, event in both if {person, event} & keys]
        emptied += int(ListRow.objects.unscoped(reason=_REASON).filter(pk__in=met).update(content=b""))
    return emptied


def _forget_file(sheet: ListImport) -> None:
    """The file, and the words and first rows that were kept of it for matching its columns."""
    reveal(sheet, by=None, why="lists.forget")
    file, sheet.file = sheet.file, None
    sheet.told = {name: said for name, said in sheet.told.items() if name not in ("first", "words", "apart")}
    sheet.save(update_fields=["file", "told"])
    if file is not None:
        files.remove(file)
