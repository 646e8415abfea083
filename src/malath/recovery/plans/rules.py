"""Pure decisions of the recovery plan: the five domains (TA1), the scale, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Domain(TextChoices):
    """The five domains of an individual plan (TA1)."""

    HOUSING = "housing", _("Housing")
    HEALTH = "health", _("Physical and mental health")
    LEGAL = "legal", _("Legal")
    CAPACITY = "capacity", _("Capacity building")
    WORK = "work", _("Work and studies")


# Where the person places themself in a domain. The middle is named so that a number is never read alone.
SCALE = {
    1: _("Everything is missing"),
    2: _("A little stands"),
    3: _("Stands with help"),
    4: _("Nearly stands alone"),
    5: _("Stands without us"),
}


class StepState(TextChoices):
    WAITING = "waiting", _("To do")
    DONE = "done", pgettext_lazy("of a step", "Done")
    DROPPED = "dropped", pgettext_lazy("of a step", "Dropped")


class GoalState(TextChoices):
    OPEN = "open", pgettext_lazy("of a goal", "Open")
    REACHED = "reached", pgettext_lazy("of a goal", "Reached")
    LEFT = "left", _("Left by the person's choice")


REVIEW_EVERY = timedelta(days=90)
MANY_STEPS = 40


@dataclass(frozen=True)
class Change:
    """How a domain moved between two reviews; `by` is None where one of them did not rate it."""

    domain: str
    before: int | None
    now: int | None

    @property
    def by(self) -> int | None:
        return None if self.before is None or self.now is None else self.now - self.before


def changes_between(before: Mapping[str, int] | None, now: Mapping[str, int]) -> list[Change]:
    """Domain by domain, what changed since the last review, in the order of the domains."""
    return [Change(domain, (before or {}).get(domain), now.get(domain)) for domain in Domain.values]


def next_review_on(last: date) -> date:
    """Three months after the last one, unless the member and the person agree on another day."""
    return last + REVIEW_EVERY


def is_rating(value: object) -> bool:
    """Whether a value is one of the scale's steps."""
    return isinstance(value, int) and not isinstance(value, bool) and value in SCALE
