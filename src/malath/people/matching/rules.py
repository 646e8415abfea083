"""Pure decisions of the review: what several members' words make of a pair, and which pair comes first."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Of the engine's score, which is a sum of weights: it orders and is said in words, never shown.
CLEAR_FROM, LIKELY_FROM = 9.0, 7.0
ONE_HOUSEHOLD = -4.0
"""Whoever wrote two people into one household saw two people."""


class Said(TextChoices):
    """What a member says of a pair."""

    SAME = "same", pgettext_lazy("verdict on a pair", "The same person")
    DIFFERENT = "different", pgettext_lazy("verdict on a pair", "Two people")
    UNSURE = "unsure", pgettext_lazy("verdict on a pair", "Unsure")


class State(TextChoices):
    """Where a pair stands."""

    WAITING = "waiting", _("Waits for a first look")
    SECOND = "second", _("Waits for a second member")
    DISPUTED = "disputed", _("Members disagree")
    UNSURE = "unsure", _("Set aside, unsure")
    SAME = "same", _("Linked: the same person")
    DIFFERENT = "different", _("Two people")


OPEN = (State.WAITING, State.SECOND, State.DISPUTED, State.UNSURE)
_TURNS = {State.SECOND: 0, State.WAITING: 1, State.DISPUTED: 2, State.UNSURE: 3, State.SAME: 8, State.DIFFERENT: 9}


class Clarity(IntegerChoices):
    """How clear a pair looks: the clear ones come first."""

    CLEAR = 1, _("Very likely one person")
    LIKELY = 2, _("Likely one person")
    UNCLEAR = 3, _("Perhaps one person")


def clarity_of(score: float, *, has_against: bool) -> Clarity:
    """How clear a score is; with something against it, a pair is never clear."""
    if score >= CLEAR_FROM and not has_against:
        return Clarity.CLEAR
    return Clarity.LIKELY if score >= LIKELY_FROM else Clarity.UNCLEAR


def state_after(said: Collection[str], *, needs_two: bool) -> State:
    """What the words in force, one a member, make of a pair.

    A link between two organisations' records, or between two cases, stands on two members' word. Members who
    contradict each other leave it open until a third decides; what each said is kept.
    """
    same, different = (sum(word == what for word in said) for what in (Said.SAME, Said.DIFFERENT))
    if same and same == different:
        return State.DISPUTED
    if different > same:
        return State.DIFFERENT
    if same:
        return State.SECOND if needs_two and same < 2 else State.SAME
    return State.UNSURE if said else State.WAITING


def turn_of(state: str, clarity: int) -> int:
    """The place in the queue: first what a colleague has begun, then the clear ones, then what is disputed or unsure."""
    return _TURNS[State(state)] * 10 + clarity
