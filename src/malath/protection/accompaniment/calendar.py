"""Calendar entries that leave (RFC 5545): a time, and nothing that tells whose or where (security.md, Minimal metadata)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

LENGTH = timedelta(hours=1)


def bare_entry(id: uuid.UUID, starts_at: datetime) -> bytes:
    """One VEVENT of an hour, summary "•", no location, no description, a random-looking identifier."""
    calendar = Calendar()
    calendar.add("prodid", "-//calendar//")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", id.hex)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + LENGTH)
    event.add("summary", "•")
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
