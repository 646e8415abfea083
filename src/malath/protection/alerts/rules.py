"""Pure decisions of the alert room: clocks, the order of the queue and its reasons, states, the trend of a risk (SH1).

Clocks: inter-agency referral form (emergency 24 hours, urgent 72 hours, normal two weeks). Risk: Front Line Defenders,
threats x vulnerabilities / capacities as a thinking aid: three lists and a trend, never a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.protection.cases.rules import Priority

CLOCKS = {
    Priority.EMERGENCY: timedelta(hours=24),
    Priority.URGENT: timedelta(hours=72),
    Priority.NORMAL: timedelta(days=14),
}


class State(TextChoices):
    """Where an alert stands. Referred: it waits at another organisation than the one that it was sent to."""

    WAITING = "waiting", _("Waits for a first look")
    ASKED = "asked", _("A question waits for the sender")
    REFERRED = "referred", _("Referred to another organisation, waits there")
    ACCEPTED = "accepted", _("Accepted: a case was opened")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn by the sender")


OPEN_STATES = (State.WAITING, State.ASKED, State.REFERRED)


class Harm(TextChoices):
    """What is threatened: life before liberty, liberty before livelihood."""

    LIFE = "life", _("Danger to life")
    LIBERTY = "liberty", _("Arrest, abduction or forced return")
    LIVELIHOOD = "livelihood", _("Loss of home, work or papers")
    UNKNOWN = "unknown", pgettext_lazy("harm", "Not known yet")


class Company(TextChoices):
    """Who stands with the person."""

    WITH_CHILDREN = "with_children", _("Alone with children")
    ALONE = "alone", _("Alone")
    WITH_OTHERS = "with_others", _("With family or friends")
    UNKNOWN = "unknown", pgettext_lazy("company", "Not known yet")


class Knows(TextChoices):
    """Whether the person knows of this alert, and agrees."""

    AGREED = "agreed", _("Yes, and agrees to it")
    NOT_ASKED = "not_asked", _("Could not be asked without danger")
    UNKNOWN = "unknown", pgettext_lazy("knows", "I do not know")


class DeclineReason(TextChoices):
    """Why an alert is declined."""

    OUTSIDE_MANDATE = "outside_mandate", _("Outside what we can do")
    NO_CAPACITY = "no_capacity", _("No capacity now")
    KNOWN = "known", _("The person is accompanied already")
    NOT_ENOUGH = "not_enough", _("Too little is known, and asking gave no more")
    NO_DANGER = "no_danger", _("No danger that we could find")
    DOUBT = "doubt", _("Doubts about the alert")


class RiskKind(TextChoices):
    """The three lists."""

    THREAT = "threat", _("Threat")
    VULNERABILITY = "vulnerability", _("Vulnerability")
    CAPACITY = "capacity", _("Capacity")


class Confidence(TextChoices):
    """How sure the assessor is of a line."""

    LOW = "low", pgettext_lazy("confidence", "low")
    MEDIUM = "medium", pgettext_lazy("confidence", "medium")
    HIGH = "high", pgettext_lazy("confidence", "high")


class Trend(TextChoices):
    """How a line stands compared with the last assessment."""

    NEW = "new", pgettext_lazy("trend", "new")
    RISING = "rising", pgettext_lazy("trend", "rising")
    SAME = "same", pgettext_lazy("trend", "same")
    FALLING = "falling", pgettext_lazy("trend", "falling")
    GONE = "gone", pgettext_lazy("trend", "gone")


class Nearness(TextChoices):
    """When the danger is expected, as seen from today."""

    NOW = "now", _("by tomorrow")
    WEEK = "week", _("within a week")
    LATER = "later", _("on a known day")
    NONE = "none", _("no date known")


def due_at(priority: str, sent: datetime) -> datetime:
    """When an answer to an alert is owed."""
    return sent + CLOCKS[Priority(priority)]


def moved_due(before: str, after: str, due: datetime) -> datetime:
    """The new time of answer when the priority changes: the clock still runs from when the alert was sent."""
    return due - CLOCKS[Priority(before)] + CLOCKS[Priority(after)]


def is_overdue(due: datetime, now: datetime) -> bool:
    """Whether the answer is late."""
    return due < now


def nearness_of(danger_on: date | None, today: date) -> Nearness:
    """How near a dated danger is; a day that has passed without news counts as now."""
    if danger_on is None:
        return Nearness.NONE
    left = (danger_on - today).days
    return Nearness.NOW if left <= 1 else Nearness.WEEK if left <= 7 else Nearness.LATER


PRIORITY_ORDER = (Priority.EMERGENCY, Priority.URGENT, Priority.NORMAL)
NEARNESS_ORDER = (Nearness.NOW, Nearness.WEEK, Nearness.LATER, Nearness.NONE)
HARM_ORDER = (Harm.LIFE, Harm.LIBERTY, Harm.LIVELIHOOD, Harm.UNKNOWN)
COMPANY_ORDER = (Company.WITH_CHILDREN, Company.ALONE, Company.UNKNOWN, Company.WITH_OTHERS)


@dataclass(frozen=True)
class Urgency:
    """What the place of an alert in the queue is decided by, in this order."""

    priority: Priority
    when: Nearness
    harm: Harm
    company: Company
    due: datetime

    @property
    def key(self) -> tuple[int, int, int, int, datetime]:
        """Smaller comes first."""
        return (
            PRIORITY_ORDER.index(self.priority),
            NEARNESS_ORDER.index(self.when),
            HARM_ORDER.index(self.harm),
            COMPANY_ORDER.index(self.company),
            self.due,
        )


def urgency_of(
    *, priority: str, danger_on: date | None, harm: str, company: str, due: datetime, today: date
) -> Urgency:
    """The urgency of an alert as seen today."""
    return Urgency(Priority(priority), nearness_of(danger_on, today), Harm(harm), Company(company), due)


_WHY: tuple[Promise, ...] = (
    _("because an answer to it is owed within a shorter time."),
    _("because its danger has a nearer date."),
    _("because life comes before liberty, and liberty before livelihood."),
    _("because fewer people stand with the person."),
    _("because its answer is owed first."),
)
_WHY_EQUAL = _("although both weigh the same: it came first.")


def why_above(one: Urgency, other: Urgency) -> str | Promise:
    """Why the first stands above the second: the first thing in which they differ, as the end of a sentence."""
    for reason, mine, theirs in zip(_WHY, one.key, other.key, strict=True):
        if mine != theirs:
            return reason
    return _WHY_EQUAL


class Course(TextChoices):
    """How a risk as a whole moved since the last assessment."""

    FIRST = "first", _("First assessment: there is nothing yet to compare with.")
    WORSE = "worse", _("The risk is rising since the last assessment.")
    BETTER = "better", _("The risk is falling since the last assessment.")
    MIXED = "mixed", _("Some of it is rising, some of it is falling since the last assessment.")
    SAME = "same", _("The risk is as it was at the last assessment.")


def course_of(trends: Iterable[tuple[str, str]], *, first: bool) -> Course:
    """The course that (kind, trend) pairs make together; a capacity that falls raises the risk."""
    if first:
        return Course.FIRST
    up = down = False
    for kind, trend in trends:
        if trend == Trend.SAME:
            continue
        grows = trend in (Trend.NEW, Trend.RISING)
        if grows == (kind != RiskKind.CAPACITY):
            up = True
        else:
            down = True
    return Course.MIXED if up and down else Course.WORSE if up else Course.BETTER if down else Course.SAME
