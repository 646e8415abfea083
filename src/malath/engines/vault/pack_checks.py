"""Checking one pack: its BLAKE3 against its name and, with the keys, each object's plaintext against its SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from blake3 import blake3

from malath.engines.ledger import Finding
from malath.engines.vault.entries import Item, ObjectEntry
from malath.engines.vault.errors import VaultDamagedError
from malath.engines.vault.packs import digest_of
from malath.engines.vault.stream import HEADER, SEGMENT, Opener

_PIECE = 4 << 20


def check_pack(path: Path, size: int, told: list[tuple[ObjectEntry, Item]]) -> tuple[int, list[Finding]]:
    """(bytes read, findings) of one pack: its BLAKE3 against its name, and each object that it is told to hold."""
    findings: list[Finding] = []
    ids = ", ".join(sorted({item.id for _held, item in told}))
    where = f"pack {path.name}" + (f" ({ids})" if ids else "")
    try:
        if told and size > 4 * _PIECE and len({held.object for held, _item in told}) == 1:
            read, name, broken = _large(path, told)
        else:
            read, name, broken = _whole(path, told)
    except FileNotFoundError:
        return 0, [Finding("missing", where, "the pack is missing")]
    except OSError as unreadable:
        return 0, [Finding("unreadable", where, unreadable.strerror or str(unreadable))]
    if read != size:
        findings.append(Finding("size", where, f"{read} bytes, expected {size}"))
    if name != path.name:
        findings.append(Finding("pack", where, "its bytes are not those that its name says"))
    return read, findings + broken


def _whole(path: Path, told: list[tuple[ObjectEntry, Item]]) -> tuple[int, str, list[Finding]]:
    """A pack read piece by piece; objects opened from memory when there are any."""
    if not told:
        digest, count = blake3(), 0
        buffer = bytearray(_PIECE)
        with open(path, "rb", buffering=0) as file:
            while part := file.readinto(buffer):
                digest.update(memoryview(buffer)[:part])
                count += part
        return count, digest.hexdigest(), []
    with open(path, "rb", buffering=0) as file:
        body = memoryview(bytearray(os.fstat(file.fileno()).st_size))
        count = 0
        while part := file.readinto(body[count:]):
            count += part
    findings: list[Finding] = []
    for held, items in _by_object(told):
        begin = held.place.offset
        parts = _split(body[begin : begin + held.place.length])
        findings += _check_object(held, items, parts, path.name)
    return count, blake3(body).hexdigest(), findings


def _by_object(told: list[tuple[ObjectEntry, Item]]) -> Iterator[tuple[ObjectEntry, list[Item]]]:
    found: dict[str, tuple[ObjectEntry, list[Item]]] = {}
    for held, item in told:
        found.setdefault(held.object, (held, []))[1].append(item)
    yield from found.values()


def _split(body: memoryview) -> Iterator[tuple[memoryview, bool]]:
    yield body[:HEADER], False
    at, room = HEADER, SEGMENT - HEADER
    while True:
        part = body[at : at + room]
        at, room = at + len(part), SEGMENT
        yield part, at >= len(body)
        if at >= len(body):
            return


def _large(path: Path, told: list[tuple[ObjectEntry, Item]]) -> tuple[int, str, list[Finding]]:
    """A pack with one large object: read once, a segment at a time, for both digests."""
    held, count, digest = told[0][0], 0, blake3()
    buffers = [memoryview(bytearray(SEGMENT)), memoryview(bytearray(SEGMENT))]
    with open(path, "rb", buffering=0) as file:

        def parts() -> Iterator[tuple[memoryview, bool]]:
            nonlocal count
            left, turn, room = held.place.length, 0, HEADER
            while left > 0:
                buffer = buffers[turn][: min(room, left)]
                got = _fill(file.fileno(), buffer)
                part = buffer[:got]
                digest.update(part)
                count += got
                left = left - got if got == len(buffer) else 0
                yield part, left == 0
                room = SEGMENT - HEADER if room == HEADER else SEGMENT
                turn = 1 - turn

        findings = _check_object(held, [item for _held, item in told], parts(), path.name)
        while got := _fill(file.fileno(), buffers[0]):
            digest.update(buffers[0][:got])
            count += got
    if findings:
        # The reading stopped where the object broke: the digest needs every byte.
        name, count = digest_of(path)
        return count, name, findings
    return count, digest.hexdigest(), findings


def _fill(descriptor: int, buffer: memoryview) -> int:
    filled = 0
    while filled < len(buffer) and (count := os.readv(descriptor, [buffer[filled:]])):
        filled += count
    return filled


def _check_object(
    held: ObjectEntry, items: list[Item], parts: Iterator[tuple[memoryview, bool]], pack: str
) -> list[Finding]:
    where = ", ".join(item.id for item in items)
    digest, size = hashlib.sha256(), 0
    try:
        header, _last = next(parts)
        opener = Opener(held.key, bytes.fromhex(held.object), bytes(header))
        for part, last in parts:
            plain = opener.open(part, last=last)
            digest.update(plain)
            size += len(plain)
    except (VaultDamagedError, StopIteration) as broken:
        return [Finding("object", where, f"pack {pack}: {broken or 'cut off'}")]
    text = digest.hexdigest()
    return [
        Finding("object", item.id, f"pack {pack}: not the {item.size} bytes that the log says")
        for item in items
        if item.size != size or item.sha256 != text
    ]
