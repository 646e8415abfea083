"""What must be asked before anything of the record leaves: rooms that know what people allowed register here (SC1).

This room does not know consents. A rule that is registered is asked by every sharing and every export; without one, what
the room itself forbids is all that is forbidden.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from malath.accountability.violations.naming import NONE, Masks, masks_of

if TYPE_CHECKING:
    from malath.platform.access.models import Grant, Member, Organisation

    NamedOrganisation = Callable[[str], Organisation]
    NamedMember = Callable[[str], Member]


@dataclass(frozen=True)
class LeftOut:
    """Whom and what an export leaves out everywhere: people by identifier and by name, and what they told; and who stands in
    it by initials."""

    people: frozenset[uuid.UUID] = frozenset()
    information: frozenset[uuid.UUID] = frozenset()
    names: frozenset[str] = frozenset()
    # Who stands in it by initials alone, with the information that they told: its files stay.
    initials: frozenset[uuid.UUID] = frozenset()
    without_file: frozenset[uuid.UUID] = frozenset()
    masks: Masks = NONE

    def mentions(self, value: Any) -> bool:
        """Whether a text, or a text within a value, holds one of the names, or that of somebody who stands by initials."""
        return self.names_left_out(value) or (bool(self.masks) and self.masks.shown(value) != value)

    def names_left_out(self, value: Any) -> bool:
        """Whether it holds the name of somebody who is left out altogether."""
        if isinstance(value, str):
            text = value.casefold()
            return any(name.casefold() in text for name in self.names)
        if isinstance(value, dict):
            return any(self.names_left_out(one) for one in value.values())
        if isinstance(value, (list, tuple)):
            return any(self.names_left_out(one) for one in value)
        return False


class LeavingRule(Protocol):
    """What a room that knows consents answers."""

    def check_share(self, event: uuid.UUID, to: Organisation, until: date) -> None:
        """Raise a DomainError where somebody in the event, or who answers for them, did not allow it until that day."""

    def ask_before_share(self, viewer: Member, event: uuid.UUID) -> str:
        """The address at which those are asked who answer for somebody in the event; empty where there is nobody."""

    def note_share(self, event: uuid.UUID, grant: Grant, *, by: Member) -> None:
        """Note to whom it went."""

    def rests_on(self, information: uuid.UUID) -> bool:
        """Whether somebody's consents rest on what they told there."""

    def left_out(self, viewer: Member) -> LeftOut:
        """Who and what a member's own copy leaves out."""

    def note_export(self, viewer: Member, left_out: LeftOut, people: Collection[uuid.UUID] | None = None) -> None:
        """Note that the rest went into a member's own copy; of some people alone where only they are in it."""

    def lines(self, viewer: Member, left_out: LeftOut) -> Iterator[dict[str, Any]]:
        """What stands of consents, for the export."""

    def load(
        self, lines: Iterable[dict[str, Any]], *, organisation_of: NamedOrganisation, member_of: NamedMember
    ) -> int:
        """Bring back what `lines` gave, after the records it speaks of; how many."""


_rules: list[LeavingRule] = []


def give_leaving_rule(rule: LeavingRule) -> None:
    """Register a room's rule; called in its apps.py."""
    if not any(type(known) is type(rule) for known in _rules):
        _rules.append(rule)


def check_share(event: uuid.UUID, to: Organisation, until: date) -> None:
    """Raise a DomainError unless every rule lets the event be shared with the organisation until that day."""
    for rule in _rules:
        rule.check_share(event, to, until)


def ask_before_share(viewer: Member, event: uuid.UUID) -> str:
    """The address at which a member asks those who answer for somebody in the event; empty where there is nobody."""
    return next((address for rule in _rules if (address := rule.ask_before_share(viewer, event))), "")


def note_share(event: uuid.UUID, grant: Grant, *, by: Member) -> None:
    """Tell the rules that the event was shared, inside the act's transaction."""
    for rule in _rules:
        rule.note_share(event, grant, by=by)


def rest_on_words(information: uuid.UUID) -> bool:
    """Whether consents of somebody rest on a piece of information, whoever looks."""
    return any(rule.rests_on(information) for rule in _rules)


def left_out_for(viewer: Member) -> LeftOut:
    """Who and what a member's own copy leaves out, by all rules together."""
    answers = [rule.left_out(viewer) for rule in _rules]
    initials = frozenset().union(*(one.initials for one in answers))
    return LeftOut(
        initials=initials,
        without_file=frozenset().union(*(one.without_file for one in answers)),
        masks=masks_of(initials, by=viewer),
        people=frozenset().union(*(one.people for one in answers)),
        information=frozenset().union(*(one.information for one in answers)),
        names=frozenset().union(*(one.names for one in answers)),
    )


def note_export(viewer: Member, left_out: LeftOut, people: Collection[uuid.UUID] | None = None) -> None:
    """Tell the rules that a member's own copy was written; of the whole record, or of what some people are in."""
    for rule in _rules:
        rule.note_export(viewer, left_out, people)


def consent_lines(viewer: Member, left_out: LeftOut) -> Iterator[dict[str, Any]]:
    """What stands of consents, in a settled order."""
    for rule in _rules:
        yield from rule.lines(viewer, left_out)


def load_consents(
    lines: Iterable[dict[str, Any]], *, organisation_of: NamedOrganisation, member_of: NamedMember
) -> int:
    """Bring back what an export holds of consents: whose, and by whom, by their short names and handles."""
    read = list(lines)
    return sum(rule.load(read, organisation_of=organisation_of, member_of=member_of) for rule in _rules)
