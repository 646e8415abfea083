"""What the case room gives to Today: cases gone quiet, accesses that end, cases handed to the member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as Either
from django.db.models import F, FloatField, Func, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malath.platform.access.models import Grant, Member
from malath.platform.access.scoped import seen_through
from malath.platform.interface.today import Matter, enough
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import CONTACT_DAYS, Part, Priority, Stage, quiet_before, quiet_days
from malath.protection.cases.selectors import heads_of_cases, visible_cases

NEW_FOR_DAYS = 7


class _DayNumber(Func):
    """A date as a number of days, so that days can be added to it where there is no arithmetic of dates."""

    function = "julianday"
    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="(%(expressions)s - DATE '2000-01-01')", **extra)


def _my_cases(viewer: Member, *parts: str) -> Q:
    seats = TeamSeat.objects.unscoped(reason="the viewer's own seats").filter(member=viewer, until=None)
    return Q(pk__in=seats.filter(part__in=parts).values("case"))


def quiet_cases(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Open cases on whose team the member leads or works, without contact for longer than the priority allows."""
    if not viewer.can("work_cases"):
        return
    today = timezone.localdate(now)
    quiet = Q()
    for priority in Priority.values:
        day = quiet_before(priority, today)
        quiet |= Q(priority=priority) & (Q(last_contact_on__lt=day) | Q(last_contact_on=None, opened_on__lt=day))
    cases = Case.objects.visible_to(viewer).filter(_my_cases(viewer, Part.LEAD, Part.WORKER), quiet, stage=Stage.OPEN)
    allowed = [When(priority=priority, then=Value(float(days))) for priority, days in CONTACT_DAYS.items()]
    due = _DayNumber(Coalesce("last_contact_on", "opened_on")) + Either(*allowed, output_field=FloatField())
    emergencies_first = Either(When(priority=Priority.EMERGENCY, then=Value(0.0)), default=Value(1.0))
    ordered = cases.order_by(emergencies_first, due, "pk").select_related("head")
    for case in ordered.only("priority", "last_contact_on", "opened_on", "head__names")[: enough(urgent=True)]:
        yield _quiet(case, now)


def _quiet(case: Case, now: datetime) -> Matter:
    days = quiet_days(case.last_contact_on, case.opened_on, timezone.localdate(now))
    words = ngettext("no contact for %(count)d day", "no contact for %(count)d days", days) % {"count": days}
    due = (case.last_contact_on or case.opened_on) + timedelta(days=CONTACT_DAYS[case.priority])
    return Matter(
        section="urgent" if case.priority == Priority.EMERGENCY else "week",
        due=due,
        title=lambda: (case.head.name, words),
        url=reverse("case", args=[case.pk]),
        action=_("Open the case"),
        icon="message",
        rows=[case.head],
        weight=1 if case.priority == Priority.EMERGENCY else 0,
    )


def ending_grants(viewer: Member, now: datetime) -> Iterator[Matter]:
    """What was shared with the member, or by them, and ends within seven days."""
    if not viewer.can("work_cases"):
        return
    able = viewer.standing.organisations_able("work_cases")
    # What the member holds is what `Grant.holding_q` says; what they gave may be held by anybody.
    grants = list(
        Grant.objects.visible_to(viewer)
        .filter(Grant.holding_q(viewer) | Q(given_by=viewer, withdrawn_on=None, ends_at__gt=now))
        .filter(seen_through("subject", visible_cases(viewer)), ends_at__lte=now + timedelta(days=7))
        .order_by("ends_at", "pk")[: enough()]
    )
    cases = heads_of_cases(viewer, {grant.subject for grant in grants})
    for grant in grants:
        held = grant.member_id == viewer.pk or grant.organisation_id in able
        yield _ending(grant, cases[grant.subject], held=held)


def _ending(grant: Grant, case: Case, *, held: bool) -> Matter:
    return Matter(
        section="accesses",
        due=grant.ends_at,
        title=lambda: (case.head.name, _("your access ends") if held else _("an access that you gave ends")),
        url=reverse("case_access", args=[case.pk]),
        icon="key",
        rows=[case.head],
    )


def handed_cases(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Cases that the member leads since a few days, and that were opened before."""
    if not viewer.can("work_cases"):
        return
    since = timezone.localdate(now) - timedelta(days=NEW_FOR_DAYS)
    seats = TeamSeat.objects.visible_to(viewer).filter(
        member=viewer, part=Part.LEAD, until=None, since__gte=since, case__opened_on__lt=F("since")
    )
    ordered = seats.select_related("case__head").order_by("since", "pk")
    for seat in ordered.only("since", "case__head__names")[: enough(urgent=True)]:
        yield _handed(seat)


def _handed(seat: TeamSeat) -> Matter:
    return Matter(
        section="week",
        due=seat.since,
        title=lambda: (seat.case.head.name, _("was handed over to you")),
        url=reverse("case", args=[seat.case_id]),
        icon="handshake",
        rows=[seat.case.head],
    )
