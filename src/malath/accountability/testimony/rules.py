"""Consent as an executable rule: what was said decides what may leave, for whom, under which name. Pure (SC1, SC4).

Nothing is inferred: a purpose, a recipient or a name that nobody was asked about is a no; only our own keeping of it needs
no yes. The last thing that a person said on a purpose and a recipient decides; a consent that ended, or was withdrawn,
does not let an older one speak again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(TextChoices):
    """For what a testimony is used: each is asked for itself."""

    ANALYSIS = "analysis", _("Analysis and statistics")
    PUBLICATION = "publication", _("Publication")
    SUBMISSION = "submission", _("Submission to a United Nations mechanism")
    PROSECUTION = "prosecution", _("Criminal proceedings: a prosecutor or a court")
    SHARING = "sharing", _("Sharing with another organisation")
    ARCHIVE = "archive", _("Keeping in the archive, with copies of it")
    SEAT = "seat", _("The seat of a victims' association")


class NameUse(TextChoices):
    """Under which name it may leave, the least first."""

    NONE = "none", _("No name")
    INITIALS = "initials", _("Initials")
    NAME = "name", _("Full name")


class Who(TextChoices):
    """Who gives the consent."""

    SELF = "self", pgettext_lazy("who speaks", "The person")
    PARENT = "parent", _("A parent, for a minor")
    GUARDIAN = "guardian", _("A guardian, for a minor")


class Why(TextChoices):
    """The reason of an answer."""

    AGREED = "agreed", _("The person agreed.")
    NOBODY_ASKED = "nobody_asked", _("Nobody gave a testimony in it.")
    NOT_ASKED = "not_asked", _("The person was not asked for this purpose.")
    OTHER_RECIPIENT = "other_recipient", _("The person was asked for other recipients, not for this one.")
    REFUSED = "refused", _("The person does not agree.")
    WITHDRAWN = "withdrawn", _("The person withdrew the consent.")
    ENDED = "ended", _("The consent has ended.")
    NOT_TOLD = "not_told", _("The person was not told that the authorities get a letter, or that a summary is public.")
    SEAT_WAITS = "seat_waits", _("The victims' association that holds the seat has not answered.")
    SEAT_REFUSED = "seat_refused", _("The victims' association that holds the seat does not agree.")
    SEAT_ENDED = (
        "seat_ended",
        _("The seat of a victims' association ended less than three days ago: it had not agreed."),
    )


# What a person is always asked. The seat is asked only where an association can take one: selectors.purposes_asked.
ASKED = tuple(purpose for purpose in Purpose if purpose is not Purpose.SEAT)
# What has a recipient by its nature: a consent without one is none.
WITH_RECIPIENT = frozenset({Purpose.SUBMISSION, Purpose.PROSECUTION, Purpose.SHARING, Purpose.SEAT})
# The holding of a seat, and the keeping of the archive itself, are not proposed to the association.
WITHOUT_PROPOSAL = frozenset({Purpose.ARCHIVE, Purpose.SEAT})
# Kept and copied within the coalition unless the person says no: whoever was never asked about it is documented all the same.
KEPT_UNLESS_REFUSED = frozenset({Purpose.ARCHIVE})
REMINDER_DAYS = 30
# So long after a seat ended nothing leaves but what its association had agreed to: nobody gets round a refusal by ending
# the seat before the association hears of it and asks the person.
DAYS_AFTER_SEAT = 3
# A refused use is not proposed again within these days: the association can change its answer itself, any day.
DAYS_BEFORE_ASKING_AGAIN = 30
# The longest that a use is proposed for.
LONGEST_USE_DAYS = 365 * 5


class Mechanism(TextChoices):
    """The mechanisms of the United Nations that a testimony may be submitted to."""

    WGEID = "wgeid", _("Working Group on Enforced or Involuntary Disappearances")
    WGAD = "wgad", _("Working Group on Arbitrary Detention")
    SPECIAL_PROCEDURES = "special_procedures", _("Another special procedure")
    CED = "ced", _("Committee on Enforced Disappearances")
    COI = "coi", _("Commission of Inquiry on Syria")
    IIIM = "iiim", _("Investigative mechanism for Syria (IIIM)")
    IIMP = "iimp", _("Institution on Missing Persons in Syria (IIMP)")


@dataclass(frozen=True)
class Said:
    """One thing that a person said on a purpose. `turn` orders what was said on the same day; `told`: of a submission, that
    they know of the letter to the authorities and of the public summary."""

    purpose: str
    agrees: bool
    given_on: date
    recipients: tuple[str, ...] = ()
    until: date | None = None
    withdrawn_on: date | None = None
    name_use: str = NameUse.NONE
    told: bool = True
    turn: int = 0

    @property
    def when(self) -> tuple[date, int]:
        """When it was last spoken of."""
        return self.withdrawn_on or self.given_on, self.turn


@dataclass(frozen=True)
class Proposed:
    """A use that was proposed to the association of a seat, and its answer: None while it waits."""

    purpose: str
    recipient: str
    agrees: bool | None
    until: date | None = None
    turn: int = 0
    name_use: str = NameUse.NAME


@dataclass(frozen=True)
class Answer:
    """Whether something may leave, under which name, and why."""

    allowed: bool
    name_use: str
    why: Why


def same_recipient(one: str) -> str:
    """A recipient as it is compared: letters alike, one space."""
    return " ".join(unicodedata.normalize("NFKC", one).casefold().split())


def may_leave(
    said: Iterable[Said],
    purpose: str,
    recipient: str,
    on: date,
    *,
    seated: bool = False,
    proposed: Sequence[Proposed] = (),
) -> Answer:
    """Whether what a person told may be used for a purpose, by a recipient, on a day; and under which name."""
    answer = as_the_person_said(said, purpose, recipient, on)
    if not answer.allowed or not seated:
        return answer
    return _as_the_seat_says(answer, proposed, purpose, recipient, on)


def seat_binds(ended_on: date | None, on: date) -> bool:
    """Whether a seat has a say on a day: it stands, or its last day is not long past."""
    return ended_on is None or on <= ended_on + timedelta(days=DAYS_AFTER_SEAT)


def fits_name_use(known_as: str, name_use: str) -> bool:
    """Whether a name is what the person allows: nothing, initials (words of one or two letters, four at most), any."""
    if name_use == NameUse.NONE:
        return not known_as
    if name_use == NameUse.INITIALS:
        words = known_as.replace(".", " ").replace("-", " ").split()
        return len(words) <= 4 and all(len(word) <= 2 for word in words)
    return True


def least_name(*uses: str) -> str:
    """The use that shows least of a name."""
    order = list(NameUse.values)
    return min(uses, key=order.index)


def as_the_person_said(said: Iterable[Said], purpose: str, recipient: str, on: date) -> Answer:
    of_purpose = [one for one in said if one.purpose == purpose and one.given_on <= on]
    matching = [one for one in of_purpose if _covers(one, purpose, recipient)]
    if not matching:
        if purpose in KEPT_UNLESS_REFUSED:
            return Answer(True, NameUse.NAME, Why.NOBODY_ASKED)
        return _no(Why.OTHER_RECIPIENT if of_purpose else Why.NOT_ASKED)
    last = max(matching, key=lambda one: one.when)
    if last.withdrawn_on is not None:
        return _no(Why.WITHDRAWN)
    if not last.agrees:
        return _no(Why.REFUSED)
    if last.until is not None and last.until < on:
        return _no(Why.ENDED)
    if purpose == Purpose.SUBMISSION and not last.told:
        return _no(Why.NOT_TOLD)
    return Answer(True, last.name_use, Why.AGREED)


def _covers(said: Said, purpose: str, recipient: str) -> bool:
    """A no, or a withdrawal, that names nobody is said to everybody; a yes that names nobody only where none is needed."""
    if not said.recipients:
        return purpose not in WITH_RECIPIENT or not said.agrees
    return same_recipient(recipient) in {same_recipient(one) for one in said.recipients}


def _as_the_seat_says(answer: Answer, proposed: Sequence[Proposed], purpose: str, recipient: str, on: date) -> Answer:
    """The last answer decides; what waits beside an agreement that stands does not take it away."""
    same = [
        one for one in proposed if one.purpose == purpose and same_recipient(one.recipient) == same_recipient(recipient)
    ]
    last = max((one for one in same if one.agrees is not None), key=lambda one: one.turn, default=None)
    if last is None or (last.agrees and last.until is not None and last.until < on):
        return answer if purpose in WITHOUT_PROPOSAL else _no(Why.SEAT_WAITS)
    if last.agrees:
        return replace(answer, name_use=least_name(answer.name_use, last.name_use))
    return _no(Why.SEAT_REFUSED)


def all_of(answers: Iterable[Answer], *, of_nobody: Answer | None = None) -> Answer:
    """What holds for several together: the first no; else the least name."""
    several = list(answers)
    if not several:
        return of_nobody or Answer(True, NameUse.NONE, Why.NOBODY_ASKED)
    for one in several:
        if not one.allowed:
            return one
    least = least_name(*(one.name_use for one in several))
    return next(one for one in several if one.name_use == least)


def holds(said: Said, on: date) -> bool:
    """Whether a consent stands on a day."""
    return said.agrees and said.withdrawn_on is None and (said.until is None or said.until >= on)


def _no(why: Why) -> Answer:
    return Answer(False, NameUse.NONE, why)


STATE_WORDS = {
    "holds": pgettext_lazy("consent", "In force"),
    "refused": pgettext_lazy("consent", "Does not agree"),
    "withdrawn": pgettext_lazy("consent", "Withdrawn"),
    "ended": pgettext_lazy("consent", "Ended"),
}


def state_of(said: Said, on: date) -> str:
    """How a consent stands on a day: a key of STATE_WORDS."""
    if said.withdrawn_on is not None:
        return "withdrawn"
    if not said.agrees:
        return "refused"
    return "holds" if holds(said, on) else "ended"
