"""Maps of our own making: one square a governorate, placed as on a map. A server draws them; no tile server sees who looks.

A tile map says where, never how large: each governorate weighs the same to the eye, whatever its area, so that a number
on a small, crowded one is not lost. It is schematic and shows no border, and so takes no side in any dispute on one.
"""

from __future__ import annotations

from typing import NamedTuple

from malath.accountability.violations.places.gazetteer import place


class Tile(NamedTuple):
    """One square: a place at a column (from the west) and a row (from the north), both from 0."""

    code: str
    column: int
    row: int


class TileMap(NamedTuple):
    """The tiles of a country, the columns and rows that they take, and its neighbours around it."""

    code: str
    columns: int
    rows: int
    tiles: tuple[Tile, ...]
    neighbours: tuple[Tile, ...]


# A number is a place of the country, two letters a neighbour, drawn fainter around; two dots are no square.
_GRIDS = {
    "SY": """
        .. .. TR .. .. ..
        06 07 02 11 08 ..
        10 05 .. .. 09 IQ
        LB 04 .. .. .. ..
        .. 01 03 .. .. ..
        14 12 13 .. .. ..
        .. JO .. .. .. ..
    """,
    "LB": """
        .. 03 04 ..
        .. 09 06 ..
        01 02 05 SY
        07 08 .. ..
    """,
    "PS": """
        ..    .. ..    02-06 ..
        ..    .. 02-07 ..    02-10
        ..    .. 02-08 02-05 ..
        ..    .. 02-09 ..    ..
        ..    .. ..    02-02 02-11
        ..    .. ..    02-01 ..
        01-01 .. ..    02-03 ..
        01-02 .. ..    02-04 ..
        01-03 .. ..    ..    ..
        01-04 .. ..    ..    ..
        01-05 .. ..    ..    ..
    """,
    "TN": """
        .. .. 23 12 .. ..
        32 31 14 11 13 21
        33 34 .. 22 51 ..
        42 .. 41 .. 52 ..
        .. 43 .. .. 53 ..
        71 .. .. 61 .. ..
        72 73 81 .. .. ..
        .. .. 82 .. .. ..
        .. .. 83 .. .. ..
    """,
}


def tile_map(country: str = "SY") -> TileMap:
    """The tile map of a country. Raises KeyError for one that has none, UnknownPlaceError where a tile is no place."""
    lines = [line.split() for line in _GRIDS[country].strip().splitlines()]
    tiles, neighbours = [], []
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if cell[0].isdecimal():
                tiles.append(Tile(place(f"{country}-{cell}").code, column, row))
            elif cell != "..":
                neighbours.append(Tile(place(cell).code, column, row))
    return TileMap(country, max(map(len, lines)), len(lines), tuple(tiles), tuple(neighbours))
