"""What must be asked before an item of evidence goes to others: rooms that know what people allowed register here (SC1, SC2).

This room does not know consents. A rule that is registered is asked by every sharing, of the item and of each that came in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from malath.platform.access.models import Grant, Member, Organisation


class GivingRule(Protocol):
    """What a room that knows consents answers."""

    def check_items(self, items: Collection[uuid.UUID], to: Organisation, until: date) -> None:
        """Raise a DomainError where somebody who is heard or seen in an item did not allow it until that day."""

    def note_items(self, items: Collection[uuid.UUID], grant: Grant, *, by: Member) -> None:
        """Note to whom they went, inside the act's transaction."""


_rules: list[GivingRule] = []


def give_giving_rule(rule: GivingRule) -> None:
    """Register a room's rule; called in its apps.py."""
    if not any(type(known) is type(rule) for known in _rules):
        _rules.append(rule)


def check_items(items: Collection[uuid.UUID], to: Organisation, until: date) -> None:
    """Raise a DomainError unless every rule lets the items be seen in the organisation until that day."""
    for rule in _rules:
        rule.check_items(items, to, until)


def note_items(items: Collection[uuid.UUID], grant: Grant, *, by: Member) -> None:
    """Tell the rules to whom they went."""
    for rule in _rules:
        rule.note_items(items, grant, by=by)
