"""The other files that `malath place` reads: appointments, chains of stays, moves, arrivals. Each answer is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from malath.engines.placement import chains, moving, rota, telling
from malath.engines.placement.appointments import explain_appointment, plan_appointments
from malath.engines.placement.checking import check
from malath.engines.placement.errors import SolverStoppedError
from malath.engines.placement.explaining import Solve
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import Worker

ARRIVALS = "malath.arrivals/1"


@dataclass(frozen=True, slots=True)
class Question:
    """A file of another kind, and what it may use."""

    data: dict[str, Any]
    worker: Worker
    solver: Solve
    seconds: float
    seed: int
    explain: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What is written to the plan's file, what is told of it, and what was asked beside."""

    plan: dict[str, Any]
    lines: list[str]
    answers: dict[str, Any]


def appointments(asked: Question) -> Told:
    """A timetable; `explain` names a task."""
    table = plan_appointments(asked.data, solver=asked.solver)
    told = table.as_json()
    lines = [f"{len(table.appointments)} of {len(asked.data['tasks'])} tasks planned", _value(told)]
    if not asked.explain:
        return Told(told, lines, {})
    why = explain_appointment(asked.data, table, asked.explain)
    return Told(told, [*lines, "", *telling.appointment(why)], {"explanation": why})


def stays(asked: Question) -> Told:
    """Parts of stays in several homes."""
    read = chains.read_chains(asked.data)
    told = asked.worker.ask("chains", asked.data, seconds=asked.seconds)
    _refuse(chains.check_chains(read, [tuple(part) for part in told["parts"]]))
    helped = len({part[0] for part in told["parts"]})
    everyone = len(read.instance.households)
    return Told(told, [f"{helped} of {everyone} households housed, {told['moves']} moves", _value(told)], {})


def moves(asked: Question) -> Told:
    """Moves that free a place."""
    told = moving.plan_moves(asked.data, solver=asked.solver)
    lives = dict(map(tuple, asked.data["lives"])) | {who: home for who, _from, home in told["moves"]}
    _refuse(check(read_instance(asked.data["instance"]), [*lives.items(), *told["placed"]]))
    lines = [f"{len(told['moves'])} moves give {len(told['placed'])} households a home", _value(told)]
    return Told(told, [*lines, *(f"  {who}: from {old} to {new}" for who, old, new in told["moves"])], {})


def week(asked: Question) -> Told:
    """Who lives where this week, and what is kept for those to come."""
    told = asked.worker.ask("arrivals", asked.data, seconds=asked.seconds, seed=asked.seed)
    everyone = [*asked.data.get("placed", ()), *told["placements"]]
    _refuse(check(read_instance(asked.data["instance"]), everyone))
    return Told(told, [f"{len(told['placements'])} households placed, worth {told['value']:g}", *_kept(told)], {})


KINDS: dict[str, Callable[[Question], Told]] = {
    rota.FORMAT: appointments,
    chains.FORMAT: stays,
    moving.FORMAT: moves,
    ARRIVALS: week,
}


def _kept(told: dict[str, Any]) -> Iterator[str]:
    for one in told["kept"]:
        yield (
            f"  {one['home']} is kept from {one['from']} to {one['to']} at a price of {one['price']:.0f}: "
            f"{one['expected']:.1f} expected; {one['wanted_by']} wanted it"
        )


def _value(told: dict[str, Any]) -> str:
    return f"value {told['value']:g}, no plan exceeds {told['bound']:g}"


def _refuse(problems: list[str]) -> None:
    if problems:
        raise SolverStoppedError(f"the plan did not pass the checker: {problems[0]}")
