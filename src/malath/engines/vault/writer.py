"""One commit of the vault, and what opening it for writing mends after a crash.

Order: packs durable; the batch's line durable; packs named, folder durable; ledger durable; index. Only then is anything
acknowledged. A crash leaves at most a line that the ledger does not know and its packs: both are taken away, unless the
ledger kept a part of the batch, whose packs then stay.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from malath.engines.durable import put_durably, sync_folder
from malath.engines.ledger import Ledger, LedgerBusyError, LedgerDamagedError
from malath.engines.vault.batches import SALT, Batch, append_line, cut_line, last_batches
from malath.engines.vault.errors import KeysChangedError, ReadOnlyError, VaultBusyError, VaultDamagedError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index import Index, Rows
from malath.engines.vault.packs import NewPack, clear_unfinished

Entry = dict[str, Any]
_SHORTEST_HOLD = 5.0


class Writer:
    """Writes batches. The folder is locked at the first commit and let go in between when others may wait, so that a
    long intake does not keep other processes out. Whoever works with keys names the public half of the intake key as
    `recipient`, and cannot write once the keys were changed. Not for two threads at once."""

    def __init__(self, folder: VaultFolder, *, wait: float = 600.0, recipient: bytes | None = None) -> None:
        self.folder = folder
        self._wait = wait
        self._recipient = recipient
        self._ledger: Ledger | None = None
        self._index: Index | None = None
        self._until = 0.0
        self._last_batch = -1

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    @property
    def ledger(self) -> Ledger:
        """The ledger, held. Raises VaultBusyError, VaultDamagedError, KeysChangedError."""
        self.hold()
        assert self._ledger is not None
        return self._ledger

    @property
    def index(self) -> Index:
        """The index, open."""
        if self._index is None:
            self._index = Index(self.folder.index)
        return self._index

    def hold(self) -> None:
        """Keep others from writing until the next commit. Raises as `ledger`."""
        if self._ledger is None:
            self._acquire()

    def mend(self) -> None:
        """Settle what a crash left, without writing anything else. Raises VaultBusyError, VaultDamagedError."""
        if self._ledger is None:
            self._acquire()
            self.release()

    def commit(
        self,
        entries: Sequence[Entry],
        *,
        packs: Sequence[NewPack] = (),
        removed: Sequence[str] = (),
        rows: Callable[[int], Rows] | None = None,
        begun: Callable[[bytes], None] | None = None,
    ) -> range:
        """Make entries and finished packs part of the vault, all or none; the entries' indexes. `rows` gives what the
        index is to hold, from the first entry's index; `begun` is called before anything is decided, with the salt by
        which the commit's line can be told later. Raises OSError (a full disk) with nothing changed."""
        ledger = self.ledger
        first = ledger.size
        known = {pack.name: pack.size for pack in packs}
        batch = Batch(first + len(entries), os.urandom(SALT), self._last_batch + 1, known, list(removed))
        placed: list[NewPack] = []
        at = self.folder.batches.stat().st_size if self.folder.batches.exists() else 0
        try:
            if begun:
                begun(batch.salt)
            append_line(self.folder.batches, batch)
            for pack in packs:
                pack.place(self.folder.packs)
                placed.append(pack)
            if placed:
                sync_folder(self.folder.packs)
            ledger.append([*entries, batch.entry], salts={len(entries): batch.salt})
        except BaseException:
            try:
                self._take_back(at, placed)
            finally:
                # Whatever could not be taken back is, when the folder is next opened for writing.
                self.release()
            raise
        self._last_batch = batch.index
        self._tell_index(rows(first) if rows else Rows(), first, batch.index + 1)
        self._remove(removed)
        if time.monotonic() > self._until:
            self.release()
        return range(first, batch.index)

    def _tell_index(self, rows: Rows, start: int, end: int) -> None:
        """The ledger has the commit, and it stands. An index that cannot take it stays behind the ledger, and says so:
        the next opening with the keys makes it anew."""
        try:
            self.index.add(rows, start, end)
        except VaultDamagedError:
            self._close_index()

    def _take_back(self, at: int, placed: list[NewPack]) -> None:
        """Leave nothing of a batch that failed. The line goes last: it is what tells of the packs."""
        for pack in placed:
            pack.path.unlink(missing_ok=True)
        if placed:
            sync_folder(self.folder.packs)
        if self.folder.batches.exists() and self.folder.batches.stat().st_size > at:
            cut_line(self.folder.batches, at)

    def _remove(self, names: Sequence[str]) -> None:
        for name in names:
            (self.folder.packs / name).unlink(missing_ok=True)
        if names:
            sync_folder(self.folder.packs)

    def _acquire(self) -> None:
        folder, began = self.folder, time.monotonic()
        if not folder.is_writable:
            raise ReadOnlyError(folder.path)
        while True:
            started, recipient = time.monotonic(), folder.recipient()
            try:
                ledger = Ledger.open(
                    folder.ledger, folder.signing_key(), recipient, origin=folder.origin, thorough=False
                )
                if folder.recipient() == recipient:
                    break
                # The keys were changed while we waited: what is sealed to the old one, nobody could read.
                ledger.close()
            except LedgerBusyError as busy:
                if time.monotonic() - began > self._wait:
                    raise VaultBusyError(f"another process writes {folder.path}") from busy
                time.sleep(0.05)
            except LedgerDamagedError as damaged:
                raise VaultDamagedError(f"ledger: {damaged}") from damaged
        self._ledger = ledger
        try:
            if self._recipient not in {None, recipient}:
                raise KeysChangedError
            self._mend(ledger)
        except BaseException:
            self.release()
            raise
        # Opening reads tiles and the last segment, after a crash the whole log: hold it long enough to be worth that.
        now = time.monotonic()
        self._until = now + max(_SHORTEST_HOLD, 20 * (now - started))

    def _mend(self, ledger: Ledger) -> None:
        """After a crash: settle a batch that was begun, and take away what belongs to none."""
        clear_unfinished(self.folder.packs)
        self._cut_torn_line()
        lines = last_batches(self.folder.batches)
        self._last_batch = lines[-1][1].index if lines else -1
        if lines and self._last_batch >= ledger.size:
            self._settle(ledger, lines)
        elif self._last_batch != ledger.size - 1:
            raise VaultDamagedError("lines of `batches` are missing: run verify")
        elif lines:
            self._remove([name for name in lines[-1][1].removed if (self.folder.packs / name).exists()])

    def _settle(self, ledger: Ledger, lines: list[tuple[int, Batch]]) -> None:
        at, begun = lines[-1]
        self._last_batch = begun.first - 1
        if ledger.size == begun.first:
            self._remove(list(begun.packs))
            cut_line(self.folder.batches, at)
            return
        # The ledger kept some entries of the batch: they were never acknowledged, but their objects are whole.
        kept = Batch(ledger.size, os.urandom(SALT), begun.first, begun.packs, begun.removed)
        put_durably(self.folder.batches, self.folder.batches.read_bytes()[:at] + kept.line)
        ledger.append([kept.entry], salts={0: kept.salt})
        self._last_batch = kept.index
        self._remove(kept.removed)

    def _cut_torn_line(self) -> None:
        path = self.folder.batches
        if not path.exists() or not path.stat().st_size:
            return
        with open(path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) == b"\n":
                return
        body = path.read_bytes()
        cut_line(path, body.rfind(b"\n") + 1)

    def _close_index(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def release(self) -> None:
        """Let others write."""
        self._close_index()
        if self._ledger is not None:
            ledger, self._ledger = self._ledger, None
            ledger.close()
