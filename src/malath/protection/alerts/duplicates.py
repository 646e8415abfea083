"""Who of those known already may be the person of an alert: proposed with what speaks for and against it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.engines.sheets import Pair, compare_people
from malath.engines.sheets.duplicates import LEAST_SCORE
from malath.people.selectors import people_found
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.messages import sentence
from malath.protection.alerts.models import Alert
from malath.protection.alerts.reading import known_person, person_of
from malath.protection.alerts.selectors import alerts_waiting_for

if TYPE_CHECKING:
    from malath.people.finding import Found
    from malath.platform.access.models import Member

MOST_NAMES = 4
MOST_WAITING = 100
# A name that agrees this well is shown even where nothing else is known to compare.
ALIKE = 0.85


@dataclass
class Likeness:
    """Somebody known, or a waiting alert, with the sentences for and against."""

    name: str
    person: Any = None
    alert: Alert | None = None
    score: float = 0.0
    speaks_for: list[str] = field(default_factory=list)
    speaks_against: list[str] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)


def told(reasons: Any) -> list[str]:
    """Reasons as sentences."""
    return [sentence(reason.code, reason.params) for reason in reasons]


def _like(name: str, pair: Pair | None, **what: Any) -> Likeness:
    if pair is None:
        return Likeness(name, speaks_for=[sentence("pair.name_alike")], **what)
    return Likeness(
        name, score=pair.score, speaks_for=told(pair.speaks_for), speaks_against=told(pair.speaks_against), **what
    )


def people_like(viewer: Member, alert: Alert) -> list[Likeness]:
    """Known people whom the viewer may see and who may be the alert's first person. Takes a revealed alert."""
    subject = person_of("alert", alert.facts)
    met: dict[uuid.UUID, Found] = {}
    for name in subject.names[:MOST_NAMES]:
        for found in people_found(viewer, name, limit=8):
            if found.person.pk not in met or met[found.person.pk].score < found.score:
                met[found.person.pk] = found
    likely = []
    for found in met.values():
        person = found.person
        names = [person.name, *person.other_names]
        pair = compare_people(subject, known_person(str(person.pk), names, person.about, person.contact))
        if (pair and pair.score >= LEAST_SCORE) or (pair and found.score >= ALIKE):
            likely.append(_like(person.name, pair, person=person, links=found.links))
    return sorted(likely, key=lambda one: -one.score)[:5]


def alerts_like(viewer: Member, alert: Alert) -> list[Likeness]:
    """Other waiting alerts of the queue that may be about the same person; looks at the newest hundred."""
    subject = person_of("alert", alert.facts)
    others = list(alerts_waiting_for(viewer).exclude(pk=alert.pk).order_by("-sent_on", "pk")[:MOST_WAITING])
    reveal(others, by=viewer, why="alert.compare")
    likely = []
    for other in others:
        pair = compare_people(subject, person_of(str(other.pk), other.facts))
        if pair and pair.score >= LEAST_SCORE:
            likely.append(_like(other.name, pair, alert=other))
    return sorted(likely, key=lambda one: -one.score)[:5]
