"""The tree as its tiles on the disk tell it (C2SP tlog-tiles): for proofs, without a key and without the entries."""

from __future__ import annotations

from pathlib import Path

from malath.engines.ledger.errors import LedgerDamagedError
from malath.engines.ledger.merkle import HASH, TILE, Tree, node_hash
from malath.engines.ledger.note import Checkpoint
from malath.engines.ledger.tiles import tile_name

_TRIES = 3


class TileTree(Tree):
    """The first `size` leaves. Reads each tile once; a writer may be at work meanwhile."""

    def __init__(self, folder: Path, size: int) -> None:
        super().__init__()
        self._folder = folder
        self._size = size
        self._tiles: dict[tuple[int, int], bytes] = {}

    @property
    def size(self) -> int:
        """How many leaves."""
        return self._size

    def leaf(self, index: int) -> bytes:
        """The hash of one leaf."""
        return self._full(0, index, 1)

    def root(self, size: int | None = None) -> bytes:
        """The root at a size, the tree's own by default."""
        return super().root(self._size if size is None else size)

    def check(self, head: Checkpoint) -> None:
        """Raises LedgerDamagedError unless the tiles give the root that was signed."""
        if self.root(head.size) != head.root:
            raise LedgerDamagedError("the tiles do not give the root that the log signed: run verify")

    def _full(self, level: int, first: int, count: int) -> bytes:
        start = first % TILE * HASH
        row = self._tile(level, first // TILE, first % TILE + count)[start : start + count * HASH]
        hashes = [row[at : at + HASH] for at in range(0, len(row), HASH)]
        while len(hashes) > 1:
            hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
        return hashes[0]

    def _tile(self, level: int, number: int, width: int) -> bytes:
        """A tile's hashes, at least the first `width`."""
        held = self._tiles.get((level, number), b"")
        if len(held) < width * HASH:
            held = self._tiles[(level, number)] = self._read(tile_name(level, number), width)
        return held

    def _read(self, name: str, width: int) -> bytes:
        for _try in range(_TRIES):
            # An unfinished tile is replaced by a longer one, and at last by the full one, while we look.
            for path in [self._folder / name, *_unfinished(self._folder / f"{name}.p", width)]:
                try:
                    body = path.read_bytes()
                except (FileNotFoundError, NotADirectoryError):
                    continue
                if len(body) >= width * HASH:
                    return body
        raise LedgerDamagedError(f"{name}: the tile is missing or cut off: run verify")


def _unfinished(folder: Path, width: int) -> list[Path]:
    """The files of an unfinished tile that are wide enough, the widest first."""
    try:
        widths = [int(path.name) for path in folder.iterdir() if path.name.isdigit()]
    except FileNotFoundError:
        return []
    return [folder / str(found) for found in sorted(widths, reverse=True) if found >= width]
