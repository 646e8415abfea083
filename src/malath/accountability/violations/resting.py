"""The events that rest on an item of evidence, for its page (SC3)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.urls import reverse

from malath.accountability.evidence.resting import Found, Resting
from malath.accountability.violations.models import Event, Information
from malath.accountability.violations.selectors import said_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST = 50


def events_resting_on(viewer: Member, item: uuid.UUID) -> Found:
    """Events in which a piece of information rests on the item, the newest first, where the viewer sees both."""
    told = Information.objects.visible_to(viewer).filter(evidence=item).values("event")
    events = list(Event.objects.visible_to(viewer).filter(pk__in=told).order_by("-made_in_id", "pk")[: MOST + 1])
    if not events:
        return Found()
    shown = events[:MOST]
    said = said_of(viewer, shown, ("title",), why="evidence")
    records = (
        Resting(one.number, str(said[one.pk].main("title") or ""), reverse("violations_event", args=[one.pk]))
        for one in shown
    )
    return Found(tuple(records), len(events) > MOST)
