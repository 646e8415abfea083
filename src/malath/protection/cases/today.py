"""What the case room gives to Today: cases gone quiet, accesses that end, cases handed to the member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malath.platform.access.models import Grant, Member
from malath.platform.interface.today import Matter
from malath.protection.cases.listing import UNSHOWN
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import CONTACT_DAYS, Part, Priority, Stage, quiet_before, quiet_days
from malath.protection.cases.selectors import cases_by_id, grants_in_force_for

MOST = 20
NEW_FOR_DAYS = 7


def _my_cases(viewer: Member, *parts: str) -> Q:
    seats = TeamSeat.objects.unscoped(reason="the viewer's own seats").filter(member=viewer, until=None)
    return Q(pk__in=(seats.filter(part__in=parts) if parts else seats).values("case"))


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
    for case in (
        cases.select_related("head").defer(*UNSHOWN).order_by(F("last_contact_on").asc(nulls_first=True), "pk")[:MOST]
    ):
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
    )


def ending_grants(viewer: Member, now: datetime) -> Iterator[Matter]:
    """What was shared with the member, or by them, and ends within seven days."""
    if not viewer.can("work_cases"):
        return
    soon = now + timedelta(days=7)
    mine = list(grants_in_force_for(viewer).filter(ends_at__lte=soon).order_by("ends_at")[:MOST])
    given = Grant.objects.visible_to(viewer).filter(
        given_by=viewer, withdrawn_on=None, ends_at__gt=now, ends_at__lte=soon
    )
    grants = {grant.pk: grant for grant in [*mine, *given.order_by("ends_at")[:MOST]]}
    cases = cases_by_id(viewer, {grant.subject for grant in grants.values()})
    held = {grant.pk for grant in mine}
    for grant in grants.values():
        if grant.subject in cases:
            yield _ending(grant, cases[grant.subject], held=grant.pk in held)


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
    for seat in seats.select_related("case__head").order_by("-since")[:MOST]:
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
