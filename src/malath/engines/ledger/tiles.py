"""Tiles on disk (C2SP tlog-tiles): `tile/<level>/<number>`, the unfinished one as `<number>.p/<width>`."""

from __future__ import annotations

from pathlib import Path

from malath.engines.ledger.merkle import HASH, TILE, Tree

_BYTES = TILE * HASH


def tile_name(level: int, number: int) -> str:
    """The path of a full tile: three digits a folder, `x` before all but the last."""
    name = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        name = f"x{number % 1000:03d}/{name}"
    return f"tile/{level}/{name}"


class TileStore:
    """Writes what is new of a tree. Not synced: tiles can be made again from the segments, which are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._full: dict[int, int] = {}
        self._partial: dict[int, Path] = {}

    def assume_written(self, tree: Tree) -> None:
        """After opening: full tiles are there already."""
        for level, row in enumerate(tree.levels):
            self._full[level] = len(row) // _BYTES

    def write(self, tree: Tree) -> None:
        """Write new full tiles and the unfinished ones; drop unfinished ones that are out of date."""
        for level, row in enumerate(tree.levels):
            full, part = divmod(len(row), _BYTES)
            for number in range(self._full.get(level, 0), full):
                self._put(self.folder / tile_name(level, number), row[number * _BYTES : (number + 1) * _BYTES])
            self._full[level] = full
            old = self._partial.pop(level, None)
            if part:
                path = self.folder / f"{tile_name(level, full)}.p" / str(part // HASH)
                self._put(path, row[full * _BYTES :])
                self._partial[level] = path
            if old is not None and old != self._partial.get(level):
                old.unlink(missing_ok=True)

    @staticmethod
    def _put(path: Path, body: bytearray) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(path.name + ".part")
        part.write_bytes(body)
        part.rename(path)

    def read(self, level: int, count: int) -> dict[int, bytes]:
        """The hashes of a level as the tiles say, by index; what is missing or torn is left out."""
        found: dict[int, bytes] = {}
        for number in range(-(-count // TILE)):
            width = min(TILE, count - number * TILE)
            path = self.folder / tile_name(level, number)
            if width < TILE:
                path = path.with_name(path.name + ".p") / str(width)
            if not path.exists():
                continue
            body = path.read_bytes()
            for i in range(min(width, len(body) // HASH)):
                found[number * TILE + i] = body[i * HASH : (i + 1) * HASH]
        return found
