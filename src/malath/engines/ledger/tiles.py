"""Tiles on disk (C2SP tlog-tiles): `tile/<level>/<number>`, the unfinished one as `<number>.p/<width>`; the leaves
themselves as bundles under `tile/entries/`. All of it can be computed anew from the segments."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from malath.engines.durable import put_file
from malath.engines.ledger.merkle import HASH, TILE, Tree

LEAF = 64
_BUNDLED = struct.Struct(f">H{LEAF}s")
ENTRIES = "entries"
BUNDLED = _BUNDLED.size
"""Bytes of a leaf in a bundle."""


def tile_name(level: int | str, number: int) -> str:
    """The path of a full tile: three digits a folder, `x` before all but the last."""
    name = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        name = f"x{number % 1000:03d}/{name}"
    return f"tile/{level}/{name}"


def partial_name(level: int | str, number: int, width: int) -> str:
    """The path of a tile, full or not."""
    return tile_name(level, number) if width == TILE else f"{tile_name(level, number)}.p/{width}"


class Tile(NamedTuple):
    """One tile as it should be."""

    level: int | str
    number: int
    width: int
    body: bytes

    @property
    def name(self) -> str:
        """Its path."""
        return partial_name(self.level, self.number, self.width)

    def first(self, width: int) -> bytes:
        """What it was when it had that width."""
        return self.body[: width * len(self.body) // self.width]


def bundle(leaves: list[bytes]) -> bytes:
    """Leaves as an entry bundle: each after its length in two bytes."""
    return b"".join(_BUNDLED.pack(LEAF, leaf) for leaf in leaves)


class TileStore:
    """Writes what is new of a tree. Full tiles are synced; the unfinished ones are not, and opening mends them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: dict[int | str, int] = {}
        self._leaves = bytearray()
        self._leaves_from = 0
        self._folders: set[Path] = set()

    def _rows(self, tree: Tree) -> Iterator[tuple[int | str, int, int, bytearray]]:
        """(level, bytes an item, index of the first item held, items)."""
        for level, row in enumerate(tree.levels):
            yield level, HASH, 0, row
        yield ENTRIES, _BUNDLED.size, self._leaves_from, self._leaves

    def write(self, tree: Tree, leaves: list[bytes]) -> None:
        """Write the tiles that new leaves begin, lengthen or fill."""
        self._leaves += bundle(leaves)
        for level, item, base, row in self._rows(tree):
            done, count = self._written.get(level, 0), base + len(row) // item
            for number in range(done // TILE, -(-count // TILE)):
                width = min(TILE, count - number * TILE)
                start = (number * TILE - base) * item
                if number * TILE + width > done:
                    self._put(partial_name(level, number, width), bytes(row[start : start + width * item]), width)
            self._written[level] = count

    def _put(self, name: str, body: bytes, width: int) -> None:
        path = self.folder / name
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._folders.add(path.parent)
        put_file(path, body, synced=width == TILE)

    def settle(self) -> None:
        """After a commit: forget bundles that are full, drop unfinished tiles that are now finished."""
        full = self._written.get(ENTRIES, 0) // TILE * TILE
        if full > self._leaves_from:
            for folder in [path for path in self._folders if path.suffix == ".p"]:
                if folder.with_suffix("").exists():
                    shutil.rmtree(folder, ignore_errors=True)
                    self._folders.discard(folder)
            del self._leaves[: (full - self._leaves_from) * _BUNDLED.size]
            self._leaves_from = full

    def roll_back(self, size: int) -> None:
        """After a failed commit: take away what was written beyond `size`, or it will be written again."""
        del self._leaves[max(0, size - self._leaves_from) * _BUNDLED.size :]
        for level in self._written:
            count = size if level == ENTRIES else size // TILE ** int(level)
            self._written[level] = min(self._written[level], count // TILE * TILE)
            (self.folder / tile_name(level, count // TILE)).unlink(missing_ok=True)
            self._drop_unfinished(level, count, keep=range(count % TILE + 1))

    def _drop_unfinished(self, level: int | str, count: int, *, keep: Container[int]) -> None:
        folder = self.folder / f"{tile_name(level, count // TILE)}.p"
        for path in folder.glob("*"):
            if not path.name.isdigit() or int(path.name) not in keep:
                path.unlink()

    def mend(self, tree: Tree, leaves: bytes) -> None:
        """At opening: write every tile that is missing or not what the entries give; `leaves` are all of them."""
        entries = bundle([leaves[at : at + LEAF] for at in range(0, len(leaves), LEAF)])
        for tile in expected_tiles(tree, entries):
            path = self.folder / tile.name
            if not path.exists() or path.read_bytes() != tile.body:
                self._put(tile.name, tile.body, tile.width)
        self._written = {level: len(row) // HASH for level, row in enumerate(tree.levels)}
        self._written[ENTRIES] = tree.size
        self._leaves_from = tree.size // TILE * TILE
        self._leaves = bytearray(entries[self._leaves_from * _BUNDLED.size :])
        self._keep_last_widths()

    def resume(self, tree: Tree, unfinished: bytes) -> None:
        """At opening, when everything is known to be in its place: go on from there."""
        self._written = {level: len(row) // HASH for level, row in enumerate(tree.levels)}
        self._written[ENTRIES] = tree.size
        self._leaves_from = tree.size // TILE * TILE
        self._leaves = bytearray(bundle([unfinished[at : at + LEAF] for at in range(0, len(unfinished), LEAF)]))
        self._keep_last_widths()

    def _keep_last_widths(self) -> None:
        for level, count in self._written.items():
            # Earlier widths were not synced: a power cut may have left anything in them.
            self._drop_unfinished(level, count, keep=(count % TILE,))
            unfinished = self.folder / f"{tile_name(level, count // TILE)}.p"
            if unfinished.exists():
                self._folders.add(unfinished)

    def held(self, level: int, number: int, width: int) -> bytes | None:
        """A tile's bytes at this width, or the full one."""
        body = self._held(partial_name(level, number, width))
        return body if body is not None else self._held(tile_name(level, number))

    def leaf_hashes(self, size: int) -> dict[int, bytes]:
        """The leaf hashes that the tiles give, by index; what is missing or cut off is left out."""
        found: dict[int, bytes] = {}
        for number in range(-(-size // TILE)):
            width = min(TILE, size - number * TILE)
            body = self._held(partial_name(0, number, width)) or self._held(tile_name(0, number)) or b""
            for place in range(min(width, len(body) // HASH)):
                found[number * TILE + place] = body[place * HASH : (place + 1) * HASH]
        return found

    def longest(self, number: int) -> bytes:
        """What there is of a bundle of leaves: the full one, or the widest of the unfinished ones."""
        whole = self._held(tile_name(ENTRIES, number))
        if whole is not None:
            return whole
        folder = self.folder / f"{tile_name(ENTRIES, number)}.p"
        widths = [int(path.name) for path in folder.glob("*") if path.name.isdigit()]
        return (self._held(partial_name(ENTRIES, number, max(widths))) or b"") if widths else b""

    def read(self, tile: Tile) -> bytes | None:
        """A tile's bytes, or the full one that took an unfinished one's place; None when there is none."""
        held = self._held(tile.name)
        return held if held is not None else self._held(tile_name(tile.level, tile.number))

    def _held(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def wrong(self, tile: Tile) -> Iterator[str]:
        """The names of files that do not hold what a tile should have, at any width up to its own."""
        widths = [int(path.name) for path in (self.folder / f"{tile_name(tile.level, tile.number)}.p").glob("*[0-9]")]
        for width in sorted({*widths, tile.width, TILE}):
            name = partial_name(tile.level, tile.number, width)
            held = self._held(name)
            # A writer may have gone on meanwhile: of what is longer than the tile, only its beginning is known.
            known = tile.first(min(width, tile.width))
            size = width * (len(tile.body) // tile.width)
            if held is not None and (len(held) != size or not held.startswith(known)):
                yield name


def expected_tiles(tree: Tree, entries: bytes) -> Iterator[Tile]:
    """Every tile of a tree; `entries` are all leaves, bundled."""
    rows: list[tuple[int | str, int, bytes | bytearray]] = [(level, HASH, row) for level, row in enumerate(tree.levels)]
    for level, item, row in [*rows, (ENTRIES, _BUNDLED.size, entries)]:
        count = len(row) // item
        for number in range(-(-count // TILE)):
            width = min(TILE, count - number * TILE)
            start = number * TILE * item
            yield Tile(level, number, width, bytes(row[start : start + width * item]))
