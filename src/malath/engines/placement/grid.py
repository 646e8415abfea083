"""The grid on which the value of every plan lies: it lets a bound be brought down, and a gap be closed to nothing."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from malath.engines.placement.instance import Instance, Number
from malath.engines.placement.judging import exact

FINEST = 10**6


def grid_of(instance: Instance) -> float:
    """The largest step that divides the value of every pair, at least 10^-6; 0 if there is none."""
    if instance.values is not None:
        return _step([value for _household, _home, value in instance.values])
    score = instance.score
    parts: list[Number] = [score.placed, score.language, score.fit, score.spare_bed, score.care]
    for household in instance.households:
        parts += [*household.network_wishes.values(), *household.home_wishes.values()]
    for home in instance.homes:
        parts += home.wishes.values()
    whole_steps = all(isinstance(part, int) for part in parts) and isinstance(score.care_km_a_point, int)
    return 1.0 if whole_steps else 0.0


def _step(numbers: list[Number]) -> float:
    fractions = {exact(number) for number in set(numbers)} - {Fraction(0)}
    under = 1
    for number in fractions:
        under = lcm(under, number.denominator)
        if under > FINEST:
            return 0.0
    return gcd(*(int(number * under) for number in fractions)) / under if fractions else 1.0
