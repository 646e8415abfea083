"""What opening a ledger does with what it finds, and what a failed append takes back.

Nothing is cut that the last checkpoint covers: a ledger that was tampered with is refused and left as it is, for verify
to name what happened to it.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from malath.engines.durable import cut_file, sync_folder
from malath.engines.ledger.errors import BadNoteError, LedgerDamagedError
from malath.engines.ledger.merkle import EMPTY_ROOT, HASH, TILE, Tree, leaf_hash
from malath.engines.ledger.note import Checkpoint, open_checkpoint
from malath.engines.ledger.segments import Segment, segment_paths
from malath.engines.ledger.tiles import BUNDLED, LEAF, TileStore


def replay(folder: Path, origin: str, key: Ed25519PublicKey) -> tuple[Tree, bytes]:
    """The tree and all leaves of a folder, after cutting off what a crash left unfinished. Raises
    LedgerDamagedError."""
    head = _head(folder, origin, key)
    tree, leaves = Tree(), bytearray()
    paths = segment_paths(folder)
    for path in paths:
        segment = _segment(path, key)
        if segment is None:
            whole = False
        elif segment.first != tree.size:
            raise LedgerDamagedError(f"{path.name} begins at entry {segment.first}, expected {tree.size}")
        else:
            whole = _add_sound(segment, tree, leaves)
        if not whole and path != paths[-1]:
            raise LedgerDamagedError(f"{path.name} is damaged: run verify")
    if tree.size < head.size or tree.root(head.size) != head.root:
        raise LedgerDamagedError("the entries are not those of the checkpoint: run verify")
    cut_back(folder, tree.size)
    return tree, bytes(leaves)


def _segment(path: Path, key: Ed25519PublicKey) -> Segment | None:
    """The segment, or None for one that was begun and not finished, or is damaged."""
    try:
        segment = Segment(path)
        segment.check_header(key)
    except LedgerDamagedError:
        return None
    return segment


def _add_sound(segment: Segment, tree: Tree, leaves: bytearray) -> bool:
    """Add the records up to the first damaged one; whether there was none."""
    for record in segment.records:
        if not record.sound:
            return False
        tree.append(record.hash)
        leaves += record.leaf
    return not segment.torn


def _head(folder: Path, origin: str, key: Ed25519PublicKey) -> Checkpoint:
    path = folder / "checkpoint"
    if not path.exists():
        # The first checkpoint is written before the first entry.
        if segment_paths(folder):
            raise LedgerDamagedError("there are entries, but no checkpoint")
        return Checkpoint(origin, 0, EMPTY_ROOT)
    try:
        return open_checkpoint(path.read_text(), origin, key)
    except (BadNoteError, UnicodeDecodeError) as bad:
        raise LedgerDamagedError(f"checkpoint: {bad}") from bad


def cut_back(folder: Path, size: int) -> None:
    """Remove every record from `size` on. The caller knows that no checkpoint covers them."""
    for path in reversed(segment_paths(folder)):
        if int(path.name) >= size:
            path.unlink()
            continue
        segment = Segment(path)
        beyond = [record.start for record in segment.records if record.index >= size]
        end = min([*beyond, segment.whole])
        if end < len(segment.body):
            cut_file(path, end)
        break
    sync_folder(folder)


def resume(folder: Path, origin: str, key: Ed25519PublicKey) -> tuple[Tree, bytes] | None:
    """What `replay` gives, from the tiles and the last segment alone: the tree, and the leaves of the unfinished bundle.
    None when anything is other than a quiet end leaves it: then everything must be read. What lies in earlier segments
    is verify's to judge."""
    head = _head(folder, origin, key)
    tree = _tree_of_tiles(folder, head.size)
    if tree is None or tree.root() != head.root:
        return None
    paths = segment_paths(folder)
    last = _segment(paths[-1], key) if paths else None
    if last is None:
        return (tree, b"") if not paths and not head.size else None
    if last.torn or last.first + len(last.records) != head.size:
        return None
    if any(record.hash != tree.leaf(record.index) or not record.sound for record in last.records):
        return None
    leaves = TileStore(folder).longest(head.size // TILE) if head.size % TILE else b""
    count = head.size % TILE
    if len(leaves) < count * BUNDLED:
        return None
    unfinished = b"".join(leaves[at + 2 : at + BUNDLED] for at in range(0, count * BUNDLED, BUNDLED))
    first = head.size - count
    hashes = (leaf_hash(unfinished[LEAF * at : LEAF * (at + 1)]) for at in range(count))
    if any(value != tree.leaf(first + at) for at, value in enumerate(hashes)):
        return None
    return tree, unfinished


def _tree_of_tiles(folder: Path, size: int) -> Tree | None:
    """The tree as the tiles give it, or None when one is missing."""
    tree, store, level, count = Tree(), TileStore(folder), 0, size
    tree.levels = []
    while True:
        row = bytearray()
        for number in range(-(-count // TILE)):
            width = min(TILE, count - number * TILE)
            body = store.held(level, number, width)
            if body is None or len(body) < width * HASH:
                return None
            row += body[: width * HASH]
        tree.levels.append(row)
        level, count = level + 1, count // TILE
        if not count:
            return tree
