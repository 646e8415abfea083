"""What Today shows of searches that the member follows: how many documented acts are new, linked to exactly these."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malath.accountability.search.drawing import number_of
from malath.accountability.search.selectors import Kept, kept_by
from malath.platform.interface.today import Matter

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def searches_for_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """A line a followed search of which something is new since its owner looked."""
    if not viewer.can("document"):
        return
    for kept in kept_by(viewer, followed=True):
        if kept.is_readable and kept.new.number:
            yield _matter(kept, now)


def _matter(kept: Kept, now: datetime) -> Matter:
    number = {"count": number_of(kept.new)}
    if kept.new.has_more:
        words = _("%(count)s documented acts are new in a search that you follow") % number
    else:
        words = (
            ngettext(
                "%(count)s documented act is new in a search that you follow",
                "%(count)s documented acts are new in a search that you follow",
                kept.new.number,
            )
            % number
        )
    return Matter(
        section="news",
        due=timezone.localdate(now),
        title=lambda: words,
        detail=lambda: kept.called,
        url=reverse("violations_find_new", args=[kept.search.pk]),
        action=_("Look"),
        icon="search",
    )
