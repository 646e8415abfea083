"""What the page of a person says of the records that are linked to theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from malath.people.links import PersonPanel
from malath.people.matching.models import SamePerson
from malath.people.matching.selectors import group_of, reviewed_by_q
from malath.people.models import Person

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def also_recorded_as(viewer: Member, person: Person) -> PersonPanel | None:
    """The other records of the person's group that the viewer sees, and the links that they may undo."""
    if person.erased_on:
        return None
    group = group_of(viewer, [person.pk]) - {person.pk}
    if not group:
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
        for link in links.filter(Q(one=person.pk) | Q(other=person.pk))
    }
    context = {"others": [(other, mine.get(other.pk)) for other in others]}
    return PersonPanel("matching/panel.html", order=5, context=context, rows=others)
