"""T10: a dictionary and a vault are given the same orders in any order, crashes among them; they agree at every step.

Short runs are Hypothesis's, which makes what fails short; a run of 2,000 steps is longer than it can draw, and falls by
the dice."""

from __future__ import annotations

import itertools
import random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.vault.pair import Pair
from tests.vault.plan import SOAK, chance, say, times

SEEDS = times(3, 20)
STEPS = 25
LONG_RUNS = times(1, 20)
LONG = times(60, 2000)
BODIES = [b"", b"a", b"the same", b"x" * 5000, b"y" * 1_050_000]
steps = itertools.count()
bodies = st.sampled_from(BODIES) | st.binary(max_size=50)


class VaultAndModel(RuleBasedStateMachine):
    """The orders as Hypothesis's rules."""

    items = Bundle("items")

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair()

    def teardown(self) -> None:
        self.pair.end()

    @invariant()
    def counts(self) -> None:
        next(steps)

    @rule(target=items, body=bodies, with_keys=st.booleans())
    def add(self, body: bytes, with_keys: bool) -> str:
        return self.pair.add_with_the_keys(body) if with_keys else self.pair.add(body)

    @rule(item=items, order=st.sampled_from([Pair.get, Pair.hold, Pair.release, Pair.export]))
    def ask(self, item: str, order: object) -> None:
        order(self.pair, item)  # type: ignore[operator]

    @rule(target=items, item=consumes(items))
    def erase(self, item: str) -> object:
        return multiple() if self.pair.erase(item) else item

    @rule(order=st.sampled_from([Pair.crash, Pair.rebuild, Pair.settle, Pair.verify]))
    def shake(self, order: object) -> None:
        order(self.pair)  # type: ignore[operator]

    @rule(crash=st.booleans())
    def rotate(self, crash: bool) -> None:
        self.pair.rotate(crash=crash)


def test_a_vault_is_a_dictionary_that_remembers() -> None:
    began = next(steps)
    run_state_machine_as_test(
        VaultAndModel,
        settings=settings(
            max_examples=SEEDS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
        ),
    )
    say(next(steps) - began, SEEDS * STEPS // 2, "steps of the vault beside its model")


# How often each order comes in a long run; reading the whole vault anew costs as much as all the others together.
WEIGHTS = {
    "add": 30,
    "ask": 30,
    "erase": 12,
    "crash": 8,
    "rebuild": 2,
    "settle": 4,
    "verify": 1,
    "rotate": 2,
    "export": 4,
}


def long_step(pair: Pair, dice: random.Random) -> None:
    order = dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
    known = [*pair.there, *pair.gone]
    item = dice.choice(known) if known else ""
    if order == "add":
        body = dice.choice(BODIES) if dice.random() < 0.5 else dice.randbytes(dice.randrange(50))
        dice.choice([pair.add, pair.add_with_the_keys])(body)
    elif order == "ask" and item:
        dice.choice([pair.get, pair.get, pair.hold, pair.release])(item)
    elif order == "erase" and item:
        pair.erase(item)
    elif order == "export" and item:
        pair.export(item)
    elif order == "rotate":
        pair.rotate(crash=dice.random() < 0.5)
    elif order in {"crash", "rebuild", "settle", "verify"}:
        getattr(pair, order)()


def test_a_long_life_of_a_vault() -> None:
    dice, done = chance("long lives"), 0
    for _run in range(LONG_RUNS):
        pair = Pair()
        try:
            for _step in range(LONG):
                long_step(pair, dice)
                done += 1
            pair.verify()
        finally:
            pair.end()
    say(done, LONG_RUNS * LONG, f"steps in {LONG_RUNS} lives of a vault beside its model")
