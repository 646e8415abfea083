"""What other rooms check before a text goes out: each registers, in its apps.py, a rule that raises a DomainError."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from malath.platform.errors import DomainError

if TYPE_CHECKING:
    from malath.voice.site.models import Publication

Gate = Callable[["Publication"], None]
_GATES: list[Gate] = []


def give_gate(check: Gate) -> None:
    """Add a rule that every text must pass on the day on which it goes out."""
    if check not in _GATES:
        _GATES.append(check)


def check_gates(row: Publication) -> None:
    """Raises what the first rule raises that forbids it."""
    for check in _GATES:
        check(row)


def passes(row: Publication) -> bool:
    """Whether no rule forbids it."""
    try:
        check_gates(row)
    except DomainError:
        return False
    return True
