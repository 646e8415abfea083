"""Two people side by side: what speaks for and against, and how their names meet. No database, no request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malath.engines.names import Part, compare
from malath.engines.sheets import Reason, compare_people
from malath.engines.sheets.duplicates import LEAST_SCORE
from malath.people.likeness import known_person
from malath.people.matching.rules import ONE_HOUSEHOLD, Clarity, clarity_of

if TYPE_CHECKING:
    from malath.people.models import Person


@dataclass(frozen=True)
class Weighed:
    """What speaks for and against two people being one."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def speaks_for(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.weight > 0]

    @property
    def speaks_against(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.weight < 0]

    @property
    def clarity(self) -> Clarity:
        return clarity_of(self.score, has_against=bool(self.speaks_against))

    @property
    def is_likely(self) -> bool:
        """Whether a member should look at the two."""
        return self.score >= LEAST_SCORE

    @property
    def codes(self) -> dict[str, Any]:
        """The reasons as they are kept."""
        return {
            "for": [reason.code for reason in self.speaks_for],
            "against": [reason.code for reason in self.speaks_against],
        }


def weigh(one: Person, other: Person, *, households: Collection[str] = (), others: Collection[str] = ()) -> Weighed:
    """Compare two revealed people; `households` and `others` are the codes of the households in which each stands."""
    pair = compare_people(_compared(one), _compared(other))
    if pair is None:
        return Weighed(0.0, ())
    reasons = pair.reasons
    if set(households) & set(others):
        reasons = (*reasons, Reason("pair.one_household", ONE_HOUSEHOLD, {}))
    return Weighed(round(sum(reason.weight for reason in reasons), 2), reasons)


def _compared(person: Person) -> Any:
    return known_person(str(person.pk), person.all_names, person.about, person.contact)


def names_that_meet(one: Person, other: Person) -> tuple[str, str, list[Part]]:
    """The two spellings that agree best, and how they meet part by part."""
    met = [(compare(mine, theirs), mine, theirs) for mine in one.all_names for theirs in other.all_names]
    if not met:
        return "", "", []
    found, mine, theirs = max(met, key=lambda each: each[0].score)
    return mine, theirs, list(found.parts)
