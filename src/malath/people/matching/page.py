"""What the screen of one pair shows: the two records side by side, and everything that was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.people.links import PersonLink, links_for
from malath.people.matching.actions import needs_two
from malath.people.matching.comparing import names_that_meet, weigh
from malath.people.matching.facts import facts_of, told
from malath.people.matching.models import Pair
from malath.people.matching.rules import OPEN, Clarity, State
from malath.people.matching.selectors import is_of_a_group, link_of, next_pair_for, pairs_page, verdicts_of
from malath.people.wording import meetings_of
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.platform.access.models import Member


def page_of(viewer: Member, pair: Pair) -> dict[str, Any]:
    """The template's context: one opening for everything on the screen, one entry in the ledger."""
    verdicts = list(verdicts_of(viewer, pair))
    one, other = pair.one, pair.other
    spoke = [verdict.by for verdict in verdicts]
    reveal(one, other, one.entered_by, other.entered_by, spoke, by=viewer, why="matching.pair")
    links = links_for(viewer, [one.pk, other.pk])
    codes = [[link.label for link in links.get(person.pk, ())] for person in (one, other)]
    weighed = weigh(one, other, households=codes[0], others=codes[1])
    mine, theirs, parts = names_that_meet(one, other)
    following = next_pair_for(viewer, pair)
    return {
        "pair": pair,
        "sides": [_side(one, links.get(one.pk, [])), _side(other, links.get(other.pk, []))],
        "meetings": meetings_of(mine, theirs, parts, extra=_("only in the first"), missing=_("only in the second")),
        "facts": facts_of([one, other], weighed.reasons),
        "speaks_for": told(weighed.speaks_for),
        "speaks_against": told(weighed.speaks_against),
        "clarity": weighed.clarity.label if weighed.is_likely else _("Little speaks for it now"),
        "why_now": why_now(pair),
        "verdicts": verdicts,
        "own": next((one for one in verdicts if one.by_id == viewer.pk and one.withdrawn_on is None), None),
        "is_open": pair.state in OPEN,
        "needs_two": needs_two(pair),
        "link": link_of(viewer, pair) if pair.state == State.SAME else None,
        "next": following,
        "later": reverse("pairs_one", args=[following.pk]) if following else "",
        "is_of_a_group": is_of_a_group(viewer, pair),
    }


def queue_of(viewer: Member, after: Pair | None) -> dict[str, Any]:
    """The queue: a line for each pair, with the names and why it comes now."""
    pairs, more = pairs_page(viewer, after)
    reveal([person for pair in pairs for person in (pair.one, pair.other)], by=viewer, why="list.pairs")
    return {
        "lines": [{"pair": pair, "why": why_now(pair)} for pair in pairs],
        "older": f"?after={pairs[-1].pk}" if more else "",
        "after": after,
    }


def why_now(pair: Pair) -> str:
    """Why a pair stands where it stands in the queue."""
    if pair.state == State.SECOND:
        return _("First, because a member has said that they are one person: the link waits for your word.")
    if pair.state == State.DISPUTED:
        return _("Late, because members disagree: a third decides.")
    if pair.state == State.UNSURE:
        return _("Last, because a member looked and was unsure.")
    if pair.clarity == Clarity.CLEAR:
        return _("Early, because much speaks for it and nothing against: it is decided in a moment.")
    if pair.clarity == Clarity.LIKELY:
        return _("After the clear ones: it takes a closer look.")
    return _("After the others: little is known, or something speaks against it.")


def _side(person: Person, links: Sequence[PersonLink]) -> dict[str, Any]:
    return {"person": person, "links": links}
