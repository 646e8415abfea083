"""What every act begins and ends with: who may, one writer at a time, the entry for the ledger."""

from __future__ import annotations

from typing import Any

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError
from malath.voice.remembrance.models import Colleague


def check_may(by: Member, organisation: Any) -> None:
    """Raises NotAllowedError for whoever does not publish for the organisation."""
    if not by.can("publish", organisation):
        raise NotAllowedError


def locked(row: Colleague, *, after: int | None = None) -> Colleague:
    """The row as it stands, held until the transaction ends: before anything that stands under it. Raises
    NotFoundError when it was erased, ChangedMeanwhileError when it is not at the revision that the writer had before them."""
    rows = Colleague.objects.unscoped(reason="one writer at a time, after the check").select_for_update(of=("self",))
    found: Colleague | None = rows.filter(pk=row.pk).first()
    if found is None:
        raise NotFoundError
    if after is not None and found.revision != after:
        raise ChangedMeanwhileError
    return found


def keep(row: Colleague, *fields: str) -> None:
    """Save what changed, as a new revision: the public pages are behind."""
    row.revision += 1
    row.save(update_fields=[*fields, "revision"])


def note(verb: str, row: Colleague, by: Member | None, what: Any = None, **facts: object) -> None:
    """The entry of an act about a colleague, or about a row under them."""
    about = row if what is None else what
    record(f"remembrance.{verb}", by=by, subject=row.pk, row=about.pk, organisation=row.organisation_id, **facts)
