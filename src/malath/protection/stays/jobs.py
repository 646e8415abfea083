"""What runs by itself: the alarm for arrivals that nobody confirmed. It goes out while the server is sealed too."""

from __future__ import annotations

from django.utils import timezone

from malath.platform.notices.actions import remind
from malath.protection.cases.selectors import members_who_see
from malath.protection.stays.models import Leg, Visit
from malath.protection.stays.rules import LegState

_WHY = "alarms go to those who answer for the household"


def alarm_of_arrivals() -> int:
    """Tell the team, and those whose role covers the case, that a safe arrival was not confirmed: once a day until it
    is. How many journeys."""
    late = Leg.objects.unscoped(reason=_WHY).filter(state=LegState.PLANNED, arrival_at__lt=timezone.now())
    legs = list(late.select_related("case", "member"))
    for leg in legs:
        members = {member.pk: member for member in [leg.member, *members_who_see(leg.case)]}
        remind(members.values(), "stays.arrival_overdue", f"/stays/journeys/{leg.pk}/", again_after=1)
    return len(legs)


def remind_of_visits() -> int:
    """Tell the team that a visit is due; once a visit, on its day. How many."""
    today = timezone.localdate()
    due = Visit.objects.unscoped(reason=_WHY).filter(done_on=None, dropped_on=None, due_on=today)
    visits = list(due.select_related("case"))
    for visit in visits:
        remind(members_who_see(visit.case), "stays.visit_due", f"/stays/visits/{visit.pk}/", again_after=2)
    return len(visits)
