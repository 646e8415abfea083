"""Pure decisions of the people's room: may somebody be contacted now, does a paper end soon, does a consent hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PAPERS_DAYS = 60
PAPERS_URGENT_DAYS = 9
CONSENT_DAYS = 30


class Channel(TextChoices):
    """How somebody may be contacted, or never."""

    SIGNAL = "signal", _("Signal")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEGRAM = "telegram", _("Telegram")
    CALL = "call", _("Telephone call")
    SMS = "sms", _("SMS")
    MAIL = "mail", _("E-mail")
    IN_PERSON = "in_person", _("In person")
    THROUGH = "through", _("Through someone else")


class StatusKind(TextChoices):
    """The kinds of legal status that the members meet."""

    NONE = "none", _("Without status")
    VISITOR = "visitor", _("Visitor, or entry without visa")
    VISA = "visa", _("Visa")
    ASYLUM_SEEKER = "asylum_seeker", _("Asylum seeker")
    TEMPORARY_PROTECTION = "temporary_protection", _("Temporary protection")
    SUBSIDIARY = "subsidiary", _("Subsidiary protection")
    REFUGEE = "refugee", _("Recognised refugee")
    STATELESS = "stateless", _("Stateless person")
    RESIDENCE = "residence", _("Residence permit")
    CITIZEN = "citizen", _("Citizen")
    OTHER = "other", pgettext_lazy("legal status", "Other")


class ReturnRisk(TextChoices):
    """How near deportation is from where the person is (SH11)."""

    UNKNOWN = "unknown", pgettext_lazy("deportation risk", "Not known")
    LOW = "low", pgettext_lazy("deportation risk", "No sign of it now")
    POSSIBLE = "possible", pgettext_lazy("deportation risk", "Possible: others were deported")
    HIGH = "high", pgettext_lazy("deportation risk", "High: threatened, or without papers")
    IMMINENT = "imminent", pgettext_lazy("deportation risk", "Imminent: detained, or an order was given")


class Contact(TextChoices):
    """The answer to: may I contact this person now, by this channel?"""

    ALLOWED = "allowed", _("Allowed now")
    OUTSIDE_HOURS = "outside", _("Outside the agreed hours")
    NOT_AGREED = "not_agreed", _("Not a channel that was agreed")
    NEVER = "never", _("Never by this channel")
    UNCLEAR = "unclear", _("Read the agreed hours first")


@dataclass(frozen=True)
class Verdict:
    """`state`, the person's own time, and when the next agreed hour begins (both in their zone, if it is known)."""

    state: Contact
    local: datetime
    opens: datetime | None = None

    @property
    def clock(self) -> str:
        """The person's own time of day. As text: a template would turn a moment into the reader's zone."""
        return f"{self.local:%H:%M}"

    @property
    def is_allowed(self) -> bool:
        return self.state == Contact.ALLOWED


_SPAN = re.compile(
    r"^\s*(\d{1,2})(?:\s*[:.hH]\s*(\d{2})?)?\s*(?:-|\u2013|\u2014|\u2192|to|until|à|a|إلى|الى|حتى)"
    r"\s*(\d{1,2})(?:\s*[:.hH]\s*(\d{2})?)?\s*$"
)
_AND = re.compile(r"[,;،؛]|\s(?:and|et|و)\s")


def hours_of(text: str) -> list[tuple[time, time]] | None:
    """The spans of "10:00-14:00, 18-20" in any digits; None where the words cannot be read as hours."""
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    spans = []
    for part in filter(str.strip, _AND.split(plain)):
        match = _SPAN.match(part)
        if match is None:
            return None
        first, first_minute, last, last_minute = (int(group or 0) for group in match.groups())
        if first > 23 or last > 24 or first_minute > 59 or last_minute > 59 or (last == 24 and last_minute):
            return None
        spans.append((time(first, first_minute), time(last % 24, last_minute)))
    return spans


def _is_within(moment: time, begin: time, end: time) -> bool:
    """Whether a time lies in a span, which may pass midnight; equal ends mean the whole day."""
    if begin == end:
        return True
    if begin < end:
        return begin <= moment < end
    return moment >= begin or moment < end


def _next_opening(local: datetime, spans: list[tuple[time, time]]) -> datetime:
    begins = [
        datetime.combine(local.date() + timedelta(days=days), begin, tzinfo=local.tzinfo)
        for days in (0, 1)
        for begin, _end in spans
    ]
    return min(begin for begin in begins if begin > local)


def contact_now(safe_contact: dict[str, Any], when: datetime, channel: str, *, zone: str | None = None) -> Verdict:
    """Whether a person may be contacted at an aware moment by a channel.

    `zone` is the IANA time zone of where the person is; without it the moment's own zone counts. "Never" stands above
    "only", and both above hours. Hours that cannot be read are never taken as leave: the verdict is UNCLEAR.
    """
    local = when.astimezone(ZoneInfo(zone)) if zone else when
    if channel in safe_contact.get("never", []):
        return Verdict(Contact.NEVER, local)
    only = safe_contact.get("only", [])
    if only and channel not in only:
        return Verdict(Contact.NOT_AGREED, local)
    spans = hours_of(str(safe_contact.get("hours") or ""))
    if spans is None:
        return Verdict(Contact.UNCLEAR, local)
    if not spans or any(_is_within(local.time(), *span) for span in spans):
        return Verdict(Contact.ALLOWED, local)
    return Verdict(Contact.OUTSIDE_HOURS, local, _next_opening(local, spans))


def days_left(until: date, today: date) -> int:
    """Days that remain; 0 on the last day, less than 0 after it."""
    return (until - today).days


def paper_urgency(expires_on: date | None, today: date) -> str:
    """ "" (no end, or far), "soon" (60 days), "urgent" (9 days), "over"."""
    if expires_on is None:
        return ""
    left = days_left(expires_on, today)
    if left < 0:
        return "over"
    if left <= PAPERS_URGENT_DAYS:
        return "urgent"
    return "soon" if left <= PAPERS_DAYS else ""


def consent_holds(given_on: date, until: date | None, withdrawn_on: date | None, today: date) -> bool:
    """Whether a consent is in force: given, not withdrawn, its last day not passed."""
    return given_on <= today and withdrawn_on is None and (until is None or until >= today)


def consent_covers(recipients: list[str], recipient: str | None) -> bool:
    """Whether a recipient is among those allowed; a consent that names nobody covers the purpose alone."""
    if recipient is None:
        return True
    return recipient.strip().casefold() in {known.strip().casefold() for known in recipients}


def consent_reaches(recipients: Iterable[str], names: Iterable[str]) -> bool:
    """Whether a consent to share reaches an organisation known by these names; one that names nobody reaches any."""
    allowed = {name.strip().casefold() for name in recipients if name.strip()}
    return not allowed or bool(allowed & {name.strip().casefold() for name in names})
