"""The contact rules of a person in words, and whether they may be contacted now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from malath.people.choices import language_name
from malath.people.rules import Channel, Verdict, contact_now
from malath.people.zones import zone_of

if TYPE_CHECKING:
    from malath.people.models import Person


def _channels(codes: Iterable[str]) -> list[str]:
    labels = dict(Channel.choices)
    return [str(labels.get(code, code)) for code in codes]


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def rules_in_words(rules: dict[str, Any]) -> dict[str, Any]:
    """Contact rules as the `safe_contact` component takes them; empty where nothing was agreed.

    Gives `only_ways`, `never` (lists of words), `hours`, `code_word`, `note`, `agreed_on` (a date).
    """
    if not any(rules.get(name) for name in ("only", "never", "hours", "code_word", "never_words", "note", "language")):
        return {}
    ways = _channels(rules.get("only", []))
    if rules.get("language"):
        ways.append(_("In this language: %(language)s") % {"language": language_name(rules["language"])})
    never = _channels(rules.get("never", []))
    never += [line for line in str(rules.get("never_words", "")).splitlines() if line.strip()]
    return {
        "only_ways": ways,
        "never": never,
        "hours": rules.get("hours", ""),
        "code_word": rules.get("code_word", ""),
        "note": rules.get("note", ""),
        "agreed_on": _day(rules.get("agreed_on")),
    }


def safe_contact_for(person: Person) -> dict[str, Any]:
    """The contact rules of a revealed person in words, for the component; empty where nothing was agreed."""
    return rules_in_words(person.safe_contact)


def contact_verdict(person: Person, channel: str, when: datetime | None = None) -> Verdict:
    """Whether a revealed person may be contacted by a channel, now or then, in their own time of day."""
    zone = zone_of(str(person.contact.get("country", "")))
    return contact_now(person.safe_contact, when or timezone.now(), channel, zone=zone)
