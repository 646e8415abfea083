"""What a campaign and an occasion hold, and what of them may leave (TA9, PR3). Values in, answers out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.engines.names.initials import without_names
from malath.voice.site.rules import ELSE, LANGUAGES, said_in

Words = Mapping[str, Any]
_PIECES = re.compile(r"[,،;؛\n/()]+")
_LEAST_PIECE = 3


class Kind(TextChoices):
    """Both are kept alike: texts in three languages, parts, what belongs to them, where they stand."""

    CAMPAIGN = "campaign", _("Campaign")
    OCCASION = "occasion", _("Occasion")


class State(TextChoices):
    """Where it stands. Closed: a campaign has ended, an occasion is called off; both stay readable."""

    DRAFT = "draft", pgettext_lazy("publication", "Draft")
    OUT = "out", _("Published")
    CLOSED = "closed", pgettext_lazy("campaign", "Ended")
    DOWN = "down", _("Taken down")


SHOWN = (State.OUT, State.CLOSED)


class PartKind(TextChoices):
    """What is told line by line."""

    INITIATIVE = "initiative", _("Victims’ initiative")
    ADDRESSEE = "addressee", _("Decision maker")
    ANSWER = "answer", pgettext_lazy("of a decision maker", "Answer")
    SPEAKER = "speaker", _("Speaker")
    SESSION = "session", pgettext_lazy("of a programme", "Session")
    PAPER = "paper", pgettext_lazy("of an occasion", "Paper")


PARTS = {
    Kind.CAMPAIGN: (PartKind.INITIATIVE, PartKind.ADDRESSEE, PartKind.ANSWER),
    Kind.OCCASION: (PartKind.SPEAKER, PartKind.SESSION, PartKind.PAPER),
}
TEXTS = {
    Kind.CAMPAIGN: ("title", "excerpt", "aim", "demands", "asked", "reached"),
    Kind.OCCASION: ("title", "excerpt", "body"),
}
NEEDED = {Kind.CAMPAIGN: ("title", "aim", "demands"), Kind.OCCASION: ("title", "body")}


class Answered(TextChoices):
    """What came of asking a decision maker."""

    AGREED = "agreed", pgettext_lazy("of a decision maker", "Agreed")
    PARTLY = "partly", pgettext_lazy("of a decision maker", "Agreed in part")
    ANSWERED = "answered", pgettext_lazy("of a decision maker", "Answered")
    REFUSED = "refused", pgettext_lazy("of a decision maker", "Refused")
    SILENT = "silent", pgettext_lazy("of a decision maker", "Silent until this day")


class Covers(TextChoices):
    """What a speaker agrees to, each on its own."""

    NAME = "name", pgettext_lazy("a speaker agrees to", "The name")
    WORDS = "words", pgettext_lazy("a speaker agrees to", "What is said of them beside the name")
    PROGRAMME = "programme", pgettext_lazy("a speaker agrees to", "The name in the programme, at the hour they speak")


class Way(TextChoices):
    """How a speaker said so."""

    WRITTEN = "written", pgettext_lazy("a speaker agreed", "In writing")
    SPOKEN = "spoken", pgettext_lazy("a speaker agreed", "In a voice message that is kept")
    PERSON = "person", pgettext_lazy("a speaker agreed", "In person, to the member who records it")


def state_words(kind: str, state: str) -> str:
    """The state in words: what ends is a campaign, an occasion is called off."""
    if kind == Kind.OCCASION and state == State.CLOSED:
        return str(_("Called off"))
    return str(State(state).label)


def ready_languages(kind: str, texts: Mapping[str, Words]) -> list[str]:
    """The languages in which all stands without which it does not go out, in the order of the house."""
    needed = NEEDED[Kind(kind)]
    return [code for code in LANGUAGES if all(str(texts.get(code, {}).get(part, "")).strip() for part in needed)]


def said(texts: Mapping[str, str], code: str) -> str:
    """A text in the language, else in any."""
    return said_in(texts, code)[1]


def language_for(code: str, ready: Sequence[str]) -> str:
    """In which of the languages that are ready it is read by readers of this one."""
    return next(other for other in (code, *ELSE) if other in ready)


def demands_of(text: str) -> list[str]:
    """One demand a line; a number or a dash before it is the writer's, and the page sets its own."""
    lines = (re.sub(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


@dataclass(frozen=True)
class Leaving:
    """What of a speaker may be read outside; all empty without a consent."""

    names: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    in_programme: bool = False


def leaving(speaker: Words, consent: Words | None) -> Leaving:
    """What of a speaker a consent in force lets out: the words to which they agreed, as they were shown to them. A name or
    a text that was changed since has no consent."""
    covers = set(consent["covers"]) if consent else set()
    if consent is None or Covers.NAME not in covers:
        return Leaving()
    names = _unchanged(speaker["names"], consent["names"])
    words = _unchanged(speaker["words"], consent["words"]) if names and Covers.WORDS in covers else {}
    return Leaving(names, words, bool(names) and Covers.PROGRAMME in covers)


def _unchanged(now: Mapping[str, str], agreed: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in now.items() if text and agreed.get(code) == text}


def changed_since(speaker: Words, consent: Words) -> bool:
    """Whether something to which the speaker agreed reads otherwise now."""
    return any(speaker[part].get(code) != text for part in ("names", "words") for code, text in consent[part].items())


@dataclass(frozen=True)
class Guard:
    """What the texts around speakers and places must not give away: names without consent, places that are undisclosed."""

    hidden: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def __add__(self, other: Guard) -> Guard:
        return Guard(self.hidden + other.hidden, self.kept + other.kept, self.places + other.places)

    def clean(self, text: str, speaker: str, place: str) -> str:
        """The text with `speaker` for each hidden name and each of its parts, and `place` for each piece of a place."""
        text = without_names(text, self.places, place, alone=False)
        return without_names(text, self.hidden, speaker, keeping=self.kept)

    def finds(self, text: str) -> bool:
        """Whether the text says something that stays inside."""
        return self.clean(text, "", "") != text


def pieces_of_place(place: Mapping[str, str]) -> tuple[str, ...]:
    """A place as one would name it in a text: the whole, and what stands between its commas; the longest first."""
    whole = [" ".join(text.split()) for text in place.values() if text.strip()]
    pieces = [" ".join(part.split()) for text in place.values() for part in _PIECES.split(text)]
    known = {one for one in [*whole, *pieces] if len(one) >= _LEAST_PIECE}
    return tuple(sorted(known, key=lambda one: (-len(one), one)))


def guard_of(speakers: Iterable[tuple[Words, Words | None]], details: Words) -> Guard:
    """The guard of an occasion: its speakers with the consents in force, and its place."""
    hidden: list[str] = []
    kept: list[str] = []
    for speaker, consent in speakers:
        may = leaving(speaker, consent).names
        kept += may.values()
        hidden += [
            text for code, text in speaker["names"].items() if text and code not in may and text not in may.values()
        ]
    places = () if details.get("open") else pieces_of_place(details.get("place", {}))
    return Guard(tuple(hidden), tuple(kept), places)


def day_of(written: str | None) -> date | None:
    """A day as it is kept, or none."""
    return date.fromisoformat(written) if written else None


def last_day(details: Words) -> date | None:
    """The last day of an occasion."""
    return day_of(details.get("last")) or day_of(details.get("first"))


def by_day(sessions: Sequence[Words]) -> list[Words]:
    """The sessions of a programme in their order: by day and hour, and then as they were told."""
    return sorted(sessions, key=lambda one: (one.get("on", ""), one.get("starts", "")))
