"""What `add` is given: files and folders, walked in order; and what it leaves out, each with its reason."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from malath.engines.durable import sync_folder
from malath.engines.vault.batches import read_batches
from malath.engines.vault.errors import SourceError

_SWAPPED = "something else took its place while it was being taken in"


@dataclass(frozen=True)
class Source:
    """A file to take in, with the name under which it is kept."""

    path: str
    name: str
    state: os.stat_result

    def open(self) -> FileIO:
        """Open it for reading. The file that was looked at and no other: what took its name meanwhile, a link to
        somebody else's file or a pipe that nobody writes, is not opened. Raises SourceError."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as refused:
            swapped = refused.errno in {errno.ELOOP, errno.ENXIO}
            raise SourceError(_SWAPPED if swapped else refused.strerror or str(refused)) from refused
        try:
            now = os.fstat(descriptor)
            if not stat.S_ISREG(now.st_mode) or (now.st_dev, now.st_ino) != (self.state.st_dev, self.state.st_ino):
                raise SourceError(_SWAPPED)
            os.set_blocking(descriptor, True)
            return FileIO(descriptor)
        except BaseException:
            os.close(descriptor)
            raise

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept of the file besides its bytes: when it was last changed; its name's bytes where they are no
        UTF-8."""
        facts: dict[str, Any] = {"modified": self.state.st_mtime_ns}
        raw = os.fsencode(self.name)
        if raw.decode("utf-8", "replace") != self.name:
            facts["name_bytes"] = base64.b64encode(raw).decode()
        return facts

    @property
    def shown_name(self) -> str:
        """The name as text, whatever bytes it has."""
        return os.fsencode(self.name).decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class LeftOut:
    """A name that is not taken in, and why; `again` says that trying once more makes sense."""

    path: str
    why: str
    again: bool = False


def walk(paths: list[Path], *, but: Path) -> Iterator[Source | LeftOut]:
    """Every file, in order; links are not followed and nothing under `but` (the vault itself) is taken."""
    inside = but.stat()
    for path in paths:
        base = path.absolute()
        base = base.resolve() if base.name in {"", ".", ".."} else base
        yield from _walk(str(base), base.name, (inside.st_dev, inside.st_ino))


def _walk(path: str, name: str, but: tuple[int, int]) -> Iterator[Source | LeftOut]:
    try:
        state = os.lstat(path)
        if stat.S_ISREG(state.st_mode):
            yield Source(path, name, state)
        elif not stat.S_ISDIR(state.st_mode):
            yield LeftOut(path, "a link" if stat.S_ISLNK(state.st_mode) else "neither a file nor a folder")
        elif (state.st_dev, state.st_ino) == but:
            yield LeftOut(path, "the vault itself")
        else:
            inside = sorted(os.listdir(path))
            if not inside:
                yield LeftOut(path, "an empty folder")
            for entry in inside:
                yield from _walk(f"{path}/{entry}", f"{name}/{entry}", but)
    except OSError as refused:
        yield LeftOut(path, refused.strerror or str(refused), again=True)


class Journal:
    """Which files of an intake are in already, so that it can be cut off and continued. It says so before each commit,
    by the salt of the commit's line in `batches`: what it says counts only if that line is there. Only keyed digests of
    path, size and time stand in it, under a host key, and it goes when the intake is finished.

    A block for each commit: salt (16 bytes), count (16), as many digests (16 each). `mend` settles what a crash left of
    the last commit, so that `batches` tells."""

    def __init__(self, folder: Path, key: bytes, paths: list[Path], *, mend: Callable[[], None]) -> None:
        self._key = hashlib.sha256(b"malath vault journal\0" + key).digest()
        run = self._digest("\0".join(str(path.absolute()) for path in paths))
        self._path = folder / f"unfinished-{run.hex()}"
        self._done: set[bytes] = set()
        self._whole = 0
        if self._path.exists():
            mend()
            self._read({batch.salt for batch in read_batches(folder / "batches")[0]})

    def _read(self, committed: set[bytes]) -> None:
        body = self._path.read_bytes()
        while len(body) >= self._whole + 32:
            salt, count = body[self._whole : self._whole + 16], body[self._whole + 16 : self._whole + 32]
            end = self._whole + 32 + 16 * int.from_bytes(count, "big")
            if len(body) < end:
                return
            if salt in committed:
                self._done.update(body[at : at + 16] for at in range(self._whole + 32, end, 16))
            self._whole = end

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode("utf-8", "surrogateescape"), "sha256")[:16]

    def _of(self, source: Source) -> bytes:
        state = source.state
        return self._digest(f"{source.path}\0{state.st_size}\0{state.st_mtime_ns}")

    def has(self, source: Source) -> bool:
        """Whether an earlier run that was cut off took this file in."""
        return bool(self._done) and self._of(source) in self._done

    def note(self, sources: list[Source], salt: bytes) -> None:
        """Say, durably, that these come in with the commit of this salt."""
        is_new = not self._path.exists()
        block = salt + len(sources).to_bytes(16, "big") + b"".join(self._of(source) for source in sources)
        with open(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            # A crash or a full disk may have left a part of a block.
            file.truncate(self._whole)
            file.seek(self._whole)
            file.write(block)
            file.flush()
            os.fsync(file.fileno())
        self._whole += len(block)
        if is_new:
            sync_folder(self._path.parent)

    def finish(self) -> None:
        """The intake is whole."""
        self._path.unlink(missing_ok=True)
