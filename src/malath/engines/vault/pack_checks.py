"""Checking one pack: its BLAKE3 against its name and, with the keys, what each of its objects holds."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from blake3 import blake3

from malath.engines.vault.entries import ObjectEntry
from malath.engines.vault.errors import VaultDamagedError
from malath.engines.vault.packs import Parts, digest_of, fill
from malath.engines.vault.stream import Bytes, Plain, parts_of

WORKERS = 2
_PIECE = 4 << 20


class Contents(NamedTuple):
    """What an object was found to hold: how many bytes, their SHA-256; or why it does not open."""

    size: int
    sha256: str
    broken: str = ""


@dataclass
class PackCheck:
    """What was found of one pack, which should hold these objects: bytes read, (code, text) of what is wrong with the
    file, the contents of its objects."""

    name: str
    holds: list[str] = field(default_factory=list)
    read: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    objects: dict[str, Contents] = field(default_factory=dict)


class _Memory(threading.local):
    """What a worker reads into: fresh memory is dear, so it is kept from pack to pack."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.plain = Plain()
        self.parts = Parts()

    def room(self, size: int) -> memoryview:
        """So many bytes."""
        if len(self.body) < size:
            self.body = bytearray(size)
        return memoryview(self.body)[:size]


_memory = _Memory()


def check_pack(path: Path, size: int, objects: list[ObjectEntry]) -> PackCheck:
    """Read one pack that should have `size` bytes and hold these objects."""
    check = PackCheck(path.name, [held.object for held in objects])
    try:
        with open(path, "rb", buffering=0) as file:
            name = _read(file.fileno(), path, size, objects, check)
    except FileNotFoundError:
        check.faults.append(("missing", "the pack is missing"))
        return check
    except OSError as unreadable:
        check.faults.append(("unreadable", unreadable.strerror or str(unreadable)))
        return check
    if check.read != size:
        check.faults.append(("size", f"{check.read} bytes, expected {size}"))
    if name != path.name:
        check.faults.append(("pack", "its bytes are not those that its name says"))
    return check


def _read(descriptor: int, path: Path, size: int, objects: list[ObjectEntry], check: PackCheck) -> str:
    """The pack's BLAKE3; what it holds is noted."""
    if not objects:
        name, check.read = digest_of(path)
        return name
    if len(objects) == 1 and size > _PIECE:
        return _read_large(descriptor, path, objects[0], check)
    body = _memory.room(os.fstat(descriptor).st_size)
    check.read = fill(descriptor, body, 0)
    for held in objects:
        begin = held.place.offset
        check.objects[held.object] = _contents(held, parts_of(body[begin : begin + held.place.length]))
    return blake3(body[: check.read]).hexdigest()


def _read_large(descriptor: int, path: Path, held: ObjectEntry, check: PackCheck) -> str:
    """A pack with one large object: read once, a segment at a time, for both digests."""
    digest = blake3()
    found = _contents(held, _memory.parts.read(descriptor, held.place, digest.update))
    check.objects[held.object] = found
    if found.broken or held.place.offset:
        # Reading stopped where the object broke; the pack's digest needs every byte.
        name, check.read = digest_of(path)
        return name
    buffer, at = _memory.room(_PIECE), held.place.length
    while count := fill(descriptor, buffer, at):
        digest.update(buffer[:count])
        at += count
    check.read = at
    return digest.hexdigest()


def _contents(held: ObjectEntry, parts: Iterator[tuple[Bytes, bool]]) -> Contents:
    digest, size = hashlib.sha256(), 0
    try:
        for plain in _memory.plain.open(held.key, bytes.fromhex(held.object), parts):
            digest.update(plain)
            size += len(plain)
    except VaultDamagedError as broken:
        return Contents(0, "", str(broken))
    return Contents(size, digest.hexdigest())


class PackChecks:
    """Checks packs (name to size) behind the caller's back, two at a time, while it reads the log."""

    def __init__(self, folder: Path, sizes: dict[str, int]) -> None:
        self._folder, self._sizes = folder, sizes
        self._pool = ThreadPoolExecutor(WORKERS)
        self._begun: dict[str, Future[PackCheck]] = {}

    def __enter__(self) -> PackChecks:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, name: str, objects: list[ObjectEntry]) -> None:
        """Check a pack that holds these objects; nothing if it was begun before, or is none of ours."""
        if name in self._sizes and name not in self._begun:
            self._begun[name] = self._pool.submit(check_pack, self._folder / name, self._sizes[name], objects)

    def results(self) -> Iterator[PackCheck]:
        """What was found, in the packs' order; those that nobody began are checked as files."""
        for name in self._sizes:
            self.begin(name, [])
        for name in self._sizes:
            yield self._begun[name].result()
