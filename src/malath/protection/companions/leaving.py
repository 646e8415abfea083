"""What goes with an erased case, and what a person's copy says of who went along."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.cases.copies import Part
from malath.protection.cases.selectors import households_of_people
from malath.protection.companions.models import Companion
from malath.protection.companions.rules import Does

if TYPE_CHECKING:
    from malath.people.models import Person


def forget_company(subjects: Sequence[uuid.UUID]) -> None:
    """Delete the rows of these cases: emptied ones would still say which volunteer went with whom, and when."""
    why = "what links an erased case to a volunteer goes with it"
    Companion.objects.unscoped(reason=why).filter(case__in=subjects).delete()


def copy_of_company(exporting: Member, person: Person) -> list[Part]:
    """For which appointments company was asked for, and how; the volunteer's name is theirs to give."""
    cases = [row.case_id for row in households_of_people(exporting, [person.pk])]
    rows = list(
        Companion.objects.visible_to(exporting).select_related("appointment", "volunteer").filter(case__in=cases)
    )
    if not rows:
        return []
    reveal(rows, by=exporting, why="case.copy")
    lines = [
        (
            date_text(row.appointment.starts_at),
            " · ".join([str(Does(row.details["does"]).label), row.get_state_display()]),
        )
        for row in rows
    ]
    data = [
        {"starts_at": row.appointment.starts_at.isoformat(), "state": row.state, "minutes": row.minutes,
         **{name: row.details[name] for name in ("does", "languages", "women", "told")}}
        for row in rows
    ]  # fmt: skip
    return [Part(_("Who goes along"), lines, {"company": data})]
