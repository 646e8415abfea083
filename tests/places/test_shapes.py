"""Tile maps: each place once, where a map would have it."""

from __future__ import annotations

from itertools import permutations

import pytest

from malath.accountability.violations.places import children, place, tile_map


@pytest.mark.parametrize("country", ["SY", "LB", "TN"])
def test_every_region_has_one_square_of_its_own(country: str) -> None:
    drawn = tile_map(country)

    assert sorted(tile.code for tile in drawn.tiles) == sorted(one.code for one in children(country))


def test_palestine_is_drawn_by_governorates() -> None:
    expected = [one.code for region in children("PS") for one in children(region.code)]

    assert sorted(tile.code for tile in tile_map("PS").tiles) == expected


@pytest.mark.parametrize("country", ["SY", "LB", "PS", "TN"])
def test_squares_do_not_lie_on_one_another_nor_outside(country: str) -> None:
    drawn = tile_map(country)
    squares = [(tile.column, tile.row) for tile in (*drawn.tiles, *drawn.neighbours)]

    assert len(set(squares)) == len(squares)
    assert all(0 <= column < drawn.columns and 0 <= row < drawn.rows for column, row in squares)


@pytest.mark.parametrize("country", ["SY", "LB", "PS", "TN"])
def test_what_lies_clearly_north_or_east_is_drawn_so(country: str) -> None:
    drawn = tile_map(country).tiles
    centres = {tile.code: place(tile.code).centre for tile in drawn}
    heights = [centre[0] for centre in centres.values()]
    widths = [centre[1] for centre in centres.values()]
    # A third of the country's extent is clear; less is a matter of where a square still finds room.
    north, east = (max(heights) - min(heights)) / 3, (max(widths) - min(widths)) / 3
    for one, other in permutations(drawn, 2):
        (upward, rightward) = (centres[one.code][n] - centres[other.code][n] for n in (0, 1))
        assert upward <= north or one.row <= other.row, (one, other)
        assert rightward <= east or one.column >= other.column, (one, other)


def test_a_country_without_a_map_says_so() -> None:
    with pytest.raises(KeyError):
        tile_map("FR")
