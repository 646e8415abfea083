"""Results by place: a tile a governorate, each with all that lies in it; a table says the same, with links (SC1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.accountability.search.selectors import Question
from malath.accountability.violations import places
from malath.accountability.violations.places import Tile, TileMap, UnknownPlaceError, tile_map
from malath.accountability.violations.searching import NONE, Count, codes_in, counts_of
from malath.accountability.violations.wording import place_label

if TYPE_CHECKING:
    from malath.platform.access.models import Member

COUNTRIES = ("SY", "LB", "PS", "TN")
HOME = "SY"


@dataclass(frozen=True)
class Counted:
    """A place, how many acts lie in it, and where they are; the tile, if it has one."""

    code: str
    label: str
    count: Count
    url: str
    tile: Tile | None = None


@dataclass(frozen=True)
class PlacesMap:
    """The tiles of a country with their counts; below them other countries, and what lies nowhere known."""

    grid: TileMap
    tiles: list[Counted]
    others: list[Counted]

    @property
    def most(self) -> int:
        """The highest count of a tile."""
        return max((one.count.number for one in self.tiles), default=0)

    @property
    def named(self) -> str:
        """The country."""
        return place_label(self.grid.code)


def places_of(viewer: Member, question: Question) -> PlacesMap:
    """The tiles of the country that is asked, or Syria's; one statement counts them all."""
    grid = tile_map(_country(question.criteria.place))
    others = [*(country for country in COUNTRIES if country != grid.code), NONE]
    codes = [tile.code for tile in grid.tiles] + others
    # A place below the one that is asked narrows; any other takes its place: the map is of the whole question around it.
    counts = counts_of(viewer, [question.asked.with_(place=code) for code in codes])
    found = {
        code: Counted(code, _named(code), count, question.address(show="table", place=code), tile)
        for code, count, tile in zip(codes, counts, [*grid.tiles, *(None for _ in others)], strict=True)
    }
    return PlacesMap(grid, [found[tile.code] for tile in grid.tiles], [found[code] for code in others])


def _named(code: str) -> str:
    return "" if code == NONE else place_label(code)


def _country(asked: str) -> str:
    """The country in which the first of the places that are asked lies."""
    try:
        country = next((places.place(code).country for code in codes_in(asked) if code != NONE), HOME)
    except UnknownPlaceError:
        return HOME
    return country if country in COUNTRIES else HOME
