"""The finder's process: builds its indexes when the keeper is open, answers while it builds."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from malath.engines.names import NameIndex
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.errors import KeeperGoneError
from malath.platform.keeper.hardening import harden
from malath.platform.keeper.serving import serve
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.finder.client import PAGE, in_sixteens
from malath.platform.sealed.finder.sources import PEOPLE, Batches, sources, text_sources
from malath.platform.sealed.finder.texts import TextIndex


class FinderServer:
    """The indexes, each of a collection, and what may be asked of them."""

    def __init__(self, *, build: bool) -> None:
        self.ready = not build
        self.names: dict[str, NameIndex] = {}
        self.texts: dict[str, TextIndex] = {}
        # Who was told while the indexes are built, in order: what was told is newer than what is read meanwhile.
        self.told: dict[tuple[str, str | bytes], None] = {}
        self.telling = threading.Lock()
        self.stopping = threading.Event()

    def status(self) -> dict[str, Any]:
        texts = {collection: len(index) for collection, index in list(self.texts.items())}
        return {"ready": self.ready, "known": len(self.names_of(PEOPLE)), "texts": texts}

    # ── names ──
    def names_of(self, collection: str) -> NameIndex:
        return self.names.setdefault(collection, NameIndex())

    def put(self, collection: str, rows: list[tuple[str, list[str], list[str], list[str]]]) -> None:
        with self.telling:
            for row in rows:
                self._mark(collection, row[0])
                self._put(collection, *row)

    def _put(self, collection: str, id: str, names: list[str], codes: list[str], phones: list[str]) -> None:
        index = self.names_of(collection)
        index.drop(id)
        index.put(id, [name for name in names if name])
        for code in codes:
            index.put_code(id, code)
        for phone in phones:
            index.put_phone(id, phone)

    def drop(self, collection: str, id: str) -> None:
        with self.telling:
            self._mark(collection, id)
            self.names_of(collection).drop(id)

    def drop_many(self, collection: str, ids: list[str]) -> None:
        for id in ids:
            self.drop(collection, id)

    def find(self, collection: str, text: str, limit: int, offset: int) -> list[tuple[str, float, str]]:
        hits = self.names_of(collection).find(text, limit=limit, offset=offset)
        return [(hit.id, hit.score, hit.name) for hit in hits]

    # ── words ──
    def texts_of(self, collection: str) -> TextIndex:
        return self.texts.setdefault(collection, TextIndex())

    def put_texts(self, collection: str, rows: list[tuple[bytes, str, str]]) -> None:
        index = self.texts_of(collection)
        for id, text, scope in rows:
            with self.telling:
                self._mark(collection, id)
                index.put(id, text, scope)

    def drop_text(self, collection: str, id: bytes) -> None:
        with self.telling:
            self._mark(collection, id)
            self.texts_of(collection).drop(id)

    def drop_texts(self, collection: str, ids: list[bytes]) -> None:
        for id in ids:
            self.drop_text(collection, id)

    def find_text(
        self,
        collection: str,
        words: str,
        limit: int = PAGE,
        after: int | None = None,
        scopes: list[str] | None = None,
        among: bytes | None = None,
    ) -> dict[str, Any]:
        index = self.texts_of(collection)
        these = None if among is None else in_sixteens(among)
        ids, cursor = index.find(words, limit=max(1, limit), after=after, scopes=scopes, among=these)
        return {"ids": b"".join(ids), "cursor": cursor, "known": len(index), "ready": self.ready}

    # ── building ──
    def _mark(self, collection: str, id: str | bytes) -> None:
        if not self.ready:
            self.told.pop((collection, id), None)
            self.told[collection, id] = None

    def _read(self, batches: Batches) -> Iterator[list[Any]]:
        """Batches of rows, revealed, until the finder is told to stop."""
        for rows in batches():
            if self.stopping.is_set():
                return
            gc.freeze()  # the index stays: walking it again and again for garbage is two fifths of the work
            reveal(rows, by=None, why="index.build")
            yield rows

    def build_names(self) -> None:
        """Read every source of names a batch at a time; what was told meanwhile is newer and is kept."""
        for collection, batches, reader in sources():
            for rows in self._read(batches):
                for found in map(reader, rows):
                    id = str(found.id)
                    with self.telling:
                        if (collection, id) not in self.told:
                            self._put(collection, id, found.names, found.codes, found.phones)

    def build_texts(self) -> None:
        """Read every collection of texts, oldest first; what was told meanwhile is newer, and comes first."""
        for collection, batches, reader in text_sources():
            index = self.texts_of(collection)
            for rows in self._read(batches):
                for id, text, *scope in map(reader, rows):
                    with self.telling:
                        if (collection, id.bytes) not in self.told:
                            index.put(id.bytes, text, *scope)
            with self.telling:
                for told, row in self.told:
                    if told == collection and isinstance(row, bytes):
                        index.renew(row)

    def build(self) -> None:
        """When the keeper is open, read everything."""
        while not self.stopping.is_set():
            try:
                if not keeper().is_sealed():
                    break
            except KeeperGoneError:
                pass
            time.sleep(0.3)
        self.build_names()
        self.build_texts()
        with self.telling:
            self.ready = not self.stopping.is_set()
            self.told.clear()

    def run(self) -> None:
        if not self.ready:
            threading.Thread(target=self._build_safely, daemon=True).start()
        handlers: dict[str, Any] = {"status": self.status, "put": self.put, "drop": self.drop, "find": self.find}
        handlers |= {"put_texts": self.put_texts, "drop_text": self.drop_text, "find_text": self.find_text}
        handlers |= {"drop_many": self.drop_many, "drop_texts": self.drop_texts}
        serve(home() / "run" / "finder.sock", handlers, self.stopping)

    def _build_safely(self) -> None:
        try:
            self.build()
        except Exception as problem:
            # Without a complete index a search would look complete and not be: end, and be started again.
            print(f"the finder could not be built: {type(problem).__name__}", file=sys.stderr, flush=True)
            self.stopping.set()


def main(arguments: list[str]) -> int:
    """Run until told to stop. The database may be on a loopback port, so the network stays."""
    harden(network=True)
    FinderServer(build="--empty" not in arguments).run()
    return 0
