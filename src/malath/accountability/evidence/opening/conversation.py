"""The other side of the room: serves a package's bytes to the reader behind walls, and believes of its answer what fits.

The reader (inside.py) has no key, no network, no disk and little memory. What it says is hostile input, as in `looking`.
"""

from __future__ import annotations

import io
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, cast

from malath.accountability.evidence.opening.channel import BLOB, Channel, ChannelError
from malath.accountability.evidence.opening.inside import MOST_ABOUT, MOST_CHECKS, MOST_ITEMS, MOST_PROOFS
from malath.accountability.evidence.packages import CODES, DEFAULT_LIMITS, EntryError, Kind, Outcome, PackageError
from malath.engines.looking import sandbox, sandbox_stands
from malath.engines.looking.answer import NotTrustedError, integer, one_of, words

SECONDS, SILENCE = 3600, 120
PROCESSOR = (900, 900)
_ROOM = "/malath/evidence"
_START = "import sys; sys.path.insert(0, '/malath'); from evidence.opening.inside import main; main()"
_HERE = Path(__file__).parent
Told = tuple[str, str, str, str]
"""A check: code, what it is about, outcome, code of the reason or empty."""


@dataclass(frozen=True)
class Inside:
    """An entry that can be asked for: `what` is item or proof."""

    what: str
    number: int
    path: str
    size: int
    claims: dict[str, str] = field(default_factory=dict)
    checks: tuple[Told, ...] = ()
    proves: str = ""


@dataclass
class Opened:
    """What the reader says of a package. `left_out`: how many entries for which reason; `beyond`: how many above the limits."""

    channel: Channel
    file: BinaryIO
    until: float
    kind: str = ""
    beyond: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    checks: list[Told] = field(default_factory=list)
    items: list[Inside] = field(default_factory=list)
    proofs: list[Inside] = field(default_factory=list)

    def stream(self, entry: Inside) -> BinaryIO:
        """The bytes of an entry, once; reading raises EntryError when they are not what the package declares."""
        return cast(BinaryIO, io.BufferedReader(_Given(self._parts(entry)), BLOB))

    def _parts(self, entry: Inside) -> Iterator[bytes]:
        self.channel.say({"is": "give", "what": entry.what, "number": entry.number})
        given = 0
        while True:
            said, part = self.hear()
            if said.get("is") == "end" and given == entry.size:
                return
            given += len(part)
            if said.get("is") == "broken":
                raise EntryError(one_of(said.get("code"), CODES), path=entry.path[:200])
            if said.get("is") != "part" or given > entry.size:
                raise NotTrustedError
            yield part

    def hear(self) -> tuple[dict[str, Any], bytes]:
        """The next word of the reader that is no question for bytes."""
        while True:
            if time.monotonic() > self.until:
                raise ChannelError
            said, blob = self.channel.hear()
            if said.get("is") != "read":
                return said, blob
            self.file.seek(integer(said.get("at"), 1 << 62))
            self.channel.say({"is": "bytes"}, self.file.read(integer(said.get("length"), BLOB)))


class _Given(io.RawIOBase):
    """Parts as a file that is read once."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._parts, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


@contextmanager
def opened(file: BinaryIO, size: int) -> Iterator[Opened]:
    """Have a package read in the closed room. `file` is read from any place. Raises PackageError where it is refused, and
    where the room cannot be built or its reader ends, is too slow or lies (`package.not_opened`)."""
    if not sandbox_stands():
        raise PackageError("package.not_opened")
    ours, theirs = socket.socketpair()
    ours.settimeout(SILENCE)
    channel = Channel(ours)
    try:
        process = _start(theirs, size)
    except OSError as failed:
        channel.close()
        raise PackageError("package.not_opened") from failed
    finally:
        theirs.close()
    try:
        found = Opened(channel, file, time.monotonic() + SECONDS)
        _listen(found)
        yield found
    except (ChannelError, NotTrustedError) as failed:
        raise PackageError("package.not_opened") from failed
    finally:
        channel.close()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _start(theirs: socket.socket, size: int) -> subprocess.Popen[bytes]:
    job = json.dumps({"fd": theirs.fileno(), "size": size})
    command = [*sandbox.python()[:-1], _START, job]
    return sandbox.launch(command, theirs.fileno(), more=_programme(), processor=PROCESSOR)


def _programme() -> list[tuple[Path, str]]:
    """The readers, and the libraries that check certificates, signatures and time-stamps."""
    room = _HERE.parent
    seen = [(room / "packages", f"{_ROOM}/packages"), (_HERE, f"{_ROOM}/opening")]
    seen.append((Path(sandbox.__file__).parent / "worker", "/malath/malath/engines/looking/worker"))
    for name in ("cryptography", "rfc3161_client", "_cffi_backend"):
        spec = find_spec(name)
        if spec and spec.origin:
            path = Path(spec.origin)
            path = path.parent if path.name == "__init__.py" else path
            seen.append((path, f"/malath/{path.name}"))
    return seen


def _listen(found: Opened) -> None:
    said, _blob = found.hear()
    if said.get("is") == "refused":
        raise PackageError(one_of(said.get("code"), {*CODES, "sandbox.leaks"}))
    if said.get("is") != "package":
        raise NotTrustedError
    found.kind = one_of(said.get("kind"), frozenset(Kind))
    found.beyond = integer(said.get("beyond"), DEFAULT_LIMITS.max_entries)
    left = said.get("left_out")
    if not isinstance(left, dict) or len(left) > len(CODES):
        raise NotTrustedError
    found.left_out = {one_of(code, CODES): integer(n, DEFAULT_LIMITS.max_entries) for code, n in left.items()}
    while True:
        said, _blob = found.hear()
        what = said.get("is")
        if what == "listed":
            return
        if what == "check" and len(found.checks) < MOST_CHECKS:
            found.checks.append(_check(said.get("check")))
        elif what == "item" and len(found.items) < MOST_ITEMS:
            found.items.append(_item(said, len(found.items)))
        elif what == "proof" and len(found.proofs) < MOST_PROOFS:
            found.proofs.append(_proof(said, len(found.proofs)))
        else:
            raise NotTrustedError


def _check(told: Any) -> Told:
    if not isinstance(told, list) or len(told) != 4:
        raise NotTrustedError
    code, subject, outcome, reason = told
    why = words(reason, 80)
    known = next((one for one in (why, f"reason.{why}") if one in CODES), "")
    return one_of(code, CODES), words(subject, 500), one_of(outcome, frozenset(Outcome)), known


def _item(said: dict[str, Any], number: int) -> Inside:
    claims, checks = said.get("claims"), said.get("checks")
    if not isinstance(claims, dict) or not isinstance(checks, list) or len(checks) > MOST_ABOUT:
        raise NotTrustedError
    told = {one_of(about, CODES): words(value, 200) for about, value in claims.items()}
    return Inside("item", number, *_place(said), told, tuple(map(_check, checks)))


def _proof(said: dict[str, Any], number: int) -> Inside:
    return Inside("proof", number, *_place(said), proves=one_of(said.get("proves"), CODES))


def _place(said: dict[str, Any]) -> tuple[str, int]:
    return words(said.get("path"), 2048), integer(said.get("size"), DEFAULT_LIMITS.max_entry_bytes)
