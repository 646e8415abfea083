"""Who led a text until when, and who is asked to lead it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.platform.access.models import Organisation
from malath.platform.access.selectors import members_with
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.voice.statements.models import Handover, Signatory, Statement
from malath.voice.statements.rules import HandoverEnd

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def handovers_of(viewer: Member, statement: Statement) -> list[Handover]:
    """Those that were accepted and the one that waits, the newest first; their reasons stay sealed."""
    rows = Handover.objects.visible_to(viewer).filter(statement=statement)
    stands = Q(ended_on=None) | Q(ending=HandoverEnd.ACCEPTED)
    return list(rows.filter(stands).order_by("-proposed_on", "-ended_on", "pk"))


def handover_for(viewer: Member, handover: uuid.UUID) -> Handover:
    """A proposal with its reason and its text, revealed, for those who draft for one of the two; else NotFoundError."""
    able = viewer.standing.organisations_able("draft_statements")
    rows = Handover.objects.visible_to(viewer).filter(Q(giver__in=able) | Q(taker__in=able))
    found: Handover | None = rows.select_related("statement", "proposed_by", "taker").filter(pk=handover).first()
    if found is None:
        raise NotFoundError
    reveal(found, found.statement, found.proposed_by, by=viewer, why="statement.handover")
    return found


def handovers_to_answer(viewer: Member) -> list[Handover]:
    """Those that wait for the viewer's organisations, the oldest first."""
    able = viewer.standing.organisations_able("draft_statements")
    rows = Handover.objects.visible_to(viewer).filter(taker__in=able, ended_on=None).exclude(proposed_by=viewer)
    return list(rows.select_related("statement").order_by("proposed_on", "pk"))


def guests_of(viewer: Member, statement: Statement, language: str) -> list[str]:
    """The names of those who are asked and have nobody here, for whoever leads: nothing here tells them who leads."""
    if not viewer.can("draft_statements", statement.organisation_id):
        return []
    rows = Signatory.objects.visible_to(viewer).filter(statement=statement, organisation=None, removed_on=None)
    guests = list(rows.order_by("added_on", "pk"))
    reveal(*guests, by=viewer, why="statement")
    return [str(one.names.get(language) or next(iter(one.names.values()), "")) for one in guests]


def organisations_to_lead(viewer: Member, statement: Statement) -> list[Organisation]:
    """Those that are asked and have members here who draft, for whoever leads."""
    if not viewer.can("draft_statements", statement.organisation_id):
        return []
    asked = Signatory.objects.visible_to(viewer).filter(statement=statement, removed_on=None)
    rows = Organisation.objects.filter(pk__in=asked.values("organisation")).exclude(pk=statement.organisation_id)
    return [one for one in rows.order_by("slug") if members_with("draft_statements", one.pk)]
