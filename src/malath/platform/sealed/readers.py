"""Letters of readers: between the room that takes them in and the rooms in which some of them end. A room below says
which form it asks and takes what comes of it; it knows neither the public site nor who else asks what."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms

from malath.platform.access.models import LocalNetwork


@dataclass(frozen=True)
class ReadersLetter:
    """What a reader sent. `given` holds what was written in each field, as it was written: nothing of it is to be
    believed. A letter of one `id` may come twice, and counts once."""

    id: uuid.UUID
    on: date
    language: str
    given: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ReadersForm:
    """A form that a room asks of readers. `make` gives it in the active language, None while nothing is asked; `take` keeps
    a letter, False when it is not fit to be kept there. Of the fields in `either` one is to be filled."""

    make: Callable[[], forms.Form | None]
    take: Callable[[ReadersLetter], bool]
    either: tuple[str, ...] = ()


@dataclass(frozen=True)
class City:
    """A city whose local network wants letters, and the organisation that answers for it."""

    local: LocalNetwork
    organisation: uuid.UUID


readers_forms: dict[str, ReadersForm] = {}
_cities: list[Callable[[], list[City]]] = []


def give_readers_form(key: str, form: ReadersForm) -> None:
    """Ask readers something; called in the room's apps.py."""
    readers_forms[key] = form


def give_cities(source: Callable[[], list[City]]) -> None:
    """Say which cities want letters; called in the room's apps.py."""
    if source not in _cities:
        _cities.append(source)


def cities() -> list[City]:
    """The cities that want letters, in the order of their names' addresses."""
    found = {city.local.slug: city for source in _cities for city in source()}
    return [found[slug] for slug in sorted(found)]
