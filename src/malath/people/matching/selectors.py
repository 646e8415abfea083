"""Reads of the review: the queue, one pair, what was said of it, and the groups that links make.

Everything goes through `visible_to`: a pair is known of only by whoever sees both people, so that neither a count nor an
order tells of anybody else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from malath.people.matching.models import Pair, SamePerson, Verdict
from malath.people.matching.rules import OPEN, Said, State
from malath.people.models import Person
from malath.platform.errors import NotFoundError

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 20
MOST_COUNTED = 99
# A group is shown as one table: it ends where nobody could read it any more.
MOST_TOGETHER = 12
# Links that lie further away than so many steps are left out of a group: nobody was recorded so often.
STEPS = 6


def reviewed_by_q(viewer: Member) -> Q:
    """Pairs on which the viewer may speak: one of the records belongs to an organisation where they review."""
    able = viewer.standing.organisations_able("review_pairs")
    return Q(one__organisation__in=able) | Q(other__organisation__in=able)


def pairs_for(viewer: Member) -> QuerySet[Pair]:
    """Every pair on which the viewer may speak, with both people and their organisations."""
    pairs: QuerySet[Pair] = (
        Pair.objects.visible_to(viewer)
        .filter(reviewed_by_q(viewer))
        .select_related("one__organisation", "other__organisation", "one__entered_by", "other__entered_by")
    )
    return pairs


def pairs_waiting_for(viewer: Member) -> QuerySet[Pair]:
    """The viewer's queue in its order: what is open, and of which they have not said anything yet."""
    spoken = Verdict.objects.visible_to(viewer).filter(by=viewer, withdrawn_on=None)
    return pairs_for(viewer).filter(state__in=OPEN).exclude(pk__in=spoken.values("pair")).order_by("turn", "pk")


def pairs_page(viewer: Member, after: Pair | None = None, length: int = PAGE) -> tuple[list[Pair], bool]:
    """A page of the queue, after a pair, and whether more follow."""
    rows = pairs_waiting_for(viewer)
    if after is not None:
        rows = rows.filter(Q(turn__gt=after.turn) | Q(turn=after.turn, pk__gt=after.pk))
    found = list(rows[: length + 1])
    return found[:length], len(found) > length


def next_pair_for(viewer: Member, after: Pair | None = None) -> Pair | None:
    """The pair that comes next in the viewer's queue; from its head when nothing comes after."""
    found, _more = pairs_page(viewer, after, 1)
    if not found and after is not None:
        found = list(pairs_waiting_for(viewer).exclude(pk=after.pk)[:1])
    return found[0] if found else None


def pair_for(viewer: Member, pair: uuid.UUID) -> Pair:
    """One pair; NotFoundError where the viewer may not speak on it, or may not see both people."""
    found = pairs_for(viewer).filter(pk=pair).first()
    if found is None:
        raise NotFoundError
    return found


def verdicts_of(viewer: Member, pair: Pair) -> QuerySet[Verdict]:
    """What members said of a pair, in order; also what was taken back."""
    said: QuerySet[Verdict] = (
        Verdict.objects.visible_to(viewer)
        .filter(pair=pair)
        .select_related("by", "withdrawn_by")
        .order_by("on", "withdrawn_on", "pk")
    )
    return said


def link_of(viewer: Member, pair: Pair) -> SamePerson | None:
    """The link in force that came of a pair."""
    link: SamePerson | None = SamePerson.objects.visible_to(viewer).filter(pair=pair, withdrawn_on=None).first()
    return link


def link_for(viewer: Member, link: uuid.UUID) -> SamePerson:
    """A link in force on which the viewer may speak; NotFoundError otherwise."""
    found: SamePerson | None = (
        SamePerson.objects.visible_to(viewer)
        .filter(reviewed_by_q(viewer), pk=link, withdrawn_on=None)
        .select_related("pair", "one", "other")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def waiting_count(viewer: Member) -> int:
    """How many pairs wait for the viewer, up to ninety-nine."""
    if not viewer.can("review_pairs"):
        return 0
    return pairs_waiting_for(viewer).select_related(None).values("pk")[:MOST_COUNTED].count()


def group_of(viewer: Member, people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Everybody whom links connect with these people, they themselves included, by links that the viewer sees.

    A link to somebody hidden leads nowhere: whoever stands behind it is not told of either.
    """
    group, frontier = set(people), set(people)
    links = SamePerson.objects.visible_to(viewer).filter(withdrawn_on=None)
    for _step in range(STEPS):
        touching = links.filter(Q(one__in=frontier) | Q(other__in=frontier)).values_list("one", "other")
        frontier = {person for pair in touching for person in pair} - group
        if not frontier:
            break
        group |= frontier
    return group


def conflict_in(viewer: Member, people: set[uuid.UUID]) -> Pair | None:
    """Two of these people of whom it was decided that they are two, as far as the viewer sees them."""
    apart: Pair | None = (
        Pair.objects.visible_to(viewer)
        .filter(state=State.DIFFERENT, one__in=people, other__in=people)
        .select_related("one", "other")
        .first()
    )
    return apart


def own_verdict(viewer: Member, pair: Pair) -> Verdict | None:
    """What the viewer said of a pair, while it is in force."""
    verdict: Verdict | None = (
        Verdict.objects.visible_to(viewer)
        .filter(pair=pair, by=viewer, withdrawn_on=None)
        .select_related("pair")
        .first()
    )
    return verdict


def _bonds_for(viewer: Member) -> QuerySet[Pair]:
    """What holds a group together: links that the viewer sees, and open pairs on which they may speak."""
    bonds: QuerySet[Pair] = Pair.objects.visible_to(viewer).filter(
        Q(state=State.SAME) | (Q(state__in=OPEN) & reviewed_by_q(viewer))
    )
    return bonds


def group_around(viewer: Member, pair: Pair) -> tuple[list[uuid.UUID], bool]:
    """Everybody whom links and open pairs connect with the two of a pair, nearest first; and whether there are more.

    A pair with somebody hidden leads nowhere, as in `group_of`; nor is whoever stands behind counted among the more.
    """
    group, frontier = [pair.one_id, pair.other_id], {pair.one_id, pair.other_id}
    bonds = _bonds_for(viewer)
    while frontier:
        touching = bonds.filter(Q(one__in=frontier) | Q(other__in=frontier)).values_list("one", "other")
        frontier = {person for two in touching for person in two} - set(group)
        if len(group) + len(frontier) > MOST_TOGETHER:
            return [*group, *sorted(frontier)][:MOST_TOGETHER], True
        group += sorted(frontier)
    return group, False


def is_of_a_group(viewer: Member, pair: Pair) -> bool:
    """Whether links or open pairs connect the two of a pair with anybody else whom the viewer sees."""
    two = (pair.one_id, pair.other_id)
    return _bonds_for(viewer).filter(Q(one__in=two) | Q(other__in=two)).exclude(pk=pair.pk).exists()


def people_of_group(viewer: Member, group: list[uuid.UUID]) -> list[Person]:
    """The people of a group in its order, as far as the viewer sees them."""
    rows = Person.objects.visible_to(viewer).filter(pk__in=group, erased_on=None)
    known = {person.pk: person for person in rows.select_related("organisation", "entered_by")}
    return [known[person] for person in group if person in known]


def pairs_among(viewer: Member, people: Iterable[uuid.UUID]) -> QuerySet[Pair]:
    """Every pair that the viewer sees of two of these people, in the order of the queue."""
    ids = list(people)
    pairs: QuerySet[Pair] = Pair.objects.visible_to(viewer).filter(one__in=ids, other__in=ids).order_by("turn", "pk")
    return pairs


def own_words(viewer: Member, pairs: Iterable[Pair]) -> dict[uuid.UUID, Verdict]:
    """What the viewer said of these pairs, by pair, while it is in force."""
    said = Verdict.objects.visible_to(viewer).filter(pair__in=[pair.pk for pair in pairs], by=viewer, withdrawn_on=None)
    return {verdict.pair_id: verdict for verdict in said}


def step_of(viewer: Member, step: uuid.UUID) -> list[Verdict]:
    """What the viewer said in one step and has not taken back; NotFoundError where there is nothing of it."""
    said = Verdict.objects.visible_to(viewer).filter(by=viewer, step=step, withdrawn_on=None, said=Said.SAME)
    found = list(said.select_related("pair").order_by("pair"))
    if not found:
        raise NotFoundError
    return found


def open_pair_of(viewer: Member, person: uuid.UUID) -> Pair | None:
    """The open pair of a person that comes first, among those on which the viewer may speak."""
    touching = Q(one=person) | Q(other=person)
    return pairs_for(viewer).filter(touching, state__in=OPEN).order_by("turn", "pk").first()
