"""Moves that free a place: nobody loses a home, nobody moves who may not, and no better way is missed."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from malath.engines.placement.checking import check, value
from malath.engines.placement.errors import InstanceError
from malath.engines.placement.moving import Moves, plan_moves
from tests.placement.inline import inline
from tests.placement.instances import small


def floor() -> dict[str, Any]:
    """Boris lives in the only step-free room, and does not need it. Amal does."""
    return {
        "format": "malath.moves/1",
        "price": 20,
        "lives": [["boris", "ground"]],
        "may_move": ["boris"],
        "instance": {
            "format": "malath.placement/1",
            "periods": 4,
            "homes": [
                {"id": "ground", "kind": "family", "beds": 1, "open": [[0, 4]], "features": ["step_free"]},
                {"id": "attic", "kind": "family", "beds": 1, "open": [[0, 4]]},
            ],
            "households": [
                {"id": "amal", "size": 1, "from": 1, "to": 4, "needs": ["step_free"], "risk": 2},
                {"id": "boris", "size": 1, "from": 0, "to": 4},
            ],
        },
    }


def test_a_move_lets_in_who_can_live_nowhere_else() -> None:
    """For the price that it costs."""
    told = plan_moves(floor(), solver=inline)

    assert told["moves"] == [["boris", "ground", "attic"]]
    assert told["placed"] == [["amal", "ground"]]
    assert told["value"] - told["before"] == 2 * 127 - 20
    assert told["bound"] == told["value"]


def test_who_may_not_be_asked_stays() -> None:
    """Whatever it would give."""
    told = plan_moves({**floor(), "may_move": []}, solver=inline)

    assert told["moves"] == [] and told["placed"] == []


def test_a_price_above_what_it_gives_moves_nobody() -> None:
    """The price is a decision of people."""
    assert plan_moves({**floor(), "price": 300}, solver=inline)["moves"] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lives": [["amal", "attic"]]}, "moves.lives: amal in attic breaks the rule 'needs:step_free'"),
        ({"may_move": ["amal"]}, "'amal' lives nowhere yet"),
        ({"format": "malath.placement/1"}, "format"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], message: str) -> None:
    """As in every file of this engine."""
    with pytest.raises(InstanceError) as wrong:
        Moves({**floor(), **change})

    assert message in str(wrong.value)


def test_no_better_way_is_missed() -> None:
    """Random instances: every plan in which all who have a home keep one."""
    moved = 0
    for seed in range(150):
        chance = random.Random(seed)
        moves = some_moves(chance, seed)
        told = plan_moves(moves, solver=inline)
        assert told["value"] == pytest.approx(best(Moves(moves))), seed
        assert told["bound"] >= told["value"] - 1e-6
        moved += len(told["moves"])
    assert moved > 5


def some_moves(chance: random.Random, seed: int) -> dict[str, Any]:
    """A small instance of which some households live somewhere, by chance."""
    data = small(seed, 4)
    data.pop("values", None)
    instance = Moves({"format": "malath.moves/1", "instance": data, "lives": []}).instance
    lives: list[list[str]] = []
    for one in instance.households:
        pair = [one.id, chance.choice(instance.homes).id]
        if chance.random() < 0.7 and not check(instance, [*lives, pair]):
            lives.append(pair)
    may_move = [who for who, _home in lives if chance.random() < 0.8]
    return {"format": "malath.moves/1", "instance": data, "lives": lives, "may_move": may_move, "price": 5}


def best(moves: Moves) -> float:
    """The best of all plans, by the checker alone."""
    options: list[list[Any]] = []
    for one in moves.instance.households:
        homes: list[Any] = [home.id for home in moves.instance.homes]
        if one.id in moves.lives:
            options.append(homes if one.id in moves.may_move else [moves.lives[one.id]])
        else:
            options.append([None, *homes])
    names = [one.id for one in moves.instance.households]
    found = []
    for chosen in product(*options):
        pairs = [(who, home) for who, home in zip(names, chosen, strict=True) if home is not None]
        if check(moves.instance, pairs):
            continue
        cost = sum(moves.cost(moves.judge.households[who]) for who, home in pairs if moves.lives.get(who, home) != home)
        found.append(float(value(moves.instance, pairs) - cost))
    return max(found)
