"""The limits a file is held to before it is unpacked, and while it is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be. Sizes in bytes; the defaults fit the largest sheet that a partner really sends."""

    file_size: int = 20_000_000
    old_file_size: int = 5_000_000
    """xls only: its inside cannot be measured before it is opened, so the file itself must be small."""
    unpacked_size: int = 150_000_000
    archive_members: int = 2_000
    ratio: int = 200
    """Unpacked size over packed size of one member; ordinary sheets stay under 40."""
    rows: int = 20_000
    columns: int = 200
    cell_text: int = 20_000
    total_text: int = 60_000_000
    """Characters over all cells: a short text shared by a million cells is long."""


DEFAULT_LIMITS = Limits()
