"""Pure decisions on asking the coalition: for what, on what ground, how often, after what history (BT3, SH1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A question is told for the last time on its seventh day, whatever was answered, or nothing.
OPEN_DAYS = 7
# One question about one person in this time, and at most two about names that are nearly the same.
AGAIN_DAYS = 90
SAME_NAME_MOST = 2
# A record and a case must be so old, and so many lines written in it, before the coalition is asked about them.
HISTORY_DAYS = 7
HISTORY_LINES = 3
GRANT_DAYS = (7, 14, 30)


class Purpose(TextChoices):
    """Why the coalition is asked."""

    SAFETY = "safety", _("They may be in danger, and somebody may know more")
    CONTINUITY = "continuity", _("Others may have accompanied them: nothing should begin anew")
    FAMILY = "family", _("To bring a family together")
    PAPERS = "papers", _("Somebody may hold papers or proofs for their procedure")


class Ground(TextChoices):
    """On what a question, or an agreement, rests (GDPR art. 6, 9)."""

    CONSENT = "consent", _("The person consents to sharing: their consent is recorded")
    VITAL = "vital", _("A vital interest, and the person cannot be asked")
    LEGAL = "legal", _("A legal claim or duty")


class State(TextChoices):
    """What the asker may know of a question. There is no state for a refusal."""

    WAITING = "waiting", pgettext_lazy("question", "No answer so far")
    AGREED = "agreed", pgettext_lazy("question", "Agreed")
    ENDED = "ended", pgettext_lazy("question", "Ended without an answer")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Withdrawn")


class Reply(TextChoices):
    """What the asked may answer; only the first is ever told."""

    AGREE = "agree", _("Agree to talk: each sees the other’s name for the person, for a time")
    REFUSE = "refuse", _("Refuse: to them it looks as if nobody knew")
    PASS = "pass", _("Let it pass: it leaves your list, and looks the same to them")


@dataclass(frozen=True)
class History:
    """What a room knows of a person's past with their organisation: when it began, and how much was written."""

    since: date
    lines: int


def has_history(entered_on: date, histories: list[History], today: date) -> bool:
    """Whether a person was known long enough, and worked with, before others are asked about them."""
    latest = today - timedelta(days=HISTORY_DAYS)
    lived = any(one.since <= latest and one.lines >= HISTORY_LINES for one in histories)
    return entered_on <= latest and lived


def ends_on(asked_on: date) -> date:
    """The last day on which a question may be answered."""
    return asked_on + timedelta(days=OPEN_DAYS)


def may_be_told(answered_on: date, today: date) -> bool:
    """An agreement is told in the round after the day on which it was given: never at the hour of the answer."""
    return answered_on < today


def is_over(last_day: date, today: date) -> bool:
    """Whether a question's last day has passed."""
    return last_day < today
