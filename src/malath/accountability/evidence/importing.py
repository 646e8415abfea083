"""A folder on the server's own disks, taken into the room from the terminal: each file an item, its place in the folder kept
as a fact. Can be cut off and run again (SC1)."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from malath.accountability.evidence.forms import clean_name, clean_path
from malath.accountability.evidence.receiving import Told, receive
from malath.engines.vault.errors import SourceError
from malath.engines.vault.sources import LeftOut, Source, walk
from malath.platform.access.models import Member, Organisation
from malath.platform.keeper.client import home


@dataclass(frozen=True)
class Came:
    """What became of one file: its item's number, or that it waits sealed; that it was taken in before; or why not."""

    path: str
    number: str = ""
    is_sealed: bool = False
    was_here: bool = False
    left_out: str = ""


class _Journal:
    """Which files of these folders were taken in by a run that was cut off: keyed digests of path, size and time, no name."""

    def __init__(self, paths: list[Path]) -> None:
        folder = home() / "unfinished-imports"
        folder.mkdir(exist_ok=True, mode=0o700)
        run = self._digest("\0".join(str(path.absolute()) for path in paths))
        self._path = folder / run.hex()
        body = self._path.read_bytes() if self._path.exists() else b""
        self._done = {body[at : at + 16] for at in range(0, len(body) - 15, 16)}

    @staticmethod
    def _digest(text: str) -> bytes:
        key = f"malath import {settings.SECRET_KEY}".encode()
        return hmac.digest(key, text.encode("utf-8", "surrogateescape"), "sha256")[:16]

    def _of(self, source: Source) -> bytes:
        return self._digest(f"{os.path.abspath(source.path)}\0{source.state.st_size}\0{source.state.st_mtime_ns}")

    def has(self, source: Source) -> bool:
        return self._of(source) in self._done

    def note(self, source: Source) -> None:
        """After the file is durable in the vault: a crash between the two takes in that one file twice."""
        with open(os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "ab") as file:
            file.write(self._of(source))
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> None:
        self._path.unlink(missing_ok=True)


def import_paths(paths: list[Path], *, organisation: Organisation, by: Member, told: Told) -> Iterator[Came]:
    """Take in files and folders, in order; links are not followed, empty files and devices are left out, each said.

    Works while the server is sealed. Raises NotAllowedError, VaultBusyNowError; run again, it goes on.
    """
    journal, again = _Journal(paths), False
    for found in walk(paths, but=home()):
        if isinstance(found, LeftOut):
            again = again or found.again
            yield Came(found.path, left_out=found.why)
        elif journal.has(found):
            yield Came(found.path, was_here=True)
        elif not found.state.st_size:
            yield Came(found.path, left_out="empty")
        else:
            came = _take_in(found, organisation, by, told)
            again = again or bool(came.left_out)
            if not came.left_out:
                journal.note(found)
            yield came
    if not again:
        journal.finish()


def _take_in(source: Source, organisation: Organisation, by: Member, told: Told) -> Came:
    name = clean_name(source.shown_name)
    path = clean_path(source.shown_name) if "/" in source.name else ""
    try:
        with source.open() as file:
            item = receive(cast(BinaryIO, file), name=name, organisation=organisation, by=by, told=told, path=path)
    except (SourceError, OSError) as refused:
        return Came(source.path, left_out=str(refused))
    return Came(source.path, number=item.number if item else "", is_sealed=item is None)
