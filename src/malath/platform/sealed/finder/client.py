"""The finder's client."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from malath.platform.keeper.client import SocketClient, home
from malath.platform.keeper.errors import KeeperGoneError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TextsFound:
    """Rows that hold every word; how many rows the index knows, and whether it is complete."""

    ids: list[uuid.UUID]
    known: int
    is_complete: bool


class Finder(SocketClient):
    """Asks for identifiers by name, code or telephone."""

    def status(self) -> dict[str, Any]:
        """`{"ready": bool, "known": count}`: usable while it builds, complete when ready."""
        result: dict[str, Any] = self.ask("status")
        return result

    def put(self, id: uuid.UUID, names: Sequence[str], codes: Sequence[str] = (), phones: Sequence[str] = ()) -> None:
        """Learn, or learn anew, what a row is found by. A finder that is down learns it when it is built again."""
        try:
            self.ask("put", rows=[[str(id), list(names), list(codes), list(phones)]])
        except KeeperGoneError:
            log.warning("the finder does not answer; it will be rebuilt")

    def drop(self, id: uuid.UUID) -> None:
        """Forget a row."""
        try:
            self.ask("drop", id=str(id))
        except KeeperGoneError:
            log.warning("the finder does not answer; it will be rebuilt")

    def find(self, text: str, limit: int = 50, offset: int = 0) -> list[tuple[uuid.UUID, float, str]]:
        """The best matches in order: (id, score 0..1, the name that matched). Pass them through visible_to."""
        found = self.ask("find", text=text, limit=limit, offset=offset)
        return [(uuid.UUID(id), score, name) for id, score, name in found]

    def put_text(self, collection: str, id: uuid.UUID, text: str) -> None:
        """Learn, or learn anew, by which words a row is found."""
        try:
            self.ask("put_text", collection=collection, id=str(id), text=text)
        except KeeperGoneError:
            log.warning("the finder does not answer; it will be rebuilt")

    def drop_text(self, collection: str, id: uuid.UUID) -> None:
        """Forget the words of a row."""
        try:
            self.ask("drop_text", collection=collection, id=str(id))
        except KeeperGoneError:
            log.warning("the finder does not answer; it will be rebuilt")

    def find_text(self, collection: str, text: str) -> TextsFound:
        """The rows that hold every word of the text. Pass them through visible_to."""
        found = self.ask("find_text", collection=collection, text=text)
        return TextsFound([uuid.UUID(id) for id in found["ids"]], found["known"], found["ready"])


_finders: dict[Path, Finder] = {}


def finder() -> Finder:
    """The client of this installation's finder."""
    path = home() / "run" / "finder.sock"
    if path not in _finders:
        _finders[path] = Finder(path)
    return _finders[path]
