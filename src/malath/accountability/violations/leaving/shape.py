"""What a line of an export holds: the links and the fixed columns of each kind of record. All else is in its statements.

The format is described in docs/reference/violations-export.md; its name stands in the first line of each file.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.models import (
    Act,
    Belonging,
    Body,
    BodyName,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Post,
    Record,
    Tie,
)

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import LeftOut
    from malath.accountability.violations.models import Statement
    from malath.platform.access.models import Member

FORMAT = "malath.violations/1"
RECORDS, STATEMENTS, CHANGES, REVIEWS, ITEMS, CONSENTS = (
    "records.jsonl", "statements.jsonl", "changes.jsonl", "reviews.jsonl", "items.jsonl", "consents.jsonl",
)  # fmt: skip
WORDS = "words.jsonl"
JOINS = "joins.jsonl"
MANIFEST, README, FILES, TABLES = "manifest-sha256.txt", "README.txt", "files", "tables"

LINKS: Mapping[type[Record], tuple[str, ...]] = {
    Person: (),
    Body: ("part_of",),
    Event: (),
    Act: ("event", "victim"),
    Involvement: ("event", "act", "person", "body"),
    Information: ("event", "source"),
    Intervention: ("event", "party"),
    Holding: ("event", "act", "site"),
    EventLink: ("event", "other"),
    Tie: ("person", "other"),
    BodyName: ("body",),
    Belonging: ("body", "above"),
    Post: ("person", "body"),
}
FIXED: Mapping[type[Record], tuple[str, ...]] = {
    Person: ("number", "kind"),
    Body: ("number", "kind"),
    Event: ("number", "stage", "entered_on"),
    Holding: ("order",),
    EventLink: ("kind",),
    Tie: ("kind",),
}
JOINING = (EventLink, Tie, Belonging, Post)
"""Records that join two: seen only by whoever sees both, so that what is said of others is not exported."""
BY_NAME: Mapping[str, type[Record]] = {str(model._meta.model_name): model for model in LINKS}


def people_seen(viewer: Member, rows: Sequence[Record], links: Sequence[str]) -> set[uuid.UUID]:
    """Those of the people whom the rows name and the viewer sees: nobody else is named in an export."""
    named = {getattr(row, f"{link}_id") for row in rows for link in links if _names_person(row, link)} - {None}
    return set(Person.objects.visible_to(viewer).filter(pk__in=named).values_list("pk", flat=True))


def linked(row: Record, link: str, seen: set[uuid.UUID]) -> str | None:
    """The identifier that a link names; None for nobody, and for a person whom the viewer may not see."""
    other = getattr(row, f"{link}_id")
    return None if other is None or (_names_person(row, link) and other not in seen) else str(other)


def _names_person(row: Record, link: str) -> bool:
    return row._meta.get_field(link).related_model is Person


def keeps(left_out: LeftOut, row: Record) -> bool:
    """Whether a record may leave: not a person who is left out, nor what they told, nor how they stand to others."""
    if isinstance(row, Person):
        return row.pk not in left_out.people
    if isinstance(row, Information):
        return row.pk not in left_out.information and row.source_id not in left_out.people
    if isinstance(row, Post):
        return row.person_id not in left_out.people
    return not (isinstance(row, Tie) and {row.person_id, row.other_id} & left_out.people)


def keeps_said(left_out: LeftOut, said: Statement) -> bool:
    """Whether a revealed statement may leave: it is not by, of or about anybody who is left out."""
    if not left_out.masks.keeps(said):
        return False
    if not left_out.people:
        return True
    named = {said.person_id, said.source_id} & left_out.people
    return not named and said.record not in left_out.information and not left_out.names_left_out(said.value)


def line(facts: Mapping[str, Any]) -> bytes:
    """One line of JSON: keys sorted, letters as they are, no spaces: the same facts are the same bytes."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
