"""The finder's process: builds the index when the keeper is open, answers while it builds."""

from __future__ import annotations

import gc
import sys
import threading
import time
from typing import Any

from malath.engines.names import NameIndex
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.errors import KeeperGoneError
from malath.platform.keeper.hardening import harden
from malath.platform.keeper.serving import serve
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.finder.sources import sources, text_sources
from malath.platform.sealed.finder.texts import TextIndex


class FinderServer:
    """The index, and what may be asked of it."""

    def __init__(self, *, build: bool) -> None:
        self.index = NameIndex()
        self.ready = not build
        self.known: set[str] = set()
        self.dropped: set[str] = set()
        self.texts: dict[str, TextIndex] = {}
        self.told: set[str] = set()
        self.stopping = threading.Event()

    def status(self) -> dict[str, Any]:
        return {"ready": self.ready, "known": len(self.known)}

    def put(self, rows: list[tuple[str, list[str], list[str], list[str]]]) -> None:
        for id, names, codes, phones in rows:
            self.index.drop(id)
            self.index.put(id, [name for name in names if name])
            for code in codes:
                self.index.put_code(id, code)
            for phone in phones:
                self.index.put_phone(id, phone)
            self.known.add(id)

    def drop(self, id: str) -> None:
        self.index.drop(id)
        self.known.discard(id)
        self.dropped.add(id)

    def find(self, text: str, limit: int, offset: int) -> list[tuple[str, float, str]]:
        return [(hit.id, hit.score, hit.name) for hit in self.index.find(text, limit=limit, offset=offset)]

    # ── words ──
    def put_text(self, collection: str, id: str, text: str) -> None:
        self.told.add(id)
        self.texts.setdefault(collection, TextIndex()).put(id, text)

    def drop_text(self, collection: str, id: str) -> None:
        self.told.add(id)
        self.texts.setdefault(collection, TextIndex()).drop(id)

    def find_text(self, collection: str, text: str) -> dict[str, Any]:
        index = self.texts.setdefault(collection, TextIndex())
        return {"ids": index.find(text), "known": len(index), "ready": self.ready}

    def build_texts(self) -> None:
        """Read every collection a batch at a time; what was told meanwhile is newer and is kept."""
        for collection, batches, reader in text_sources():
            index = self.texts.setdefault(collection, TextIndex())
            for rows in batches():
                if self.stopping.is_set():
                    return
                reveal(rows, by=None, why="index.build")
                for id, text in map(reader, rows):
                    if str(id) not in self.told:
                        index.put(str(id), text)

    def build(self) -> None:
        """Read every source a batch at a time; what was told meanwhile is newer and is kept."""
        while not self.stopping.is_set():
            try:
                if not keeper().is_sealed():
                    break
            except KeeperGoneError:
                pass
            time.sleep(0.3)
        for batches, reader in sources():
            for rows in batches():
                if self.stopping.is_set():
                    return
                gc.freeze()  # the index stays: walking it again and again for garbage is two fifths of the work
                reveal(rows, by=None, why="index.build")
                for found in map(reader, rows):
                    id = str(found.id)
                    if id not in self.known and id not in self.dropped:
                        self.put([(id, found.names, found.codes, found.phones)])
        self.build_texts()
        self.ready = True

    def run(self) -> None:
        if not self.ready:
            threading.Thread(target=self._build_safely, daemon=True).start()
        handlers: dict[str, Any] = {"status": self.status, "put": self.put, "drop": self.drop, "find": self.find}
        handlers |= {"put_text": self.put_text, "drop_text": self.drop_text, "find_text": self.find_text}
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
