"""Signing as a pure state machine: what an organisation may answer, when a signature stands, what a change does to it (BT1).

An organisation's answer is to one edition: the frozen text of one digest. A later edition of the same meaning carries
the signature on, and only by two: the lead and one that signed. Everything else asks again. Source of the answers:
how organisations co-sign (a cut-off, later signatures, reservations; silence is no signature).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.voice.statements.errors import AnswerNotOpenError, AnswerOverError


class Kind(TextChoices):
    """What is said together."""

    JOINT = "joint", _("Joint statement")
    APPEAL = "appeal", _("Joint appeal")
    STATEMENT = "statement", pgettext_lazy("kind of text", "Statement")


class Stage(TextChoices):
    """Where a text stands. Released: it is out; a text that is out does not change any more."""

    DRAFTING = "drafting", _("Being written")
    SIGNING = "signing", _("Open for signature")
    RELEASED = "released", _("Released")
    GIVEN_UP = "given_up", _("Given up")


class Nature(TextChoices):
    """What an edition is to the one before it. Open: said to be of form, and waits for one that signed."""

    FIRST = "first", _("First text")
    SUBSTANCE = "substance", _("Change of substance")
    FORM = "form", _("Change of form")
    OPEN = "open", _("Waits for one that signed")


class State(TextChoices):
    """Where an organisation stands. Lapsed is never stored: it is what waiting becomes at the deadline."""

    WAITING = "waiting", _("No answer yet")
    SIGNED = "signed", _("Signed")
    RESERVED = "reserved", _("Signed with a reservation")
    CHANGE = "change", _("Asks for a change")
    ABSTAINED = "abstained", _("Abstains")
    DECLINED = "declined", _("Does not sign")
    WITHDRAWN = "withdrawn", _("Signature withdrawn")
    LAPSED = "lapsed", _("Silent at the deadline: not signed")


class Act(TextChoices):
    """What an organisation answers."""

    SIGN = "sign", _("We sign")
    RESERVE = "reserve", _("We sign with a reservation")
    CHANGE = "change", _("We ask for a change first")
    ABSTAIN = "abstain", _("We abstain")
    DECLINE = "decline", _("We do not sign")
    WITHDRAW = "withdraw", _("We withdraw our signature")


class Mandate(TextChoices):
    """By which rule of its own an organisation signs."""

    BODY = "body", _("A decision of the governing body")
    DIRECTOR = "director", _("The director’s own authority")
    DELEGATED = "delegated", _("A standing mandate for texts of this kind")
    MEMBERS = "members", _("A vote of the members")


class Order(TextChoices):
    """In which order names stand under the text."""

    INITIATORS = "initiators", _("Initiators first, then by the alphabet")
    ALPHABET = "alphabet", _("By the alphabet of the language")
    DATE = "date", _("In the order in which they signed")


class HandoverEnd(TextChoices):
    """How a proposal that another organisation lead the text came to its end."""

    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


# In these nobody answers anything; only a signature is taken back, at any time.
CLOSED = frozenset({Stage.DRAFTING, Stage.GIVEN_UP})
STANDING = frozenset({State.SIGNED, State.RESERVED})
SILENT = frozenset({State.WAITING, State.CHANGE})
SIGNING_ACTS = frozenset({Act.SIGN, Act.RESERVE})
NEEDS_WORDS = frozenset({Act.RESERVE, Act.CHANGE})

_ANSWERS = {
    Act.SIGN: State.SIGNED,
    Act.RESERVE: State.RESERVED,
    Act.CHANGE: State.CHANGE,
    Act.ABSTAIN: State.ABSTAINED,
    Act.DECLINE: State.DECLINED,
}


def _without(*acts: Act) -> dict[Act, State]:
    return {act: state for act, state in _ANSWERS.items() if act not in acts}


# A signature is taken back before another answer takes its place; a reservation may be dropped.
NEXT: dict[State, dict[Act, State]] = {
    State.WAITING: dict(_ANSWERS),
    State.CHANGE: dict(_ANSWERS),
    State.ABSTAINED: _without(Act.ABSTAIN),
    State.DECLINED: _without(Act.DECLINE),
    State.WITHDRAWN: {Act.SIGN: State.SIGNED, Act.RESERVE: State.RESERVED},
    State.SIGNED: {Act.WITHDRAW: State.WITHDRAWN},
    State.RESERVED: {Act.WITHDRAW: State.WITHDRAWN, Act.SIGN: State.SIGNED},
}

# After the text is out there is nothing to ask for: one signs late, or takes a signature back.
AFTER_RELEASE = SIGNING_ACTS | {Act.WITHDRAW}


def seen_state(state: str, answer_by: datetime | None, now: datetime) -> State:
    """Where an organisation stands at an instant: silence at the deadline is no signature."""
    if State(state) in SILENT and answer_by is not None and answer_by <= now:
        return State.LAPSED
    return State(state)


def acts_open(
    state: str, *, stage: str, answer_by: datetime | None, now: datetime, is_shown_withdrawn: bool = False
) -> tuple[Act, ...]:
    """What an organisation may answer now. A signature is withdrawn at any time; all else until the deadline. A
    withdrawal that is shown under a text that is out is the last word: nothing takes its place."""
    if Stage(stage) == Stage.DRAFTING or is_shown_withdrawn:
        return ()
    known = tuple(NEXT[State(state)])
    if Stage(stage) == Stage.GIVEN_UP:
        return tuple(act for act in known if act == Act.WITHDRAW)
    if Stage(stage) == Stage.RELEASED:
        # A reservation went out with the text: it does not disappear from under it.
        late = {Act.WITHDRAW} if State(state) in STANDING else AFTER_RELEASE
        known = tuple(act for act in known if act in late)
    if answer_by is None or answer_by <= now:
        known = tuple(act for act in known if act == Act.WITHDRAW)
    return known


def next_state(
    act: str, state: str, *, stage: str, answer_by: datetime | None, now: datetime, is_shown_withdrawn: bool = False
) -> State:
    """Where an answer leads. Raises AnswerOverError after the deadline, AnswerNotOpenError for what cannot follow."""
    if is_shown_withdrawn:
        raise AnswerNotOpenError
    if Act(act) in acts_open(state, stage=stage, answer_by=answer_by, now=now):
        return NEXT[State(state)][Act(act)]
    if Stage(stage) not in CLOSED and (answer_by is None or answer_by <= now) and Act(act) in NEXT[State(state)]:
        raise AnswerOverError
    raise AnswerNotOpenError


def nature_said(lead: str, signatory: str) -> Nature:
    """What two say of a change: of form only when both say so."""
    both_form = Nature(lead) == Nature.FORM and Nature(signatory) == Nature.FORM
    return Nature.FORM if both_form else Nature.SUBSTANCE


def nature_at_first(lead: str, *, signed: bool) -> Nature:
    """What a new edition is when it is made: with no signature there is nothing to carry on; else form needs a second."""
    return Nature.OPEN if signed and Nature(lead) == Nature.FORM else Nature.SUBSTANCE


def is_carried(signed: int, shown: int, natures: Mapping[int, str]) -> bool:
    """Whether a signature on one edition may stand under another: the same, or only changes of form lie between."""
    return signed <= shown and all(natures.get(n) == Nature.FORM for n in range(signed + 1, shown + 1))


def is_signature_shown(state: str, signed: int | None, shown: int, natures: Mapping[int, str]) -> bool:
    """Whether a page may show an organisation under an edition."""
    return State(state) in STANDING and signed is not None and is_carried(signed, shown, natures)
