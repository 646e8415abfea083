"""What a package turns out to hold: items, proof files, what was left out and why, and the outcome of each check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, BinaryIO, Protocol

from .backing import Backing

Fact = str | int | bool


class Kind(StrEnum):
    """What the package is, told by its content and never by its name."""

    WACZ = "wacz"
    PROOFMODE = "proofmode"
    AUTO_ARCHIVER = "auto_archiver"
    ZIP = "zip"
    FOLDER = "folder"


class Outcome(StrEnum):
    """How a check ended. Nothing is said of truth: a check that holds says that bytes agree with a record."""

    HOLDS = "holds"
    BROKEN = "broken"
    ABSENT = "absent"
    NOT_CHECKABLE = "not checkable here"


class Role(StrEnum):
    """Whether a file of the package is a piece of evidence, or what a tool wrote about it (report, index, list of pages)."""

    ORIGINAL = "original"
    COMPANION = "companion"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the package says of an item, unverified: `about` is a code (`claim.source_url`), `stated_in` the path that says it."""

    about: str
    value: str
    stated_in: str


class Source(Protocol):
    """Where the entries of a package are read from: a zip or a folder."""

    entries: list[Entry]
    left_out: list[LeftOut]
    checks: list[Check]
    count: int

    def open_entry(self, entry: Entry) -> BinaryIO:
        """A stream of one entry's bytes."""
        ...

    def backing_for(self, entry: Entry) -> Backing | None:
        """Random access to an entry that lies unpacked, for a package within the package; None where it is packed."""
        ...

    def close(self) -> None:
        """Let go of the file or folder."""
        ...


@dataclass(slots=True)
class Entry:
    """One file of the package, readable as a stream; nothing is unpacked to disk. `place` is its source's own affair."""

    path: str
    size: int
    flags: tuple[str, ...]
    source: Source = field(repr=False)
    place: Any = field(repr=False)

    def open(self) -> BinaryIO:
        """A stream of the bytes; it raises EntryError when they are not what the package declares."""
        return self.source.open_entry(self)


class _HasEntry:
    """Path, size, flags and bytes of the entry behind an item or proof file."""

    __slots__ = ()
    entry: Entry

    @property
    def path(self) -> str:
        """Where the package keeps it, as the package writes it."""
        return self.entry.path

    @property
    def size(self) -> int:
        """Bytes, unpacked, as the package declares; `open` holds it to that."""
        return self.entry.size

    @property
    def flags(self) -> tuple[str, ...]:
        """Codes that tell a reader to look twice at the name."""
        return self.entry.flags

    def open(self) -> BinaryIO:
        """A stream of the bytes; it raises EntryError when they are not what the package declares."""
        return self.entry.open()


@dataclass(slots=True)
class Item(_HasEntry):
    """A file to be kept as evidence, with what the package claims of it."""

    entry: Entry
    role: Role = Role.ORIGINAL
    claims: tuple[Claim, ...] = ()


@dataclass(slots=True)
class ProofFile(_HasEntry):
    """A file that proves something of items: a signature, a list of digests, a key, a time-stamp. Kept unchanged beside the items."""

    entry: Entry
    proves: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is neither item nor proof file, with the code of its reason (`entry.symlink`)."""

    path: str
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison that was made, or could not be made. `subject` is a path in the package."""

    code: str
    subject: str
    outcome: Outcome
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(slots=True)
class Package:
    """Other people's evidence as it arrived. Use as a context manager, or call `close`, after the items are read."""

    name: str
    kind: Kind
    entry_count: int
    items: list[Item]
    proofs: list[ProofFile]
    left_out: list[LeftOut]
    checks: list[Check]
    claims: list[Claim]
    closer: Callable[[], None] = field(repr=False)

    def close(self) -> None:
        """Let go of the file or folder; items cannot be opened afterwards."""
        self.closer()

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def worst(self) -> Outcome:
        """The outcome a wall of items shows first: broken, then not checkable, then absent, then holds."""
        found = {check.outcome for check in self.checks}
        for outcome in (Outcome.BROKEN, Outcome.NOT_CHECKABLE, Outcome.ABSENT, Outcome.HOLDS):
            if outcome in found:
                return outcome
        return Outcome.ABSENT
