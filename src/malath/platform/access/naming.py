"""Members in a choice: by name, and by their handle where two bear the same name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def choices_of(members: Iterable[Member]) -> list[tuple[str, str]]:
    """(identifier, label) of members whose names are revealed."""
    known = list(members)
    times = Counter(str(member.display_name) for member in known)
    return [
        (
            str(one.pk),
            f"{one.display_name} ({one.handle})" if times[str(one.display_name)] > 1 else str(one.display_name),
        )
        for one in known
    ]
