"""The finder's client."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from malath.platform.keeper.client import SocketClient, home
from malath.platform.keeper.errors import KeeperGoneError
from malath.platform.sealed.finder.sources import PEOPLE, Searchable, TextRow
from malath.platform.sealed.finder.spelling import LONGEST

log = logging.getLogger(__name__)

PAGE = 1000
# Letters that go to the finder in one request, unless one text alone is longer.
MOST_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class TextsFound:
    """Rows that hold every word, the newest first; from where to ask on, None at the end; how many rows the index knows, and
    whether it is complete. The cursor and the number known say something of hidden rows: neither is to be shown."""

    ids: list[uuid.UUID]
    cursor: int | None
    known: int
    is_complete: bool


class Finder(SocketClient):
    """Asks for identifiers by name, code or telephone, or by words."""

    def status(self) -> dict[str, Any]:
        """`{"ready": bool, "known": count, "texts": {collection: count}}`: usable while it builds, complete when ready."""
        result: dict[str, Any] = self.ask("status")
        return result

    # ── names ──
    def put(
        self,
        id: uuid.UUID,
        names: Sequence[str],
        codes: Sequence[str] = (),
        phones: Sequence[str] = (),
        collection: str = PEOPLE,
    ) -> None:
        """Learn, or learn anew, what a row is found by. A finder that is down learns it when it is built again."""
        self._tell("put", collection=collection, rows=[[str(id), list(names), list(codes), list(phones)]])

    def put_many(self, rows: Iterable[Searchable], collection: str = PEOPLE) -> None:
        """The same of some hundred rows, in one request."""
        told = [[str(row.id), list(row.names), list(row.codes), list(row.phones)] for row in rows]
        if told:
            self._tell("put", collection=collection, rows=told)

    def drop(self, id: uuid.UUID, collection: str = PEOPLE) -> None:
        """Forget a row."""
        self._tell("drop", collection=collection, id=str(id))

    def drop_many(self, ids: Iterable[uuid.UUID], collection: str = PEOPLE) -> None:
        """Forget some hundred rows, in one request."""
        if told := [str(id) for id in ids]:
            self._tell("drop_many", collection=collection, ids=told)

    def find(
        self, text: str, limit: int = 50, offset: int = 0, collection: str = PEOPLE
    ) -> list[tuple[uuid.UUID, float, str]]:
        """The best matches of one collection in order: (id, score 0..1, the name that matched). Pass them through visible_to."""
        found = self.ask("find", collection=collection, text=text, limit=limit, offset=offset)
        return [(uuid.UUID(id), score, name) for id, score, name in found]

    # ── words ──
    def put_text(self, collection: str, id: uuid.UUID, text: str, scope: str = "") -> None:
        """Learn, or learn anew, by which words a row is found. A scope is a word of the caller's own (an organisation's id)."""
        self.put_texts(collection, [(id, text, scope)])

    def put_texts(self, collection: str, rows: Iterable[TextRow]) -> None:
        """Learn many rows in as few requests as their length allows: (id, text) or (id, text, scope)."""
        packed: list[tuple[bytes, str, str]] = []
        size = 0
        for row in rows:
            text, scope = row[1][:LONGEST], row[2] if len(row) > 2 else ""
            if packed and size + len(text) > MOST_AT_ONCE:
                self._tell("put_texts", collection=collection, rows=packed)
                packed, size = [], 0
            packed.append((row[0].bytes, text, scope))
            size += len(text)
        if packed:
            self._tell("put_texts", collection=collection, rows=packed)

    def drop_text(self, collection: str, id: uuid.UUID) -> None:
        """Forget the words of a row."""
        self._tell("drop_text", collection=collection, id=id.bytes)

    def drop_texts(self, collection: str, ids: Iterable[uuid.UUID]) -> None:
        """Forget the words of some hundred rows, in one request."""
        if told := [id.bytes for id in ids]:
            self._tell("drop_texts", collection=collection, ids=told)

    def find_text(
        self,
        collection: str,
        words: str,
        *,
        limit: int = PAGE,
        after: int | None = None,
        scopes: Iterable[str] | None = None,
        among: Iterable[uuid.UUID] | None = None,
    ) -> TextsFound:
        """A page of the rows that hold every word, the newest first, from the cursor `after` on. Pass them through visible_to.

        With `scopes` only rows of these, or of none, are found; with `among` only these rows."""
        found = self.ask(
            "find_text",
            collection=collection,
            words=words,
            limit=limit,
            after=after,
            scopes=None if scopes is None else list(scopes),
            among=None if among is None else b"".join(id.bytes for id in among),
        )
        ids = [uuid.UUID(bytes=id) for id in in_sixteens(found["ids"])]
        return TextsFound(ids, found["cursor"], found["known"], found["ready"])

    def _tell(self, op: str, **arguments: Any) -> None:
        try:
            self.ask(op, **arguments)
        except KeeperGoneError:
            log.warning("the finder does not answer; it will be rebuilt")


def in_sixteens(ids: bytes) -> list[bytes]:
    """Identifiers one after the other, apart again."""
    return [ids[at : at + 16] for at in range(0, len(ids), 16)]


_finders: dict[Path, Finder] = {}


def finder() -> Finder:
    """The client of this installation's finder."""
    path = home() / "run" / "finder.sock"
    if path not in _finders:
        _finders[path] = Finder(path)
    return _finders[path]
