"""Who gets which text by mail, how long an address is kept, and when a mail is tried again (PR1). Values in, answers out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

# An address that nobody confirmed is erased after so many days.
UNCONFIRMED_DAYS = 7
# Whoever types the addresses of others floods nobody: so many mails ask for a confirmation, so far apart.
PAUSE, MOST_ASKED = timedelta(hours=6), 3
# In an hour so many such mails go out in all; the others wait for theirs.
MOST_AN_HOUR = 120
# Somebody left who never confirmed: another asked in their name. So long nobody is written to who asks for that address.
QUIET = timedelta(days=180)
# A text that did not reach its readers within so many days is no news.
STILL_NEWS = timedelta(days=7)
# A mailbox that does not exist for so many mails is erased; a mail is tried so often.
MOST_REFUSED, MOST_TRIES = 3, 9
# So many refusals in a row, and none taken, say something of our own mail server and nothing of readers.
SUSPICIOUS = 5
LONGEST_ADDRESS = 200


class State(TextChoices):
    """Where a subscription stands. Gone: emptied; its key is destroyed as soon as the server is open."""

    WAITING = "waiting", pgettext_lazy("subscription", "Not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("subscription", "Confirmed")
    GONE = "gone", pgettext_lazy("subscription", "Erased")


def mailbox_of(address: str) -> str:
    """One spelling for all that reach the same mailbox, as far as can be known: without capitals, without what follows
    a plus (RFC 5233), with Google also without dots. For comparing, never for sending."""
    name, _at, host = address.strip().lower().rpartition("@")
    name = name.partition("+")[0] or name
    if host in {"gmail.com", "googlemail.com"}:
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}@{host}"


def wants(kinds: Collection[str], subjects: Collection[str], *, kind: str, subject: str) -> bool:
    """Whether a text is among what was asked for; where nothing was chosen, everything is."""
    return (not kinds or kind in kinds) and (not subjects or subject in subjects)


def pause_after(tries: int) -> timedelta:
    """How long until a mail is tried again: ten minutes, then twice as long each time, up to half a day."""
    return min(timedelta(minutes=10 * 2 ** max(0, min(tries, MOST_TRIES) - 1)), timedelta(hours=12))


def is_for_good(code: int, words: str) -> bool:
    """Whether a mail server says that there is no such mailbox (RFC 5321, 4.2; RFC 3463). A refusal by its policy (5.7)
    says something of us."""
    return 500 <= code < 600 and " 5.7." not in f" {words}"


def missing_settings(settings: Mapping[str, str], *, demo: bool) -> list[str]:
    """Which settings stand in the way of the list. The demo writes its mails to a folder."""
    site = urlsplit(settings["MALATH_SITE_URL"])
    held = {
        "MALATH_SMTP_HOST": demo or bool(settings["MALATH_SMTP_HOST"]),
        "MALATH_SITE_URL": site.scheme in {"http", "https"} and bool(site.hostname),
        "MALATH_NEWS_FROM": "@" in settings["MALATH_NEWS_FROM"],
    }
    return [name for name, holds in held.items() if not holds]
