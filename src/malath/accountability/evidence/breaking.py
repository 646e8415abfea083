"""What broke in the vault, told in the room: a sweep names packs, this marks the items in them, says so to those who answer
for them, and takes it back when a copy has repaired them (SC1)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.models import BrokenPack, Evidence, WorkingCopy
from malath.accountability.evidence.rules import Proof, proof_of
from malath.accountability.evidence.stamps import stamped_size
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.audit.models import OutboxEntry
from malath.platform.keeper.client import keeper
from malath.platform.keeper.errors import VaultDamagedNowError, VaultItemGoneError
from malath.platform.notices.actions import tell
from malath.platform.sealed.vault import pack_is_whole


def hear_of_broken(entry: OutboxEntry) -> None:
    """A sweep found packs broken. Needs no key: the items are marked when the server is open."""
    for pack in entry.facts.get("packs", ()):
        _note_pack(str(pack))


def _note_pack(pack: str) -> None:
    """Keep in mind a pack that is broken now; what a copy has mended meanwhile is none."""
    if not pack_is_whole(pack):
        BrokenPack.objects.get_or_create(pack=pack, defaults={"found_on": timezone.localdate()})


def mind_broken_packs() -> int:
    """Mark what lies in packs that broke; unmark what lies in packs that are whole again. How many items. A job's work."""
    changed = 0
    for row in BrokenPack.objects.order_by("pack"):
        if pack_is_whole(row.pack):
            changed += _take_back(row)
        elif not row.is_told:
            changed += _tell_of(row)
    return changed


@transaction.atomic
def _tell_of(row: BrokenPack) -> int:
    items = keeper().vault_items_in([row.pack])
    WorkingCopy.objects.unscoped(reason="a fault that was found").filter(item__in=items).update(is_broken=True)
    broken = _mark(Evidence.objects.unscoped(reason="a fault that was found").filter(item__in=items, erased_on=None))
    row.is_told = True
    row.save(update_fields=["is_told"])
    return broken


@transaction.atomic
def _take_back(row: BrokenPack) -> int:
    items = keeper().vault_items_in([row.pack])
    WorkingCopy.objects.unscoped(reason="a fault that was mended").filter(item__in=items).update(is_broken=False)
    rows = Evidence.objects.unscoped(reason="a fault that was mended").filter(item__in=items, proof=Proof.BROKEN)
    mended, stamped = list(rows), stamped_size()
    for one in mended:
        one.proof = proof_of(hashed_at_source=one.hashed_at_source, entry=one.entry, stamped=stamped, is_broken=False)
        one.save(update_fields=["proof"])
        record("evidence.mended", by=None, subject=one.pk, row=one.pk, organisation=one.organisation_id)
    _tell(mended, "evidence.mended", "/evidence/")
    row.delete()
    return len(mended)


def _mark(rows: Iterable[Evidence]) -> int:
    found = [one for one in rows if one.proof != Proof.BROKEN]
    for one in found:
        one.proof = Proof.BROKEN
        one.save(update_fields=["proof"])
        record("evidence.broken", by=None, subject=one.pk, row=one.pk, organisation=one.organisation_id)
    _tell(found, "evidence.broken", "/evidence/")
    return len(found)


def _tell(items: list[Evidence], code: str, path: str) -> None:
    """One notice to each who answers for evidence of an organisation, however many items it is about."""
    for organisation in {one.organisation_id for one in items}:
        tell(members_with("erase_evidence", organisation), code, path)


@transaction.atomic
def mark_broken(evidence: Evidence) -> None:
    """What was read from the vault is not what the ledger says: everybody who sees the item is to know."""
    _remember_pack_of(evidence.item)
    rows = Evidence.objects.unscoped(reason="a fault that was found").select_for_update()
    _mark(rows.filter(pk=evidence.pk))


@transaction.atomic
def mark_copy_broken(copy: WorkingCopy) -> None:
    """A working copy cannot be read: the original is not touched by that."""
    _remember_pack_of(copy.item)
    WorkingCopy.objects.unscoped(reason="a fault that was found").filter(pk=copy.pk).update(is_broken=True)
    where = copy.evidence.organisation_id
    record("evidence.copy_broken", by=None, subject=copy.evidence_id, row=copy.pk, organisation=where)


def _remember_pack_of(item: str) -> None:
    with contextlib.suppress(VaultItemGoneError, VaultDamagedNowError):
        _note_pack(keeper().vault_pack_of(item))
