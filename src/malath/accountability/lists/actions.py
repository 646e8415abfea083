"""What a member does with a list: bring it, say how it is read, have it checked, written, undone, brought back."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.lists.errors import ListBusyError
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.models import ListImport, ListRow, Profile
from malath.accountability.lists.rules import MAY_APPLY, MAY_CHECK, MAY_FORGET, MAY_RETURN, MAY_UNDO, WRITTEN, State
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from collections.abc import Collection

    from malath.platform.access.models import Member, Organisation


@transaction.atomic
def bring_list(*, body: bytes, name: str, organisation: Organisation, by: Member) -> tuple[ListImport, bool]:
    """Keep a file sealed, to be read by the job. The same file again gives the import that was made of it, unless that
    was undone. Returns the import, and whether it is new. Raises NotAllowedError."""
    if not by.can("document", organisation.pk):
        raise NotAllowedError
    (digest,) = keeper().blind("lists.file", [hashlib.sha256(body).hexdigest()])
    known = ListImport.objects.visible_to(by).filter(organisation=organisation, digest=digest)
    earlier = known.exclude(state__in=(State.UNDONE, State.REFUSED, State.APPLIED)).first()
    if earlier is not None:
        return earlier, False
    sheet = ListImport(
        pk=uuid.uuid4(),
        organisation=organisation,
        by=by,
        asked_by=by,
        on=timezone.localdate(),
        digest=digest,
        name=name[:200],
    )
    keeper().create_subject(sheet.pk, organisation.pk)
    sheet.file = files.store_for_now(sheet.pk, name=name, kind="", body=body)
    sheet.save(force_insert=True)
    record("lists.brought", by=by, row=sheet.pk, organisation=organisation.pk, size=len(body))
    return sheet, True


def _held(sheet: ListImport, by: Member, among: Collection[State]) -> ListImport:
    """The import, locked, where the member may work on it and its state is among these."""
    if not by.can("document", sheet.organisation_id):
        raise NotAllowedError
    held: ListImport | None = (
        ListImport.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=sheet.pk).first()
    )
    if held is None:
        raise NotAllowedError
    if held.state not in among:
        raise ListBusyError
    return held


@transaction.atomic
def change_plan(sheet: ListImport, plan: Plan, *, by: Member, profile_name: str = "") -> None:
    """Keep how the list is read; with a name, as a profile of the organisation too. A check made before is void.

    Raises ListBusyError, PlanWrongError where a check is asked for with it (`ask_check`).
    """
    held = _held(sheet, by, MAY_CHECK)
    if profile_name.strip():
        held.profile = _kept_profile(held, plan, profile_name.strip(), by)
    held.plan, held.state = plan.written(), State.COLUMNS
    held.save(update_fields=["plan", "state", "profile"])
    record("lists.columns-changed", by=by, row=held.pk, organisation=held.organisation_id)


def _kept_profile(sheet: ListImport, plan: Plan, name: str, by: Member) -> Profile:
    """The profile of this name, changed, or a new one."""
    known = list(Profile.objects.visible_to(by).filter(organisation=sheet.organisation_id))
    reveal(known, by=by, why="lists.profiles")
    profile = next((one for one in known if one.name == name), None)
    if profile is None:
        profile = Profile(organisation_id=sheet.organisation_id, made_by=by, name=name[:200])
    profile.plan, profile.changed_on = plan.written(), timezone.localdate()
    profile.save()
    record("lists.profile-kept", by=by, row=profile.pk, organisation=sheet.organisation_id)
    return profile


@transaction.atomic
def ask_check(sheet: ListImport, *, by: Member) -> None:
    """Have every row checked by the job. Raises PlanWrongError, ListBusyError."""
    held = _held(sheet, by, MAY_CHECK)
    reveal(held, by=by, why="lists.check")
    Plan.read(held.plan).check()
    _ask(held, State.CHECKING, "lists.check-asked", by, total=held.rows_read)


@transaction.atomic
def ask_apply(sheet: ListImport, *, by: Member) -> None:
    """Have every row that is new or changes something written. Raises ListBusyError."""
    held = _held(sheet, by, MAY_APPLY)
    rows = ListRow.objects.unscoped(reason="how many rows the job will write").filter(sheet=held)
    _ask(held, State.APPLYING, "lists.apply-asked", by, total=rows.filter(fate__in=WRITTEN).count())


@transaction.atomic
def ask_undo(sheet: ListImport, *, by: Member) -> None:
    """Have the import undone as a whole, as far as it was written. Raises ListBusyError."""
    _ask(_held(sheet, by, MAY_UNDO), State.UNDOING, "lists.undo-asked", by)


@transaction.atomic
def ask_return(sheet: ListImport, *, by: Member) -> None:
    """Have an import that was undone brought back. Raises ListBusyError."""
    _ask(_held(sheet, by, MAY_RETURN), State.RETURNING, "lists.return-asked", by)


def _ask(held: ListImport, state: State, verb: str, by: Member, *, total: int = 0) -> None:
    held.state, held.asked_by, held.done, held.total = state, by, 0, total
    held.save(update_fields=["state", "asked_by", "done", "total"])
    record(verb, by=by, row=held.pk, organisation=held.organisation_id, rows=total)


@transaction.atomic
def forget_list(sheet: ListImport, *, by: Member) -> None:
    """Forget a file of which nothing was written: its rows and its bytes go. Raises ListBusyError."""
    held = _held(sheet, by, MAY_FORGET)
    file = held.file
    record("lists.forgotten", by=by, row=held.pk, organisation=held.organisation_id)
    with whole_block_unscoped(reason="the rows of an import go with it"):
        ListRow.objects.filter(sheet=held).delete()
        held.delete()
        if file is not None:
            files.remove(file)


@transaction.atomic
def forget_profile(profile: Profile, *, by: Member) -> None:
    """Forget a profile; imports that were read with it keep their own plan."""
    if not by.can("document", profile.organisation_id):
        raise NotAllowedError
    record("lists.profile-forgotten", by=by, row=profile.pk, organisation=profile.organisation_id)
    with whole_block_unscoped(reason="imports that name the profile"):
        profile.delete()
