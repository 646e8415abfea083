"""Small files of rooms, at most 25 MB each: what stays is an item of the vault, what is needed for a while lies sealed beside.

`store` and `read` serve a case's documents: the vault says what came in, when and by whom, and keeps it what it was.
`store_for_now` serves what is thrown away soon (an uploaded spreadsheet): one ciphertext a file under its subject's key,
which leaves nothing in a log that only grows.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.db import transaction

from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.keeper.client import home, keeper
from malath.platform.sealed import vault
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.models import SealedFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from malath.platform.access.models import Member


def path_of(file: uuid.UUID) -> Path:
    """Where the ciphertext of a file outside the vault lies."""
    return home() / "files" / file.hex[:2] / file.hex


def _context(file: uuid.UUID) -> bytes:
    return f"file|{file}".encode()


def store(subject: uuid.UUID, upload: UploadedFile[Any], by: Member) -> SealedFile:
    """Take an upload into the vault; durable before this returns. Runs inside the caller's transaction: when that does not
    commit, the sweep of the vault's doubts destroys the item. Raises VaultBusyNowError."""
    name = upload.name or ""
    upload.seek(0)
    item = vault.take_in(cast("BinaryIO", upload.file), name[:200], by=str(by.pk), facts={"subject": str(subject)})
    row = SealedFile(
        subject=subject,
        name=name[:200],
        kind=(upload.content_type or "")[:100],
        sha256=item.sha256,
        size=item.size,
        item=item.id,
    )
    row.save(force_insert=True)
    return row


def store_for_now(subject: uuid.UUID, *, name: str, kind: str, body: bytes) -> SealedFile:
    """Seal bytes that are needed for a while, under their subject's key; durable before this returns.

    Runs inside the caller's transaction; when that does not commit, the sweep of the jobs removes the ciphertext.
    """
    row = SealedFile(
        subject=subject, name=name[:200], kind=kind[:100], sha256=hashlib.sha256(body).hexdigest(), size=len(body)
    )
    blob = keeper().seal_file(subject, _context(row.pk), body)
    path = path_of(row.pk)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with open(part, "wb") as file:
        file.write(blob)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    row.save(force_insert=True)
    return row


def read(file: SealedFile, by: Member | None, why: str) -> bytes:
    """The file's bytes, after a ledger entry of their own. Raises UnreadableError or VaultDamagedNowError when they were
    changed, VaultItemGoneError when they were erased."""
    if file.item:
        return b"".join(vault.read_item(file.item, by=by, why=why, subject=file.subject).parts)
    blob = path_of(file.pk).read_bytes()
    return keeper().open_file(file.subject, _context(file.pk), blob, by=by.pk if by else None, why=why)


def move_into_vault(file: SealedFile, *, by: str, facts: dict[str, Any]) -> None:
    """Make an item of the vault of a file that an earlier release kept beside it. `by` is the opaque identifier of whoever
    brought it, `facts` what the log shall say of it."""
    body = read(file, None, "vault.move")
    reveal(file, by=None, why="vault.move")
    with transaction.atomic():
        item = vault.take_in(io.BytesIO(body), file.name, by=by, facts={"subject": str(file.subject), **facts})
        file.item = item.id
        file.save(update_fields=["item"])
        path = path_of(file.pk)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def remove(file: SealedFile) -> None:
    """Remove a file that was kept for a while, for good, when the transaction commits."""
    path = path_of(file.pk)
    with whole_block_unscoped(reason="Django looks for rows that name the file"):
        file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def destroy(items: Iterable[str], *, by: Member, reason: str) -> None:
    """Destroy items of the vault whose rows were removed; last in the caller's transaction, because nothing brings them
    back. Raises VaultHeldError, VaultBusyNowError with nothing destroyed."""
    if items := [item for item in items if item]:
        keeper().vault_erase(items, by=by.pk, reason=reason)


def items_of_files(items: Iterable[str]) -> set[str]:
    """Those of the vault's items that a file names."""
    return set(SealedFile.objects.filter(item__in=list(items)).values_list("item", flat=True))


def sweep_orphans() -> int:
    """Remove ciphertexts that no row names (a transaction that did not commit, or a file that moved into the vault);
    returns how many. A job's work."""
    folder, removed = home() / "files", 0
    if not folder.exists():
        return 0
    an_hour_ago = time.time() - 3600
    known = {row.hex for row in SealedFile.objects.filter(item="").values_list("pk", flat=True)}
    for path in folder.glob("*/*"):
        if path.stem not in known and path.stat().st_mtime < an_hour_ago:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
