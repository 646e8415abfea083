"""The raw rows behind a record: which list, which sheet, which row, its cells as they came; and the records of a row (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.accountability.lists.models import Made
from malath.accountability.lists.rules import PAGE
from malath.accountability.violations.accounts import Known, known_to
from malath.accountability.violations.selectors import acts_among
from malath.accountability.violations.wording import term_label
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.models import Act, Event, Person
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class MadeRecord:
    """A record that a row made or changed, where the viewer sees it."""

    label: str
    name: str
    url: str


@dataclass
class RawRow:
    """A row as it stood in its file, with the records that it made or changed."""

    made: Made
    cells: list[tuple[str, str]] = field(default_factory=list)
    records: list[MadeRecord] = field(default_factory=list)

    @property
    def row(self) -> Any:
        """The row of the list."""
        return self.made.row


def rows_behind(viewer: Member, record: Event | Person) -> str:
    """The address of the rows that made or changed an event or a person; empty where the viewer sees none."""
    kind = str(record._meta.model_name)
    if not Made.objects.visible_to(viewer).filter(**{kind: record.pk}).exists():
        return ""
    return reverse(f"lists_behind_{kind}", args=[record.pk])


def raw_rows(viewer: Member, kind: str, record: uuid.UUID, after: uuid.UUID | None) -> tuple[list[RawRow], str]:
    """A page of the rows behind a record, revealed, and the cursor of the next page, or an empty text."""
    rows = Made.objects.visible_to(viewer).filter(**{kind: record}).select_related("row__sheet")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[: PAGE + 1])
    page = found[:PAGE]
    reveal([one.row for one in page], [one.row.sheet for one in page], by=viewer, why="lists.row")
    known = _known(viewer, page)
    return [RawRow(one, cells_of(one.row), _records(viewer, one, *known)) for one in page], (
        str(page[-1].pk) if len(found) > PAGE else ""
    )


def records_of(viewer: Member, made: Made | None) -> list[MadeRecord]:
    """The records that a row made or changed, as far as the viewer sees them."""
    return _records(viewer, made, *_known(viewer, [made])) if made is not None else []


def cells_of(row: Any) -> list[tuple[str, str]]:
    """Heading and cell of a revealed row, in the order of the file."""
    raw, headings = row.content.get("raw", []), row.sheet.told.get("headings", [])
    return list(zip([*headings, *[""] * (len(raw) - len(headings))], raw, strict=False))


def _known(viewer: Member, page: list[Made]) -> tuple[Known, dict[uuid.UUID, Act]]:
    people, events = {one.person for one in page}, {one.event for one in page if one.event is not None}
    acts = acts_among(viewer, (one.act for one in page))
    return known_to(viewer, [], people=people, events=events, why="lists.row"), acts


def _records(viewer: Member, made: Made, known: Known, acts: dict[uuid.UUID, Act]) -> list[MadeRecord]:
    found = []
    person = known.people.get(made.person) if made.person else None
    event = known.events.get(made.event) if made.event else None
    if person is not None and person.is_known:
        found.append(MadeRecord(_("The person"), person.name, person.url))
    if event is not None and event.is_known:
        found.append(MadeRecord(_("The event"), event.name, event.url))
        if made.act and (act := acts.get(made.act)):
            found.append(MadeRecord(_("The act"), term_label("acts", act.kind), f"{event.url}#acts"))
        if made.information:
            found.append(MadeRecord(_("What the list says of it"), "", f"{event.url}#sources"))
    return found
