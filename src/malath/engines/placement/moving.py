"""Moves that free a place: who lives somewhere already, may move at a price, so that others find a home (SH4).

Nobody who lives somewhere loses a home by it, and nobody moves who did not say that they may be asked.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from malath.engines.placement.checking import check, value
from malath.engines.placement.errors import InstanceError
from malath.engines.placement.explaining import Solve
from malath.engines.placement.fields import Place
from malath.engines.placement.instance import Household, Instance
from malath.engines.placement.judging import Judge, exact
from malath.engines.placement.occupancy import plain
from malath.engines.placement.reading import digest, read_instance
from malath.engines.placement.running import solve

FORMAT, RESULT = "malath.moves/1", "malath.moves-plan/1"


class Moves:
    """A file malath.moves/1: an instance, who of its households lives where, who may be asked, what a move costs."""

    def __init__(self, data: Any) -> None:
        top = Place(data, "moves")
        if top.text("format") != FORMAT:
            raise InstanceError(f"format: this programme reads {FORMAT!r}, not {top.text('format')!r}")
        self.data: dict[str, Any] = data["instance"] if isinstance(data.get("instance"), dict) else {}
        self.instance: Instance = read_instance(self.data)
        self.judge = Judge(self.instance)
        self.lives = dict(top.pairs("lives", needed=True))
        self.may_move = top.words("may_move")
        self.price = exact(top.number("price", 50))
        problems = check(self.instance, list(self.lives.items()))
        if problems:
            raise InstanceError(f"moves.lives: {problems[0]}")
        if not self.may_move <= self.lives.keys():
            raise InstanceError(f"moves.may_move: {min(self.may_move - self.lives.keys())!r} lives nowhere yet")

    def cost(self, household: Household) -> Fraction:
        """What it costs if this household moves: the price for each person and unit of risk."""
        return self.price * household.size * household.risk

    def as_placement(self) -> dict[str, Any]:
        """The instance with listed values, in which whoever has a home keeps it, or has another for the price."""
        worth = {
            (one.id, home.id): self.judge.value(one, home)
            for one in self.instance.households
            for home in self.instance.homes
            if not self.judge.broken(one, home)
        }
        # More than all homes together are worth: no plan gains by putting somebody out.
        kept = sum((abs(points) for points in worth.values()), Fraction(1)) + self.price * len(worth)
        values = []
        for (who, home), points in worth.items():
            own = self.lives.get(who)
            if own is None:
                values.append([who, home, plain(points)])
            elif own == home:
                values.append([who, home, plain(points + kept)])
            elif who in self.may_move:
                values.append([who, home, plain(points - self.cost(self.judge.households[who]) + kept)])
        return {**self.data, "values": values}


def plan_moves(data: Any, *, solver: Solve = solve) -> dict[str, Any]:
    """Which moves let others in: the moves and the new placements, what all gain, and a bound on it. Raises InstanceError.

    `change` lies above nothing: moving nobody and placing whoever fits is among the plans.
    """
    moves = Moves(data)
    changed = moves.as_placement()
    plan = solver(changed)
    lives = dict(plan.placements)
    gone = moves.lives.keys() - lives.keys()
    if gone:
        raise InstanceError(f"moves: the search ended before {min(gone)!r} had a home again; give it more time")
    moved = [[who, home, lives[who]] for who, home in moves.lives.items() if lives[who] != home]
    cost = sum((moves.cost(moves.judge.households[who]) for who, _from, _to in moved), Fraction(0))
    worth = value(moves.instance, plan.placements) - cost
    return {
        "format": RESULT,
        "value": float(worth),
        "bound": float(worth) + plan.bound - plan.value,
        "before": float(value(moves.instance, list(moves.lives.items()))),
        "moves": sorted(moved),
        "placed": sorted([who, home] for who, home in lives.items() if who not in moves.lives),
        "input_sha256": digest(data),
        "proof": plan.proof,
    }
