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
from datetime import date
from pathlib import Path

from malath.engines.durable import replace_and_destroy, sync_folder
from malath.engines.keyring.errors import DamagedKeyFileError, NoSuchKeyError, OrganisationInUseError
from malath.engines.keyring.key_lines import Wrapped, erased_line, key_line, read_lines
from malath.engines.keyring.keyring_file import RootKeys
from malath.engines.keyring.primitives import new_key, subkey, unwrap, wrap
from malath.engines.keyring.texts import SubjectKey

HELD = 50_000


class SubjectKeys:
    """The key file of an open server; one process at a time. Use `SubjectKeys.load`."""

    def __init__(self, path: Path, root: RootKeys, *, held: int = HELD) -> None:
        self._path = path
        self._tag_key = root.key_file
        self._organisations_key = root.organisations
        self._wrapped: dict[uuid.UUID, Wrapped] = {}
        self._erased: dict[uuid.UUID, str] = {}
        self._held: OrderedDict[uuid.UUID, SubjectKey] = OrderedDict()
        self._most_held = held
        self._wrapping: dict[uuid.UUID, bytes] = {}
        self._lock = threading.RLock()
        self._uncertain = False

    @classmethod
    def load(cls, path: Path, root: RootKeys, *, held: int = HELD) -> SubjectKeys:
        """Read the file (an absent one is empty); raises DamagedKeyFileError naming the line. `held` bounds how many
        unwrapped keys stay in memory."""
        keys = cls(path, root, held=held)
        body = path.read_bytes() if path.exists() else b""
        whole, keys._wrapped, keys._erased = read_lines(body, keys._tag_key)
        if whole < len(body):
            with open(path, "r+b") as file:
                file.truncate(whole)
                os.fsync(file.fileno())
        return keys

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
        """Make keys, durable before this returns: all of them or, when this raises, none. A subject that has one keeps
        it; an erased one gets none again (NoSuchKeyError). An organisation's own key is made when it is first needed.
        """
        with self._lock:
            new: dict[uuid.UUID, Wrapped] = {}
            for subject, organisation in pairs:
                if subject in self._wrapped:
                    continue
                for name in (organisation, subject):
                    if name in self._erased:
                        raise NoSuchKeyError(name)
                    if name not in self._wrapped and name not in new:
                        new[name] = (organisation, wrap(self._wrapping_key(name, organisation, new), new_key()))
            if new:
                self._append("".join(key_line(name, entry, self._tag_key) for name, entry in new.items()).encode())
                self._wrapped |= new

    def _wrapping_key(self, name: uuid.UUID, organisation: uuid.UUID, new: dict[uuid.UUID, Wrapped]) -> bytes:
        """What wraps a key: the root for an organisation's, the organisation's own for a subject's."""
        if name == organisation:
            return self._organisations_key
        if organisation in self._wrapping:
            return self._wrapping[organisation]
        entry = self._wrapped.get(organisation) or new.get(organisation)
        if entry is None:
            raise NoSuchKeyError(organisation)
        key = subkey(unwrap(self._organisations_key, entry[1]), "subjects")
        if organisation in self._wrapped:
            self._wrapping[organisation] = key
        return key

    def _append(self, lines: bytes) -> None:
        if self._uncertain:
            raise DamagedKeyFileError("a write failed and could not be taken back: seal and unseal the server")
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            try:
                if file.write(lines) != len(lines):
                    raise OSError("the disk took only a part")
                os.fsync(file.fileno())
            except OSError:
                # A key that may not be on the disk must encrypt nothing: take the lines back, or stop writing.
                self._uncertain = True
                file.truncate(size)
                os.fsync(file.fileno())
                self._uncertain = False
                raise
        if is_new:
            sync_folder(self._path.parent)

    def key_of(self, subject: uuid.UUID) -> SubjectKey:
        """The subject's key; raises NoSuchKeyError when there is none or it was erased."""
        with self._lock:
            held = self._held.get(subject)
            if held is not None:
                self._held.move_to_end(subject)
                return held
            if subject not in self._wrapped:
                raise NoSuchKeyError(subject)
            organisation, wrapped = self._wrapped[subject]
            key = SubjectKey(subject, unwrap(self._wrapping_key(subject, organisation, {}), wrapped))
            self._held[subject] = key
            if len(self._held) > self._most_held:
                self._held.popitem(last=False)
            return key

    def erase(self, subject: uuid.UUID, on: str) -> None:
        """Destroy a subject's key: the file is written anew without it, with a line that says on which day (ISO date).
        Raises NoSuchKeyError, OrganisationInUseError."""
        day = date.fromisoformat(on).isoformat()
        with self._lock:
            if subject not in self._wrapped:
                raise NoSuchKeyError(subject)
            if any(owner == subject and name != subject for name, (owner, _key) in self._wrapped.items()):
                raise OrganisationInUseError(subject)
            kept = {name: entry for name, entry in self._wrapped.items() if name != subject}
            erased = {**self._erased, subject: day}
            lines = [key_line(name, entry, self._tag_key) for name, entry in kept.items()]
            lines += [erased_line(name, when, self._tag_key) for name, when in erased.items()]
            replace_and_destroy(self._path, "".join(lines).encode())
            self._wrapped, self._erased = kept, erased
            self._held.pop(subject, None)
            self._wrapping.pop(subject, None)
