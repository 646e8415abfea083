"""How many acts each narrower question finds: counted as far as a thousand, and only where something is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.accountability.search.selectors import Question
from malath.accountability.search.wording import TERMS, fixed_choices, said_of_code
from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.searching import NONE, Count, counts_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member

HOME = "SY"


@dataclass(frozen=True)
class Narrower:
    """One narrower question: what it adds, how many acts it finds, and where they are."""

    label: str
    count: Count
    url: str


@dataclass(frozen=True)
class Facet:
    """All narrower questions of one criterion that find something."""

    label: str
    several: list[Narrower]


def facets_of(viewer: Member, question: Question) -> list[Facet]:
    """Every criterion, one step narrower than what is asked; one statement counts them all."""
    offered = [(criterion, code) for criterion in TERMS for code in _codes(question, criterion)]
    counts = counts_of(viewer, [question.asked.with_(**{criterion: code}) for criterion, code in offered])
    found: dict[str, list[Narrower]] = {criterion: [] for criterion in TERMS}
    for (criterion, code), count in zip(offered, counts, strict=True):
        if count.number:
            url = question.address(show="table", **{criterion: code})
            found[criterion].append(Narrower(said_of_code(criterion, code), count, url))
    return [Facet(str(TERMS[criterion][1]), several) for criterion, several in found.items() if several]


def _codes(question: Question, criterion: str) -> list[str]:
    """What stands below the code that is asked, or the heads."""
    asked, terms = getattr(question.criteria, criterion), TERMS[criterion][0]
    if not terms:
        return [] if asked else [code for code, _label in fixed_choices(criterion)]
    if asked == NONE:
        return []
    if terms == "places":
        below = [place.code for place in places.children(asked or HOME)]
        return below if asked else [*below, NONE]
    below = [term.code for term in vocabulary.children(terms, asked or None)]
    return below if asked else [*below, NONE]
