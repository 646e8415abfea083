"""How many acts each narrower question finds: counted as far as a thousand, and only where something is found.

Of kinds and places, what stands beside the one that is asked is counted too, and may be asked together with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.accountability.search.addresses import joined_codes
from malath.accountability.search.places_map import COUNTRIES, HOME
from malath.accountability.search.selectors import Question
from malath.accountability.search.wording import COUNTED, TERMS, fixed_choices, said_of_code
from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.searching import MOST_CODES, NONE, SEVERAL, Count, codes_in, counts_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Narrower:
    """One narrower question: what it adds, how many acts it finds, and where they are. `both` is where these are together
    with what is asked already, for what stands beside that."""

    label: str
    count: Count
    url: str
    both: str = ""


@dataclass(frozen=True)
class Facet:
    """All narrower questions of one criterion that find something."""

    label: str
    several: list[Narrower]


def facets_of(viewer: Member, question: Question) -> list[Facet]:
    """Every criterion, one step narrower than what is asked; one statement counts them all."""
    offered = [(criterion, code) for criterion in COUNTED for code in _codes(question, criterion)]
    counts = counts_of(viewer, [question.asked.with_(**{criterion: code}) for criterion, code in offered])
    found: dict[str, list[Narrower]] = {criterion: [] for criterion in COUNTED}
    for (criterion, code), count in zip(offered, counts, strict=True):
        if count.number:
            url = question.address(show="table", **{criterion: code})
            found[criterion].append(
                Narrower(said_of_code(criterion, code), count, url, _both(question, criterion, code))
            )
    return [Facet(str(TERMS[criterion][1]), several) for criterion, several in found.items() if several]


def _codes(question: Question, criterion: str) -> list[str]:
    """What stands below the codes that are asked, and beside them where several may be; or the heads."""
    terms, asked = TERMS[criterion][0], codes_in(getattr(question.criteria, criterion))
    if not terms:
        return [] if asked else [code for code, _label in fixed_choices(criterion)]
    if not asked:
        return _heads(terms)
    offered = [code for one in asked if one != NONE for code in _children(terms, one)]
    if criterion in SEVERAL:
        offered += [code for one in asked for code in _beside(terms, one)]
    return [code for code in dict.fromkeys(offered) if code not in asked]


def _heads(terms: str) -> list[str]:
    return [*_children(terms, HOME if terms == "places" else None), NONE]


def _children(terms: str, code: str | None) -> list[str]:
    if terms == "places":
        return [place.code for place in places.children(code or HOME)]
    return [term.code for term in vocabulary.children(terms, code)]


def _beside(terms: str, code: str) -> list[str]:
    """What has the same parent; of a country the countries in which we work, of a head what is not known too."""
    if code == NONE:
        return _heads(terms)
    if terms == "places":
        parent = places.place(code).parent
        return _children(terms, parent) if parent else list(COUNTRIES)
    above = vocabulary.term(terms, code).parent
    return _children(terms, above) if above else _heads(terms)


def _both(question: Question, criterion: str, code: str) -> str:
    """Where the code is asked together with those that are; nowhere for what lies below one of them."""
    asked, terms = getattr(question.criteria, criterion), TERMS[criterion][0]
    if not asked or criterion not in SEVERAL or len(codes_in(asked)) >= MOST_CODES:
        return ""
    together = joined_codes(terms, [*codes_in(asked), code])
    return "" if together == asked else question.address(show="table", **{criterion: together})
