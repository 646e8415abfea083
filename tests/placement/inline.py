"""The solver in the test's own process, and the best of every plan by trying them all."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from malath.engines.placement.checking import check
from malath.engines.placement.judging import Judge
from malath.engines.placement.proving import solved
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import Plan, checked
from tests.placement.instances import best_value


def inline(data: dict[str, Any]) -> Plan:
    """A checked plan, without a process of its own."""
    answer = solved(data, seconds=60, work=200, seed=0)
    return checked(read_instance(data), answer["placements"], answer["bound"], answer["proof"])


def optimum(data: dict[str, Any], *, forced: tuple[str, str] | None = None) -> Fraction:
    """The value of the best plan, from the rules of the format alone; with `forced`, of those that hold this pair."""
    instance = read_instance(data)
    judge = Judge(instance)
    names = [household.id for household in instance.households]
    possible = []
    most = Fraction(10**9)
    for household in instance.households:
        homes = [home for home in instance.homes if not judge.broken(household, home)]
        if forced and household.id == forced[0]:
            homes = [judge.homes[forced[1]]]
            possible.append([(home.id, judge.value(household, home) + most) for home in homes])
            continue
        possible.append([(home.id, worth) for home in homes if (worth := judge.value(household, home)) > 0])

    def fits(plan: tuple[str | None, ...]) -> bool:
        return not check(instance, [(names[at], home) for at, home in enumerate(plan) if home is not None])

    return Fraction(best_value(possible, fits)) - (most if forced else 0)
