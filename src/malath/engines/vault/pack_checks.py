"""Checking one pack: its BLAKE3 against its name and, with the keys, each object's plaintext against its SHA-256."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from blake3 import blake3

from malath.engines.ledger import Finding
from malath.engines.vault.entries import Item, ObjectEntry
from malath.engines.vault.errors import VaultDamagedError
from malath.engines.vault.packs import Parts, digest_of, fill
from malath.engines.vault.stream import Bytes, Plain, parts_of

_PIECE = 4 << 20

Told = list[tuple[ObjectEntry, Item]]
"""What the ledger says lies in a pack: each item with its object."""


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


def check_pack(path: Path, size: int, told: Told) -> tuple[int, list[Finding]]:
    """(bytes read, findings) of one pack that should have `size` bytes."""
    ids = ", ".join(sorted({item.id for _held, item in told}))
    where = f"pack {path.name}" + (f" ({ids})" if ids else "")
    try:
        with open(path, "rb", buffering=0) as file:
            read, name, findings = _read(file.fileno(), path, size, told)
    except FileNotFoundError:
        return 0, [Finding("missing", where, "the pack is missing")]
    except OSError as unreadable:
        return 0, [Finding("unreadable", where, unreadable.strerror or str(unreadable))]
    if read != size:
        findings.append(Finding("size", where, f"{read} bytes, expected {size}"))
    if name != path.name:
        findings.append(Finding("pack", where, "its bytes are not those that its name says"))
    return read, findings


def _read(descriptor: int, path: Path, size: int, told: Told) -> tuple[int, str, list[Finding]]:
    """(bytes, BLAKE3, findings about objects)."""
    objects = list(_by_object(told))
    if not objects:
        name, count = digest_of(path)
        return count, name, []
    if len(objects) == 1 and size > _PIECE:
        return _read_large(descriptor, path, *objects[0])
    body = _memory.room(os.fstat(descriptor).st_size)
    count = fill(descriptor, body, 0)
    findings: list[Finding] = []
    for held, items in objects:
        begin = held.place.offset
        findings += _check_object(held, items, parts_of(body[begin : begin + held.place.length]))
    return count, blake3(body[:count]).hexdigest(), findings


def _by_object(told: Told) -> Iterator[tuple[ObjectEntry, list[Item]]]:
    found: dict[str, tuple[ObjectEntry, list[Item]]] = {}
    for held, item in told:
        found.setdefault(held.object, (held, []))[1].append(item)
    yield from found.values()


def _read_large(descriptor: int, path: Path, held: ObjectEntry, items: list[Item]) -> tuple[int, str, list[Finding]]:
    """A pack with one large object: read once, a segment at a time, for both digests."""
    digest = blake3()
    findings = _check_object(held, items, _memory.parts.read(descriptor, held.place, digest.update))
    if findings or held.place.offset:
        # Reading stopped where the object broke; the pack's digest needs every byte.
        name, count = digest_of(path)
        return count, name, findings
    buffer, at = _memory.room(_PIECE), held.place.length
    while count := fill(descriptor, buffer, at):
        digest.update(buffer[:count])
        at += count
    return at, digest.hexdigest(), findings


def _check_object(held: ObjectEntry, items: list[Item], parts: Iterator[tuple[Bytes, bool]]) -> list[Finding]:
    digest, size, pack = hashlib.sha256(), 0, held.place.pack
    try:
        for plain in _memory.plain.open(held.key, bytes.fromhex(held.object), parts):
            digest.update(plain)
            size += len(plain)
    except VaultDamagedError as broken:
        return [Finding("object", ", ".join(item.id for item in items), f"pack {pack}: {broken}")]
    text = digest.hexdigest()
    return [
        Finding("object", item.id, f"pack {pack}: not the {item.size} bytes that the log says")
        for item in items
        if item.size != size or item.sha256 != text
    ]
