"""How a pair comes to be: two records that were weighed, the one with the smaller identifier first."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.people.matching.models import Pair
from malath.people.matching.rules import State, turn_of

if TYPE_CHECKING:
    from malath.people.matching.comparing import Weighed

Two = tuple[uuid.UUID, uuid.UUID]


def two_of(a: uuid.UUID, b: uuid.UUID) -> Two:
    """Two identifiers in the order in which a pair holds them."""
    return (a, b) if a < b else (b, a)


def new_pair(two: Two, found: Weighed) -> Pair:
    """The row of a pair, not yet kept: it waits, and its reasons are still to be sealed."""
    return Pair(
        one_id=two[0],
        other_id=two[1],
        clarity=found.clarity,
        turn=turn_of(State.WAITING, found.clarity),
        reasons=found.codes,
        found_on=timezone.localdate(),
    )
