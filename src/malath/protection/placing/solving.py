"""The room's way to the engine: a solver process for each question, fed with identifiers only."""

from __future__ import annotations

import logging
from typing import Any

from malath.engines.placement.checking import check
from malath.engines.placement.errors import PlacementError
from malath.engines.placement.judging import Judge
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import Plan, Worker, checked, solver_is_there, without_solver
from malath.protection.placing.errors import NoSolverAnswerError
from malath.protection.placing.rules import SECONDS

# The format of a question about who may come; named here, for the module that reads it needs the solver.
ARRIVALS = "malath.arrivals/1"
_log = logging.getLogger(__name__)
# A plan in a request may take this much memory, in MiB.
MEMORY = 1024


def solved(inputs: dict[str, dict[str, Any]]) -> dict[str, Plan]:
    """A checked plan for each input. Without a solver installed: simple plans that prove little, and say so.

    Raises NoSolverAnswerError.
    """
    if not solver_is_there():
        return {name: without_solver(data) for name, data in inputs.items()}
    try:
        with Worker(memory=MEMORY) as worker:
            return {name: worker.solve(data, seconds=SECONDS) for name, data in inputs.items()}
    except PlacementError as failed:
        # Its words are of identifiers and limits alone.
        _log.warning("the placement engine did not answer: %s", failed)
        raise NoSolverAnswerError from failed


def solved_keeping(
    data: dict[str, Any], asked: dict[str, Any], seasons: list[list[dict[str, Any]]], bound: float
) -> tuple[Plan, list[dict[str, Any]]] | None:
    """A plan of `data`, checked, that keeps places for whoever may come, and what it keeps; None where no solver is
    installed, or a future was not worked out in time. `asked`: the same with what those who come meet; `bound`: the
    proven bound of `data`.

    Raises NoSolverAnswerError.
    """
    if not solver_is_there():
        return None
    week = {"format": ARRIVALS, "now": 0, "samples": len(seasons), "past": seasons, "placed": [], "instance": asked}
    try:
        with Worker(memory=MEMORY) as worker:
            answer = worker.ask("arrivals", week, seconds=SECONDS)
        proof = {"input_sha256": answer["input_sha256"], "seed": answer["seed"], "solver": "highs"}
        plan = checked(read_instance(data), answer["placements"], bound, proof)
    except PlacementError as failed:
        _log.warning("the placement engine did not answer: %s", failed)
        raise NoSolverAnswerError from failed
    return (plan, answer["kept"]) if answer["futures"] == len(seasons) else None


def whats_wrong(data: dict[str, Any], placements: list[tuple[str, str]], household: str, home: str) -> list[str]:
    """The rules that a hand-made plan breaks, as codes: those of the pair, else "full" for beds and limits."""
    instance = read_instance(data)
    judge = Judge(instance)
    if home and household in judge.households and home in judge.homes:
        broken = judge.broken(judge.households[household], judge.homes[home])
        if broken:
            return broken
    elif home:
        return ["open"]
    return ["full"] if check(instance, placements) else []
