"""Search before create: who of those recorded already may be the person whom somebody is about to enter (SC10, BT3).

Only people whom the viewer sees are compared, shown, or asked about; whether others exist changes nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from malath.engines.names import compare
from malath.engines.sheets import Pair, compare_people
from malath.engines.sheets import Person as Compared
from malath.engines.sheets.duplicates import LEAST_SCORE
from malath.people.finding import people_nearest
from malath.people.likeness import compared, known_person, reason_in_words
from malath.people.links import PersonLink
from malath.people.wording import Meeting, meetings_of

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.platform.access.models import Member

# A name that agrees this well is shown even where nothing else is known to compare.
ALIKE = 0.85
MOST_NAMES, MOST_PHONES, MOST_SHOWN = 4, 3, 5
NEAR = 12
LONGEST = 200
# The fields of any form by which a person is looked for, and what each of them is.
NAME_FIELDS, OTHER_FIELDS, PHONE_FIELDS = ("main", "name"), ("others", "other_names", "other_name"), ("phones", "phone")


@dataclass
class Alike:
    """Somebody recorded who may be the person, with the sentences for and against and how the names meet."""

    person: Person
    score: float = 0.0
    speaks_for: list[str] = field(default_factory=list)
    speaks_against: list[str] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    links: list[PersonLink] = field(default_factory=list)


def people_alike(viewer: Member, subject: Compared, *, but: uuid.UUID | None = None) -> list[Alike]:
    """The visible people who may be the subject, the likeliest first; `but` is who the subject is already."""
    texts = [*subject.names[:MOST_NAMES], *subject.phones[:MOST_PHONES]]
    likely = []
    for found in people_nearest(viewer, texts, limit=NEAR + 1):
        person = found.person
        if person.pk == but:
            continue
        known = known_person(str(person.pk), person.all_names, person.about, person.contact)
        pair = compare_people(subject, known)
        if pair and (pair.score >= LEAST_SCORE or found.score >= ALIKE):
            likely.append(_alike(subject, person, pair, found.links))
        elif pair is None and _shared_phone(subject, known):
            told = [reason_in_words("pair.phone", {"ends": min(_shared_phone(subject, known))[-2:]})]
            likely.append(Alike(person, speaks_for=told, links=found.links))
    return sorted(likely, key=lambda one: -one.score)[:MOST_SHOWN]


def _shared_phone(one: Compared, other: Compared) -> set[str]:
    return {phone[-8:] for phone in one.phones} & {phone[-8:] for phone in other.phones}


def _alike(subject: Compared, person: Person, pair: Pair, links: list[PersonLink]) -> Alike:
    met = [(compare(told, name), told, name) for told in subject.names for name in person.all_names]
    best, told, name = max(met, key=lambda each: each[0].score)
    return Alike(
        person,
        score=pair.score,
        speaks_for=[reason_in_words(reason.code, reason.params) for reason in pair.speaks_for],
        speaks_against=[reason_in_words(reason.code, reason.params) for reason in pair.speaks_against],
        meetings=meetings_of(told, name, best.parts),
        links=links,
    )


@dataclass
class Look:
    """What a form shows of those who may be the person already, and whether somebody looked at them all.

    `fields` are the form's own, at which the browser asks again while somebody writes.
    """

    alike: list[Alike]
    fields: Sequence[str] = ()
    looked: frozenset[str] = frozenset()
    but: uuid.UUID | None = None
    is_asked: bool = True

    @property
    def shown(self) -> str:
        """The people shown, as the box that says "I looked" sends them back."""
        return ",".join(sorted(str(one.person.pk) for one in self.alike))

    @property
    def is_settled(self) -> bool:
        """Whether there is nobody to look at, or somebody said that they looked at each."""
        return all(str(one.person.pk) in self.looked for one in self.alike)

    @property
    def values(self) -> str:
        """What the browser sends besides the fields, as JSON."""
        given = {"but": str(self.but)} if self.but else {}
        return json.dumps(given if self.is_asked else {**given, "unasked": "1"})

    @property
    def refusal(self) -> str:
        """Why nobody is entered yet."""
        return _("Somebody like this is recorded already. Look at them below, then say that it is nobody of them.")

    @property
    def trigger(self) -> str:
        """When the browser asks again (htmx)."""
        return ", ".join(f"input changed delay:400ms from:#id_{name}" for name in self.fields)

    @property
    def params(self) -> str:
        """What of the form the browser sends: never the story."""
        return ",".join(("csrfmiddlewaretoken", "looked", "but", "unasked", *self.fields))


def look_for(
    viewer: Member,
    told: Mapping[str, Any] | None,
    *,
    fields: Sequence[str] = (),
    but: Person | None = None,
    is_asked: bool = True,
) -> Look:
    """Look for the person of a form. `told` are the form's values as sent; `but` a revealed person who is changed.

    Where nobody `is_asked` to say that they looked, the people are only shown.
    """
    told = told or {}
    subject = _subject(told, but)
    alike = people_alike(viewer, subject, but=but.pk if but else None) if subject.names or subject.phones else []
    looked = frozenset(str(told.get("looked", "")).split(","))
    return Look(alike, fields=fields, looked=looked, but=but.pk if but else None, is_asked=is_asked)


def _subject(told: Mapping[str, Any], but: Person | None) -> Compared:
    about: Mapping[str, Any] = but.about if but else {}
    contact: Mapping[str, Any] = but.contact if but else {}
    names = [*_lines(told, NAME_FIELDS), *_lines(told, OTHER_FIELDS)] or (but.all_names if but else [])
    return compared(
        "told",
        names,
        birth=_one(told, "birth") or str(about.get("birth", "")),
        sex=_one(told, "sex") or str(about.get("sex", "")),
        phones=_lines(told, PHONE_FIELDS) or contact.get("phones", []),
        country=_one(told, "country") or str(contact.get("country", "")),
        place=_one(told, "address") or str(contact.get("address", "")),
    )


def _one(told: Mapping[str, Any], name: str) -> str:
    return " ".join(str(told.get(name) or "").replace("\x00", " ").split())[:LONGEST]


def _lines(told: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """The texts of fields that hold one text or several: on lines of their own, or parted by commas."""
    texts = [str(told.get(name) or "").replace("\x00", " ") for name in names]
    parts = [part for text in texts for line in text.splitlines() for part in line.replace("،", ",").split(",")]
    return [" ".join(part.split())[:LONGEST] for part in parts if part.strip()][: MOST_NAMES + MOST_PHONES]
