"""For archives that are sent while they are made: nothing of them is kept, in memory or on a disk."""

from __future__ import annotations

import io
from typing import Any


class Pipe(io.RawIOBase):
    """A file that only goes forward and gives away what was written."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        piece = bytes(self._held)
        self._held.clear()
        return piece
