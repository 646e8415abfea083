"""The backup's form: a tar inside age, with a manifest of digests as its last member.

Two files belong together and are kept apart: NAME.malath (database, ledger, sealed files, the vault's packs: all
ciphertext or identifiers) and NAME.keys (the wrapped keys, the host keys, the vault's log, in which its objects' keys
lie). Either alone opens nothing; both need the passphrase or the holders too. The key file is to be destroyed after 30
days, so that an erasure becomes final.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from malath.engines.vault.export.age import opened_through, seal_through

MANIFEST = "MANIFEST.json"


class BrokenBackupError(Exception):
    """The backup does not open, or is not what its manifest says; the message names the member."""


def pair_of(name: Path) -> tuple[Path, Path]:
    """The two files of a backup; a point in its name stays part of the name."""
    return name.with_name(name.name + ".malath"), name.with_name(name.name + ".keys")


def write(members: list[tuple[str, Path]], facts: dict[str, Any], recipients: list[str], target: Path) -> str:
    """Write a tar of the files under their names, with the manifest at its end, encrypted with age to the recipients;
    read it back; its SHA-256. Nothing of it is whole in memory: a vault is larger than that."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    part = target.with_name(target.name + ".part")
    written = hashlib.sha256()
    with open(part, "wb") as file:
        seal_through(keys, _Digesting(file, written), lambda pipe: _write_tar(pipe, members, facts))
        file.flush()
        os.fsync(file.fileno())
    with open(part, "rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != written.digest():
            raise BrokenBackupError(f"{target}: what was written is not what is read back")
    part.rename(target)
    return written.hexdigest()


class _Digesting(io.RawIOBase):
    """A file that digests what goes into it."""

    def __init__(self, file: BinaryIO, digest: hashlib._Hash) -> None:
        self._file, self._digest = file, digest

    def writable(self) -> bool:
        return True

    def write(self, body: Any) -> int:
        self._digest.update(body)
        return self._file.write(body)


def _write_tar(pipe: BinaryIO, members: list[tuple[str, Path]], facts: dict[str, Any]) -> None:
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT, bufsize=1 << 20) as tar:
        for name, path in members:
            with open(path, "rb") as file:
                source = _Counted(file, os.fstat(file.fileno()).st_size)
                _add(tar, name, source, source.size)
            digests[name] = source.digest.hexdigest()
        manifest = json.dumps({**facts, "files": digests}, indent=1, sort_keys=True).encode()
        _add(tar, MANIFEST, io.BytesIO(manifest), len(manifest))


class _Counted:
    """So many bytes of a file, digested: a log may grow while it is copied, and ends where it ended when we began."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self.size, self._left = file, size, size
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        body = self._file.read(min(size, self._left))
        self._left -= len(body)
        self.digest.update(body)
        return body


def _add(tar: tarfile.TarFile, name: str, source: Any, size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    tar.addfile(entry, source)


def unpack(source: Path, identity: str, folder: Path) -> dict[str, Any]:
    """Write the members under a new folder, checking every digest; the manifest's facts. Raises BrokenBackupError when
    the identity does not open it, or something is missing, added or changed: the folder is then to be thrown away."""
    try:
        key = pyrage.x25519.Identity.from_str(identity)
    except Exception as problem:
        raise BrokenBackupError("this is no age identity") from problem
    try:
        with open(source, "rb") as file, opened_through(file, key) as (pipe, failed):
            held = _extract(pipe, folder)
            while pipe.read(1 << 20):
                pass
    except FileExistsError as problem:
        raise BrokenBackupError(f"{source.name}: something stands in it twice, or in its pair too") from problem
    except (tarfile.TarError, EOFError) as problem:
        raise BrokenBackupError(f"{source.name}: does not open with this identity, or was changed") from problem
    except OSError as problem:
        raise BrokenBackupError(f"{source.name}: {problem.strerror or problem}") from problem
    if failed:
        raise BrokenBackupError(f"{source.name}: does not open with this identity, or was changed") from failed[0]
    return _checked(held, folder)


def _extract(pipe: BinaryIO, folder: Path) -> dict[str, str]:
    """Digests by name of what was written."""
    held: dict[str, str] = {}
    with tarfile.open(fileobj=pipe, mode="r|") as tar:
        for entry in tar:
            path = (folder / entry.name).resolve()
            if not entry.isfile() or folder.resolve() not in path.parents:
                raise BrokenBackupError(f"{entry.name}: points outside the folder")
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            body, digest = tar.extractfile(entry), hashlib.sha256()
            assert body is not None
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                while part := body.read(1 << 20):
                    digest.update(part)
                    file.write(part)
            held[entry.name] = digest.hexdigest()
    return held


def _checked(held: dict[str, str], folder: Path) -> dict[str, Any]:
    if MANIFEST not in held:
        raise BrokenBackupError("the manifest is missing: the backup was cut off")
    facts: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).unlink()
    del held[MANIFEST]
    expected = facts.pop("files")
    for name in sorted(set(expected) | set(held)):
        if name not in held or name not in expected or held[name] != expected[name]:
            raise BrokenBackupError(f"{name}: missing, added or changed")
    return facts
