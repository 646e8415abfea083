"""The key file: wrapped keys of organisations and subjects, outside the database, so that one can be destroyed.

One line a record: `K <subject> <organisation> <wrapped key> <tag>` or `E <subject> <day> <tag>` (erased). The tag is a
keyed digest of the line, so a changed line is found and named. A new key is appended and synced; erasing writes the
file anew without the key. A last line cut off by a crash is dropped; it was never acknowledged.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from malath.engines.keyring.errors import DamagedKeyFileError, NoSuchKeyError
from malath.engines.keyring.keyring_file import RootKeys
from malath.engines.keyring.primitives import keyed_digest, new_key, subkey, unwrap, wrap
from malath.engines.keyring.texts import SubjectKey

_HELD = 50_000


class SubjectKeys:
    """The key file of an open server."""

    def __init__(self, path: Path, root: RootKeys) -> None:
        self._path = path
        self._root = root
        self._tag_key = root.key_file
        self._wrapped: dict[uuid.UUID, tuple[uuid.UUID, bytes]] = {}
        self._erased: dict[uuid.UUID, str] = {}
        self._held: OrderedDict[uuid.UUID, SubjectKey] = OrderedDict()
        self._organisations: dict[uuid.UUID, bytes] = {}
        self._lock = threading.RLock()

    @classmethod
    def load(cls, path: Path, root: RootKeys) -> SubjectKeys:
        """Read the file (an absent one is empty); raises DamagedKeyFileError naming the line."""
        keys = cls(path, root)
        body = path.read_bytes() if path.exists() else b""
        whole, _cut, torn = body.rpartition(b"\n")
        if torn:
            with open(path, "r+b") as file:
                file.truncate(len(whole) + 1 if whole else 0)
        for number, line in enumerate(whole.decode("ascii", "replace").splitlines(), 1):
            keys._read(line, number)
        return keys

    def _tag(self, content: str) -> str:
        return keyed_digest(self._tag_key, content).hex()

    def _read(self, line: str, number: int) -> None:
        content, _space, tag = line.rpartition(" ")
        parts = content.split(" ")
        if self._tag(content) != tag:
            raise DamagedKeyFileError(f"line {number} of the key file was changed")
        subject = uuid.UUID(parts[1])
        if parts[0] == "K":
            self._wrapped[subject] = (uuid.UUID(parts[2]), bytes.fromhex(parts[3]))
        else:
            self._erased[subject] = parts[2]

    def __len__(self) -> int:
        return len(self._wrapped)

    def has(self, subject: uuid.UUID) -> bool:
        """Whether a key is kept."""
        return subject in self._wrapped

    def erased_on(self, subject: uuid.UUID) -> str | None:
        """The day on which a subject's key was destroyed."""
        return self._erased.get(subject)

    def create(self, subject: uuid.UUID, organisation: uuid.UUID) -> None:
        """Make a key; an organisation's own is made with subject == organisation."""
        self.create_many([(subject, organisation)])

    def create_many(self, pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> None:
        """Make keys, durable before this returns; a subject that has one keeps it. An erased one gets none again."""
        with self._lock:
            lines = []
            for subject, organisation in pairs:
                if subject in self._wrapped:
                    continue
                if subject in self._erased:
                    raise NoSuchKeyError(str(subject))
                if organisation not in self._wrapped and organisation != subject:
                    lines.append(self._add(organisation, organisation))
                lines.append(self._add(subject, organisation))
            if lines:
                with open(self._path, "a", encoding="ascii", opener=_private) as file:
                    file.write("".join(lines))
                    file.flush()
                    os.fsync(file.fileno())

    def _add(self, subject: uuid.UUID, organisation: uuid.UUID) -> str:
        key = new_key()
        wrapping = self._root.organisations if subject == organisation else self._organisation(organisation)
        wrapped = wrap(wrapping, key)
        self._wrapped[subject] = (organisation, wrapped)
        return self._line(f"K {subject} {organisation} {wrapped.hex()}")

    def _line(self, content: str) -> str:
        return f"{content} {self._tag(content)}\n"

    def _organisation(self, organisation: uuid.UUID) -> bytes:
        if organisation not in self._organisations:
            if organisation not in self._wrapped:
                raise NoSuchKeyError(str(organisation))
            key = unwrap(self._root.organisations, self._wrapped[organisation][1])
            self._organisations[organisation] = subkey(key, "subjects")
        return self._organisations[organisation]

    def key_of(self, subject: uuid.UUID) -> SubjectKey:
        """The subject's key; raises NoSuchKeyError when there is none or it was erased."""
        with self._lock:
            held = self._held.get(subject)
            if held is not None:
                self._held.move_to_end(subject)
                return held
            if subject not in self._wrapped:
                raise NoSuchKeyError(str(subject))
            organisation, wrapped = self._wrapped[subject]
            wrapping = self._root.organisations if organisation == subject else self._organisation(organisation)
            key = SubjectKey(subject, unwrap(wrapping, wrapped))
            self._held[subject] = key
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
            return key

    def erase(self, subject: uuid.UUID, on: str) -> None:
        """Destroy a subject's key: the file is written anew without it, with a line that says on which day."""
        with self._lock:
            if subject not in self._wrapped:
                raise NoSuchKeyError(str(subject))
            if any(owner == subject and other != subject for other, (owner, _key) in self._wrapped.items()):
                raise NoSuchKeyError("an organisation with subjects is not erased as one")
            del self._wrapped[subject]
            self._held.pop(subject, None)
            self._erased[subject] = on
            self._rewrite()

    def _rewrite(self) -> None:
        part = self._path.with_suffix(".part")
        with open(part, "w", encoding="ascii", opener=_private) as file:
            for subject, (organisation, wrapped) in self._wrapped.items():
                file.write(self._line(f"K {subject} {organisation} {wrapped.hex()}"))
            for subject, day in self._erased.items():
                file.write(self._line(f"E {subject} {day}"))
            file.flush()
            os.fsync(file.fileno())
        old = open(self._path, "r+b") if self._path.exists() else None
        part.rename(self._path)
        if old is not None:
            # Overwrite what the old file held, now that it has no name; on a copying file system this is best effort.
            with old:
                old.write(bytes(os.fstat(old.fileno()).st_size))
                old.flush()
                os.fsync(old.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
