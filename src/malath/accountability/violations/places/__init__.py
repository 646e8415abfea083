"""Places of violations: countries, governorates, districts and towns, in Arabic, English and French (SC1).

    place("SY-02-03")                      Afrin, with names, centre and what stands above it
    under("SY-02")                         the code and all codes below it, for a filter
    find("الرقه"), find("Rakka")           places for a picker, however they are spelled
    label("SY-02-03", "fr")                « Afrine »
    read_pcodes(path), preview_of(rows)    finer places from a sheet of P-codes, shown before they are taken

The lists are the tables in `files/`, written by hand; docs/reference/places.md says how, and what they are not.
"""

from malath.accountability.violations.places.checking import check
from malath.accountability.violations.places.finding import find
from malath.accountability.violations.places.gazetteer import children, label, path, place, places, under
from malath.accountability.violations.places.model import KINDS, LANGUAGES, Place, PlacesError, UnknownPlaceError
from malath.accountability.violations.places.pcodes import PcodePreview, PcodeRow, preview_of, read_pcodes
from malath.accountability.violations.places.shapes import Tile, TileMap, tile_map

__all__ = [
    "KINDS",
    "LANGUAGES",
    "PcodePreview",
    "PcodeRow",
    "Place",
    "PlacesError",
    "Tile",
    "TileMap",
    "UnknownPlaceError",
    "check",
    "children",
    "find",
    "label",
    "path",
    "place",
    "places",
    "preview_of",
    "read_pcodes",
    "tile_map",
    "under",
]
