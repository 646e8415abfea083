"""Which cases a member could see, told when they are locked out (BT3)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.access.sight import Seen, Sight
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import Part

MOST = 200


def cases_seen(member: Member, viewer: Member) -> Sight:
    """How many cases the member could see, and those of them that the viewer sees too, their seats first."""
    could = Case.objects.visible_to(member)
    both = list(
        could.filter(pk__in=Case.objects.visible_to(viewer).values("pk")).order_by("-stage", "-opened_on")[:MOST]
    )
    parts: dict[object, set[str]] = {}
    for case, part in TeamSeat.objects.visible_to(viewer).filter(member=member, until=None).values_list("case", "part"):
        parts.setdefault(case, set()).add(part)
    seen = [
        Seen(
            label=case.code,
            url=reverse("case", args=[case.pk]),
            why=_why(case, parts.get(case.pk, set()), member),
            leads=Part.LEAD in parts.get(case.pk, set()) and case.is_open,
        )
        for case in both
    ]
    return Sight(title=_("Cases"), count=could.count(), seen=sorted(seen, key=lambda one: not one.leads))


def _why(case: Case, parts: set[str], member: Member) -> str:
    if parts:
        labels = dict(Part.choices)
        return _("on the team: %(parts)s") % {"parts": ", ".join(str(labels[part]) for part in sorted(parts))}
    if case.organisation_id in member.standing.covered_organisations:
        return _("by their role")
    return _("shared with them, or by their network")
