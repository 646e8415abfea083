"""Two records of one invented person, and the pair that the job finds of them."""

from __future__ import annotations

import uuid
from typing import Any

from malath.people.matching.jobs import look_for_pairs
from malath.people.matching.models import Pair, SamePerson, Verdict
from malath.people.models import Person
from malath.people.tests.makers import entered
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import whole_block_unscoped

ARABIC, LATIN = "سلمى أحمد حداد", "Salma Ahmad Haddad"
FACTS: dict[str, Any] = {"about": {"birth": "1991-04-12", "sex": "f"}, "contact": {"phones": ["+33 1 99 00 12 34"]}}


def twice(
    organisation: Organisation, by: Member, *, other: Organisation | None = None, other_by: Member | None = None
) -> tuple[Person, Person]:
    """One person, entered in Arabic and again in Latin letters, in one organisation or in two."""
    return (
        entered(organisation, by, ARABIC, **FACTS),
        entered(other or organisation, other_by or by, LATIN, **FACTS),
    )


def all_pairs() -> list[Pair]:
    """Every pair that is kept."""
    with whole_block_unscoped(reason="a test looks"):
        return list(Pair.objects.select_related("one", "other").order_by("turn", "pk"))


def found_pair() -> Pair:
    """The one pair that the job finds."""
    look_for_pairs()
    [pair] = all_pairs()
    return pair


def again(pair: Pair) -> Pair:
    """The pair as it stands now."""
    return next(one for one in all_pairs() if one.pk == pair.pk)


def links() -> list[SamePerson]:
    """Every link in force."""
    with whole_block_unscoped(reason="a test looks"):
        return list(SamePerson.objects.filter(withdrawn_on=None))


def words(pair: Pair) -> list[tuple[str, str, bool]]:
    """What was said of a pair: (handle, what, whether it is in force)."""
    with whole_block_unscoped(reason="a test looks"):
        said = Verdict.objects.filter(pair=pair).select_related("by").order_by("by__handle", "withdrawn_on")
        return [(one.by.handle, one.said, one.withdrawn_on is None) for one in said]


def invented_pair(one: Person, other: Person, **values: Any) -> Pair:
    """A pair kept without the job."""
    from datetime import date

    first, second = sorted((one, other), key=lambda person: person.pk)
    facts = {"clarity": 1, "turn": 11, "reasons": {"for": ["pair.name"], "against": []}, "found_on": date(2026, 1, 1)}
    pair = Pair(pk=uuid.uuid4(), one=first, other=second, **{**facts, **values})
    pair.save(force_insert=True)
    return pair
