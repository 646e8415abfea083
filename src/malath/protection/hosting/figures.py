"""How full networks are and will be, week by week, and where they lie on the picture."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from malath.protection.hosting.models import Home, Network
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.rules import HomeState, beds_left
from malath.protection.hosting.selectors import open_spans

WEEKS_BACK, WEEKS_AHEAD = 12, 26


@dataclass(frozen=True)
class Week:
    """One week: the beds that are open on its first night, and those that are taken."""

    begins: date
    open: int
    taken: int

    @property
    def free(self) -> int:
        """What is left."""
        return max(0, self.open - self.taken)


def weeks_of(networks: Sequence[Network], today: date) -> dict[uuid.UUID, list[Week]]:
    """Twelve weeks back and half a year ahead, by network: counts of beds, which are known to all who see the network.

    A host family takes one household at a time: while it has guests, its other beds are not free.
    """
    rows = Home.objects.unscoped(reason="counts of beds by network tell of no home")
    homes = list(
        rows.filter(network__in=[n.pk for n in networks], state=HomeState.APPROVED).only(
            "pk", "network_id", "beds", "kind"
        )
    )
    monday = today - timedelta(days=today.weekday())
    first, last = monday - timedelta(weeks=WEEKS_BACK), monday + timedelta(weeks=WEEKS_AHEAD)
    spans = open_spans([home.pk for home in homes])
    taken = defaultdict(list)
    for one in taken_in([home.pk for home in homes], first, last):
        taken[one.home].append(one)
    found: dict[uuid.UUID, list[Week]] = {network.pk: [] for network in networks}
    for n in range(WEEKS_BACK + WEEKS_AHEAD):
        day = first + timedelta(weeks=n)
        beds: dict[uuid.UUID, int] = defaultdict(int)
        full: dict[uuid.UUID, int] = defaultdict(int)
        for home in homes:
            is_open = any(span.from_day <= day < span.to_day for span in spans[home.pk])
            persons = sum(one.persons for one in taken[home.pk] if one.from_day <= day < one.to_day)
            # Beds that are slept in are open, whatever the calendar says since.
            beds[home.network_id] += home.beds if is_open else min(home.beds, persons)
            full[home.network_id] += home.beds - beds_left(home.kind, home.beds, persons)
        for network in found:
            found[network].append(Week(day, beds[network], min(full[network], beds[network])))
    return found


# Of the picture of networks: its width, the margin at its sides, and the room for two lines over and under a circle.
_WIDTH, _SIDE, _LINES = 640, 90, 100


@dataclass(frozen=True)
class Mark:
    """A network on the picture: where, how large, its name and what is free."""

    network: Network
    x: int
    y: int
    radius: int
    free: int
    above: bool
    height: int

    @property
    def name_y(self) -> int:
        """Where its name stands."""
        return self.y - self.radius - 34 if self.above else self.y + self.radius + 26

    @property
    def free_y(self) -> int:
        """Where its free beds stand, a line under the name."""
        return self.name_y + 26


def marks_of(networks: Sequence[Network], now: dict[uuid.UUID, Week]) -> list[Mark]:
    """Networks where their cities lie, roughly: a schema without streets. Those without a place are left to the table."""
    placed = sorted(
        (
            (float(one.longitude) * 0.67, float(one.latitude), one)
            for one in networks
            if one.latitude is not None and one.longitude is not None
        ),
        # A degree of longitude is about two thirds of a degree of latitude where the networks are.
        key=lambda place: place[:2],
    )
    if not placed:
        return []
    west, south, north = placed[0][0], min(p[1] for p in placed), max(p[1] for p in placed)
    scale = min((_WIDTH - 2 * _SIDE) / max(placed[-1][0] - west, 0.5), 260 / max(north - south, 0.5))
    height = round((north - south) * scale + 2 * _LINES)
    left = (_WIDTH - (placed[-1][0] - west) * scale) / 2
    marks: list[Mark] = []
    for east, latitude, one in placed:
        x, y = round(left + (east - west) * scale), round(_LINES + (north - latitude) * scale)
        # Two cities near one another: the name of one over its circle, that of the other under it.
        near = [mark for mark in marks if abs(mark.x - x) < 150 and abs(mark.y - y) < 110]
        week = now[one.pk]
        radius = round(10 + 4 * min(week.open, 60) ** 0.5)
        marks.append(Mark(one, x, y, radius, week.free, bool(near) and not near[-1].above, height))
    return marks
