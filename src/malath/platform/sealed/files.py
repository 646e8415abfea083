"""Small files, sealed: at most 25 MB each, one ciphertext a file, named by a random id."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.keeper.client import home, keeper
from malath.platform.sealed.models import SealedFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from malath.platform.access.models import Member


def path_of(file: uuid.UUID) -> Path:
    """Where a file's ciphertext lies."""
    return home() / "files" / file.hex[:2] / file.hex


def _context(file: uuid.UUID) -> bytes:
    return f"file|{file}".encode()


def store(subject: uuid.UUID, upload: UploadedFile[Any], by: Member) -> SealedFile:
    """Seal an upload under its subject's key; durable before this returns. Runs inside the caller's transaction.

    The ciphertext is removed again when the transaction does not commit, at the latest by the sweep of the jobs.
    """
    body = upload.read()
    return store_bytes(subject, name=upload.name or "", kind=upload.content_type or "", body=body)


def store_bytes(subject: uuid.UUID, *, name: str, kind: str, body: bytes) -> SealedFile:
    """As `store`, for bytes that the server made itself."""
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


def read(file: SealedFile, by: Member, why: str) -> bytes:
    """The file's bytes, after a ledger entry of their own. Raises UnreadableError when they were changed."""
    return keeper().open_file(file.subject, _context(file.pk), path_of(file.pk).read_bytes(), by=by.pk, why=why)


def remove(file: SealedFile) -> None:
    """Remove a file for good when the transaction commits."""
    path = path_of(file.pk)
    with whole_block_unscoped(reason="Django looks for rows that name the file"):
        file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep_orphans() -> int:
    """Remove ciphertexts that no row names (a transaction that did not commit); returns how many. A job's work."""
    folder, removed = home() / "files", 0
    if not folder.exists():
        return 0
    import time

    an_hour_ago = time.time() - 3600
    known = {row.hex for row in SealedFile.objects.values_list("pk", flat=True)}
    for path in folder.glob("*/*"):
        if path.stem not in known and path.stat().st_mtime < an_hour_ago:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
