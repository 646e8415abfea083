"""What the lines of a stay are called on a case's timeline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from malath.platform.interface.formats import date_text
from malath.protection.stays.rules import EndReason, IncidentKind, WhereNext

if TYPE_CHECKING:
    from malath.protection.cases.models import Entry


def entry_title(entry: Entry) -> str:
    """A revealed line of the kind "stay"."""
    details = {name: _readable(name, value) for name, value in entry.details.items()}
    template = _templates().get(str(details.get("what")))
    return template % {**dict.fromkeys(_NAMES, ""), **details} if template else _("Home and travel")


_NAMES = ("home", "before", "from", "to", "on", "reason", "next", "way", "kind", "amount", "month")
_CHOICES: dict[str, Any] = {"reason": EndReason, "next": WhereNext, "kind": IncidentKind}


def _readable(name: str, value: Any) -> Any:
    if name in _CHOICES:
        return dict(_CHOICES[name].choices).get(value, value)
    if name in {"from", "to", "on", "month"}:
        try:
            return date_text(date.fromisoformat(str(value)))
        except ValueError:
            return value
    return value


def _templates() -> dict[str, str]:
    return {
        "booked": _("Beds held in %(home)s, %(from)s to %(to)s"),
        "agreed": _("They and the host agreed on %(home)s"),
        "arrived": _("Arrived in %(home)s on %(on)s"),
        "extended": _("The stay in %(home)s goes on until %(to)s"),
        "moved": _("Move from %(before)s to %(home)s on %(from)s"),
        "cancelled": _("The booked stay was cancelled: %(reason)s"),
        "not_given_back": _("The stay in %(home)s still ends on %(on)s: its beds are no longer free after it"),
        "ended": _("The stay in %(home)s ended: %(reason)s. %(next)s"),
        "leg_planned": _("A journey was planned for %(on)s"),
        "leg_changed": _("A journey was changed"),
        "leg_arrived": _("Safe arrival confirmed"),
        "leg_cancelled": _("A journey was cancelled"),
        "visited": _("A visit in the home"),
        "incident": _("Incident in the home: %(kind)s"),
        "incident_settled": _("Incident settled: %(kind)s"),
        "exit_changed": _("What comes after the stay was written down"),
        "rent_agreed": _("Rent agreed: %(amount)s a month"),
        "rent_paid": _("Rent paid for %(month)s: %(amount)s"),
        "rent_taken_back": _("The rent payment of %(month)s was taken back"),
    }
