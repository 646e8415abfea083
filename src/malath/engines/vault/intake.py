"""Taking things in: `Intake.add_files` for files and folders, `Intake.add_stream` for one upload.

A sealed vault takes in: nothing here needs a secret key. With the identity key (an open vault) what is held already is
found at once; without it, when the vault is next opened (settling.py).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from malath.engines.vault.entries import Item, ObjectEntry, keyed_name, new_ids
from malath.engines.vault.errors import SourceError
from malath.engines.vault.index import Index, ItemRow, ObjectRow, Rows
from malath.engines.vault.packs import NewPack, Place
from malath.engines.vault.sealing import Sealed, Sealing
from malath.engines.vault.sources import Journal, LeftOut, Source, walk
from malath.engines.vault.stream import FIRST
from malath.engines.vault.writer import Writer

WORKERS = 2
MOST_FILES = 256


@dataclass
class Summary:
    """What an intake did. `already`: files that an earlier run took in before it was cut off. `same`: those that hold the
    same bytes as another that is known to be here."""

    files: int = 0
    size: int = 0
    already: int = 0
    same: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass
class _Load:
    """What one worker read, to be committed together."""

    read: list[tuple[Source, Sealed]] = field(default_factory=list)
    packs: list[NewPack] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, other: _Load) -> None:
        """Take over what another has."""
        self.read += other.read
        self.packs += other.packs
        self.left_out += other.left_out

    def discard(self) -> None:
        """Take its packs away, unless they have become part of the vault."""
        for pack in self.packs:
            pack.close() if pack.is_placed else pack.discard()


class Intake:
    """Takes things into one vault for one hand (`by`). `clock` gives the time as ISO 8601 text; `sizes` the sizes of what
    is held, so that a large file that may be a duplicate is hashed first."""

    def __init__(
        self,
        writer: Writer,
        *,
        by: str,
        clock: Callable[[], str],
        identity: bytes | None = None,
        sizes: set[int] | None = None,
        is_whole: Callable[[bytes], bool] = lambda _object: True,
    ) -> None:
        self._writer, self._by, self._clock, self._identity = writer, by, clock, identity
        self._is_whole = is_whole
        self._sizes = sizes.__contains__ if sizes else None
        self._index = Index(writer.folder.index) if identity else None
        self._seen: dict[bytes, str] = {}
        self._coming: set[str] = set()
        self._lock = threading.Lock()
        self._local = threading.local()

    def add_stream(
        self, source: BinaryIO, name: str, *, facts: dict[str, Any] | None = None, item: str | None = None
    ) -> Item:
        """Take in one thing, durably; its item. `item` is the id that it gets (`new_id()`), for a caller who must know it
        before it stands. Raises SourceError, OSError with nothing taken in."""
        sealing = Sealing(self._writer.folder.packs, self._claim)
        load = _Load()
        try:
            sealed = sealing.seal(source, may_be_held=self._sizes)
            load.packs = sealing.finish()
            return self._commit(load, [(sealed, name, facts or {})], given=item)[0]
        except BaseException:
            self._seen.clear()
            raise
        finally:
            self._coming.clear()
            sealing.discard()
            load.discard()

    def add_files(
        self, paths: list[Path], *, done: Callable[[list[Item]], None], progress: Callable[[int], None] | None = None
    ) -> Summary:
        """Take in files and folders; `done` is called with a commit's items once they are durable. What cannot be read is
        left out and named. Raises OSError when the vault's own disk fails: what was acknowledged is kept."""
        folder, summary = self._writer.folder, Summary()
        journal = Journal(folder.path, folder.signing_key_path.read_bytes(), paths, mend=self._writer.mend)
        early: list[tuple[Source, Sealed]] = []
        for load in self._loads(self._chunks(paths, journal, summary)):
            try:
                summary.left_out += load.left_out
                load.read, early = self._in_order(load, early)
                items = self._commit(
                    load,
                    [(sealed, source.shown_name, source.facts) for source, sealed in load.read],
                    begun=partial(journal.note, [source for source, _sealed in load.read]),
                )
            finally:
                load.discard()
            done(items)
            summary.same += sum(sealed.pack is None for _source, sealed in load.read)
            for item in items:
                summary.files, summary.size = summary.files + 1, summary.size + item.size
                if progress:
                    progress(item.size)
        if not any(left.again for left in summary.left_out):
            journal.finish()
        return summary

    def _in_order(
        self, load: _Load, early: list[tuple[Source, Sealed]]
    ) -> tuple[list[tuple[Source, Sealed]], list[tuple[Source, Sealed]]]:
        """(what can be committed now, what must wait): a twin whose object another worker is still writing waits until
        that is in the vault."""
        self._coming.difference_update(sealed.object for _source, sealed in load.read if sealed.pack)
        both = [*early, *load.read]
        waits = [pair for pair in both if pair[1].object in self._coming]
        return [pair for pair in both if pair[1].object not in self._coming], waits

    def _chunks(self, paths: list[Path], journal: Journal, summary: Summary) -> Iterator[list[Source]]:
        """Files that will share a pack; a large one alone."""
        chunk: list[Source] = []
        size = 0
        for found in walk(paths, but=self._writer.folder.path):
            if isinstance(found, LeftOut):
                summary.left_out.append(found)
            elif journal.has(found):
                summary.already += 1
            elif found.state.st_size > FIRST:
                yield [found]
            else:
                chunk.append(found)
                size += found.state.st_size
                if len(chunk) == MOST_FILES or size >= self._writer.folder.pack_bytes:
                    yield chunk
                    chunk, size = [], 0
        if chunk:
            yield chunk

    def _loads(self, chunks: Iterator[list[Source]]) -> Iterator[_Load]:
        """What the chunks became, in order, while others are being read. What is ready at the same time is one commit."""
        ahead: list[Future[_Load]] = []
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                for chunk in chunks:
                    ahead.append(pool.submit(self._load, chunk))
                    if len(ahead) > 2 * WORKERS:
                        yield _ready(ahead)
                while ahead:
                    yield _ready(ahead)
            finally:
                for future in ahead:
                    if not future.cancel() and future.exception() is None:
                        future.result().discard()

    def _load(self, chunk: list[Source]) -> _Load:
        """Read, hash, encrypt and make durable; runs in a worker."""
        if not hasattr(self._local, "sealing"):
            self._local.sealing = Sealing(self._writer.folder.packs, self._claim)
        sealing: Sealing = self._local.sealing
        load = _Load()
        try:
            for source in chunk:
                try:
                    with source.open() as file:
                        load.read.append((source, sealing.seal(file, may_be_held=self._sizes)))
                except SourceError as unreadable:
                    load.left_out.append(LeftOut(source.path, str(unreadable), again=True))
            load.packs = sealing.finish()
            return load
        except BaseException:
            sealing.discard()
            raise

    def _claim(self, sha256: bytes, new: str) -> str:
        """See sealing.Claim."""
        with self._lock:
            held = self._seen.get(sha256)
            if held is None and self._index is not None and self._identity is not None:
                found = self._index.keyed(keyed_name(self._identity, sha256))
                # What is held may be broken, and this the copy that was sent for it.
                held = found.hex() if found and self._is_whole(found) else None
            if held is None and new:
                self._seen[sha256] = held = new
                self._coming.add(new)
        return held or ""

    def _commit(
        self,
        load: _Load,
        read: list[tuple[Sealed, str, dict[str, Any]]],
        begun: Callable[[bytes], None] | None = None,
        given: str | None = None,
    ) -> list[Item]:
        """One batch: for each thing its item, and before it its object when that is new. `given` names a single item."""
        entries: list[dict[str, Any]] = []
        items: list[tuple[Item, int]] = []
        objects: list[tuple[str, int, bytes | None]] = []
        at = self._clock()
        names = [given] if given else new_ids(len(read))
        for identifier, (sealed, name, facts) in zip(names, read, strict=True):
            if sealed.pack is not None:
                keyed = keyed_name(self._identity, sealed.sha256) if self._identity else None
                objects.append((sealed.object, len(entries), keyed))
                place = Place(sealed.pack.name, sealed.offset, sealed.length)
                entries.append(ObjectEntry(sealed.object, sealed.key, place).entry())
            item = Item(identifier, sealed.object, name, sealed.size, sealed.sha256.hex(), at, self._by, facts)
            items.append((item, len(entries)))
            entries.append(item.document())
        if not entries:
            return []

        def rows(first: int) -> Rows:
            return Rows(
                [ItemRow(bytes.fromhex(item.id), first + at, bytes.fromhex(item.object)) for item, at in items],
                [ObjectRow(bytes.fromhex(name), first + at, keyed) for name, at, keyed in objects],
            )

        first = self._writer.commit(entries, packs=load.packs, rows=rows, begun=begun).start
        return [Item.read(item.document(), first + at) for item, at in items]

    def close(self) -> None:
        """Let the index go."""
        if self._index is not None:
            self._index.close()


def _ready(ahead: list[Future[_Load]]) -> _Load:
    """Wait for the first; those behind it that are ready come along."""
    load = ahead.pop(0).result()
    while ahead and ahead[0].done() and ahead[0].exception() is None:
        load.add(ahead.pop(0).result())
    return load
