"""The entries of a zip as streams, each held to what the directory declares of it."""

from __future__ import annotations

import io
import stat
import struct
import zlib
from typing import Any, BinaryIO, NamedTuple

from .backing import Backing, StretchBacking
from .entry_names import clash_key, name_flags, printable, reason_to_leave_out
from .errors import EntryError, PackageDamagedError, PackageUnsafeError, only_package_errors
from .limits import Limits
from .model import Check, Entry, LeftOut, Outcome
from .zip_directory import Listed, find_directory, listed_entries

_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_LARGEST_DESCRIPTOR = 24  # signature, CRC and two 64-bit sizes may follow an entry that was written as a stream
_CHUNK = 64 * 1024


class Place(NamedTuple):
    """Where the bytes of an entry lie in the zip and what they must come to."""

    offset: int
    packed: int
    method: int
    crc: int


class ZipSource:
    """A zip whose whole list of entries was checked before any of them is read."""

    def __init__(self, backing: Backing, limits: Limits) -> None:
        self._backing = backing
        self._limits = limits
        self.entries: list[Entry] = []
        self.left_out: list[LeftOut] = []
        self.checks: list[Check] = []
        self.count = 0
        self._stretches: list[tuple[int, int]] = []
        self._seen: set[int] = set()
        self._total = 0
        directory = find_directory(backing, limits)
        for listed in listed_entries(backing, directory):
            self._take(listed)
        self._check_stretches(directory.offset)

    def open_entry(self, entry: Entry) -> BinaryIO:
        """See Source."""
        stream = _EntryStream(self._backing, entry, self._limits)
        return io.BufferedReader(stream, _CHUNK)

    def backing_for(self, entry: Entry) -> Backing | None:
        """See Source."""
        place: Place = entry.place
        return StretchBacking(self._backing, place.offset, entry.size) if place.method == _STORED else None

    def close(self) -> None:
        """See Source."""
        self._backing.close()

    def _take(self, listed: Listed) -> None:
        self.count += 1
        self._refuse_bomb(listed)
        data_offset, contradiction = self._local(listed)
        reason = reason_to_leave_out(listed.path, self._limits) or _reason(listed) or contradiction
        if reason:
            self.left_out.append(LeftOut(printable(listed.path), listed.size, reason))
            return
        flags = self._flags(listed)
        place = Place(data_offset, listed.packed, listed.method, listed.crc)
        self.entries.append(Entry(listed.path, listed.size, flags, self, place))

    def _flags(self, listed: Listed) -> tuple[str, ...]:
        flags = name_flags(listed.path)
        if listed.guessed:
            flags += ("entry.name_encoding_guessed",)
        # Hashes, not names: a set of 100,000 long names would weigh more than the whole list. Python salts them.
        exact, folded = hash(("exact", listed.path)), hash(("folded", clash_key(listed.path)))
        if exact in self._seen:
            flags += ("entry.name_twice",)
            self.checks.append(Check("zip.name_twice", listed.path, Outcome.BROKEN))
        elif folded in self._seen:
            flags += ("entry.name_clash",)
        self._seen |= {exact, folded}
        return flags

    def _refuse_bomb(self, listed: Listed) -> None:
        limits, path = self._limits, printable(listed.path, 200)
        self._total += listed.size
        if listed.size > limits.max_entry_bytes:
            raise PackageUnsafeError("package.entry_too_large", path=path, bytes=listed.size)
        if self._total > limits.max_total_bytes:
            raise PackageUnsafeError("package.too_large", bytes=self._total)
        if listed.size > limits.ratio_free_bytes and listed.size > listed.packed * limits.max_ratio:
            raise PackageUnsafeError("package.ratio", path=path, bytes=listed.size, packed=listed.packed)

    def _local(self, listed: Listed) -> tuple[int, str | None]:
        """Where the bytes of the entry start, and how its own header contradicts the list, if it does."""
        head = self._backing.read_at(listed.offset, _LOCAL.size + len(listed.raw_name))
        if head[:4] != b"PK\x03\x04" or len(head) < _LOCAL.size:
            return 0, "entry.header_missing"
        _, _, bits, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(head)
        start = listed.offset + _LOCAL.size + name_length + extra_length
        self._stretches.append((listed.offset, start + listed.packed))
        if start + listed.packed > self._backing.size:
            raise PackageDamagedError("package.cut_off")
        same = (
            head[_LOCAL.size :] == listed.raw_name and name_length == len(listed.raw_name) and method == listed.method
        )
        if not bits & 0x08 and 0xFFFFFFFF not in (packed, size):
            same = same and (crc, packed, size) == (listed.crc, listed.packed, listed.size)
        return start, None if same else "entry.header_contradicts"

    def _check_stretches(self, list_offset: int) -> None:
        """Entries that lie over each other are a bomb; bytes between them that no entry owns are something hidden."""
        reached, hidden = 0, 0
        for start, end in sorted(self._stretches):
            if start < reached:
                raise PackageUnsafeError("package.entries_overlap", offset=start)
            if start - reached > _LARGEST_DESCRIPTOR or (reached == 0 and start):
                hidden += start - reached
            reached = end
        if reached > list_offset:
            raise PackageUnsafeError("package.entries_overlap", offset=list_offset)
        if list_offset - reached > _LARGEST_DESCRIPTOR:
            hidden += list_offset - reached
        if hidden:
            self.checks.append(Check("zip.unlisted_bytes", "", Outcome.BROKEN, {"bytes": hidden}))
        self._stretches.clear()
        self._seen.clear()


def _reason(listed: Listed) -> str | None:
    kind = stat.S_IFMT(listed.attributes >> 16) if listed.system in (3, 19) else 0
    if listed.path.endswith(("/", "\\")) or kind == stat.S_IFDIR:
        return "entry.folder_with_bytes" if listed.size else "entry.folder"
    if listed.bits & _ENCRYPTED:
        return "entry.encrypted"
    if kind not in (0, stat.S_IFREG):
        return "entry.symlink" if kind == stat.S_IFLNK else "entry.special_file"
    if listed.method not in (_STORED, _DEFLATED):
        return "entry.method_unknown"
    return "entry.size_lies" if listed.method == _STORED and listed.packed != listed.size else None


class _EntryStream(io.RawIOBase):
    """One entry's bytes, unpacked as they are asked for; it ends with an EntryError unless size and CRC-32 are as declared."""

    def __init__(self, backing: Backing, entry: Entry, limits: Limits) -> None:
        self._backing, self._entry, self._limits = backing, entry, limits
        self._place: Place = entry.place
        self._inflate = zlib.decompressobj(-15) if self._place.method == _DEFLATED else None
        self._taken = self._given = self._crc = 0
        self._whole = False

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        if self._whole or not len(target):
            return 0
        with only_package_errors("entry.damaged"):
            data = self._inflated(len(target)) if self._inflate else self._packed_bytes(len(target))
        self._given += len(data)
        self._crc = zlib.crc32(data, self._crc)
        if self._given > self._entry.size:
            raise EntryError("entry.size_lies", path=printable(self._entry.path, 200))
        if not data:
            self._finish()
        target[: len(data)] = data
        return len(data)

    def _packed_bytes(self, wanted: int) -> bytes:
        data = self._backing.read_at(
            self._place.offset + self._taken, min(wanted, self._place.packed - self._taken, _CHUNK)
        )
        self._taken += len(data)
        return data

    def _inflated(self, wanted: int) -> bytes:
        assert self._inflate is not None
        while not self._inflate.eof:
            feed = self._inflate.unconsumed_tail or self._packed_bytes(_CHUNK)
            data = self._inflate.decompress(feed, wanted)
            if data or not feed:
                return data
        return b""

    def _finish(self) -> None:
        ended = self._inflate is None or (self._inflate.eof and not self._inflate.unused_data)
        if self._given != self._entry.size or not ended or self._taken != self._place.packed:
            raise EntryError("entry.size_lies", path=printable(self._entry.path, 200))
        if self._crc != self._place.crc:
            raise EntryError("entry.crc_wrong", path=printable(self._entry.path, 200))
        self._whole = True
