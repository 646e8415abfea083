"""What Today shows of records that are proposed to be one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from malath.accountability.violations.joining.actions import page_of_join
from malath.accountability.violations.joining.sides import joins_waiting, numbers_of
from malath.platform.interface.today import Matter, enough

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def joins_for_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Those that others proposed and the viewer may answer."""
    if not viewer.can("document"):
        return
    waiting = joins_waiting(viewer, most=enough())
    numbers = numbers_of(waiting)
    for join in waiting:
        first, second = join.ends
        yield Matter(
            section="week",
            due=join.asked_on,
            title=lambda first=first, second=second: f"{numbers[first]} · {numbers[second]}",  # type: ignore[misc]
            detail=lambda: _("Somebody says that these two records are one: confirm or refuse."),
            url=page_of_join(join),
            action=_("Look"),
            icon="link",
            weight=1,
        )
