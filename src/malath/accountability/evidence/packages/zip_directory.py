"""The list of entries of a zip (PKWARE APPNOTE 6.3.10, sections 4.3.6 to 4.5), read without trusting it.

The standard library's zipfile is not used: it cuts names at NUL, keeps the last of two entries with one name, does not see
entries that lie over each other (D. Fifield, «A better zip bomb», 2019) and raises errors of many kinds. What is needed here is
little: stored and deflated entries, zip64, and each contradiction between the directory and the entries by name.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from .backing import Backing
from .errors import NotAPackageError, PackageDamagedError, PackageUnsafeError
from .limits import Limits

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_CHUNK = 1024 * 1024


class Directory(NamedTuple):
    """Where the list lies, how many entries it says it has, and how many bytes stand before the zip's own first byte."""

    offset: int
    size: int
    entries: int
    shift: int


class Listed(NamedTuple):
    """One line of the list, as it stands."""

    raw_name: bytes
    path: str
    guessed: bool
    system: int
    bits: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int


def find_directory(backing: Backing, limits: Limits) -> Directory:
    """Find the list from the end of the file; NotAPackageError where there is none, PackageDamagedError where it contradicts."""
    tail_start = max(0, backing.size - _END.size - _FULL16)
    tail = backing.read_at(tail_start, _END.size + _FULL16)
    place = len(tail)
    while (place := tail.rfind(b"PK\x05\x06", 0, place)) >= 0:
        # The comment must end where the file ends: of two candidates, only one can be the true end.
        if place + _END.size <= len(tail) and place + _END.size + _END.unpack_from(tail, place)[7] == len(tail):
            return _directory_at(backing, tail_start + place, _END.unpack_from(tail, place), limits)
    if backing.read_at(0, 4) == b"PK\x03\x04":
        raise PackageDamagedError("package.cut_off")
    raise NotAPackageError


def _directory_at(backing: Backing, end: int, fields: tuple[int, ...], limits: Limits) -> Directory:
    count, size, offset = fields[4], fields[5], fields[6]
    list_end = end
    locator = backing.read_at(end - _LOCATOR.size, _LOCATOR.size) if end >= _LOCATOR.size else b""
    if locator[:4] == b"PK\x06\x07":
        place = _LOCATOR.unpack(locator)[2]
        record = backing.read_at(place, _END64.size)
        if record[:4] != b"PK\x06\x06" or len(record) < _END64.size or place > end:
            raise PackageDamagedError("package.damaged", reason="zip64")
        *_, count, size, offset = _END64.unpack(record)
        list_end = place
    shift = list_end - size - offset
    if shift < 0 or size > list_end:
        raise PackageDamagedError("package.cut_off")
    if count > limits.max_entries:
        raise PackageUnsafeError("package.too_many_entries", entries=count)
    if size > limits.max_directory_bytes:
        raise PackageUnsafeError("package.directory_too_large", bytes=size)
    return Directory(offset + shift, size, count, shift)


def listed_entries(backing: Backing, directory: Directory) -> Iterator[Listed]:
    """Each line of the list, in its order; PackageDamagedError where a line is cut off or the count is wrong."""
    buffer, used, read, found = b"", 0, 0, 0
    while True:
        if len(buffer) - used < _CENTRAL.size + 3 * _FULL16 and read < directory.size:
            more = backing.read_at(directory.offset + read, min(_CHUNK, directory.size - read))
            if not more:
                raise PackageDamagedError("package.cut_off")
            buffer, used, read = buffer[used:] + more, 0, read + len(more)
            continue
        if used == len(buffer):
            break
        line, used = _line_at(buffer, used, directory.shift)
        found += 1
        if found > directory.entries:
            break
        yield line
    if found != directory.entries:
        raise PackageDamagedError("package.count_contradicts", declared=directory.entries, found=found)


def _line_at(buffer: bytes, start: int, shift: int) -> tuple[Listed, int]:
    if buffer[start : start + 4] != b"PK\x01\x02" or len(buffer) - start < _CENTRAL.size:
        raise PackageDamagedError("package.damaged", reason="directory")
    made, _need, bits, method, _time, _date, crc = _CENTRAL.unpack_from(buffer, start)[1:8]
    packed, size, name_length, extra_length, comment_length, _disk, _inner, attributes, offset = _CENTRAL.unpack_from(
        buffer, start
    )[8:]
    name_end = start + _CENTRAL.size + name_length
    end = name_end + extra_length + comment_length
    if end > len(buffer):
        raise PackageDamagedError("package.cut_off")
    raw = buffer[start + _CENTRAL.size : name_end]
    extra = dict(_extra_fields(buffer[name_end : name_end + extra_length]))
    size, packed, offset = _wide(extra.get(0x0001, b""), size, packed, offset)
    path, guessed = _decoded(raw, bits, extra.get(0x7075, b""))
    return Listed(raw, path, guessed, made >> 8, bits, method, crc, packed, size, offset + shift, attributes), end


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, place)
        yield tag, extra[place + 4 : place + 4 + length]
        place += 4 + length


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Numbers that do not fit 32 bits stand in the zip64 field, in this order, only those that are full."""
    place, values = 0, []
    for value in (size, packed, offset):
        if value == _FULL32 and place + 8 <= len(extra):
            value = struct.unpack_from("<Q", extra, place)[0]
            place += 8
        values.append(value)
    return values[0], values[1], values[2]


def _decoded(raw: bytes, bits: int, unicode_path: bytes) -> tuple[str, bool]:
    """The name, and whether its encoding had to be guessed: many tools write UTF-8 and do not say so."""
    if len(unicode_path) > 5 and struct.unpack_from("<L", unicode_path, 1)[0] == zlib.crc32(raw):
        raw, bits = unicode_path[5:], 0x800
    try:
        return raw.decode("utf-8"), not raw.isascii() and not bits & 0x800
    except UnicodeDecodeError:
        return raw.decode("cp437"), True
