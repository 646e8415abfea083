"""The installation's vault from the side of the web and job processes: they take in by the public key, and read back only
through the keeper, which writes the custody event first (SC1).

    item = take_in(file, "courtyard.jpg", by=str(member.pk), facts={})   # also while the server is sealed
    with_parts = read_item(item.id, by=member, why="download")           # SealedError while it is sealed

What is taken in is in doubt until a row names it: the row's transaction may not commit. Each item leaves a mark when it is
taken in; a sweep takes the mark away once a room says that the item is its own, and destroys what is nobody's.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from malath.engines.durable import sync_folder
from malath.engines.vault import Intake, Item, VaultBusyError, VaultFolder, Writer
from malath.engines.vault.entries import new_id
from malath.engines.vault.packs import digest_of
from malath.engines.vault.stream import segment_at
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.errors import VaultBusyNowError, VaultDamagedNowError, VaultHeldError, VaultItemGoneError
from malath.platform.keeper.vaulted import vault_of
from malath.platform.sealed.models import Intake as IntakeRow

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WAIT = 30.0


def vault() -> VaultFolder:
    """The vault's folder, made on first use."""
    return vault_of(home())


def take_in(file: BinaryIO, name: str, *, by: str, facts: dict[str, Any] | None = None) -> Item:
    """Put one file into the vault, durably, also while the server is sealed; its item.

    `by` is the opaque identifier of a member or of a link, never a name. Raises VaultBusyNowError.
    """
    number = new_id()
    _mark(number)
    try:
        with Writer(vault(), wait=_WAIT) as writer:
            intake = Intake(writer, by=by, clock=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
            try:
                return intake.add_stream(file, name, facts=facts or {}, item=number)
            finally:
                intake.close()
    except VaultBusyError as busy:
        raise VaultBusyNowError from busy


def pack_is_whole(pack: str) -> bool:
    """Whether a pack's bytes are those that its name says; reads it once, needs no key."""
    try:
        return digest_of(vault().packs / pack)[0] == pack
    except OSError:
        return False


Owned = Callable[[Sequence[str]], Iterable[str]]
_owned: list[Owned] = []
# Longer than any transaction that takes something in.
DOUBT_SECONDS = 3 * 3600
# An erasure reads the log of the vault once, however many items it is of.
SWEPT_AT_ONCE = 200


def give_items(owned: Owned) -> None:
    """Register `owned(items) -> those of them that a row of the room names`; called in apps.py. What no room names is
    destroyed, hours after it came in."""
    if owned not in _owned:
        _owned.append(owned)


def _marks() -> Path:
    return home() / "taking"


def _mark(item: str) -> None:
    folder = _marks()
    folder.mkdir(exist_ok=True, mode=0o700)
    (folder / item).touch(mode=0o600)
    sync_folder(folder)


def sweep_doubts(older_than: float = DOUBT_SECONDS) -> int:
    """Destroy what was taken in and belongs to no row; how many items. A job's work, on an open server.

    Waits while something that a sealed server took in is not handed over yet: its row names items that nobody sees.
    What stands under a legal hold is left, and looked at again in the next round.
    """
    if not _marks().exists() or IntakeRow.objects.exists():
        return 0
    before = time.time() - older_than
    doubtful = [mark for mark in _marks().iterdir() if mark.stat().st_mtime < before]
    names = [mark.name for mark in doubtful]
    owned = {item for room in _owned for item in room(names)}
    lost = [name for name in names if name not in owned]
    destroyed, settled = 0, set(owned)
    for start in range(0, len(lost), SWEPT_AT_ONCE):
        gone, came = _destroyed(lost[start : start + SWEPT_AT_ONCE])
        settled |= gone
        destroyed += came
    for mark in doubtful:
        if mark.name in settled:
            mark.unlink(missing_ok=True)
    return destroyed


def _destroyed(names: list[str]) -> tuple[set[str], int]:
    """Those of the items that are settled, and how many of them were destroyed. Each erasure reads the vault's log, so
    they go together; one that is refused is found by halves, and keeps no other waiting."""
    try:
        keeper().vault_erase(names, by=None, reason="nothing names it")
    except (VaultItemGoneError, VaultHeldError) as refused:
        if len(names) == 1:
            # One that never came in is settled; under a hold the mark stays until that is lifted.
            return (set(names) if isinstance(refused, VaultItemGoneError) else set()), 0
        middle = len(names) // 2
        (left, some), (right, others) = _destroyed(names[:middle]), _destroyed(names[middle:])
        return left | right, some + others
    return set(names), len(names)


@dataclass(frozen=True)
class Reading:
    """An opened item: its size and SHA-256 as the ledger has them, and its bytes, once."""

    size: int
    sha256: str
    parts: Iterator[bytes]


def read_item(item: str, *, by: Member | None, why: str, subject: uuid.UUID | None = None) -> Reading:
    """Open an item: the custody event is written before the key is used. `subject` is whom or what the item is about: the
    opening stands in the ledger under it too. Raises SealedError, VaultItemGoneError, TooManyOpeningsError; the parts raise
    VaultDamagedNowError at their end when they are not what the ledger says."""
    opened = keeper().vault_open(item, by=by.pk if by else None, why=why, subject=subject)
    return Reading(opened["size"], opened["sha256"], _parts(opened))


def _parts(opened: dict[str, Any]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for number in range(opened["parts"]):
        part = keeper().vault_part(opened["ticket"], number)
        digest.update(part)
        yield part
    if digest.hexdigest() != opened["sha256"]:
        raise VaultDamagedNowError


class SeekableItem(io.RawIOBase):
    """An opened item that is read from any place, for readers that jump about (a zip's list stands at its end).

    Each part is checked by itself; the digest of the whole is not, so that what must be whole is read by `read_item`.
    """

    _KEPT = 4

    def __init__(self, item: str, *, by: Member | None, why: str) -> None:
        self._opened = keeper().vault_open(item, by=by.pk if by else None, why=why)
        self._parts: OrderedDict[int, bytes] = OrderedDict()
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: int(self._opened["size"])}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at >= self._opened["size"]:
            return 0
        number, skipped = segment_at(self._at)
        part = self._part(number)[skipped : skipped + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _part(self, number: int) -> bytes:
        if number not in self._parts:
            self._parts[number] = keeper().vault_part(self._opened["ticket"], number)
            if len(self._parts) > self._KEPT:
                self._parts.popitem(last=False)
        self._parts.move_to_end(number)
        return self._parts[number]
