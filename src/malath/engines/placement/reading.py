"""Reads an instance from its JSON form, and says where it is wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.fields import Place, checked_span, known, number, text_of, unique
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
