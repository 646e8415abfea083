"""What other rooms know of a person's past with their organisation: the ground on which others may be asked.

People know no case; the case room says here, from its apps.py, which open cases a person has.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from malath.people.asking.rules import History as History

Histories = Callable[[uuid.UUID, uuid.UUID], Iterable[History]]
_histories: list[Histories] = []


def give_history(histories: Histories) -> None:
    """Register `histories(person, organisation) -> History of each open case`; called in the room's apps.py."""
    if histories not in _histories:
        _histories.append(histories)


def histories_of(person: uuid.UUID, organisation: uuid.UUID) -> list[History]:
    """What all rooms say of a person in an organisation."""
    return [one for source in _histories for one in source(person, organisation)]
