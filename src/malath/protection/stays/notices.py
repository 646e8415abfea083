"""What the room tells members: no name, no place, no organisation."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "stays.arrival_overdue": _("A safe arrival was not confirmed in time. Find out at once."),
    "stays.journey_watched": _("You are to wait for the news of an arrival."),
    "stays.visit_due": _("A visit in a home is due."),
    "stays.incident": _("Something went wrong in a home. Read it now."),
    "stays.complaint": _("A complaint about a stay waits for you."),
    "stays.complaint_answered": _("A complaint that you wrote down was answered. Ask a director what to tell."),
}
