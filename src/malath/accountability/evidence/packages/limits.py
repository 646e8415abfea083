"""How much of a stranger's package is read: every limit is checked before reading (what it declares) and during (what it holds)."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one package; sizes in bytes."""

    max_entries: int = 200_000
    max_directory_bytes: int = 48 * MIB  # the zip's own list of entries
    max_entry_bytes: int = 64 * GIB
    max_total_bytes: int = 256 * GIB
    max_ratio: int = 200  # unpacked against packed, counted once an entry passes `ratio_free_bytes`
    ratio_free_bytes: int = 16 * MIB
    max_depth: int = 48  # folders within folders
    max_name_bytes: int = 2048
    max_record_bytes: int = 8 * MIB  # one JSON, CSV, HTML or key that is read whole
    max_json_values: int = 200_000
    max_proofs: int = 2_000  # proof sets whose checks are run; more are listed, not checked
    max_signature_seconds: int = 600


DEFAULT_LIMITS = Limits()
