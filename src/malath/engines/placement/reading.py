"""Reads an instance from its JSON form, and says where it is wrong."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.instance import (
    FORMAT,
    Apart,
    Care,
    Home,
    Household,
    Instance,
    Limit,
    Network,
    Number,
    Score,
    Spans,
)


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=Named)
KINDS = ("shared", "family")
COUNTS = ("households", "persons")


def read_text(text: str | bytes) -> Instance:
    """Read the text of a file. Raises InstanceError."""
    try:
        return read_instance(json.loads(text))
    except (ValueError, RecursionError) as wrong:
        raise InstanceError(f"this is not JSON: {wrong}") from wrong


def read_instance(data: Any) -> Instance:
    """Read the dict of an instance in the format malath.placement/1. Raises InstanceError, which names the place."""
    top = Place(data, "instance")
    if top.text("format") != FORMAT:
        raise InstanceError(f"format: this programme reads {FORMAT!r}, not {top.text('format')!r}")
    periods = top.whole("periods", at_least=1)
    networks = unique(top.each("networks", _network), "networks")
    homes = unique(top.each("homes", lambda place: _home(place, periods, networks), needed=True), "homes")
    households = unique(top.each("households", lambda place: _household(place, periods), needed=True), "households")
    for household in households.values():
        known(household.not_in | set(household.network_wishes), networks, f"{household.id}: network")
        known(household.refused | set(household.home_wishes), homes, f"{household.id}: home")
    for home in homes.values():
        known(home.refused, households, f"{home.id}: household")
    limits = [*top.each("limits", lambda place: _limit(place, periods, homes, households))]
    limits += _network_limits(top, periods, homes, households, networks)
    return Instance(
        periods=periods,
        households=tuple(households.values()),
        homes=tuple(homes.values()),
        networks=tuple(networks.values()),
        limits=tuple(limits),
        apart=tuple(top.each("apart", lambda place: _apart(place, households))),
        score=_score(top.inside("score")),
        values=_values(top, households, homes),
        digest=digest(data),
    )


def digest(data: Any) -> str:
    """SHA-256 of the canonical JSON of an instance, in hexadecimal."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


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


def _network(place: Place) -> Network:
    return Network(place.text("id"), place.words("features"), place.words("languages"), place.numbers("care"))


def _home(place: Place, periods: int, networks: Mapping[str, Network]) -> Home:
    kind = place.text("kind", "shared")
    if kind not in KINDS:
        raise InstanceError(f"{place.path}.kind: must be one of {', '.join(KINDS)}")
    network = place.text("network", "")
    if network:
        known([network], networks, f"{place.path}.network")
    return Home(
        id=place.text("id"),
        kind=kind,
        beds=place.whole("beds", at_least=0),
        open=_open(place, periods),
        network=network,
        features=place.words("features"),
        only=place.words("only"),
        languages=place.words("languages"),
        refused=place.words("refused"),
        wishes=place.numbers("wishes"),
    )


def _open(place: Place, periods: int) -> Spans:
    """The windows of a home, joined where they touch."""
    spans: list[tuple[int, int]] = []
    for at, item in enumerate(place.items("open", needed=True)):
        path = f"{place.path}.open[{at}]"
        if not (isinstance(item, list) and len(item) == 2 and all(_is_period(part) for part in item)):
            raise InstanceError(f"{path}: must be [from, to] in whole periods")
        spans.append(checked_span(max(0, item[0]), item[1], max(periods, item[1]), path))
    joined: list[tuple[int, int]] = []
    for first, end in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return tuple(joined)


def _is_period(part: Any) -> bool:
    return type(part) is int and abs(part) <= 10**9


def _household(place: Place, periods: int) -> Household:
    first, end = place.span(periods)
    wishes = place.inside("wishes")
    return Household(
        id=place.text("id"),
        size=place.whole("size", at_least=1),
        first=first,
        end=end,
        risk=place.whole("risk", at_least=1, default=1),
        kind=place.text("kind", ""),
        features=place.words("features"),
        needs=place.words("needs"),
        languages=place.words("languages"),
        language_needed=place.flag("language_needed"),
        care=tuple(place.each("care", _care)),
        not_in=place.words("not_in"),
        refused=place.words("refused"),
        network_wishes=wishes.numbers("networks"),
        home_wishes=wishes.numbers("homes"),
        since=_since(place, first),
    )


def _since(place: Place, first: int) -> int | None:
    """The period in which a home was asked for: before the stay begins, and often before period 0."""
    if place.data.get("since") is None:
        return None
    since = place.whole("since", at_least=-(10**9))
    if since > first:
        raise InstanceError(f"{place.path}.since: must not be after the stay begins")
    return since


def _care(place: Place) -> Care:
    return Care(place.text("kind"), place.number("within"), place.whole("places", at_least=0, default=1))


def _limit(place: Place, periods: int, homes: Mapping[str, Home], households: Mapping[str, Household]) -> Limit:
    first, end = place.span(periods)
    weights: Any = place.data.get("weights", "one")
    if isinstance(weights, dict):
        weights = place.numbers("weights")
        known(weights, households, f"{place.path}.weights: household")
        if any(weight < 0 for weight in weights.values()):
            raise InstanceError(f"{place.path}.weights: no weight may be negative")
    elif weights not in ("one", "size"):
        raise InstanceError(f'{place.path}.weights: must be "size", "one", or a number for each household')
    named = tuple(dict.fromkeys(text_of(item, f"{place.path}.homes") for item in place.items("homes", needed=True)))
    known(named, homes, f"{place.path}.homes: home")
    return Limit(place.text("name", place.path), named, first, end, weights, _max(place))


def _max(place: Place) -> Number:
    most = place.number("max")
    if most < 0:
        raise InstanceError(f"{place.path}.max: must not be negative")
    return most


def _network_limits(
    top: Place,
    periods: int,
    homes: Mapping[str, Home],
    households: Mapping[str, Household],
    networks: Mapping[str, Network],
) -> Iterable[Limit]:
    """The capacities of networks, as limits over their homes."""
    members: dict[str, list[str]] = {name: [] for name in networks}
    for home in homes.values():
        if home.network:
            members[home.network].append(home.id)
    care: dict[str, dict[str, Number]] = {}
    for household in households.values():
        for need in household.care:
            care.setdefault(need.kind, {})[household.id] = need.places
    for at, item in enumerate(top.items("networks")):
        name = Place(item, f"networks[{at}]").text("id")
        for place in Place(item, f"networks[{at}]").each("capacities", lambda place: place):
            counts = place.text("counts")
            first, end = place.span(periods)
            if counts not in COUNTS and not counts.startswith("care:"):
                raise InstanceError(f'{place.path}.counts: must be "households", "persons" or "care:" and its kind')
            weights: str | Mapping[str, Number]
            weights = {"households": "one", "persons": "size"}.get(counts) or care.get(counts[5:], {})
            label = place.text("name", f"{name}: {counts}")
            yield Limit(label, tuple(members[name]), first, end, weights, _max(place), name)


def _apart(place: Place, households: Mapping[str, Household]) -> Apart:
    pair = [text_of(item, f"{place.path}.households") for item in place.items("households", needed=True)]
    scope = place.text("scope", "network")
    if len(pair) != 2 or pair[0] == pair[1] or scope not in ("home", "network"):
        raise InstanceError(f'{place.path}: must name two households and a scope, "home" or "network"')
    known(pair, households, f"{place.path}.households: household")
    return Apart((pair[0], pair[1]), scope)


def _score(place: Place) -> Score:
    usual = Score()
    for key in place.data:
        if not hasattr(usual, key):
            raise InstanceError(f"{place.path}.{key}: there is no such part of the score")
    counted = place.whole("languages_counted", at_least=0, default=usual.languages_counted)
    names = ("placed", "language", "fit", "spare_bed", "care", "care_km_a_point")
    parts = {name: place.number(name, getattr(usual, name)) for name in names}
    if parts["care_km_a_point"] <= 0:
        raise InstanceError(f"{place.path}.care_km_a_point: must be more than 0")
    return Score(languages_counted=counted, **parts)


def _values(
    top: Place, households: Mapping[str, Household], homes: Mapping[str, Home]
) -> list[tuple[str, str, Number]] | None:
    if top.data.get("values") is None:
        return None
    found: list[tuple[str, str, Number]] = []
    seen: set[tuple[str, str]] = set()
    for at, item in enumerate(top.items("values")):
        if not isinstance(item, list) or len(item) != 3:
            raise InstanceError(f"values[{at}]: must be [household, home, value]")
        household, home = str(item[0]), str(item[1])
        if household not in households or home not in homes:
            raise InstanceError(f"values[{at}]: {household!r} or {home!r} is not in this instance")
        if (household, home) in seen:
            raise InstanceError(f"values[{at}]: the pair {household!r}, {home!r} stands twice")
        seen.add((household, home))
        found.append((household, home, number(item[2], f"values[{at}]")))
    return found
