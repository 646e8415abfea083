"""Pure decisions of the violations room: how far a review is, what is restricted from the start, cycles between events."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from malath.accountability.violations.errors import (
    CycleError,
    ReasonMissingError,
    ReviewStepError,
    SecondMemberNeededError,
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


# From each stage to those that a reviewer may choose. A change of values takes an event back to draft.
MOVES: Mapping[str, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.CHECKED,),
    Stage.CHECKED: (Stage.VERIFIED, Stage.DRAFT),
    Stage.VERIFIED: (Stage.CHECKED, Stage.DRAFT),
}


def check_step(stage: str, to: str, *, reasons: str, wrote: bool) -> None:
    """Raise unless a reviewer may take the step. `wrote`: they entered, or last changed, a value that stands in it; then
    somebody else must check and verify. Raises ReviewStepError, SecondMemberNeededError, ReasonMissingError."""
    if to not in MOVES.get(stage, ()):
        raise ReviewStepError
    if not reasons.strip():
        raise ReasonMissingError
    if to in {Stage.CHECKED, Stage.VERIFIED} and wrote:
        raise SecondMemberNeededError


def must_be_restricted(kind: str, methods: Collection[str], age: object) -> bool:
    """Whether the event of an act is restricted from the start: sexual violence, or a victim under eighteen."""
    sexual = [_stands_under(kind, SEXUAL_ACTS), *(_stands_under(method, SEXUAL_METHODS) for method in methods)]
    return any(sexual) or (isinstance(age, int) and age < ADULT)


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
    """A short pseudonym of a record, one of some 700 million of its letter; the database refuses one that is taken."""
    return f"{letter}-" + "".join(secrets.choice(_LETTERS) for _place in range(6))
