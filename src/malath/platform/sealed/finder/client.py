"""The finder's client."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from malath.platform.keeper.client import SocketClient, home
from malath.platform.keeper.errors import KeeperGoneError

log = logging.getLogger(__name__)


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


_finders: dict[Path, Finder] = {}


def finder() -> Finder:
    """The client of this installation's finder."""
    path = home() / "run" / "finder.sock"
    if path not in _finders:
        _finders[path] = Finder(path)
    return _finders[path]
