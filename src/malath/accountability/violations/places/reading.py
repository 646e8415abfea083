"""A list of places as it stands in its file: a place a line, its facts parted by tabs; lines with # are for the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from malath.accountability.violations.places.model import KINDS, LANGUAGES, Place, PlacesError

CODE = re.compile(r"[A-Z]{2}(-\d{2}){0,3}")
_COLUMNS = 8
_DEGREES = re.compile(r"-?\d{1,3}\.\d")


def lines_of(file: Path) -> Iterator[tuple[int, Place]]:
    """Each place of a file with the number of its line. Raises PlacesError for a line that is none."""
    for number, line in enumerate(file.read_text("utf-8").split("\n"), start=1):
        if line and not line.startswith("#"):
            yield number, _place(file, number, line)


def _place(file: Path, number: int, line: str) -> Place:
    cells = line.split("\t")
    if len(cells) not in (_COLUMNS, _COLUMNS + 1):
        raise PlacesError(file, number, f"{_COLUMNS} or {_COLUMNS + 1} columns are wanted, {len(cells)} stand here")
    code, kind, iso, latitude, longitude, *names = cells
    if not CODE.fullmatch(code):
        raise PlacesError(file, number, f"{code!r} is no code such as SY-02-03")
    if kind not in KINDS:
        raise PlacesError(file, number, f"{kind!r} is none of {', '.join(KINDS)}")
    if not _DEGREES.fullmatch(latitude) or not _DEGREES.fullmatch(longitude):
        raise PlacesError(file, number, "latitude and longitude are degrees with one decimal")
    if any(name != name.strip() for name in names):
        raise PlacesError(file, number, "spaces stand around a name")
    labels = MappingProxyType(dict(zip(LANGUAGES, names[:3], strict=True)))
    others = tuple(name for name in names[3].split(";") if name) if len(names) > 3 else ()
    return Place(code, kind, iso, (float(latitude), float(longitude)), labels, others)
