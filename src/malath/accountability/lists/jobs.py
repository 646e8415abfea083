"""The job of the room: whatever import has work waiting is worked on, one after another."""

from __future__ import annotations

from collections.abc import Callable

from malath.accountability.lists.applying import apply_list
from malath.accountability.lists.checking import check_list
from malath.accountability.lists.looking import look_at
from malath.accountability.lists.models import ListImport
from malath.accountability.lists.returning import bring_list_back, undo_list
from malath.accountability.lists.rules import AT_WORK, State
from malath.platform.interface.jobs import Later

WORK: dict[str, Callable[[ListImport], None]] = {
    State.READING: look_at,
    State.CHECKING: check_list,
    State.APPLYING: apply_list,
    State.UNDOING: undo_list,
    State.RETURNING: bring_list_back,
}
_later = Later()


def work_on_lists() -> int:
    """Do what waits; an import that fails is tried again later, after the others. Returns how many were worked on."""
    waiting = ListImport.objects.unscoped(reason="imports that wait for the job").filter(state__in=AT_WORK)
    sheets = list(
        waiting.exclude(pk__in=_later.waiting())
        .select_related("organisation", "by", "asked_by", "file", "profile")
        .order_by("on", "pk")
    )
    for sheet in sheets:
        try:
            WORK[sheet.state](sheet)
            _later.done(sheet.pk)
        except Exception:
            _later.put_off(sheet.pk, f"import {sheet.pk} while {sheet.state}")
    return len(sheets)
