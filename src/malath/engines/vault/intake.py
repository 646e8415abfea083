"""Taking things in: `Intake.add_files` for files and folders, `Intake.add_stream` for one upload.

A sealed vault takes in: nothing here needs a secret key. With the identity key (an open vault) what is held already is
found at once; without it, when the vault is next opened (settling.py).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from malath.engines.vault.entries import Item, ObjectEntry, keyed_name, new_id
from malath.engines.vault.errors import SourceError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index import Index, ItemRow, ObjectRow, Rows
from malath.engines.vault.packs import NewPack, Place
from malath.engines.vault.sealing import Buffers, Sealed, seal_source
from malath.engines.vault.sources import Journal, LeftOut, Source, walk
from malath.engines.vault.stream import sealed_size
from malath.engines.vault.writer import Writer

WORKERS = 2
MOST_FILES = 256
MOST_BYTES = 64 << 20


@dataclass
class Summary:
    """What an intake did."""

    files: int = 0
    size: int = 0
    already: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass
class _Waiting:
    """What the next commit holds."""

    things: list[tuple[Item, Sealed, bytes | None]] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    memory: int = 0
    size: int = 0


class Intake:
    """Takes things into one vault for one hand (`by`). `clock` gives the time as ISO 8601 text."""

    def __init__(
        self,
        writer: Writer,
        *,
        by: str,
        clock: Callable[[], str],
        identity: bytes | None = None,
        sizes: set[int] | None = None,
    ) -> None:
        self._writer = writer
        self._folder: VaultFolder = writer.folder
        self._by, self._clock, self._identity = by, clock, identity
        self._sizes = sizes or set()
        self._index = Index(writer.folder.index) if identity else None
        self._seen: dict[bytes, str] = {}
        self._lock = threading.Lock()
        self._local = threading.local()

    def add_stream(self, source: BinaryIO, name: str, *, facts: dict[str, Any] | None = None) -> Item:
        """Take in one thing, durably; its item. Raises OSError with nothing taken in."""
        waiting = _Waiting()
        self._collect(self._seal(source), name, facts or {}, waiting)
        return self._commit(waiting)[0]

    def add_files(
        self, paths: list[Path], *, done: Callable[[Item], None], progress: Callable[[int], None] | None = None
    ) -> Summary:
        """Take in files and folders; `done` is called for each item once it is durable. What cannot be read is left out
        and named. Raises OSError when the vault's own disk fails: what was acknowledged is kept."""
        summary, waiting = Summary(), _Waiting()
        journal = Journal(self._folder.path, self._folder.signing_key_path.read_bytes(), paths)
        for source, sealed in self._sealed_ahead(self._wanted(paths, journal, summary)):
            if isinstance(sealed, LeftOut):
                summary.left_out.append(sealed)
                continue
            self._collect(sealed, source.shown_name, source.facts, waiting)
            waiting.sources.append(source)
            summary.files, summary.size = summary.files + 1, summary.size + sealed.size
            if progress:
                progress(sealed.size)
            if self._is_full(waiting):
                self._finish(waiting, journal, done)
                waiting = _Waiting()
        self._finish(waiting, journal, done)
        if not any(left.again for left in summary.left_out):
            journal.finish()
        return summary

    def _wanted(self, paths: list[Path], journal: Journal, summary: Summary) -> Iterator[Source]:
        for found in walk(paths, but=self._folder.path):
            if isinstance(found, LeftOut):
                summary.left_out.append(found)
            elif journal.has(found):
                summary.already += 1
            else:
                yield found

    def _sealed_ahead(self, sources: Iterable[Source]) -> Iterator[tuple[Source, Sealed | LeftOut]]:
        """Each source with what it became, in order, while others are being read."""
        ahead: list[tuple[Source, Future[Sealed | LeftOut]]] = []
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                for source in sources:
                    ahead.append((source, pool.submit(self._seal_file, source)))
                    if len(ahead) > 2 * WORKERS:
                        yield ahead[0][0], ahead.pop(0)[1].result()
                while ahead:
                    yield ahead[0][0], ahead.pop(0)[1].result()
            finally:
                for _source, future in ahead:
                    _drop(future)

    def _seal_file(self, source: Source) -> Sealed | LeftOut:
        try:
            file = open(source.path, "rb", buffering=0)  # noqa: SIM115 (closed just below; only its opening is tried)
        except OSError as refused:
            return LeftOut(source.path, refused.strerror or str(refused), again=True)
        with file:
            try:
                return self._seal(file)
            except SourceError as unreadable:
                return LeftOut(source.path, str(unreadable), again=True)

    def _seal(self, source: BinaryIO) -> Sealed:
        if not hasattr(self._local, "buffers"):
            self._local.buffers = Buffers()
        sizes = self._sizes.__contains__ if self._sizes else None
        return seal_source(source, self._folder.packs, self._known, self._local.buffers, may_be_held=sizes)

    def _known(self, sha256: bytes) -> str | None:
        with self._lock:
            held = self._seen.get(sha256)
            if held is None and self._index is not None and self._identity is not None:
                found = self._index.keyed(keyed_name(self._identity, sha256))
                held = found.hex() if found else None
        return held

    def _collect(self, sealed: Sealed, name: str, facts: dict[str, Any], waiting: _Waiting) -> None:
        with self._lock:
            twin = self._seen.setdefault(sealed.sha256, sealed.object)
        if twin != sealed.object:
            sealed.discard()
            sealed = Sealed(twin, b"", sealed.size, sealed.sha256)
        item = Item(new_id(), sealed.object, name, sealed.size, sealed.sha256.hex(), self._clock(), self._by, facts)
        keyed = keyed_name(self._identity, sealed.sha256) if self._identity else None
        waiting.things.append((item, sealed, keyed))
        waiting.memory += sealed.weight
        waiting.size += sealed.size if sealed.pack else sealed.weight

    def _is_full(self, waiting: _Waiting) -> bool:
        return (
            len(waiting.things) >= MOST_FILES
            or waiting.memory >= self._folder.pack_bytes
            or waiting.size >= max(MOST_BYTES, self._folder.pack_bytes)
        )

    def _finish(self, waiting: _Waiting, journal: Journal, done: Callable[[Item], None]) -> None:
        if waiting.things:
            items = self._commit(waiting)
            journal.note(waiting.sources)
            for item in items:
                done(item)

    def _commit(self, waiting: _Waiting) -> list[Item]:
        packs = [sealed.pack for _item, sealed, _keyed in waiting.things if sealed.pack]
        places: dict[str, Place] = {}
        try:
            shared = self._pack_small(waiting, places)
            packs += [shared] if shared else []
            for _item, sealed, _keyed in waiting.things:
                if sealed.pack:
                    places[sealed.object] = Place(sealed.pack.name, 0, sealed_size(sealed.size))
            return self._write(waiting, packs, places)
        except BaseException:
            self._forget(waiting)
            raise
        finally:
            for pack in packs:
                pack.discard() if pack.path.name.startswith(".") else pack.close()

    def _pack_small(self, waiting: _Waiting, places: dict[str, Place]) -> NewPack | None:
        blobs = [(sealed.object, sealed.blob) for _item, sealed, _keyed in waiting.things if sealed.blob is not None]
        if not blobs:
            return None
        pack = NewPack(self._folder.packs)
        try:
            begins = [(name, pack.add(blob), len(blob)) for name, blob in blobs]
            pack.finish()
        except BaseException:
            pack.discard()
            raise
        places.update({name: Place(pack.name, begin, length) for name, begin, length in begins})
        return pack

    def _write(self, waiting: _Waiting, packs: list[NewPack], places: dict[str, Place]) -> list[Item]:
        entries: list[dict[str, Any]] = []
        items: list[tuple[Item, int]] = []
        objects: list[tuple[str, int, bytes | None]] = []
        for item, sealed, keyed in waiting.things:
            if sealed.object in places and (sealed.blob is not None or sealed.pack):
                objects.append((sealed.object, len(entries), keyed))
                entries.append(ObjectEntry(sealed.object, sealed.key, places[sealed.object]).entry())
            items.append((item, len(entries)))
            entries.append(item.document())

        def rows(first: int) -> Rows:
            return Rows(
                [ItemRow(bytes.fromhex(item.id), first + at, bytes.fromhex(item.object)) for item, at in items],
                [ObjectRow(bytes.fromhex(name), first + at, keyed) for name, at, keyed in objects],
            )

        indexes = self._writer.commit(entries, packs=packs, rows=rows)
        return [Item.read(item.document(), indexes.start + at) for item, at in items]

    def _forget(self, waiting: _Waiting) -> None:
        with self._lock:
            for _item, sealed, _keyed in waiting.things:
                if sealed.key:
                    self._seen.pop(sealed.sha256, None)

    def close(self) -> None:
        """Let the index go."""
        if self._index is not None:
            self._index.close()


def _drop(future: Future[Sealed | LeftOut]) -> None:
    """What was sealed ahead and is not wanted any more."""
    if not future.cancel() and future.exception() is None:
        sealed = future.result()
        if isinstance(sealed, Sealed):
            sealed.discard()
