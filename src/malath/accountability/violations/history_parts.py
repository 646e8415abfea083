"""What a change did to each record: of which act, person or part a line is, what was said in place of what, by whom (SC1)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.accounts import Known, Party, known_to
from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.models import Change, Record, Statement
from malath.accountability.violations.records import ORDER
from malath.accountability.violations.wording import term_label, worded

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_LONGEST = 160
# The column of a record that says in a word what it is, with its vocabulary.
_WORDS: Mapping[str, tuple[str, str]] = {
    "act": ("acts", "kind"),
    "involvement": ("perpetrators", "kind"),
    "information": ("source_material", "material"),
    "intervention": ("interventions", "kind"),
    "eventlink": ("chain_types", "kind"),
    "tie": ("relationships", "kind"),
}
_PEOPLE = ("victim_id", "person_id", "source_id", "party_id", "other_id")
_BODIES = ("body_id", "site_id", "above_id")


@dataclass(frozen=True)
class Words:
    """A value that was said: by which source; beside what stood, or only to stand first."""

    text: str
    source: Party | None = None
    is_beside: bool = False
    is_first: bool = False


@dataclass
class Step:
    """What a change did to one field of one record: what was said, and what it ended."""

    code: str
    label: Any
    said: list[Words] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


@dataclass
class Part:
    """One record of a change: its kind, in a word what it is, whom or what it names; and what was done to it."""

    record: str
    is_new: bool
    title: str = ""
    heading: str = ""
    people: list[Party] = field(default_factory=list)
    things: list[Party] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    is_taken: bool = False


def parts_of_changes(
    viewer: Member,
    changes: Iterable[Change],
    rows: Iterable[Record],
    statements: Sequence[Statement],
    taken: Mapping[int, Collection[uuid.UUID]],
) -> dict[int, list[Part]]:
    """For each change what it did, record by record, the event first. `rows` are the records that the statements are of and
    those that the changes made; the statements are revealed. `taken`: what each took back by itself."""
    of = {row.pk: row for row in rows}
    known = _names(viewer, of.values(), statements)
    found: dict[int, list[Part]] = {}
    for change in changes:
        said: dict[uuid.UUID, list[Statement]] = defaultdict(list)
        for one in statements:
            if change.pk in (one.made_in_id, one.ended_in_id):
                said[one.record].append(one)
        gone = taken.get(change.pk, ())
        touched = [row for row in of.values() if row.made_in_id == change.pk or row.pk in said or row.pk in gone]
        touched.sort(key=lambda row: (_order(row), row.pk))
        found[change.pk] = [_part(row, change, said[row.pk], known) for row in touched]
        for row, part in zip(touched, found[change.pk], strict=True):
            part.is_taken = row.pk in gone
    return found


def _order(row: Record) -> int:
    kind = str(row._meta.model_name)
    return ["event", *(str(model._meta.model_name) for model in ORDER)].index(kind)


def _names(viewer: Member, rows: Iterable[Record], statements: Iterable[Statement]) -> Known:
    held = list(rows)
    people = {getattr(row, name, None) for row in held for name in _PEOPLE if row._meta.model_name != "eventlink"}
    return known_to(
        viewer,
        [],
        people=people | {one.source_id for one in statements},
        bodies={getattr(row, name, None) for row in held for name in _BODIES},
        events={row.other_id for row in held if row._meta.model_name == "eventlink"},  # type: ignore[attr-defined]
        why="violations.history",
    )


def _part(row: Record, change: Change, said: Sequence[Statement], known: Known) -> Part:
    kind = str(row._meta.model_name)
    terms, column = _WORDS.get(kind, ("", ""))
    part = Part(kind, row.made_in_id == change.pk, term_label(terms, getattr(row, column)) if terms else "")
    if kind == "eventlink":
        part.things = [known.events[pk] for pk in [row.other_id] if pk in known.events]  # type: ignore[attr-defined]
    else:
        named = [known.party(getattr(row, name, None)) for name in _PEOPLE]
        part.people = [one for one in named if one is not None]
        bodies = [known.body(getattr(row, name, None)) for name in _BODIES]
        part.things = [one for one in bodies if one is not None]
    steps: dict[str, Step] = {}
    for one in said:
        of = FIELDS[kind][one.field]
        step = steps.setdefault(one.field, Step(one.field, of.label))
        words = _short(" · ".join(worded(of, one.value["v"])))
        if one.ended_in_id == change.pk:
            step.ended.append(words)
        elif one.made_in_id == change.pk:
            is_first = one.said_in_id is not None
            step.said.append(Words(words, known.party(one.source_id), not one.is_preferred, is_first))
    part.steps = sorted(steps.values(), key=lambda step: list(FIELDS[kind]).index(step.code))
    return part


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
