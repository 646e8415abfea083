"""In the closed room: reads a package whose bytes it asks for, says what is in it, and gives out entries one by one.

It holds no key and no file: each stretch of the package comes through the channel, from the process outside.
"""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from collections import Counter
from typing import Any, BinaryIO, cast

from malath.engines.looking.worker.leaks import leak

from ..packages import Check, Item, Outcome, Package, PackageError, ProofFile, Role, read_package
from .channel import BLOB, Channel, ChannelError

MOST_ITEMS, MOST_PROOFS, MOST_CHECKS, MOST_ABOUT = 500, 300, 400, 20


class _Asked(io.RawIOBase):
    """The package, read from any place by asking for it."""

    def __init__(self, channel: Channel, size: int) -> None:
        self._channel, self._size, self._at = channel, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence] + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._channel.say({"is": "read", "at": self._at, "length": min(len(buffer), BLOB)})
        _values, part = self._channel.hear()
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def main() -> None:
    """Read the package, tell of it, and give what is asked for until told to end."""
    job = json.loads(sys.argv[1])
    channel = Channel(socket.socket(fileno=job["fd"]))
    fault = leak()
    if fault:
        channel.say({"is": "refused", "code": "sandbox.leaks"})
        return
    file = io.BufferedReader(_Asked(channel, job["size"]), 1 << 16)
    try:
        with read_package(cast(BinaryIO, file), name="package") as package:
            _serve(channel, package)
    except PackageError as refused:
        channel.say({"is": "refused", "code": refused.code})
    except ChannelError:
        return


def _serve(channel: Channel, package: Package) -> None:
    originals = [item for item in package.items if item.role is Role.ORIGINAL]
    given: dict[str, list[Any]] = {"item": originals[:MOST_ITEMS], "proof": package.proofs[:MOST_PROOFS]}
    _tell(channel, package, len(originals), given)
    while True:
        order, _blob = channel.hear()
        if order.get("is") != "give":
            return
        _give(channel, given[order["what"]][order["number"]])


def _tell(channel: Channel, package: Package, originals: int, given: dict[str, list[Any]]) -> None:
    left = Counter(left.reason for left in package.left_out)
    beyond = originals - len(given["item"]) + len(package.proofs) - len(given["proof"])
    channel.say({"is": "package", "kind": package.kind.value, "left_out": dict(left), "beyond": beyond})
    about: dict[str, list[Check]] = {}
    for check in package.checks:
        about.setdefault(check.subject, []).append(check)
    # What is broken is told first, and never cut off by what holds.
    for check in sorted(package.checks, key=_gravity)[:MOST_CHECKS]:
        channel.say({"is": "check", "check": _told(check)})
    for item in given["item"]:
        channel.say(_item(item, about.get(item.path, [])))
    for proof in given["proof"]:
        channel.say(_proof(proof))
    channel.say({"is": "listed"})


def _gravity(check: Check) -> bool:
    return check.outcome is not Outcome.BROKEN


def _told(check: Check) -> list[str]:
    return [check.code, check.subject[:500], check.outcome.value, str(check.facts.get("reason", ""))[:80]]


def _item(item: Item, about: list[Check]) -> dict[str, Any]:
    claims = {claim.about: claim.value[:200] for claim in reversed(item.claims[:50])}
    checks = [_told(check) for check in sorted(about, key=_gravity)[:MOST_ABOUT]]
    return {"is": "item", "path": item.path[:2048], "size": item.size, "claims": claims, "checks": checks}


def _proof(proof: ProofFile) -> dict[str, Any]:
    return {"is": "proof", "path": proof.path[:2048], "size": proof.size, "proves": proof.proves}


def _give(channel: Channel, entry: Item | ProofFile) -> None:
    try:
        with entry.open() as stream:
            while part := stream.read(BLOB):
                channel.say({"is": "part"}, part)
    except PackageError as broken:
        channel.say({"is": "broken", "code": broken.code})
    else:
        channel.say({"is": "end"})
