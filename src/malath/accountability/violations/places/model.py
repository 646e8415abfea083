"""What a place is, and what can be wrong with a list of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("ar", "en", "fr")
KINDS = ("country", "region", "province", "governorate", "district", "subdistrict", "town")


class UnknownPlaceError(KeyError):
    """There is no place of this code, and never was: codes are not given up."""

    code = "places.unknown"

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(place)

    def __str__(self) -> str:
        return f"There is no place {self.place!r}."


class PlacesError(ValueError):
    """A list of places is wrong at one line: the message opens with the file and the line."""

    def __init__(self, file: Path, line: int, fact: str) -> None:
        self.file, self.line, self.fact = file, line, fact
        super().__init__(f"{file.name}:{line}: {fact}")


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or a part of one. `code` is ours and stable: SY-02-03 lies in SY-02, which lies in SY.

    `centre` is latitude and longitude to a tenth of a degree, about ten kilometres: for maps of our own, never for an
    address. `others` are older and other spellings, and names of what lies there and is named instead.
    """

    code: str
    kind: str
    iso: str
    centre: tuple[float, float]
    labels: Mapping[str, str]
    others: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The code of what it lies in; None for a country."""
        return self.code.rpartition("-")[0] or None

    @property
    def country(self) -> str:
        """The code of its country, that of ISO 3166-1."""
        return self.code[:2]

    @property
    def depth(self) -> int:
        """0 for a country, 1 for what lies in it, and so on."""
        return self.code.count("-")

    @property
    def spellings(self) -> tuple[str, ...]:
        """All its names."""
        return (*self.labels.values(), *self.others)
