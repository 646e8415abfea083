"""What readers write about, what becomes of it, and how long it is kept. Values in, answers out."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A letter is to be answered within so many days.
ANSWER_DAYS = 7
# Who may answer one that waits longer hears of it again after so many days.
REMIND_AGAIN = 3
# What a letter told is forgotten so many days after it was settled.
KEPT = timedelta(days=90)
LONGEST_KEY = 20_000


class Kind(TextChoices):
    """What readers write about. A home becomes an offer, where a city takes them; else it is a letter too."""

    HOST = "host", _("Offers a home")
    ACCOMPANY = "accompany", _("Would accompany a household")
    TAKE_PART = "take-part", _("Would take part")
    DONATE = "donate", _("Would give")
    CONTACT = "contact", _("Writes to you")


class State(TextChoices):
    """Where a letter stands."""

    WAITING = "waiting", pgettext_lazy("letter", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("letter", "Answered")
    DECLINED = "declined", pgettext_lazy("letter", "Declined")
    WITHDRAWN = "withdrawn", _("They asked us to forget it")
    SPAM = "spam", _("No letter to us: advertising, abuse")


OUTCOMES = (State.ANSWERED, State.DECLINED, State.WITHDRAWN, State.SPAM)
# Nothing of these is kept, not for a day.
FORGOTTEN_AT_ONCE = frozenset({State.WITHDRAWN, State.SPAM})

_AGE = re.compile(r"age1[02-9ac-hj-np-z]{50,2000}")
_PGP = re.compile(r"-----BEGIN PGP PUBLIC KEY BLOCK-----\s.*\s-----END PGP PUBLIC KEY BLOCK-----", re.DOTALL)
_PRIVATE = re.compile(r"AGE-SECRET-KEY-|PRIVATE KEY", re.IGNORECASE)


def holds_private_key(text: str) -> bool:
    """Whether the text holds a key that nobody else may have."""
    return bool(_PRIVATE.search(text))


def is_public_key(text: str) -> bool:
    """Whether the text is one public key to write to: of age (age-encryption.org/v1) or an OpenPGP block (RFC 9580, 6.2)."""
    plain = text.strip()
    return len(plain) <= LONGEST_KEY and bool(_AGE.fullmatch(plain) or _PGP.fullmatch(plain))
