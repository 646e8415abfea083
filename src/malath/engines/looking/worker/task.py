"""One look: the file, what is wished, the voice to the caller, and the clock."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from . import limits


class NotLookedError(Exception):
    """A part of the look that ends here, for the reason `code`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class Voice:
    """Writes records to the caller: one line of JSON each, followed by its blob when it has one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def say(self, what: str, blob: bytes | None = None, **values: Any) -> None:
        """One record, and at once: what was found before a crash is still heard."""
        record = {"is": what, "peak": _peak(), **values}
        if blob is not None:
            record["blob"] = len(blob)
        self._stream.write(json.dumps(record).encode() + b"\n" + (blob or b""))
        self._stream.flush()


def _peak() -> int:
    mine, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return max(mine.ru_maxrss, children.ru_maxrss)


@dataclass
class Task:
    """What the parts of a look share."""

    fd: int
    size: int
    whole: bool
    wishes: dict[str, Any]
    voice: Voice
    seconds: float
    began: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> str:
        """Where this process and its tools open the file."""
        return f"/proc/self/fd/{self.fd}"

    def open(self) -> BinaryIO:
        """The file, with a place of its own."""
        return open(self.path, "rb")

    def head(self, length: int) -> bytes:
        """The first bytes."""
        return os.pread(self.fd, length, 0)

    def tail(self, length: int) -> bytes:
        """The last bytes."""
        return os.pread(self.fd, length, max(0, self.size - length))

    def wished(self, name: str) -> bool:
        """Whether the caller asked for this."""
        return bool(self.wishes.get(name, True))

    def seconds_left(self) -> float:
        """Until the worker stops by itself."""
        return self.began + self.seconds - limits.MARGIN - time.monotonic()

    def fact(self, name: str, value: str | int | float | None) -> None:
        """Say a fact, when there is one."""
        if value is not None and value != "":
            self.voice.say("fact", name=name, value=value)

    def finding(self, code: str, detail: str = "") -> None:
        """Say something that the reader of the page must know."""
        self.voice.say("finding", code=code, detail=detail[: limits.WORDS])

    def left_out(self, part: str, why: str, detail: str = "") -> None:
        """Say what was not looked at, and why."""
        self.voice.say("left_out", part=part, why=why, detail=detail[: limits.WORDS])

    def part(self, name: str, function: Callable[[Task], None]) -> None:
        """Do one part; whatever a hostile file makes of it, the others still have their turn."""
        if self.seconds_left() <= 0:
            self.left_out(name, "limit.time")
            return
        try:
            function(self)
        except NotLookedError as ended:
            self.left_out(name, ended.code, ended.detail)
        except MemoryError:
            self.left_out(name, "limit.memory")
        except Exception:
            # Any parser may raise anything over a hostile file; which one it was is nothing a reader needs.
            self.left_out(name, "file.broken")
