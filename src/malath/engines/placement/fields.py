"""Fields of a JSON file, each read with its path, so that a complaint names the place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.instance import Number


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=Named)


class Place:
    """A dict in the file together with its path, so that each complaint names the place."""

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, dict):
            raise InstanceError(f"{path}: must be an object")
        self.data, self.path = data, path

    def text(self, key: str, default: str | None = None) -> str:
        """The text under a key."""
        return text_of(self.data.get(key, default), f"{self.path}.{key}")

    def whole(self, key: str, *, at_least: int, default: int | None = None) -> int:
        """A whole number, not below `at_least`."""
        value = self.data.get(key, default)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or value < at_least or value > 10**9:
            raise InstanceError(f"{self.path}.{key}: must be a whole number, {at_least} or more")
        return value

    def number(self, key: str, default: Number | None = None) -> Number:
        """A finite number."""
        return number(self.data.get(key, default), f"{self.path}.{key}")

    def flag(self, key: str) -> bool:
        """True or false; false where it is missing."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise InstanceError(f"{self.path}.{key}: must be true or false")
        return value

    def words(self, key: str) -> frozenset[str]:
        """A list of texts, as a set."""
        return frozenset(text_of(item, f"{self.path}.{key}") for item in self.items(key))

    def items(self, key: str, *, needed: bool = False) -> list[Any]:
        """A list; empty where it is missing and not needed."""
        value = self.data.get(key, None if needed else [])
        if not isinstance(value, list):
            raise InstanceError(f"{self.path}.{key}: must be a list")
        return value

    def each(self, key: str, make: Callable[[Place], Any], *, needed: bool = False) -> Iterable[Any]:
        """What `make` makes of each object of a list."""
        for at, item in enumerate(self.items(key, needed=needed)):
            yield make(Place(item, f"{key}[{at}]"))

    def inside(self, key: str) -> Place:
        """The object under a key; empty where it is missing."""
        return Place(self.data.get(key, {}), f"{self.path}.{key}")

    def numbers(self, key: str) -> dict[str, Number]:
        """Numbers by name."""
        place = self.inside(key)
        return {str(name): number(value, f"{place.path}.{name}") for name, value in place.data.items()}

    def pairs(self, key: str, *, needed: bool = False) -> list[tuple[str, str]]:
        """A list of [household, home]."""
        found = []
        for at, item in enumerate(self.items(key, needed=needed)):
            path = f"{self.path}.{key}[{at}]"
            if not isinstance(item, list) or len(item) != 2:
                raise InstanceError(f"{path}: must be [household, home]")
            found.append((text_of(item[0], path), text_of(item[1], path)))
        return found

    def span(self, periods: int) -> tuple[int, int]:
        """`from` and `to` within the periods."""
        first, end = self.whole("from", at_least=0), self.whole("to", at_least=1)
        return checked_span(first, end, periods, self.path)


def number(value: Any, path: str) -> Number:
    """A finite number, or InstanceError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 10**9:
        raise InstanceError(f"{path}: must be a number")
    return value


def checked_span(first: int, end: int, periods: int, path: str) -> tuple[int, int]:
    """Periods from `first` to before `end`, or InstanceError."""
    if not first < end <= periods:
        raise InstanceError(f"{path}: from {first} to {end} is not within 0 to {periods}, or ends before it begins")
    return first, end


def text_of(value: Any, path: str) -> str:
    """A text, or a whole number read as one; or InstanceError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InstanceError(f"{path}: must be a text")
    # Half a character passes as JSON, and can be written into no plan.
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise InstanceError(f"{path}: holds half a character")
    return value


def unique(things: Iterable[Thing], path: str) -> dict[str, Thing]:
    """Things by id, or InstanceError where one stands twice."""
    found: dict[str, Thing] = {}
    for thing in things:
        if thing.id in found:
            raise InstanceError(f"{path}: the id {thing.id!r} stands twice")
        found[thing.id] = thing
    return found


def known(names: Iterable[str], there: Mapping[str, Any], path: str) -> None:
    """InstanceError where a name is not there."""
    for name in names:
        if name not in there:
            raise InstanceError(f"{path} {name!r} is not in this instance")
