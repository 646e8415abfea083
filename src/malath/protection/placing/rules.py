"""Pure decisions of placing: what a household may need of a home, the plans that are compared, who answers what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.protection.cases.rules import Priority

# A plan is a picture of one day: after so many days it is thrown away.
PLAN_DAYS = 30
# Somebody who has waited so many days counts one step more in the plan that looks at waiting, up to so many steps.
WAITING_STEP_DAYS, WAITING_STEPS = 14, 6
# What a point of a wish counts more in the plan that looks at wishes.
WISH_FACTOR = 4
WISH_POINTS = 30
# The solver's time for each plan that is compared: a coordinator waits in front of the page.
SECONDS = 3.0


class Requirement(TextChoices):
    """What the home must have."""

    STEP_FREE = "step_free", _("No steps: somebody uses a wheelchair or cannot climb")
    WOMEN_ONLY = "women_only", _("A home for women only")
    CHILDREN = "children_welcome", _("Children come along")
    SINGLE_PARENT = "single_parent_support", _("Support for a parent alone")
    DISCREET = "discreet", _("A discreet address")


class NeedState(TextChoices):
    """Whether a household still looks for a home."""

    LOOKING = "looking", pgettext_lazy("need of a home", "Looks for a home")
    CLOSED = "closed", pgettext_lazy("need of a home", "No longer looks")


class Scope(TextChoices):
    """How far two households are kept from one another."""

    NETWORK = "network", _("Never in the same city")
    HOME = "home", _("Never in the same home")


class Side(TextChoices):
    """Who answers a proposal."""

    PERSON = "person", _("The household")
    HOST = "host", _("The host")


class Answer(TextChoices):
    """What they say."""

    WAITS = "waits", pgettext_lazy("answer", "Not asked yet")
    YES = "yes", pgettext_lazy("answer", "Yes")
    NO = "no", pgettext_lazy("answer", "No")


class ProposalState(TextChoices):
    """A proposal from the question to its end."""

    ASKED = "asked", pgettext_lazy("proposal", "Waits for answers")
    AGREED = "agreed", pgettext_lazy("proposal", "Both said yes")
    REFUSED = "refused", pgettext_lazy("proposal", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Taken back")


class Variant(TextChoices):
    """What a plan puts first; all of them keep every hard rule."""

    URGENCY = "urgency", _("The most people, those in the greatest danger first")
    WISHES = "wishes", _("What people and hosts wish counts more")
    WAITING = "waiting", _("Those who have waited longest count more")
    KEEPING = "keeping", _("Scarce places are kept for those who are likely to come")


# What three plans put first is told by the engine alone; for the fourth it must know who came before.
NOW = (Variant.URGENCY, Variant.WISHES, Variant.WAITING)
# Who came in the last 48 weeks, cut into stretches of eight, stands for the next eight; fewer households say nothing.
SEASONS, SEASON_DAYS, ENOUGH_CAME, MOST_CAME = 6, 56, 8, 200
# What fewer households than these need is not told to others (security.md, small cells).
FEW = 3


RISK: dict[str, int] = {Priority.NORMAL: 1, Priority.URGENT: 2, Priority.EMERGENCY: 3}


def risk_of(priority: str, since: date, today: date, variant: str) -> int:
    """How much a household counts in a plan: its priority, and in one variant the steps that it has waited."""
    risk = RISK.get(priority, 1)
    if variant == Variant.WAITING:
        risk += min(WAITING_STEPS, max(0, (today - since).days) // WAITING_STEP_DAYS)
    return risk


def state_after(person: str, host: str) -> str:
    """Where a proposal stands after these two answers: one no ends it, two yes agree."""
    if Answer.NO in (person, host):
        return ProposalState.REFUSED.value
    return (ProposalState.AGREED if person == host == Answer.YES else ProposalState.ASKED).value


@dataclass(frozen=True)
class Wanted:
    """What a household needs of a home, as it is written down."""

    from_day: date
    to_day: date
    persons: int
    women: bool
    requirements: tuple[str, ...]
    languages: tuple[str, ...]
    language_needed: bool
    care: tuple[str, ...]
    care_km: int
    wishes: tuple[str, ...]
    not_in: tuple[str, ...]

    def as_details(self) -> dict[str, Any]:
        """As it is sealed."""
        return {
            "from": self.from_day.isoformat(),
            "to": self.to_day.isoformat(),
            "persons": self.persons,
            "women": self.women,
            "requirements": list(self.requirements),
            "languages": list(self.languages),
            "language_needed": self.language_needed,
            "care": list(self.care),
            "care_km": self.care_km,
            "wishes": list(self.wishes),
            "not_in": list(self.not_in),
        }


def wanted_of(details: dict[str, Any]) -> Wanted:
    """As it was sealed."""
    return Wanted(
        from_day=date.fromisoformat(details["from"]),
        to_day=date.fromisoformat(details["to"]),
        persons=details["persons"],
        women=details["women"],
        requirements=tuple(details["requirements"]),
        languages=tuple(details["languages"]),
        language_needed=details["language_needed"],
        care=tuple(details["care"]),
        care_km=details["care_km"],
        wishes=tuple(details["wishes"]),
        not_in=tuple(details["not_in"]),
    )
