"""Rows rounded down: what a household weighs in a bed row or a limit, and in its rounded forms."""

from __future__ import annotations

import numpy as np

from malath.engines.placement.problem import Ints, Problem

# A row that weighs w may be replaced by floor(k w / d) <= floor(k capacity / d): the rank-one cuts of Chvatal and
# Gomory. As it depends on the weight alone, it also prices pairs that are in no model yet.
Rounding = tuple[int, int]
PLAIN: Rounding = (1, 1)


def rounded(weights: Ints, rounding: Rounding) -> Ints:
    """floor(k w / d) of weights."""
    k, d = rounding
    return weights if k == d else weights * k // d


def bed_use(problem: Problem, households: Ints, homes: Ints, rounding: Rounding) -> Ints:
    """What pairs take of a bed row: the whole home of a family (1 of 1), the rounded size in a shared one."""
    return np.where(problem.family[homes], 1, rounded(problem.size[households], rounding))
