"""Telling members, and noting what they read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.notices.models import Notice

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@transaction.atomic
def tell(members: Iterable[Member], code: str, path: str) -> None:
    """Leave a notice for each active member, inside the act's transaction: if the act fails, nobody hears of it.

    `code` is one of the register's; `path` is where to look, on this server, without a query. A member who has the same
    notice unread hears of it once. Mail, for those who wish it, follows by `jobs.send_notices`.
    """
    if not path.startswith("/") or path.startswith("//") or len(path) > 200:
        raise ValueError("a notice points to a path of this server")
    wanted = {member.pk: member for member in members if member.is_active}
    unread = Notice.objects.unscoped(reason="a member hears of the same thing once").filter(
        member__in=wanted, code=code, path=path, read_on=None
    )
    told = set(unread.values_list("member", flat=True))
    today = timezone.localdate()
    Notice.objects.bulk_create(
        Notice(member=member, code=code, path=path, on=today) for pk, member in wanted.items() if pk not in told
    )


def remind(members: Iterable[Member], code: str, path: str, *, again_after: int) -> None:
    """As `tell`, but not to who was told the same thing within that many days, read or not: for jobs that run often."""
    since = timezone.localdate() - timedelta(days=again_after)
    told = set(
        Notice.objects.unscoped(reason="a member is not reminded twice")
        .filter(code=code, path=path, on__gt=since)
        .values_list("member", flat=True)
    )
    with transaction.atomic():
        tell([member for member in members if member.pk not in told], code, path)


def mark_read(notice: Notice) -> None:
    """Note that the member saw the notice. A member's own reading is no act upon others: it leaves no entry."""
    if notice.read_on is None:
        notice.read_on = timezone.localdate()
        notice.save(update_fields=["read_on"])


def mark_all_read(*, by: Member) -> int:
    """Note that the member saw all their notices; returns how many were unread."""
    unread = Notice.objects.visible_to(by).filter(read_on=None)
    count: int = unread.update(read_on=timezone.localdate())
    return count
