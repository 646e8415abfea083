"""Which homes have room: asked without a lock, for pages; whoever books is asked again with the home locked."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from malath.protection.hosting.rules import HomeKind
from malath.protection.hosting.selectors import homes_open
from malath.protection.stays.models import Stay
from malath.protection.stays.rules import HOLDING, Held, nights_full

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.hosting.models import Home


def homes_with_room(viewer: Member, from_day: date, to_day: date, persons: int) -> list[Home]:
    """Homes that the viewer may book for so many people on each of these nights, the smallest that fits first."""
    if to_day <= from_day:
        return []
    homes = [home for home in homes_open(viewer, from_day, to_day) if home.beds >= persons]
    held = _held([home.pk for home in homes], from_day, to_day)
    wanted = Held(from_day, to_day, persons)
    free = [h for h in homes if not nights_full(h.kind == HomeKind.FAMILY, h.beds, held[h.pk], wanted)]
    return sorted(free, key=lambda home: (home.beds, home.code))


def _held(homes: list[uuid.UUID], from_day: date, to_day: date) -> dict[uuid.UUID, list[Held]]:
    rows = Stay.objects.unscoped(reason="how many beds are free, in numbers").filter(
        home__in=homes, state__in=HOLDING, from_day__lt=to_day, to_day__gt=from_day
    )
    found: dict[uuid.UUID, list[Held]] = defaultdict(list)
    for home, *held in rows.values_list("home", "from_day", "to_day", "persons"):
        found[home].append(Held(*held))
    return found
