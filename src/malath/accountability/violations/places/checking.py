"""What the lists must keep to, whoever extends them: `check()` raises at the first line that does not."""

from __future__ import annotations

import re
from pathlib import Path

from malath.accountability.violations.places.gazetteer import FILES, LISTS
from malath.accountability.violations.places.model import LANGUAGES, Place, PlacesError
from malath.accountability.violations.places.reading import lines_of

_ISO = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u0652 ]+")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿĞğİıŞşŒœ ’'-]+")
# How far, in degrees, a place may lie from the centre of what it lies in.
_FARTHEST = {1: 9.0, 2: 2.0, 3: 1.0}


def check(folder: Path = FILES) -> None:
    """Raise PlacesError, with file and line, at the first fault of the lists in a folder."""
    seen: dict[str, Place] = {}
    isos: set[str] = set()
    names: set[tuple[str | None, str, str]] = set()
    for name in LISTS:
        file = folder / f"{name}.txt"
        for line, one in lines_of(file):
            fault = _fault(one, seen, isos) or _names_fault(one, names)
            if fault:
                raise PlacesError(file, line, f"{one.code}: {fault}")
            seen[one.code] = one
            isos.add(one.iso)


def _fault(one: Place, seen: dict[str, Place], isos: set[str]) -> str:
    if one.code in seen:
        return "the code stands already"
    if one.parent is not None and one.parent not in seen:
        return f"{one.parent}, in which it lies, does not stand before it"
    if one.iso and (not _ISO.fullmatch(one.iso) or one.iso in isos or one.iso[:2] != one.country):
        return f"{one.iso!r} is no ISO 3166 code of its own country, or stands twice"
    if one.depth == 0 and (one.iso != one.code or one.kind != "country"):
        return "a country has its ISO code and the kind country"
    latitude, longitude = one.centre
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        return "the centre is not on the earth"
    if one.parent is not None:
        above = seen[one.parent].centre
        if max(abs(latitude - above[0]), abs(longitude - above[1])) > _FARTHEST[one.depth]:
            return f"the centre is far from that of {one.parent}"
    return ""


def _names_fault(one: Place, names: set[tuple[str | None, str, str]]) -> str:
    for language in LANGUAGES:
        label = one.labels[language]
        if not (_ARABIC if language == "ar" else _LATIN).fullmatch(label):
            return f"{label!r} is no name in {language}"
        if (one.parent, language, label) in names:
            return f"{label!r} stands already beside it"
        names.add((one.parent, language, label))
    if len(set(one.others)) < len(one.others):
        return "another spelling stands twice"
    return ""
