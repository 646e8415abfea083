"""What the page of a person says of the records that are linked to theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from malath.people.links import PersonPanel
from malath.people.matching.models import SamePerson
from malath.people.matching.selectors import group_of, is_of_a_group, open_pair_of, reviewed_by_q
from malath.people.models import Person

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def also_recorded_as(viewer: Member, person: Person) -> PersonPanel | None:
    """The other records of the person's group that the viewer sees, the links that they may undo, and what is open."""
    if person.erased_on:
        return None
    group = group_of(viewer, [person.pk]) - {person.pk}
    waiting = open_pair_of(viewer, person.pk)
    if not group and waiting is None:
        return None
    others = list(
        Person.objects.visible_to(viewer)
        .filter(pk__in=group, erased_on=None)
        .select_related("organisation")
        .order_by("pseudonym")
    )
    links = SamePerson.objects.visible_to(viewer).filter(reviewed_by_q(viewer), withdrawn_on=None)
    mine = {
        (link.one_id if link.other_id == person.pk else link.other_id): link
        for link in links.filter(Q(one=person.pk) | Q(other=person.pk)).select_related("pair")
    }
    pair = waiting or next((link.pair for link in mine.values()), None)
    context = {
        "others": [(other, mine.get(other.pk)) for other in others],
        "group": pair.pk if pair and is_of_a_group(viewer, pair) else None,
        "pair": waiting.pk if waiting else None,
    }
    return PersonPanel("matching/panel.html", order=5, context=context, rows=others)
