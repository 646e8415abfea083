"""Where a replica lies. Only put-if-absent, get, size and list are used, so that any store will do; a store that can lock
what it takes is asked to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from malath.engines.durable import sync_folder
from malath.engines.vault.errors import ReplicaError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|[sS]3//")


class Removal(StrEnum):
    """What became of a file that was to go."""

    GONE = "gone"
    LOCKED = "locked"
    """The store's lock is on until its day: it goes then."""
    DENIED = "denied"
    """No lock holds it any more; the credentials may not delete it."""


class Store(Protocol):
    """A place for files under names with slashes. Everything raises ReplicaError. As text, where it is."""

    def put(self, name: str, source: BinaryIO, size: int, *, days: int) -> bool:
        """Keep a file for so many days at least; False when one of this name is there already, which stays."""

    def get(self, name: str) -> Iterator[bytes]:
        """A file's bytes, part by part."""

    def size(self, name: str) -> int | None:
        """A file's length; None when there is none."""

    def names(self, prefix: str) -> Iterator[str]:
        """The names that begin so, in order."""

    def keep(self, name: str, *, days: int) -> None:
        """Lock a file that is there anew before its lock runs out: it is still needed."""

    def remove(self, name: str, *, days: int) -> Removal:
        """Take a file away that was put to be kept for so many days."""


class FolderStore:
    """A folder: a second disk, a mounted share. It locks nothing: whoever can write it can empty it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return f"the folder {self._path.absolute()}"

    def put(self, name: str, source: BinaryIO, size: int, *, days: int) -> bool:
        del days
        target = self._path / name
        if target.exists():
            return False
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f".{target.name}.part")
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            written = 0
            while piece := source.read(1 << 20):
                written += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if written != size:
            part.unlink()
            raise ReplicaError(f"{name} changed while it was copied")
        part.rename(target)
        sync_folder(target.parent)
        return True

    def get(self, name: str) -> Iterator[bytes]:
        try:
            with open(self._path / name, "rb") as file:
                while piece := file.read(1 << 20):
                    yield piece
        except FileNotFoundError:
            raise ReplicaError(f"the replica has no {name}") from None

    def size(self, name: str) -> int | None:
        try:
            return (self._path / name).stat().st_size
        except FileNotFoundError:
            return None

    def names(self, prefix: str) -> Iterator[str]:
        folder = self._path / prefix
        found = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
        yield from sorted(path.relative_to(self._path).as_posix() for path in found)

    def keep(self, name: str, *, days: int) -> None:
        pass

    def remove(self, name: str, *, days: int) -> Removal:
        del days
        (self._path / name).unlink(missing_ok=True)
        return Removal.GONE


def open_store(address: str, *, endpoint: str | None = None, mode: str = "COMPLIANCE") -> Store:
    """`s3://bucket/prefix` (keys from the usual AWS environment) or a folder. What looks like another address
    is refused: a copy that went to a folder of that name would be no copy elsewhere. Raises ReplicaError."""
    if _SCHEME.match(address) and not re.match(r"s3://[^/]", address):
        raise ReplicaError(f"{address!r} is no address: s3://bucket/prefix, or a folder (./{address} if it is one)")
    if not address.startswith("s3://"):
        return FolderStore(Path(address))
    try:
        from malath.engines.vault.replica.s3 import S3Store
    except ImportError as missing:
        raise ReplicaError("S3 replicas need boto3: pip install malath[s3]") from missing
    bucket, _slash, prefix = address[5:].partition("/")
    return S3Store(bucket, prefix.strip("/"), endpoint=endpoint, mode=mode)
