"""Who may see a person. People know no case: the rooms that give access to people say so here, from their apps.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from malath.platform.access.models import Member

Rule = Callable[["Member"], Q]
_rules: list[Rule] = []


def give_people_rule(rule: Rule) -> None:
    """Register a condition over Person that lets a viewer see the person."""
    if rule not in _rules:
        _rules.append(rule)


def people_visible_q(viewer: Member) -> Q:
    """A person is seen through a case; one without a case by those whose role covers the person's organisation."""
    seen = Q(organisation__in=viewer.standing.covered_organisations)
    for rule in _rules:
        seen |= rule(viewer)
    return seen
