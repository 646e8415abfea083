"""What a grant between two who agreed shows: the names, the year and place of origin, and with whom to talk. No contact,
no case, no papers: those are shared afterwards in the usual way, by people who have talked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malath.people.models import Person
from malath.platform.access.models import Grant, Member
from malath.platform.access.selectors import grants_in_force_for, organisation_names
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.people.asking.models import Answer, Question


@dataclass(frozen=True)
class Meeting:
    """One agreement, as one side sees it. `person` and `grant` only while the viewer's own grant is in force."""

    organisation: str
    talk_to: Member | None
    person: Person | None
    grant: Grant | None
    given: Grant | None


def meetings_of_question(viewer: Member, question: Question) -> list[Meeting]:
    """What came of the viewer's organisation's question."""
    agreed = question.details.get("agreed", [])
    return _meetings(viewer, [(uuid.UUID(one["organisation"]), one) for one in agreed])


def meeting_of_answer(viewer: Member, answer: Answer) -> Meeting | None:
    """What came of an answer."""
    agreed = answer.details.get("agreed")
    return _meetings(viewer, [(uuid.UUID(answer.details["asker"]), agreed)])[0] if agreed else None


def _meetings(viewer: Member, agreed: Sequence[tuple[uuid.UUID, dict[str, Any]]]) -> list[Meeting]:
    ids = [uuid.UUID(one[key]) for _organisation, one in agreed for key in ("grant", "given")]
    if not ids:
        return []
    held = grants_in_force_for(viewer).in_bulk(ids)
    given = Grant.objects.visible_to(viewer).filter(withdrawn_on=None).select_related("member").in_bulk(ids)
    people = Person.objects.unscoped(reason="shown by a grant to which both sides agreed").filter(erased_on=None)
    shown = {
        p.pk: p for p in people.only("names", "about", "pseudonym").filter(pk__in=[g.subject for g in held.values()])
    }
    members = Member.objects.in_bulk([uuid.UUID(one["by"]) for _organisation, one in agreed])
    reveal(held.values(), shown.values(), members.values(), by=viewer, why="person")
    names = organisation_names([organisation for organisation, _one in agreed])
    found = []
    for organisation, one in agreed:
        grant = held.get(uuid.UUID(one["grant"]))
        person = shown.get(grant.subject) if grant else None
        found.append(
            Meeting(
                organisation=names.get(organisation, ""),
                talk_to=members.get(uuid.UUID(one["by"])) if person else None,
                person=person,
                grant=grant if person else None,
                given=given.get(uuid.UUID(one["given"])),
            )
        )
    return found
