"""The jobs that undo an import as a whole, change by change, and that bring it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from malath.accountability.lists.models import ListImport, ListRow
from malath.accountability.lists.rules import WRITTEN, State
from malath.accountability.violations.errors import AlreadyUndoneError
from malath.accountability.violations.listing import changes_to_bring_back, changes_to_undo
from malath.accountability.violations.undoing import undo_change

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member

_REASON = "how far the job is"


def undo_list(sheet: ListImport) -> None:
    """Take back every change of the import, the newest first. Broken off, it goes on with those that still stand."""
    _each(sheet, State.UNDOING, State.UNDONE, changes_to_undo)


def bring_list_back(sheet: ListImport) -> None:
    """Undo the undoing, in the order in which the rows were written; rows that were not written before it are so now."""
    left = ListRow.objects.unscoped(reason=_REASON).filter(sheet=sheet, fate__in=WRITTEN, number__gt=sheet.position)
    _each(sheet, State.RETURNING, State.APPLYING if left.exists() else State.APPLIED, changes_to_bring_back)


def _each(sheet: ListImport, at_work: State, after: State, changes: Callable[[Member, uuid.UUID], list[Any]]) -> None:
    rows = ListImport.objects.unscoped(reason=_REASON).filter(pk=sheet.pk, state=at_work)
    left = changes(sheet.asked_by, sheet.pk)
    total = max(sheet.total, len(left))
    for place, change in enumerate(left):
        if not rows.update(total=total, done=total - len(left) + place):
            return
        try:
            undo_change(change, by=sheet.asked_by, for_job=True)
        except AlreadyUndoneError:
            continue  # Somebody undid this one by hand meanwhile.
    rows.update(state=after, done=total, total=total)
