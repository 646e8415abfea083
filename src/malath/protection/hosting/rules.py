"""Pure decisions of hosting: how a home moves from offer to end, which checks it needs, whether it may be booked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Between an offer and the first night a host has time to think again, and so have we.
COOLING_OFF_DAYS = 7
# A host is asked again after so long whether the offer still stands.
STALE_DAYS = 60
# So long before a check ends, the coordinators are told.
CHECK_NOTICE_DAYS = 30
# What an unwanted offer told is forgotten after so long.
DECLINED_DAYS = 90


class HomeKind(TextChoices):
    """Who lives in a home besides those who are housed."""

    SHARED = "shared", _("Shared flat: beds are given one by one")
    FAMILY = "family", _("With a host: one household at a time")


class HomeState(TextChoices):
    """Where a home stands between its offer and its end."""

    OFFERED = "offered", pgettext_lazy("home", "Offered")
    VISITED = "visited", pgettext_lazy("home", "Visited")
    APPROVED = "approved", pgettext_lazy("home", "Approved")
    PAUSED = "paused", pgettext_lazy("home", "Paused")
    REFUSED = "refused", pgettext_lazy("home", "Refused")
    ENDED = "ended", pgettext_lazy("home", "Ended")


_STEPS: dict[str, frozenset[str]] = {
    HomeState.OFFERED: frozenset({HomeState.VISITED, HomeState.REFUSED, HomeState.ENDED}),
    HomeState.VISITED: frozenset({HomeState.APPROVED, HomeState.REFUSED, HomeState.ENDED}),
    HomeState.APPROVED: frozenset({HomeState.PAUSED, HomeState.REFUSED, HomeState.ENDED}),
    HomeState.PAUSED: frozenset({HomeState.APPROVED, HomeState.REFUSED, HomeState.ENDED}),
    HomeState.REFUSED: frozenset({HomeState.OFFERED}),
    HomeState.ENDED: frozenset({HomeState.OFFERED}),
}
# In these a home is part of what the coalition can offer, now or soon.
LIVING_STATES = (HomeState.OFFERED, HomeState.VISITED, HomeState.APPROVED, HomeState.PAUSED)
# Those who look for a place for a household see these; what was never approved concerns its network alone.
PLACEABLE_STATES = (HomeState.APPROVED, HomeState.PAUSED)
# These say no to a host, or take a home out: the reason is kept.
REASONED_STATES = (HomeState.PAUSED, HomeState.REFUSED, HomeState.ENDED)


def can_become(state: str, other: str) -> bool:
    """Whether a home may go from one state to the other."""
    return other in _STEPS[state]


class HostKind(TextChoices):
    """What kind of host offers."""

    PERSON = "person", _("One person")
    FAMILY = "family", _("A family")
    BODY = "body", _("An association, a parish, a town")


class HostErasureGround(TextChoices):
    """Why what is known of a host is erased. A code: it stays when everything else is gone."""

    WISH = "wish", _("The host wishes it")
    RETENTION = "retention", _("The time for which it may be kept is over")
    IN_ERROR = "in_error", _("It was recorded in error")


class CheckKind(TextChoices):
    """What is looked at before anybody moves in."""

    IDENTITY = "identity", _("Identity seen")
    VISIT = "visit", _("Visit of the home")
    REFERENCE_1 = "reference_1", _("First reference")
    REFERENCE_2 = "reference_2", _("Second reference")
    CRIMINAL_RECORD = "criminal_record", _("Criminal record seen")
    TRAINING = "training", _("Preparation of the host")
    AGREEMENT = "agreement", _("Hosting agreement signed")


# A visit is of one home; the others are of the host, and hold for each of their homes.
HOME_CHECKS = frozenset({CheckKind.VISIT.value})
ALWAYS_NEEDED = (
    CheckKind.IDENTITY,
    CheckKind.VISIT,
    CheckKind.REFERENCE_1,
    CheckKind.REFERENCE_2,
    CheckKind.TRAINING,
    CheckKind.AGREEMENT,
)
# How many months a check holds, where it ends by itself.
MONTHS_VALID: dict[str, int] = {
    CheckKind.VISIT: 12,
    CheckKind.CRIMINAL_RECORD: 24,
    CheckKind.REFERENCE_1: 36,
    CheckKind.REFERENCE_2: 36,
    CheckKind.TRAINING: 36,
    CheckKind.AGREEMENT: 12,
}


def checks_needed(*, children_welcome: bool, single_parent_support: bool) -> tuple[str, ...]:
    """The checks without which nobody sleeps in a home; where children may live, a criminal record is seen too."""
    needed = [kind.value for kind in ALWAYS_NEEDED]
    if children_welcome or single_parent_support:
        needed.append(CheckKind.CRIMINAL_RECORD.value)
    return tuple(needed)


def expiry_of(kind: str, done_on: date) -> date | None:
    """The first day on which a check of this kind no longer holds, by the house's rule; None if it holds for good."""
    months = MONTHS_VALID.get(kind)
    if months is None:
        return None
    year, month = divmod(done_on.year * 12 + done_on.month - 1 + months, 12)
    # The 31st of a month becomes the first day after a shorter one: a check holds a day too long, never too short.
    try:
        return date(year, month + 1, done_on.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


class CapacityKind(TextChoices):
    """What a local network can give besides beds. `code` says which language or which care."""

    ACCOMPANIMENT = "accompaniment", _("Households accompanied at once")
    TRAUMA_CARE = "trauma_care", _("Places in trauma care")
    INTERPRETER = "interpreter", _("Interpreters")
    SINGLE_PARENT = "single_parent", _("Single parents supported at once")
    CARE = "care", _("Specialised care within reach")


class Care(TextChoices):
    """Specialised care that a household may need near."""

    TRAUMA = "trauma", _("Care after torture")
    SURGERY = "surgery", _("Surgery and rehabilitation")
    CHRONIC = "chronic", _("Chronic illness")
    CHILD = "child", _("Care for children")


class OfferState(TextChoices):
    """Where an offer stands."""

    ARRIVED = "arrived", pgettext_lazy("offer", "Arrived, not opened yet")
    WAITING = "waiting", pgettext_lazy("offer", "Waits for an answer")
    TAKEN = "taken", pgettext_lazy("offer", "Taken up")
    DECLINED = "declined", pgettext_lazy("offer", "Declined")


class DeclineReason(TextChoices):
    """Why an offer is declined. A code; the words are sealed."""

    UNREACHABLE = "unreachable", _("Could not be reached")
    UNFIT = "unfit", _("The place does not fit")
    ELSEWHERE = "elsewhere", _("Passed on to others, with their consent")
    WITHDRAWN = "withdrawn", _("They took it back")
    UNSAFE = "unsafe", _("A doubt about safety")
    NOISE = "noise", _("Not an offer")


@dataclass(frozen=True)
class Span:
    """Nights from one day to another, the last day not counted."""

    from_day: date
    to_day: date

    def days(self) -> Iterable[date]:
        """Each day on whose night the span holds."""
        return (self.from_day + timedelta(days=n) for n in range((self.to_day - self.from_day).days))

    def meets(self, other: Span) -> bool:
        """Whether they share a night."""
        return self.from_day < other.to_day and other.from_day < self.to_day


def beds_left(kind: str, beds: int, slept: int) -> int:
    """The beds that a night leaves where so many persons sleep: a host takes one household at a time, so none beside it."""
    return 0 if slept and kind == HomeKind.FAMILY else max(0, beds - slept)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same nights as few spans as can be, in order."""
    made: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.from_day, one.to_day)):
        if span.from_day >= span.to_day:
            continue
        if made and span.from_day <= made[-1].to_day:
            made[-1] = Span(made[-1].from_day, max(made[-1].to_day, span.to_day))
        else:
            made.append(span)
    return made


def without(spans: Iterable[Span], out: Span) -> list[Span]:
    """The same nights but for those of `out`."""
    made = []
    for span in merged(spans):
        made.append(Span(span.from_day, min(span.to_day, out.from_day)))
        made.append(Span(max(span.from_day, out.to_day), span.to_day))
    return [span for span in made if span.from_day < span.to_day]


def uncovered(spans: Iterable[Span], wanted: Span) -> list[Span]:
    """The nights of `wanted` that lie in none of the spans."""
    left = [wanted]
    for span in merged(spans):
        left = [piece for one in left for piece in without([one], span)]
    return [piece for piece in left if piece.from_day < piece.to_day]


@dataclass(frozen=True)
class Held:
    """A check as it counts: of which kind, since when, and the first day on which it no longer holds."""

    kind: str
    done_on: date
    expires_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.done_on <= day and (self.expires_on is None or day < self.expires_on)


def missing_checks(needed: Sequence[str], held: Iterable[Held], day: date) -> list[str]:
    """The kinds that are needed and do not hold on the day, in the order in which they are done."""
    holding = {check.kind for check in held if check.holds_on(day)}
    return [kind for kind in needed if kind not in holding]


class ProblemKind(TextChoices):
    """Why a home cannot be booked."""

    NOT_APPROVED = "not_approved", _("The home is not approved")
    COOLING_OFF = "cooling_off", _("Too soon after the offer")
    CHECK_MISSING = "check_missing", _("A check is missing or has ended")
    NOT_OPEN = "not_open", _("Not open on all these nights")
    BACKWARDS = "backwards", _("The last day comes before the first")


@dataclass(frozen=True)
class Problem:
    """One thing that stands against a booking: which check, or which nights."""

    kind: ProblemKind
    check: str = ""
    span: Span | None = None


def booking_problems(
    *, state: str, offered_on: date, needed: Sequence[str], held: Sequence[Held], open_spans: Sequence[Span], stay: Span
) -> list[Problem]:
    """Everything that stands against a stay in a home, beds aside; empty when it may be booked.

    No place is too urgent for a check: a home for tonight passes the same rule.
    """
    if stay.from_day >= stay.to_day:
        return [Problem(ProblemKind.BACKWARDS)]
    found = []
    if state != HomeState.APPROVED:
        found.append(Problem(ProblemKind.NOT_APPROVED))
    if stay.from_day < offered_on + timedelta(days=COOLING_OFF_DAYS):
        found.append(Problem(ProblemKind.COOLING_OFF))
    found += [Problem(ProblemKind.CHECK_MISSING, check=kind) for kind in missing_checks(needed, held, stay.from_day)]
    found += [Problem(ProblemKind.NOT_OPEN, span=span) for span in uncovered(open_spans, stay)]
    return found
