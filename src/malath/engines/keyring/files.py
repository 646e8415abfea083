"""Sealing files under a subject's key, a segment at a time, so that size costs no memory.

Version 0x02, UUID, a salt of 16 bytes, then segments of 1 MiB in the STREAM construction (Hoang et al. 2015): nonce =
counter and a last-segment flag under a key derived from the salt, so that cutting off, repeating or reordering is
found. The plaintext is length, body, zeros (Padmé), so that the size is hidden.
"""

from __future__ import annotations

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from malath.engines.keyring.errors import UnreadableError
from malath.engines.keyring.primitives import length_prefix, padded_size
from malath.engines.keyring.texts import FILE, HEAD, SubjectKey

SEGMENT = 1 << 20
_SALT = 16
_TAG = 16
_LENGTH = 4
_NONCE = struct.Struct(">7xIB")


def seal_stream(key: SubjectKey, context: bytes, source: BinaryIO, target: BinaryIO, *, size: int) -> None:
    """Encrypt `size` bytes of a file; raises ValueError when the source has fewer or more."""
    salt = os.urandom(_SALT)
    head = bytes([FILE]) + key.subject.bytes + salt
    cipher, bound = key.file_cipher(salt), head + context
    target.write(head)
    whole = padded_size(size)
    count, given = -(-whole // SEGMENT), 0
    for number in range(count):
        room = min(SEGMENT, whole - number * SEGMENT)
        plain = length_prefix(size) if number == 0 else b""
        # Never more than was announced: a source that grows while it is read is refused below.
        part = _read(source, min(room - len(plain), size - given))
        given += len(part)
        plain = (plain + part).ljust(room, b"\0")
        target.write(cipher.encrypt(_NONCE.pack(number, number == count - 1), plain, bound))
    if given != size or source.read(1):
        raise ValueError("the source is not as long as was said")


def open_stream(key: SubjectKey, context: bytes, source: BinaryIO, target: BinaryIO) -> int:
    """Write a file's bytes to `target`; how many. Raises UnreadableError when anything was changed, cut off, added or
    reordered: then throw away what was written, for the end was not yet checked when the beginning was."""
    head = _read(source, HEAD + _SALT)
    if len(head) < HEAD + _SALT or head[0] != FILE:
        raise UnreadableError("not a sealed file")
    cipher, bound = key.file_cipher(head[HEAD:]), head + context
    number, length, written = 0, 0, 0
    sealed = _read(source, SEGMENT + _TAG)
    while True:
        following = _read(source, SEGMENT + _TAG)
        try:
            plain = cipher.decrypt(_NONCE.pack(number, not following), sealed, bound)
        except (InvalidTag, ValueError) as broken:
            raise UnreadableError("changed, cut off, or from another place") from broken
        if number == 0:
            length, plain = int.from_bytes(plain[:_LENGTH], "big"), plain[_LENGTH:]
        written += target.write(plain[: length - written])
        if not following:
            break
        sealed, number = following, number + 1
    if written != length:
        raise UnreadableError("length beyond the end")
    return length


def seal_segments(key: SubjectKey, context: bytes, body: bytes) -> bytes:
    """Encrypt a file's bytes held in memory."""
    target = io.BytesIO()
    seal_stream(key, context, io.BytesIO(body), target, size=len(body))
    return target.getvalue()


def open_segments(key: SubjectKey, context: bytes, blob: bytes) -> bytes:
    """The file's bytes; raises UnreadableError when anything was changed, cut off, added or reordered."""
    target = io.BytesIO()
    open_stream(key, context, io.BytesIO(blob), target)
    return target.getvalue()


def _read(source: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes, or what is left: a pipe or a socket may give less at a time."""
    parts = []
    while size > 0 and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
