"""What the review gives to Today: that pairs wait, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from malath.people.matching.selectors import MOST_COUNTED, waiting_count
from malath.platform.interface.today import Matter

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def pairs_that_wait(viewer: Member, now: datetime) -> Iterator[Matter]:
    """How many pairs of records wait for the viewer, up to ninety-nine."""
    count = waiting_count(viewer)
    if not count:
        return
    if count < MOST_COUNTED:
        title = ngettext(
            "%(count)d pair of records may be one person", "%(count)d pairs of records may be one person", count
        ) % {"count": count}
    else:
        title = _("Many pairs of records may be one person")
    yield Matter(
        section="week",
        due=timezone.localdate(now),
        title=lambda: title,
        detail=lambda: _("A minute each: the clear ones come first."),
        url=reverse("pairs"),
        action=pgettext("act", "Look at them"),
        icon="link",
    )
