"""The files under a folder as streams: no link is followed, no device is opened, not even when the folder changes meanwhile."""

from __future__ import annotations

import io
import os
import stat
from typing import Any, BinaryIO

from .backing import Backing, DescriptorBacking
from .entry_names import clash_key, name_flags, printable, reason_to_leave_out
from .errors import EntryError, PackageUnsafeError, only_package_errors
from .limits import Limits
from .model import Check, Entry, LeftOut

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FolderSource:
    """Every file under a folder, in the order of their names."""

    def __init__(self, folder: str | os.PathLike[str], limits: Limits) -> None:
        self._limits = limits
        self.entries: list[Entry] = []
        self.left_out: list[LeftOut] = []
        self.checks: list[Check] = []
        self.count = 0
        self._total = 0
        self._seen: set[int] = set()
        self._root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._walk()
        except BaseException:
            self.close()
            raise
        self._seen.clear()

    def open_entry(self, entry: Entry) -> BinaryIO:
        """See Source."""
        return io.BufferedReader(_FileStream(self._descriptor(entry), entry), 64 * 1024)

    def backing_for(self, entry: Entry) -> Backing | None:
        """See Source."""
        return DescriptorBacking(self._descriptor(entry))

    def close(self) -> None:
        """See Source."""
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    def _walk(self) -> None:
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            descriptor = self._folder(folder)
            try:
                with os.scandir(descriptor) as found:
                    names = sorted((one.name, one.stat(follow_symlinks=False)) for one in found)
            finally:
                os.close(descriptor)
            below = [path for name, facts in names if (path := self._take(f"{folder}{name}", facts))]
            waiting.extend(reversed(below))

    def _take(self, path: str, facts: os.stat_result) -> str | None:
        """Account for one name; a folder to go into is returned."""
        self.count += 1
        if self.count > self._limits.max_entries:
            raise PackageUnsafeError("package.too_many_entries", entries=self.count)
        shown = printable(os.fsencode(path).decode("utf-8", "backslashreplace"))
        # A folder here cannot hold «..» or a NUL, but its names may escape from a folder on Windows: one rule for both.
        reason = _reason(facts) or reason_to_leave_out(shown, self._limits)
        if reason:
            self.left_out.append(LeftOut(shown, 0 if stat.S_ISDIR(facts.st_mode) else facts.st_size, reason))
            deep = shown.count("/") + 2 > self._limits.max_depth
            if reason != "entry.folder":
                return None
            if deep:
                self.left_out[-1] = LeftOut(shown, 0, "entry.too_deep")
            return None if deep else f"{path}/"
        self._total += facts.st_size
        if facts.st_size > self._limits.max_entry_bytes:
            raise PackageUnsafeError("package.entry_too_large", path=shown[:200], bytes=facts.st_size)
        if self._total > self._limits.max_total_bytes:
            raise PackageUnsafeError("package.too_large", bytes=self._total)
        self.entries.append(Entry(shown, facts.st_size, self._flags(path, shown), self, path))
        return None

    def _flags(self, path: str, shown: str) -> tuple[str, ...]:
        flags = name_flags(shown)
        if path != shown:
            flags += ("entry.name_encoding_guessed",)
        key = hash(clash_key(shown))
        if key in self._seen:
            flags += ("entry.name_clash",)
        self._seen.add(key)
        return flags

    def _folder(self, path: str) -> int:
        descriptor = os.dup(self._root)
        for part in filter(None, path.split("/")):
            try:
                below = os.open(part, _FOLDER, dir_fd=descriptor)
            finally:
                os.close(descriptor)
            descriptor = below
        return descriptor

    def _descriptor(self, entry: Entry) -> int:
        with only_package_errors("entry.changed"):
            folder, _, name = str(entry.place).rpartition("/")
            above = self._folder(folder)
            try:
                descriptor = os.open(name, _FILE, dir_fd=above)
            finally:
                os.close(above)
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size != entry.size:
            os.close(descriptor)
            raise EntryError("entry.changed", path=entry.path[:200])
        return descriptor


def _reason(facts: os.stat_result) -> str | None:
    if stat.S_ISDIR(facts.st_mode):
        return "entry.folder"
    if stat.S_ISLNK(facts.st_mode):
        return "entry.symlink"
    return None if stat.S_ISREG(facts.st_mode) else "entry.special_file"


class _FileStream(io.RawIOBase):
    """A file's bytes, ended with an EntryError when it grew or shrank since it was listed."""

    def __init__(self, descriptor: int, entry: Entry) -> None:
        self._descriptor, self._entry, self._given = descriptor, entry, 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        with only_package_errors("entry.damaged"):
            count = os.readv(self._descriptor, [target])
        self._given += count
        if self._given > self._entry.size or (not count and len(target) and self._given != self._entry.size):
            raise EntryError("entry.changed", path=self._entry.path[:200])
        return count

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()
