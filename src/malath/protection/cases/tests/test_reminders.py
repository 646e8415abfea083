"""Reminders about permits and accesses that end: once, to those whom they concern, without content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from malath.people.papers import add_status
from malath.platform.access.models import Grant, Member
from malath.platform.notices.models import Notice
from malath.protection.cases.jobs import remind_of_grants, remind_of_papers
from malath.protection.cases.models import Case
from malath.protection.cases.sharing import share_case
from tests.people import Coalition


def told(member: Member, code: str) -> int:
    return Notice.objects.unscoped(reason="a test counts").filter(member=member, code=code).count()


def test_who_leads_the_case_hears_once_that_a_permit_ends(case: Case, salma: Any, coalition: Coalition) -> None:
    details = {"country": "TR", "kind": "temporary"}
    add_status(salma, details=details, by=coalition.rima, expires_on=timezone.localdate() + timedelta(days=40))

    remind_of_papers()
    Notice.objects.unscoped(reason="she read it").update(read_on=timezone.localdate())
    remind_of_papers()

    assert (told(coalition.amal, "papers.expiring"), told(coalition.rima, "papers.expiring")) == (1, 0)


def test_nobody_hears_of_a_permit_that_holds_for_long(case: Case, salma: Any, coalition: Coalition) -> None:
    details = {"country": "TR", "kind": "temporary"}
    add_status(salma, details=details, by=coalition.rima, expires_on=timezone.localdate() + timedelta(days=400))

    assert remind_of_papers() == 0


def test_who_has_an_access_and_who_gave_it_hear_that_it_ends(case: Case, coalition: Coalition) -> None:
    now = timezone.now()
    share_case(
        case,
        reason="the hearing",
        ends_at=now + timedelta(days=30),
        by=coalition.rima,
        member=coalition.boris,
        vital_interest="no time",
    )
    assert remind_of_grants() == 0
    Grant.objects.unscoped(reason="its time has come").update(ends_at=now + timedelta(days=2))

    remind_of_grants()
    remind_of_grants()

    assert (told(coalition.boris, "access.grant_ending"), told(coalition.rima, "access.grant_ending")) == (1, 1)
