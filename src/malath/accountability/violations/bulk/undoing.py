"""A change of many undone as a whole: what somebody changed since is left as it stands, and named (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from malath.accountability.violations.bulk.selectors import changes_of, events_of
from malath.accountability.violations.errors import AlreadyUndoneError
from malath.accountability.violations.models import Change, Event, Involvement, Statement
from malath.accountability.violations.undoing import undo_change
from malath.platform.audit.actions import record
from malath.platform.errors import NotFoundError

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "whether what a change said was changed since"


@dataclass
class Undone:
    """How many events stand again as before; those that were changed since, and how many the member may not see now."""

    undone: int = 0
    changed: list[Event] = field(default_factory=list)
    hidden: int = 0


def undo_together(batch: uuid.UUID, *, by: Member) -> Undone:
    """Take back every change of it that stands, the newest first, each in its own transaction. Raises NotFoundError."""
    if not changes_of(by, batch).exists():
        raise NotFoundError
    changes = list(changes_of(by, batch).filter(is_undone=False).order_by("-pk"))
    events, done = events_of(by, changes), Undone()
    for change in changes:
        if (event := events.get(change.pk)) is None:
            done.hidden += 1
        elif was_changed_since(change):
            done.changed.append(event)
        else:
            _undo(change, done, by)
    _leave_entry(batch, changes, done, by)
    return done


def _undo(change: Change, done: Undone, by: Member) -> None:
    try:
        undo_change(change, by=by)
    except AlreadyUndoneError:
        return  # Somebody undid this one by hand meanwhile.
    done.undone += 1


def was_changed_since(change: Change) -> bool:
    """Whether a later change that stands said or ended anything of the fields that this one said, or of records that it
    made."""
    own = Statement.objects.unscoped(reason=_WHY).filter(Q(made_in=change) | Q(ended_in=change))
    places = set(own.values_list("record", "field"))
    made = set(Involvement.objects.unscoped(reason=_WHY).filter(made_in=change).values_list("pk", flat=True))
    records = {record for record, _field in places} | made
    later = Q(made_in__gt=change.pk, made_in__is_undone=False) | Q(ended_in__gt=change.pk, ended_in__is_undone=False)
    since = Statement.objects.unscoped(reason=_WHY).filter(later, record__in=records)
    return any((record, code) in places or record in made for record, code in since.values_list("record", "field"))


@transaction.atomic
def _leave_entry(batch: uuid.UUID, changes: list[Change], done: Undone, by: Member) -> None:
    if changes:
        record(
            "violations.undone-together",
            by=by,
            row=batch,
            organisation=changes[0].organisation_id,
            undone=done.undone,
            changed_since=len(done.changed),
            hidden=done.hidden,
        )
