"""A vault as it stands at one moment, for a backup: what may be kept for years, and what holds keys, apart."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from malath.engines.ledger.segments import segment_paths
from malath.engines.vault.batches import read_batches
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.writer import Writer

Files = list[tuple[str, Path]]
"""(name from the vault's folder, where its bytes lie)"""


@dataclass
class Snapshot:
    """`packs` and `open` (settings, lines, head, tiles, proofs) hold no key; `keys` (the log's segments, its list of
    erasures, its signing key) open everything together with the keyring, and are to age out."""

    packs: Files = field(default_factory=list)
    open: Files = field(default_factory=list)
    keys: Files = field(default_factory=list)


def snapshot(vault: VaultFolder, place: Path) -> Snapshot:
    """Copy the small files to a new folder while nobody writes, and name the packs that belong to them. A pack that is
    erased meanwhile is left out: nothing speaks of it any more. Raises VaultBusyError."""
    found, known = Snapshot(), set[str]()
    with Writer(vault) as writer:
        writer.hold()
        for line in read_batches(vault.batches)[0]:
            known |= set(line.packs)
            known -= set(line.removed)
        segments = {path.name for path in segment_paths(vault.ledger)} | {"erased"}
        for path in sorted(vault.path.rglob("*")):
            name = path.relative_to(vault.path).as_posix()
            if not path.is_file() or name.startswith(("packs/", "index.db", "unfinished-")) or _is_passing(path):
                continue
            copy = place / name
            copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(path, copy)
            holds_keys = (path.parent == vault.ledger and path.name in segments) or path == vault.signing_key_path
            (found.keys if holds_keys else found.open).append((name, copy))
        found.packs = [(f"packs/{name}", vault.packs / name) for name in sorted(known) if (vault.packs / name).exists()]
    return found


def _is_passing(path: Path) -> bool:
    return path.suffix in {".part", ".lock"}
