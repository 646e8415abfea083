"""Who may see a home, its host and its address. Hosting knows no case: the room of stays says here who lives where.

Three rings. Those who keep a network's homes see all of them. Those who look for a place see what an approved home is
like, and neither who offers it nor where it is. A case's team sees the home of its household, through a stay.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from malath.platform.access.rules import Role
from malath.protection.hosting.rules import PLACEABLE_STATES

if TYPE_CHECKING:
    from malath.platform.access.models import Member

# A condition for a viewer over any row of a home: the second value is the path to the home's key.
Rule = Callable[["Member", str], Q]
_home_rules: list[Rule] = []
_address_rules: list[Rule] = []


def give_home_rule(rule: Rule) -> None:
    """Register a condition that lets a viewer see a home; called in apps.py of the room that says who stays there."""
    if rule not in _home_rules:
        _home_rules.append(rule)


def give_address_rule(rule: Rule) -> None:
    """Register a condition that lets a viewer ask for a home's address and its host's telephone."""
    if rule not in _address_rules:
        _address_rules.append(rule)


def keeping_q(viewer: Member, network: str = "network") -> Q:
    """Rows of networks whose homes the viewer keeps: as its coordinator, or by a role that covers its organisation.

    `network` is the path from the row to its network; empty for the network itself.
    """
    standing, before = viewer.standing, f"{network}__" if network else ""
    rule = Q(**{f"{before}organisation__in": standing.covered_organisations})
    if standing.networks:
        # A coordinator of the city, in the organisation that answers for its network or in one that helps.
        theirs = standing.organisations_with(Role.NETWORK_COORDINATOR)
        own = Q(**{f"{before}organisation__in": theirs})
        if inside := standing.inside & set(theirs):
            own |= Q(**{f"{network}__in" if network else "pk__in": _partnered(inside)})
        rule |= own & Q(**{f"{before}local__in": standing.networks})
    return rule


def _partnered(organisations: Iterable[uuid.UUID]) -> QuerySet[Any]:
    """The networks that these organisations help."""
    links = apps.get_model("hosting", "Network").partners.through
    found: QuerySet[Any] = links.objects.filter(organisation__in=organisations).values("network")
    return found


def homes_visible_q(viewer: Member, home: str = "") -> Q:
    """Homes, or rows of homes, that the viewer may know of. `home` is the path from the row to its home."""
    before, key = (f"{home}__", f"{home}_id") if home else ("", "pk")
    rule = keeping_q(viewer, f"{before}network")
    if viewer.standing.coalition_able("open_cases"):
        rule |= Q(**{f"{before}state__in": PLACEABLE_STATES})
    for given in _home_rules:
        rule |= given(viewer, key)
    return rule


def addresses_visible_q(viewer: Member, home: str = "home") -> Q:
    """Addresses that the viewer may ask for: they keep the home, or a household of theirs lives there."""
    rule = keeping_q(viewer, f"{home}__network")
    for given in _address_rules:
        rule |= given(viewer, f"{home}_id")
    return rule
