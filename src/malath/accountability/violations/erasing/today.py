"""What Today shows of erasures that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from malath.accountability.violations.erasing.rights import erasures_waiting, page_of_erasure
from malath.platform.interface.today import Matter, enough

if TYPE_CHECKING:
    from malath.accountability.violations.models import RecordErasure
    from malath.platform.access.models import Member


def erasures_for_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Those that the viewer may answer, and their own, which another must answer."""
    if not viewer.can("erase_evidence"):
        return
    for mine in (False, True):
        for erasure in erasures_waiting(viewer, mine=mine, most=enough()):
            yield _matter(erasure, mine)


def _matter(erasure: RecordErasure, mine: bool) -> Matter:
    row = erasure.about
    waits = _("You asked for its erasure: a second member has not answered yet.")
    asks = _("Its erasure was asked for: confirm or refuse.")
    return Matter(
        section="week",
        due=erasure.asked_on,
        title=lambda: str(row.number),
        detail=lambda: waits if mine else asks,
        url=page_of_erasure(row),
        action=_("Look"),
        icon="never",
        # Somebody asked to be forgotten: whoever can answer finds it first.
        weight=0 if mine else 1,
    )
