"""What placing holds about a person, for the copy that they may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.cases.copies import Part
from malath.protection.cases.selectors import households_of_people
from malath.protection.placing.models import Need, Proposal, Refusal
from malath.protection.placing.rules import Side

if TYPE_CHECKING:
    from malath.people.models import Person


def copy_of_placing(exporting: Member, person: Person) -> list[Part]:
    """The needs written down, the homes proposed, and the household's own refusals with their reasons."""
    cases = [row.case_id for row in households_of_people(exporting, [person.pk])]
    needs = list(Need.objects.visible_to(exporting).filter(case__in=cases))
    proposals = list(Proposal.objects.visible_to(exporting).select_related("home").filter(case__in=cases))
    refusals = list(Refusal.objects.visible_to(exporting).filter(case__in=cases, side=Side.PERSON))
    if not needs and not proposals and not refusals:
        return []
    reveal(needs, refusals, by=exporting, why="case.copy")
    lines = [(date_text(need.since), _("Looks for a home")) for need in needs]
    lines += [
        (date_text(row.made_on), _("Proposed: %(home)s. You said: %(answer)s") % {
            "home": row.home.code, "answer": row.get_person_display(),
        })
        for row in proposals
    ]  # fmt: skip
    lines += [(date_text(row.on), _("You said no: %(why)s") % {"why": row.details["why"] or "—"}) for row in refusals]
    data = {
        "needs": [{"since": need.since.isoformat(), **need.details} for need in needs],
        "proposals": [
            {"on": row.made_on.isoformat(), "home": row.home.code, "person": row.person, "state": row.state}
            for row in proposals
        ],
        "refusals": [{"on": row.on.isoformat(), "why": row.details["why"]} for row in refusals],
    }
    return [Part(_("A home"), lines, data)]
