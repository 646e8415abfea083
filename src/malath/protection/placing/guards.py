"""What every booking asks, however it was made: households kept apart never live near one another, nobody is answered for."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.protection.hosting.selectors import may_keep
from malath.protection.placing.errors import KeptApartError, NotAnsweredError
from malath.protection.placing.models import KeptApart, Proposal
from malath.protection.placing.rules import ProposalState, Scope
from malath.protection.stays.selectors import homes_held

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Home
    from malath.protection.stays.models import Stay


def rules_of(cases: Collection[uuid.UUID]) -> Iterator[tuple[uuid.UUID, uuid.UUID, str]]:
    """(case, the other, scope) for every rule that one of these cases is under, seen or not."""
    rows = KeptApart.objects.unscoped(reason="who must be kept apart is kept apart from everybody")
    for one, other, scope in rows.filter(Q(one__in=cases) | Q(other__in=cases)).values_list("one", "other", "scope"):
        if one in cases:
            yield one, other, scope
        if other in cases:
            yield other, one, scope


def is_near(home: Home, their_home: uuid.UUID, network: uuid.UUID, scope: str) -> bool:
    """Whether a home is too near to another one, in that network, for this rule."""
    return their_home == home.pk or (scope == Scope.NETWORK and network == home.network_id)


def keep_apart_guard(case: Case, home: Home, from_day: date, to_day: date) -> None:
    """Raise KeptApartError where somebody this household is kept apart from lives too near in that time."""
    rules = {other: scope for _case, other, scope in rules_of([case.pk])}
    for other, their_home, network, begins, ends in homes_held(rules):
        if is_near(home, their_home, network, rules[other]) and begins < to_day and from_day < ends:
            raise KeptApartError


def both_asked_guard(stay: Stay, by: Member) -> None:
    """Raise NotAnsweredError where one of the two has not said yes: nobody says it for them.

    Of a stay that was booked without a proposal somebody who keeps the home answers for the host: they booked it, or
    agree it. Otherwise whoever plans anywhere could agree a stay with themselves, and read the address.
    """
    rows = Proposal.objects.unscoped(reason="whether both have answered, before a stay is agreed").filter(stay=stay.pk)
    proposed = rows.first()
    if proposed is not None:
        if proposed.state != ProposalState.AGREED:
            raise NotAnsweredError
    elif not may_keep(by, stay.home.network_id) and not may_keep(stay.booked_by, stay.home.network_id):
        raise NotAnsweredError


def give_up_proposal(stay: uuid.UUID) -> None:
    """A stay that is cancelled waits for nobody: its host need not be asked any more."""
    rows = Proposal.objects.unscoped(reason="the proposal of a stay that is cancelled")
    rows.filter(stay=stay, state=ProposalState.ASKED).update(state=ProposalState.WITHDRAWN)
