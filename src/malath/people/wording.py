"""How search says why a person is proposed: a word for the match, and one for each pair of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from malath.engines.names import Part, tokens
from malath.people.finding import Found

# malath.engines.names: from 0.85 the same name, below 0.7 another.
SAME, LIKELY = 0.97, 0.85


@dataclass(frozen=True)
class Meeting:
    """How one typed name and one recorded name meet. `close` names are shown as met, others as half met."""

    typed: str
    recorded: str
    how: str
    close: bool


def likeness_in_words(score: float) -> str:
    """The finder's score in a word; never the number."""
    if score >= SAME:
        return _("The same name")
    return _("Very likely the same name") if score >= LIKELY else _("Perhaps")


def _reasons() -> dict[str, str]:
    return {
        "same": _("the same"),
        "other script": _("the same name, other script"),
        "spelling": _("other spelling"),
        "slip": _("one letter apart"),
        "weak letter": _("a vowel apart"),
        "initial": _("an initial"),
        "cut short": _("a part of it"),
        "different": _("another name"),
        "missing": _("not recorded"),
        "extra": _("not typed"),
    }


def as_written(text: str, token: str) -> str:
    """The words of a text that the name engine reads as a token: it folds letters, a reader wants to see them."""
    words = text.split()
    for length in (1, 2, 3):
        for start in range(len(words) - length + 1):
            span = " ".join(words[start : start + length])
            if tokens(span) == [token]:
                return span
    return token


def meetings(found: Found) -> list[Meeting]:
    """The aligned names of a match, in the order of the recorded name."""
    return meetings_of(found.typed, found.name, found.parts)


def meetings_of(
    typed: str, recorded: str, parts: Sequence[Part], *, extra: str = "", missing: str = ""
) -> list[Meeting]:
    """How two names meet, part by part; `extra` and `missing` say what only one of them has, in other words."""
    reasons = _reasons()
    reasons |= {name: words for name, words in (("extra", extra), ("missing", missing)) if words}
    met = []
    for part in parts:
        reason = "extra" if not part.left else "missing" if not part.right else part.reason
        close = bool(part.left and part.right) and part.score >= LIKELY
        met.append(
            Meeting(as_written(typed, part.left), as_written(recorded, part.right), reasons.get(reason, reason), close)
        )
    return met


def described(found: list[Found]) -> list[dict[str, Any]]:
    """What the page of results shows of each match."""
    return [
        {
            "person": match.person,
            "likeness": likeness_in_words(match.score),
            "sure": match.score >= LIKELY,
            "by_number": not match.parts,
            "meetings": meetings(match),
            "links": match.links,
            "other_name": match.name if match.name and match.name != match.person.name else "",
        }
        for match in found
    ]
