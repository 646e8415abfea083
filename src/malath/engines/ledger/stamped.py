"""Where time-stamps lie: `timestamps/<size>-<authority>.tsr`, the token as the authority sent it; `.note`, the exact
checkpoint that was stamped; `.pem`, the certificates. Reading them needs no other library (timestamps.py checks)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

TIMESTAMPS = "timestamps"
_NAME = re.compile(r"(0|[1-9][0-9]{0,18})-([A-Za-z0-9._-]+)\.tsr")


class StampFiles(NamedTuple):
    """One kept time-stamp, by its files."""

    size: int
    authority: str
    token: Path

    @property
    def note(self) -> Path:
        """The exact checkpoint that was stamped."""
        return self.token.with_name(self.token.name.removesuffix(".tsr") + ".note")

    @property
    def certificates(self) -> Path:
        """The certificates of the authority."""
        return self.token.with_name(self.token.name.removesuffix(".tsr") + ".pem")


def stamp_files(folder: Path) -> list[StampFiles]:
    """The kept time-stamps, by size."""
    matches = [(path, _NAME.fullmatch(path.name)) for path in (folder / TIMESTAMPS).glob("*.tsr")]
    return sorted(StampFiles(int(match[1]), match[2], path) for path, match in matches if match)


def stamped_note(folder: Path, size: int) -> str | None:
    """A checkpoint of that size that was time-stamped, or None."""
    for stamp in stamp_files(folder):
        if stamp.size == size and stamp.note.exists():
            return stamp.note.read_bytes().decode()
    return None
