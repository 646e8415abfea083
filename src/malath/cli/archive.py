"""The backup's form: a tar inside age, with a manifest of digests as its last member.

Two files belong together and are kept apart: NAME.malath (database, ledger, sealed files: all ciphertext or
identifiers) and NAME.keys (the wrapped keys and the host keys). Either alone opens nothing; both need the passphrase
or the holders too. The key file is to be destroyed after 30 days, so that an erasure becomes final.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pyrage

MANIFEST = "MANIFEST.json"


class BrokenBackupError(Exception):
    """The backup does not open, or is not what its manifest says; the message names the member."""


def pair_of(name: Path) -> tuple[Path, Path]:
    """The two files of a backup; a point in its name stays part of the name."""
    return name.with_name(name.name + ".malath"), name.with_name(name.name + ".keys")


def pack(members: list[tuple[str, Path]], facts: dict[str, Any]) -> bytes:
    """A tar of the files under their names, with the manifest at its end."""
    buffer = io.BytesIO()
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in members:
            body = path.read_bytes()
            digests[name] = hashlib.sha256(body).hexdigest()
            _add(tar, name, body)
        _add(tar, MANIFEST, json.dumps({**facts, "files": digests}, indent=1, sort_keys=True).encode())
    return buffer.getvalue()


def _add(tar: tarfile.TarFile, name: str, body: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(body)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(body))


def encrypt(body: bytes, recipients: list[str], target: Path) -> str:
    """Write the body encrypted with age to the recipients; read it back; its SHA-256."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    sealed = pyrage.encrypt(body, keys)
    part = target.with_name(target.name + ".part")
    part.write_bytes(sealed)
    digest = hashlib.sha256(sealed).hexdigest()
    if hashlib.sha256(part.read_bytes()).hexdigest() != digest:
        raise BrokenBackupError(f"{target}: what was written is not what is read back")
    part.rename(target)
    return digest


def decrypt(source: Path, identity: str) -> bytes:
    """The tar inside; raises BrokenBackupError when the identity does not open it or it was changed."""
    try:
        return bytes(pyrage.decrypt(source.read_bytes(), [pyrage.x25519.Identity.from_str(identity)]))
    except Exception as problem:
        raise BrokenBackupError(f"{source.name}: does not open with this identity, or was changed") from problem


def unpack(body: bytes, folder: Path) -> dict[str, Any]:
    """Write the members under a folder after checking every digest; returns the manifest's facts."""
    with tarfile.open(fileobj=io.BytesIO(body)) as tar:
        held = {entry.name: tar.extractfile(entry).read() for entry in tar if entry.isfile()}  # type: ignore[union-attr]
    if MANIFEST not in held:
        raise BrokenBackupError("the manifest is missing: the backup was cut off")
    facts: dict[str, Any] = json.loads(held.pop(MANIFEST))
    expected = facts.pop("files")
    for name in sorted(set(expected) | set(held)):
        if name not in held or name not in expected or hashlib.sha256(held[name]).hexdigest() != expected[name]:
            raise BrokenBackupError(f"{name}: missing, added or changed")
    for name, content in held.items():
        path = (folder / name).resolve()
        if folder.resolve() not in path.parents:
            raise BrokenBackupError(f"{name}: points outside the folder")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
        path.chmod(0o600)
    return facts
