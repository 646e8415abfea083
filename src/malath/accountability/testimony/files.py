"""The files on which testimonies rest, a recording or a letter of the person who speaks; and who has access to them (SC1, SC2)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.accountability.evidence import sharing
from malath.accountability.testimony.models import Testimony
from malath.accountability.testimony.rules import same_recipient
from malath.accountability.violations.offered import files_told_with, told_with, whole_people

if TYPE_CHECKING:
    from malath.platform.access.models import Grant, Member


def testimonies_on(items: Collection[uuid.UUID]) -> list[Testimony]:
    """The testimonies that rest on items of evidence, whoever looks, locked: what their people say meanwhile waits."""
    rows = Testimony.objects.unscoped(reason="what was allowed and forbidden holds whoever looks")
    return list(rows.select_for_update(of=("self",)).filter(information__in=told_with(items)).order_by("pk"))


def received_by(grant: Grant) -> str:
    """The organisation whose people see it by an access: a member sees it as one of theirs."""
    return str(grant.organisation_id or (grant.member.home_organisation_id if grant.member else ""))


def end_shares_of_files(testimony: Testimony, named: set[str], *, by: Member, last: datetime | None = None) -> None:
    """End the accesses, of organisations that are named or of all, to every file on which a testimony of the person rests;
    with `last`, let them end then at the latest. Inside a transaction."""
    rows = Testimony.objects.unscoped(reason="all that the person told")
    told = rows.filter(person__in=whole_people({testimony.person_id})).values_list("information", flat=True)
    files = files_told_with(set(told))

    def rests(grant: Grant) -> bool:
        return not named or same_recipient(received_by(grant)) in named

    if last is None:
        sharing.end_shares_of(files, by=by, rests=rests)
    else:
        sharing.cap_shares_of(files, last, by=by, rests=rests)


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
