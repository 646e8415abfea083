"""Pure decisions of the violations room: how far a review is, what is restricted from the start, cycles between events."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from malath.accountability.violations.errors import (
    AnotherMustVerifyError,
    CycleError,
    ReasonMissingError,
    ReviewStepError,
    SecondMemberNeededError,
    TiedReviewerError,
)

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ADULT = 18
# Sexual and gender-based violence, with all below it: in the list of acts (and the spreading of intimate pictures), and in
# the list of methods (stripping, threats and what is done to the body).
SEXUAL_ACTS = ("02.03", "09.05.02")
SEXUAL_METHODS = ("01.08", "06.04", "07")
Node = TypeVar("Node")


class Stage(TextChoices):
    """How far an event's review is."""

    DRAFT = "draft", pgettext_lazy("of a record", "Draft")
    CHECKED = "checked", pgettext_lazy("of a record", "Checked by a second member")
    VERIFIED = "verified", pgettext_lazy("of a record", "Verified")


class ReviewKind(TextChoices):
    """What a line of a review says."""

    STEP = "step", pgettext_lazy("line of a review", "A step")
    DISAGREES = "disagrees", pgettext_lazy("line of a review", "Does not agree")
    TIED = "tied", pgettext_lazy("line of a review", "Has a tie to somebody named here, and does not review it")
    RESTRICTED = "restricted", pgettext_lazy("line of a review", "Restricted")
    OPENED = "opened", pgettext_lazy("line of a review", "Opened to all who document here")


class ErasureGround(TextChoices):
    """Why an event or a person is erased. A code: it stays when everything else is gone."""

    WISH = "wish", pgettext_lazy("ground of an erasure", "The person, or their family, asked for it")
    CONSENT = "consent", pgettext_lazy("ground of an erasure", "What they had allowed was taken back")
    IN_ERROR = "in_error", pgettext_lazy("ground of an erasure", "It should never have been recorded")
    LAW = "law", pgettext_lazy("ground of an erasure", "The law asks for it")


# From each stage to those that a reviewer may choose. A change of values takes an event back to draft.
MOVES: Mapping[str, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.CHECKED,),
    Stage.CHECKED: (Stage.VERIFIED, Stage.DRAFT),
    Stage.VERIFIED: (Stage.CHECKED, Stage.DRAFT),
}


@dataclass(frozen=True)
class Reviewer:
    """How a member stands to an event that they would review. `wrote`: they entered, or last changed, a value that stands in
    it; `is_tied`: they named a tie to somebody in it; `checked_alone`: nobody else checked what stands; `others`: somebody
    else may verify it."""

    wrote: bool = False
    is_tied: bool = False
    checked_alone: bool = False
    others: bool = False

    def may(self, to: str) -> bool:
        """Whether they may take an event there. Who wrote in it may take it back to draft, and no more."""
        if self.is_tied or (self.wrote and to != Stage.DRAFT):
            return False
        return not (to == Stage.VERIFIED and self.checked_alone and self.others)


def moves_of(stage: str, reviewer: Reviewer) -> tuple[Stage, ...]:
    """The steps that the member may choose."""
    return tuple(to for to in MOVES.get(stage, ()) if reviewer.may(to))


def check_step(stage: str, to: str, *, reasons: str, reviewer: Reviewer) -> None:
    """Raise unless a reviewer may take the step. Raises ReviewStepError, ReasonMissingError, TiedReviewerError,
    SecondMemberNeededError, AnotherMustVerifyError."""
    if to not in MOVES.get(stage, ()):
        raise ReviewStepError
    if not reasons.strip():
        raise ReasonMissingError
    if reviewer.is_tied:
        raise TiedReviewerError
    if reviewer.wrote and to != Stage.DRAFT:
        raise SecondMemberNeededError
    if not reviewer.may(to):
        raise AnotherMustVerifyError


def must_be_restricted(kind: str, methods: Collection[str], age: object) -> bool:
    """Whether the event of an act is restricted from the start: sexual violence, or a victim under eighteen."""
    sexual = [_stands_under(kind, SEXUAL_ACTS), *(_stands_under(method, SEXUAL_METHODS) for method in methods)]
    return any(sexual) or (isinstance(age, int) and age < ADULT)


def could_be_minor(born_by: date | None, day: date | None) -> bool:
    """Whether somebody born on that day at the latest can have been under eighteen on a day. Where either is not known it is
    not decided here: an age, or what a documenter says, decides."""
    if born_by is None or day is None:
        return False
    # Born on the 29th of February: of age on the 1st of March where there is no 29th.
    leap = (born_by.month, born_by.day) == (2, 29)
    year = born_by.year + ADULT
    if year > date.max.year:
        # Born from a day on, without an end: they can have been a child on any day.
        return True
    return day < (date(year, 3, 1) if leap and year % 4 else born_by.replace(year=year))


def _stands_under(code: str, heads: Iterable[str]) -> bool:
    return any(code == head or code.startswith(f"{head}.") for head in heads)


def check_no_cycle(links: Iterable[tuple[Node, Node]], new: tuple[Node, Node]) -> None:
    """Raise CycleError when a new link (from, to), beside the links of its kind, would lead back to where it began."""
    after: dict[Node, list[Node]] = {}
    for first, second in links:
        after.setdefault(first, []).append(second)
    start, waiting = new[0], [new[1]]
    seen: set[Node] = set()
    while waiting:
        node = waiting.pop()
        if node == start:
            raise CycleError
        if node not in seen:
            seen.add(node)
            waiting.extend(after.get(node, ()))


def new_number(letter: str) -> str:
    """A short pseudonym of a record, one of some 700 million of its letter; `numbering` looks whether it is taken."""
    return f"{letter}-" + "".join(secrets.choice(_LETTERS) for _place in range(6))
