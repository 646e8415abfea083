"""Who of those known already may be the person of an alert: proposed with what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.engines.sheets import compare_people
from malath.engines.sheets.duplicates import LEAST_SCORE
from malath.people.alike import people_alike
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.messages import sentence
from malath.protection.alerts.models import Alert
from malath.protection.alerts.reading import person_of
from malath.protection.alerts.selectors import alerts_waiting_for

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST_WAITING = 100


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


def people_like(viewer: Member, alert: Alert) -> list[Likeness]:
    """Known people whom the viewer may see and who may be the alert's first person. Takes a revealed alert."""
    return [
        Likeness(
            name=one.person.name,
            person=one.person,
            score=one.score,
            speaks_for=one.speaks_for,
            speaks_against=one.speaks_against,
            links=one.links,
        )
        for one in people_alike(viewer, person_of("alert", alert.facts))
    ]


def alerts_like(viewer: Member, alert: Alert) -> list[Likeness]:
    """Other waiting alerts of the queue that may be about the same person; looks at the newest hundred."""
    subject = person_of("alert", alert.facts)
    others = list(alerts_waiting_for(viewer).exclude(pk=alert.pk).order_by("-sent_on", "pk")[:MOST_WAITING])
    reveal(others, by=viewer, why="alert.compare")
    likely = []
    for other in others:
        pair = compare_people(subject, person_of(str(other.pk), other.facts))
        if pair and pair.score >= LEAST_SCORE:
            reasons = {"speaks_for": told(pair.speaks_for), "speaks_against": told(pair.speaks_against)}
            likely.append(Likeness(other.name, alert=other, score=pair.score, **reasons))
    return sorted(likely, key=lambda one: -one.score)[:5]
