"""How the room and the programme outside speak: one line of JSON each, and the bytes that belong to it."""

from __future__ import annotations

import json
import socket
from typing import Any

LINE = 64 * 1024
BLOB = 256 * 1024


class ChannelError(Exception):
    """The other side is gone, was too slow, or said what it must not."""


class Channel:
    """One end of a pair of sockets."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._file = end.makefile("rb")

    def say(self, values: dict[str, Any], blob: bytes = b"") -> None:
        """One message."""
        line = json.dumps({**values, "blob": len(blob)}, ensure_ascii=False).encode("utf-8", "replace")
        try:
            self._end.sendall(line + b"\n" + blob)
        except OSError as gone:
            raise ChannelError from gone

    def hear(self) -> tuple[dict[str, Any], bytes]:
        """The next message; ChannelError where it is none."""
        try:
            line = self._file.readline(LINE + 1)
            if not line.endswith(b"\n") or len(line) > LINE:
                raise ChannelError
            values = json.loads(line)
            length = values.pop("blob", None) if isinstance(values, dict) else None
            if type(length) is not int or not 0 <= length <= BLOB:
                raise ChannelError
            blob = self._file.read(length)
        except (OSError, ValueError, RecursionError) as bad:
            raise ChannelError from bad
        if len(blob) != length:
            raise ChannelError
        return values, blob

    def close(self) -> None:
        """Let go."""
        self._file.close()
        self._end.close()
