"""Every plan of a small random instance tried: what the tests of the four parts have in common.

The parts stand in four files, of equal work, so that two workers share them. MALATH_SOAK=1 tries a million instances.
"""

from __future__ import annotations

import os

import pytest

from malath.engines.placement.checking import check, value
from malath.engines.placement.proving import solved
from malath.engines.placement.reading import read_instance
from tests.placement.inline import optimum
from tests.placement.instances import small

MANY = 1_000_000 if os.environ.get("MALATH_SOAK") == "1" else 20_000
PARTS, FILES = 40, 4


def parts_of_file(number: int) -> pytest.MarkDecorator:
    """The parts of one file: every fourth, from the file's number (0 to 3) on."""
    return pytest.mark.parametrize("part", range(number, PARTS, FILES))


def try_every_plan(part: int) -> None:
    """Each instance of the part (up to six households and homes): no rule broken, no bound below the optimum, the
    optimum reached and proven."""
    for seed in range(part, MANY, PARTS):
        data = small(seed)
        instance = read_instance(data)
        answer = solved(data, seconds=60, work=200, seed=0)
        assert check(instance, answer["placements"]) == [], seed
        worth, best = value(instance, answer["placements"]), optimum(data)
        assert answer["bound"] >= float(best) - 1e-9, seed
        assert abs(float(worth - best)) < 1e-6, seed
        assert answer["proof"]["ended_by"] == "proof", seed
