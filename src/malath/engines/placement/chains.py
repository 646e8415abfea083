"""Chains of stays: a stay cut into parts in several homes, each of a least length, each move at a price (SH4).

Families often give one to three months. Exact over periods, for networks of their real size (some tens of households and
homes); every move needs the person's consent, so each is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.fields import Place
from malath.engines.placement.instance import Home, Household, Instance
from malath.engines.placement.judging import Judge
from malath.engines.placement.program import Program
from malath.engines.placement.reading import read_instance

FORMAT, RESULT = "malath.chains/1", "malath.chains-plan/1"
Part = tuple[str, str, int, int]
Cell = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Chains:
    """An instance whose stays may be cut: parts last `shortest` periods at least, a move costs `move` periods."""

    instance: Instance
    shortest: int
    move: float

    def least(self, household: Household) -> int:
        """The shortest part of this household's stay."""
        return min(self.shortest, household.end - household.first)


def read_chains(data: Any) -> Chains:
    """Read the dict of a file in the format malath.chains/1. Raises InstanceError."""
    top = Place(data, "chains")
    if top.text("format") != FORMAT:
        raise InstanceError(f"format: this programme reads {FORMAT!r}, not {top.text('format')!r}")
    move = top.number("move", 1.5)
    return Chains(read_instance(data.get("instance")), top.whole("shortest", at_least=1, default=3), float(move))


def fitting_homes(judge: Judge, household: Household) -> list[Home]:
    """Homes that break no rule but, perhaps, the window: a part may lie within one."""
    return [home for home in judge.instance.homes if not set(judge.broken(household, home)) - {"open"}]


def a_period(judge: Judge, household: Household, home: Home) -> float:
    """What one period in this home is worth: the stay's value, spread over its periods."""
    return float(judge.value(household, home)) / (household.end - household.first)


def move_price(chains: Chains, judge: Judge, household: Household) -> float:
    """What a move costs: so many periods in the best home."""
    worth = [a_period(judge, household, home) for home in fitting_homes(judge, household)]
    return chains.move * max([0.0, *worth])


def solved_chains(data: Any, *, seconds: float = 60.0) -> dict[str, Any]:
    """Parts, value and bound. Raises InstanceError, SolverMissingError."""
    chains = read_chains(data)
    model = _Model(chains)
    found = model.program.solve(seconds=seconds)
    parts = model.parts(found.x) if found.x else []
    value = chains_value(chains, parts)
    bound = max(found.bound, value)
    return {
        "format": RESULT,
        "value": value,
        "bound": value if found.finished else bound,
        "gap": 0.0 if found.finished or bound <= 0 else (bound - value) / bound,
        "parts": [list(part) for part in parts],
        "moves": len(parts) - len({part[0] for part in parts}),
        "input_sha256": chains.instance.digest,
    }


def chains_value(chains: Chains, parts: Sequence[Part]) -> float:
    """What parts are worth: their periods, less the price of every move."""
    judge = Judge(chains.instance)
    total, counted = 0.0, set[str]()
    for who, where, first, end in parts:
        household = judge.households[who]
        total += (end - first) * a_period(judge, household, judge.homes[where])
        total -= move_price(chains, judge, household) if who in counted else 0.0
        counted.add(who)
    return total


class _Model:
    """x: lives there in this period; y: a part begins; one first part is free of the price."""

    def __init__(self, chains: Chains) -> None:
        self.chains, self.judge, self.program = chains, Judge(chains.instance), Program()
        self.x: dict[Cell, int] = {}
        self.y: dict[Cell, int] = {}
        for household in chains.instance.households:
            self._household(household)
        self._beds()
        self._limits()
        self._apart()

    def parts(self, x: Sequence[float]) -> list[Part]:
        """The runs of periods of a solution, cut where a part begins."""
        parts: list[Part] = []
        for who, where, at in sorted(cell for cell, number in self.x.items() if x[number] > 0.5):
            last = parts[-1] if parts else None
            if last and last[:2] == (who, where) and last[3] == at:
                parts[-1] = (who, where, last[2], at + 1)
            else:
                parts.append((who, where, at, at + 1))
        return sorted(parts, key=lambda part: (part[0], part[2]))

    def _household(self, household: Household) -> None:
        price = move_price(self.chains, self.judge, household)
        begins = []
        for home in fitting_homes(self.judge, household):
            worth = a_period(self.judge, household, home)
            if worth <= 0:
                continue
            for first, end in home.open:
                periods = range(max(first, household.first), min(end, household.end))
                if len(periods) >= self.chains.least(household):
                    begins += self._window(household, home, periods, worth, price)
        for at in range(household.first, household.end):
            self._at_most_one([cell for cell in self._cells(household.id) if cell[2] == at])
        if begins:
            free = self.program.variable(price, whole=False)
            self.program.at_most({free: 1.0, **{self.y[cell]: -1.0 for cell in begins}}, 0.0)

    def _window(self, household: Household, home: Home, periods: range, worth: float, price: float) -> list[Cell]:
        least, begins = self.chains.least(household), []
        for at in periods:
            cell = (household.id, home.id, at)
            self.x[cell] = self.program.variable(worth)
            if at + least <= periods.stop:
                self.y[cell] = self.program.variable(-price)
                begins.append(cell)
        for at in periods:
            cell = (household.id, home.id, at)
            before = {self.x[cell[0], cell[1], at - 1]: -1.0} if at > periods.start else {}
            begin = {self.y[cell]: -1.0} if cell in self.y else {}
            self.program.at_most({self.x[cell]: 1.0, **before, **begin}, 0.0)
            for later in range(at, at + least) if begin else ():
                self.program.at_most({self.y[cell]: 1.0, self.x[cell[0], cell[1], later]: -1.0}, 0.0)
        return begins

    def _cells(self, who: str) -> list[Cell]:
        return [cell for cell in self.x if cell[0] == who]

    def _at_most_one(self, cells: Sequence[Cell]) -> None:
        if len(cells) > 1:
            self.program.at_most(dict.fromkeys((self.x[cell] for cell in cells), 1.0), 1.0)

    def _beds(self) -> None:
        there: dict[tuple[str, int], list[Cell]] = defaultdict(list)
        for cell in self.x:
            there[cell[1], cell[2]].append(cell)
        for (name, _at), cells in there.items():
            home = self.judge.homes[name]
            if home.is_family:
                self._at_most_one(cells)
            else:
                weights = {self.x[cell]: float(self.judge.households[cell[0]].size) for cell in cells}
                self.program.at_most(weights, home.beds)

    def _limits(self) -> None:
        """A limit counts a household once, however many of its parts meet it."""
        for limit in self.chains.instance.limits:
            homes, met = set(limit.homes), defaultdict[str, dict[int, list[Cell]]](lambda: defaultdict(list))
            for cell in self.x:
                if cell[1] in homes and limit.first <= cell[2] < limit.end:
                    met[cell[0]][cell[2]].append(cell)
            weights: dict[int, float] = {}
            for who, by_period in met.items():
                counts = self.program.variable(0.0, whole=False)
                weights[counts] = float(limit.weight(self.judge.households[who]))
                for cells in by_period.values():
                    self.program.at_most({counts: -1.0, **{self.x[cell]: 1.0 for cell in cells}}, 0.0)
            if weights:
                self.program.at_most(weights, float(limit.max))

    def _apart(self) -> None:
        for rule in self.chains.instance.apart:
            near: dict[tuple[str, int], list[Cell]] = defaultdict(list)
            for cell in self.x:
                if cell[0] in rule.households:
                    near[_place(self.judge, rule.scope, cell[1]), cell[2]].append(cell)
            for cells in near.values():
                self._at_most_one(cells)


def _place(judge: Judge, scope: str, home: str) -> str:
    """What two households must not share: the network where the home has one, else the home."""
    network = judge.homes[home].network
    return f"network {network}" if scope == "network" and network else f"home {home}"


def check_chains(chains: Chains, parts: Sequence[Part]) -> list[str]:
    """What is wrong with parts, a sentence each; [] if nothing is. Knows nothing of the solver."""
    judge = Judge(chains.instance)
    unknown = [part for part in parts if part[0] not in judge.households or part[1] not in judge.homes]
    if unknown:
        return [f"{part[0]} in {part[1]}: not in this instance" for part in unknown]
    problems = [problem for part in parts for problem in _part_problems(chains, judge, part)]
    for at in range(chains.instance.periods):
        lives = [(who, where) for who, where, first, end in parts if first <= at < end]
        problems += _crowded(judge, lives, at)
    for limit in chains.instance.limits:
        met = {
            who for who, where, first, end in parts
            if where in limit.homes and first < limit.end and limit.first < end
        }  # fmt: skip
        total = sum(float(limit.weight(judge.households[who])) for who in met)
        if total > limit.max + 1e-9:
            problems.append(f"the limit {limit.name!r} holds {total:g} of {limit.max:g}")
    return problems


def _part_problems(chains: Chains, judge: Judge, part: Part) -> Iterator[str]:
    household, home, first, end = judge.households[part[0]], judge.homes[part[1]], part[2], part[3]
    for rule in judge.broken(household, home):
        if rule != "open":
            yield f"{household.id} in {home.id} breaks the rule {rule!r}"
    if not any(begin <= first and end <= close for begin, close in home.open):
        yield f"{home.id} is not open from {first} to {end}"
    if not household.first <= first < end <= household.end or end - first < chains.least(household):
        yield f"{household.id} in {home.id} from {first} to {end} is too short, or beyond the stay"


def _crowded(judge: Judge, lives: Sequence[tuple[str, str]], at: int) -> Iterator[str]:
    there: Mapping[str, list[Household]] = defaultdict(list)
    for who, where in lives:
        there[where].append(judge.households[who])
    if len({who for who, _where in lives}) < len(lives):
        yield f"a household is in two homes in period {at}"
    for name, households in there.items():
        home = judge.homes[name]
        if (home.is_family and len(households) > 1) or sum(one.size for one in households) > home.beds:
            yield f"{name} is over its beds in period {at}"
    held = dict(lives)
    for rule in judge.instance.apart:
        if all(name in held for name in rule.households):
            one, other = (held[name] for name in rule.households)
            if one == other or _place(judge, rule.scope, one) == _place(judge, rule.scope, other):
                yield f"{rule.households[0]} and {rule.households[1]} must be kept apart"
