"""Streams through age (https://age-encryption.org/v1): what is written is never whole in memory or on a disk in clear."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyrage  # type: ignore[import-untyped]

_BUFFER = 1 << 20


@contextmanager
def _pumped(write: Callable[[BinaryIO], None]) -> Iterator[tuple[BinaryIO, list[BaseException]]]:
    """What a writer in a thread of its own writes, as a stream; and a list in which it stands what it raised, if it did."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb", buffering=_BUFFER) as pipe:
                write(pipe)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb", buffering=_BUFFER) as pipe:
            yield pipe, failed
    finally:
        thread.join()


def seal_through(recipients: list[Any], target: BinaryIO, write: Callable[[BinaryIO], None]) -> None:
    """Run a writer whose bytes go through age into a file; raises what either of the two raised."""
    with _pumped(write) as (pipe, failed):
        pyrage.encrypt_io(pipe, target, recipients)
    if failed:
        raise failed[0]


@contextmanager
def opened_through(source: BinaryIO, identity: Any) -> Iterator[tuple[BinaryIO, list[BaseException]]]:
    """What an age file holds, as a stream, and a list in which it stands why it ended early, if it did: look at it after
    the last byte."""
    with _pumped(lambda pipe: pyrage.decrypt_io(source, pipe, [identity])) as opened:
        yield opened
