"""What the room gives of a person for their own copy, what a locked-out member could see, and what an erasure takes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.access.sight import Seen, Sight
from malath.platform.interface.formats import date_text, moment_text
from malath.platform.sealed.fields import reveal
from malath.protection.cases.copies import Part
from malath.protection.cases.selectors import households_of_people
from malath.protection.stays.models import Complaint, Incident, Leg, Night, Stay, Visit
from malath.protection.stays.page import mood_label
from malath.protection.stays.rules import HOLDING, StayState

if TYPE_CHECKING:
    from malath.people.models import Person

MOST = 200


def copy_stays(by: Member, person: Person) -> list[Part]:
    """Where the person lived, how they travelled, what they said on visits, what went wrong, what they complained of.

    The host's words are the host's, and are not in it.
    """
    cases = {row.case_id for row in households_of_people(by, [person.pk])}
    rows = {model: _mine(model, cases, by) for model in (Stay, Leg, Visit, Incident, Complaint)}
    if not any(rows.values()):
        return []
    reveal(*rows.values(), by=by, why="case.copy")
    lines: list[tuple[str, str]] = [
        (f"{date_text(one.from_day, year=True)} – {date_text(one.to_day, year=True)}",
         " · ".join(filter(None, (one.home.code, str(one.get_state_display()), one.details.get("person_said"), one.details.get("why")))))
        for one in rows[Stay]
    ]  # fmt: skip
    lines += [
        (moment_text(one.arrival_at), " → ".join((one.details.get("start", ""), one.details.get("end", ""))))
        for one in rows[Leg]
    ]
    lines += [
        (date_text(one.done_on, year=True), " · ".join(filter(None, (mood_label(one.details.get("person", "")), one.details.get("person_said")))))
        for one in rows[Visit] if one.done_on
    ]  # fmt: skip
    lines += [(date_text(one.on, year=True), one.details.get("what", "")) for one in (*rows[Incident],)]
    lines += [
        (date_text(one.written_on, year=True), one.details.get("what", ""))
        for one in rows[Complaint]
        if one.who == "person"
    ]
    return [
        Part(
            _("Home and travel"),
            [line for line in lines if line[1]],
            [_plain(one) for part in rows.values() for one in part],
        )
    ]


def _mine(model: Any, cases: Iterable[uuid.UUID], by: Member) -> list[Any]:
    found = model.objects.visible_to(by).filter(case__in=list(cases))
    return list(found.select_related("home") if model is Stay else found)


def _plain(row: Any) -> dict[str, Any]:
    hidden = {"host", "host_said"}
    if isinstance(row, Complaint) and row.who != "person":
        return {}
    return {"on": str(row), **{name: value for name, value in row.details.items() if name not in hidden}}


def stays_seen(member: Member, viewer: Member) -> Sight:
    """How many households' homes the member could see, and those of them that the viewer sees too."""
    could = Stay.objects.visible_to(member).filter(state__in=HOLDING)
    mine = Stay.objects.visible_to(viewer).filter(state__in=HOLDING).values("pk")
    both = list(could.filter(pk__in=mine).select_related("home", "case")[:MOST])
    seen = [
        Seen(label=f"{one.home.code} · {one.case.code}", url=reverse("stay", args=[one.pk]), why=str(one.get_state_display()))
        for one in both
    ]  # fmt: skip
    return Sight(title=_("Households in homes"), count=could.count(), seen=seen)


def release_beds(subjects: Sequence[uuid.UUID]) -> None:
    """With an erased case goes what it held: beds from today on are free, and nobody waits for a journey or a visit."""
    why, today = "what an erased case held is given up", timezone.localdate()
    held = Stay.objects.unscoped(reason=why).filter(case__in=subjects, state__in=HOLDING)
    Night.objects.unscoped(reason=why).filter(case__in=subjects, day__gte=today).delete()
    held.filter(state=StayState.ARRIVED).update(state=StayState.ENDED, ended_on=today)
    held.exclude(state=StayState.ENDED).update(state=StayState.CANCELLED, ended_on=today)
    Leg.objects.unscoped(reason=why).filter(case__in=subjects, state="planned").update(
        state="cancelled", settled_on=today
    )
    waiting = Visit.objects.unscoped(reason=why).filter(case__in=subjects, done_on=None, dropped_on=None)
    waiting.update(dropped_on=today)
