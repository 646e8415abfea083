"""Reads the worker's answer, which is hostile input: a worker taken over by its file may say anything.

Bounded in records, in bytes and in time; every field checked; what is not known is not believed.
"""

from __future__ import annotations

import json
import os
import selectors
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .worker import limits


class NotTrustedError(Exception):
    """The worker said what it must not."""


class EndedError(Exception):
    """The worker ended, or was out of time, before it was done."""


@dataclass(frozen=True)
class Record:
    """One line of the answer and the bytes that came with it."""

    what: str
    values: dict[str, Any]
    blob: bytes


class Answer:
    """The records of one worker, read from the pipe `fd` until `seconds` from now."""

    def __init__(self, fd: int, seconds: float) -> None:
        self._fd = fd
        self._until = time.monotonic() + seconds
        self._buffer = bytearray()
        self._bytes = 0
        self._selector = selectors.DefaultSelector()
        self._selector.register(fd, selectors.EVENT_READ)
        self.peak_memory = 0

    def records(self) -> Iterator[Record]:
        """Each record until `done`. Raises EndedError or NotTrustedError."""
        for _ in range(limits.RECORDS):
            values = self._line()
            what = values.get("is")
            blob = self._take(integer(values.get("blob", 0), limits.ANSWER))
            self.peak_memory = max(self.peak_memory, integer(values.get("peak", 0), 2**40))
            if what == "done":
                return
            if not isinstance(what, str):
                raise NotTrustedError
            yield Record(what, values, blob)
        raise NotTrustedError

    def close(self) -> None:
        """Let go of the pipe."""
        self._selector.close()

    def _line(self) -> dict[str, Any]:
        while (end := self._buffer.find(b"\n", 0, limits.LINE)) < 0:
            if len(self._buffer) >= limits.LINE:
                raise NotTrustedError
            self._more()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            values = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise NotTrustedError from None
        if not isinstance(values, dict):
            raise NotTrustedError
        return values

    def _take(self, length: int) -> bytes:
        while len(self._buffer) < length:
            self._more()
        blob = bytes(self._buffer[:length])
        del self._buffer[:length]
        return blob

    def _more(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0 or not self._selector.select(left):
            raise EndedError
        piece = os.read(self._fd, 256 * 1024)
        if not piece:
            raise EndedError
        self._bytes += len(piece)
        if self._bytes > limits.ANSWER:
            raise NotTrustedError
        self._buffer += piece


def _no_constant(_name: str) -> None:
    raise ValueError


def integer(value: object, most: int, least: int = 0) -> int:
    """A whole number between the two, or NotTrustedError."""
    if type(value) is not int or not least <= value <= most:
        raise NotTrustedError
    return value


def number(value: object, most: float, least: float = 0.0) -> float:
    """A number between the two, or NotTrustedError."""
    if type(value) not in (int, float) or not least <= value <= most:  # type: ignore[operator]
        raise NotTrustedError
    return float(value)  # type: ignore[arg-type]


def words(value: object, most: int = limits.WORDS) -> str:
    """A line of text without control characters or reversing marks, or NotTrustedError where it is none or too long."""
    if not isinstance(value, str) or len(value) > most:
        raise NotTrustedError
    return "".join(letter if letter.isprintable() or letter == " " else "\ufffd" for letter in value)


def one_of(value: object, known: object) -> str:
    """A code that is in `known`, or NotTrustedError."""
    if not isinstance(value, str) or value not in known:  # type: ignore[operator]
        raise NotTrustedError
    return value
