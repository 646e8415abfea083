"""What every act of the room leaves behind: a line on the case's timeline, and an entry that names the stay."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.writing import write_entry

if TYPE_CHECKING:
    from malath.protection.cases.models import Case


def tell_case(
    case: Case, what: str, *, by: Member, about: uuid.UUID, text: str = "", check: bool = True, **details: Any
) -> None:
    """Write what happened on the timeline (`details` is sealed), and `stay.<what>` for the ledger.

    `check=False` is for an action that has checked its own rule."""
    write_entry(
        case, kind=EntryKind.STAY, by=by, text=text, details={"what": what, **details}, about=about, check=check
    )
    record(f"stay.{what}", by=by, subject=case.pk, row=about, organisation=case.organisation_id)
