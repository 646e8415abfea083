"""Week by week, with nothing known of who comes next: scarce places are kept for those who will need them, and said so.

From the value of each pair the expected price of what it uses is taken away; the price comes from futures drawn from
past households. What is kept is told: which home, at what price, for how many who are expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.fields import Place
from malath.engines.placement.futures import Data, Futures, Scene, look_ahead, make_scene
from malath.engines.placement.highs import integer
from malath.engines.placement.model import make_model
from malath.engines.placement.pairs import Columns
from malath.engines.placement.plan import NOWHERE
from malath.engines.placement.problem import Floats
from malath.engines.placement.reading import digest

FORMAT, RESULT = "malath.arrivals/1", "malath.arrivals-plan/1"
SAMPLES, MOST_SAMPLES, STRENGTH = 6, 100, 1.0
CHOICES = 30
# Where several of now want one place, its price is what one of them gives for it: worth less price is nothing, though the
# futures gave it to them. So much of its worth stands for a pair that every future chose.
CHOSEN = 1e-3


@dataclass(slots=True)
class Week:
    """One decision: the households of now and those placed already; households of each sampled future."""

    data: Data
    scene: Scene
    placed: dict[str, str]
    drawn: list[list[Data]]
    strength: float


def read_week(data: Any, *, seed: int = 0) -> Week:
    """Read the dict of a file in the format malath.arrivals/1. Raises InstanceError."""
    top = Place(data, "arrivals")
    if top.text("format") != FORMAT:
        raise InstanceError(f"format: this programme reads {FORMAT!r}, not {top.text('format')!r}")
    known = dict(top.inside("instance").data)
    if known.get("values") is not None:
        raise InstanceError("arrivals.instance.values: who is still to come needs scores from attributes")
    now, samples = top.whole("now", at_least=0), top.whole("samples", at_least=0, default=SAMPLES)
    if samples > MOST_SAMPLES:
        raise InstanceError(f"arrivals.samples: must be {MOST_SAMPLES} at most")
    strength = float(top.number("strength", STRENGTH))
    placed = dict(top.pairs("placed"))
    return Week(known, make_scene(known, placed), placed, _drawn(top, known, now, samples, seed), strength)


def _drawn(top: Place, known: Mapping[str, Any], now: int, samples: int, seed: int) -> list[list[Data]]:
    """Futures: past seasons as they were, or all drawn anew from their households where more are asked for.

    Whoever asks week by week does well to give another seed each time: what one draw overrates, the next does not.
    """
    seasons = top.items("past")
    if any(not isinstance(season, list) for season in seasons):
        raise InstanceError("arrivals.past: must be a list of seasons, each a list of households")
    everyone = [Place(one, f"past[{at}]").data for at, season in enumerate(seasons) for one in season]
    if any(type(one.get("from")) is not int for one in everyone):
        raise InstanceError("arrivals.past: each household needs a whole number as from")
    chance = np.random.default_rng(seed)
    drawn = [season for _at, season in zip(range(samples), seasons, strict=False)]
    if everyone and samples > len(seasons):
        most = round(len(everyone) / len(seasons))
        drawn = [[everyone[at] for at in chance.integers(len(everyone), size=most).tolist()] for _at in range(samples)]
    homes = {str(home["id"]) for home in known["homes"]}
    return [
        [_renamed(one, f"future {at}.{number}", homes) for number, one in enumerate(season) if one["from"] > now]
        for at, season in enumerate(drawn)
    ]


def _renamed(one: Data, name: str, homes: set[str]) -> Data:
    """A past household as one to come: homes that are no more are forgotten."""
    kept = {**one, "id": name, "since": None}
    refused, wishes = one.get("refused"), one.get("wishes")
    # What is of another shape is left as it is: the reading of the whole instance says where it is wrong.
    if isinstance(refused, list):
        kept["refused"] = [home for home in refused if str(home) in homes]
    if isinstance(wishes, dict) and isinstance(wishes.get("homes"), dict):
        kept["wishes"] = {
            **wishes,
            "homes": {home: points for home, points in wishes["homes"].items() if home in homes},
        }
    return kept


def decide(data: Any, *, seconds: float = 120.0, seed: int = 0) -> dict[str, Any]:
    """Who of the households of now lives where, and which places are kept for whom. Raises InstanceError."""
    until = monotonic() + seconds
    week = read_week(data, seed=seed)
    scene = week.scene
    columns = scene.fitting(scene.pairs.scan(None, keep=None, above=None).columns)
    futures = look_ahead(week.data, week.placed, week.drawn, columns, until=until)
    cost = week.strength * np.mean(futures.costs, axis=0) if futures.costs else np.zeros(len(columns))
    chosen = np.mean(futures.chosen, axis=0) if futures.chosen else np.zeros(len(columns))
    _place(scene, columns, cost - CHOSEN * chosen * columns.value, max(1.0, until - monotonic()))
    names, homes = scene.instance.households, scene.instance.homes
    lives = [(at, int(scene.draft.home[at])) for at in np.nonzero(scene.open)[0].tolist()]
    return {
        "format": RESULT,
        "placements": [[names[at].id, homes[home].id] for at, home in lives if home != NOWHERE],
        "value": float(scene.draft.value),
        "kept": list(_kept(scene, columns, cost, futures)),
        "futures": len(futures.costs),
        "seed": seed,
        "input_sha256": digest(data),
    }


def _place(scene: Scene, columns: Columns, cost: Floats, seconds: float) -> None:
    """The best of now by value less price; each household's best choices are enough for that."""
    net = columns.value - cost
    order = np.lexsort((-net, columns.household))
    starts = np.searchsorted(columns.household[order], columns.household[order])
    chosen = order[(np.arange(len(order)) - starts < CHOICES) & (net[order] > 0)]
    if not len(chosen):
        return
    priced = Columns(columns.household[chosen], columns.home[chosen], net[chosen])
    answer = integer(make_model(scene.problem, priced, rooms=scene.draft.rooms), seconds=seconds, gap=1e-4)
    if len(answer.x):
        scene.draft.put_all(columns.only(chosen), np.nonzero(answer.x > 0.5)[0])


def _kept(scene: Scene, columns: Columns, cost: Floats, futures: Futures) -> Iterator[dict[str, Any]]:
    """For each household of now the best home that is still free and worth more than what it got: it is kept."""
    draft = scene.draft
    better = columns.value > draft.worth[columns.household] + 1e-9
    for household in np.unique(columns.household[better]).tolist():
        lived = int(draft.home[household])
        if lived != NOWHERE:
            draft.rooms.put(household, lived, -1)
        mine = np.nonzero(better & (columns.household == household))[0].tolist()
        fits = [at for at in mine if draft.rooms.fits(household, int(columns.home[at]))]
        if lived != NOWHERE:
            draft.rooms.put(household, lived)
        if fits:
            yield _told(scene, columns, cost, futures, max(fits, key=lambda at: columns.value[at]))


def _told(scene: Scene, columns: Columns, cost: Floats, futures: Futures, at: int) -> dict[str, Any]:
    home, lived = int(columns.home[at]), int(scene.draft.home[columns.household[at]])
    had = (columns.household == columns.household[at]) & (columns.home == lived)
    household, place = scene.instance.households[columns.household[at]], scene.instance.homes[home]
    scope, near = "home", {home}
    expected, users = futures.users(near, household.first, household.end)
    if not expected and place.network:
        # Nobody is expected in the home itself: it is what its network can carry that is kept.
        scope, near = "network", {at for at, one in enumerate(scene.instance.homes) if one.network == place.network}
        expected, users = futures.users(near, household.first, household.end)
    needs = Counter(need for user in users for need in user.needs)
    return {
        "home": place.id,
        "network": place.network,
        "from": household.first,
        "to": household.end,
        "wanted_by": household.id,
        "value": float(columns.value[at]),
        "instead": None if lived == NOWHERE else scene.instance.homes[lived].id,
        "net_instead": float((columns.value - cost)[had][0]) if had.any() else 0.0,
        "price": float(cost[at]),
        "households": len(users),
        "scope": scope,
        "expected": expected,
        "soonest": min((user.first for user in users), default=None),
        "needs": {need: count / len(futures.lives) for need, count in sorted(needs.items())},
    }
