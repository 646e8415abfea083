"""Who may see, and who may change, a person. People know no case: the rooms that give access to people say so here,
from their apps.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.platform.access.models import Member

# A condition for a viewer over any row that belongs to a person: the second value is the path to the person's key.
Rule = Callable[["Member", str], Q]
WriteRule = Callable[["Member", "Person"], bool]
_rules: list[Rule] = []
_write_rules: list[WriteRule] = []


def give_people_rule(rule: Rule) -> None:
    """Register a condition that lets a viewer see a person; it is told where the person's key stands in the row."""
    if rule not in _rules:
        _rules.append(rule)


def give_write_rule(rule: WriteRule) -> None:
    """Register a decision that lets a member change a person whom they see already."""
    if rule not in _write_rules:
        _write_rules.append(rule)


def people_visible_q(viewer: Member, person: str = "") -> Q:
    """A person is seen through a case; one without a case by those whose role covers the person's organisation.

    `person` is the path from a row to its person, "person" for a row about one: what is known of a person is asked by
    the same rule, without asking for the person first.
    """
    before = f"{person}__" if person else ""
    seen = Q(**{f"{before}organisation__in": viewer.standing.covered_organisations})
    for rule in _rules:
        seen |= rule(viewer, f"{person}_id" if person else "pk")
    return seen


def may_change(viewer: Member, person: Person) -> bool:
    """Whether the viewer may change a person whom they see: by a covering role, or by what a room says (a case)."""
    if person.erased_on is not None:
        return False
    if person.organisation_id in viewer.standing.covered_organisations:
        return True
    return any(rule(viewer, person) for rule in _write_rules)
