"""The independent checker: every hard rule and every capacity, exactly, in plain Python. It knows no solver.

A plan that has not passed here is shown to nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from malath.engines.placement.instance import Household, Instance
from malath.engines.placement.judging import Judge, exact

Placement = tuple[str, str]


def check(instance: Instance, placements: Iterable[Sequence[str]]) -> list[str]:
    """What is wrong with a plan, a sentence each; [] if nothing is. Limits are counted as the format says."""
    judge = Judge(instance)
    pairs, problems = _known(judge, placements)
    for household, home in pairs:
        broken = judge.broken(judge.households[household], judge.homes[home])
        problems += [f"{household} in {home} breaks the rule {name!r}" for name in broken]
    return problems + _beds(judge, pairs) + _limits(judge, pairs) + _apart(judge, pairs)


def value(instance: Instance, placements: Iterable[Sequence[str]]) -> Fraction:
    """What a plan is worth, exactly."""
    judge = Judge(instance)
    return sum((judge.value(judge.households[a], judge.homes[b]) for a, b in placements), Fraction(0))


def _known(judge: Judge, placements: Iterable[Sequence[str]]) -> tuple[list[Placement], list[str]]:
    pairs, problems = [], []
    for household, home in placements:
        if household not in judge.households or home not in judge.homes:
            problems.append(f"{household} in {home}: not in this instance")
        else:
            pairs.append((household, home))
    twice = [name for name, times in Counter(household for household, _home in pairs).items() if times > 1]
    return pairs, problems + [f"{name} is placed more than once" for name in twice]


def _beds(judge: Judge, pairs: list[Placement]) -> list[str]:
    there: dict[str, list[Household]] = defaultdict(list)
    for who, where in pairs:
        there[where].append(judge.households[who])
    problems = []
    for name, households in there.items():
        home = judge.homes[name]
        # Only when somebody arrives can there be too many.
        for moment in sorted({household.first for household in households}):
            present = [household for household in households if household.first <= moment < household.end]
            if home.is_family and len(present) > 1:
                problems.append(f"{name} is a family's and holds {len(present)} households in period {moment}")
            elif sum(household.size for household in present) > home.beds:
                problems.append(f"{name} is over its {home.beds} beds in period {moment}")
    return problems


def _limits(judge: Judge, pairs: list[Placement]) -> list[str]:
    lives = dict(pairs)
    by_home: dict[str, list[Household]] = defaultdict(list)
    for who, where in lives.items():
        by_home[where].append(judge.households[who])
    problems = []
    for limit in judge.instance.limits:
        total = Fraction(0)
        for home in limit.homes:
            for household in by_home.get(home, ()):
                if household.first < limit.end and limit.first < household.end:
                    total += exact(limit.weight(household))
        if total > exact(limit.max):
            problems.append(f"the limit {limit.name!r} holds {float(total):g} of {limit.max:g}")
    return problems


def _apart(judge: Judge, pairs: list[Placement]) -> list[str]:
    lives, problems = dict(pairs), []
    for rule in judge.instance.apart:
        if not all(name in lives for name in rule.households):
            continue
        one, other = (judge.households[name] for name in rule.households)
        if one.first >= other.end or other.first >= one.end:
            continue
        homes = [judge.homes[lives[name]] for name in rule.households]
        same_network = rule.scope == "network" and homes[0].network and homes[0].network == homes[1].network
        if homes[0].id == homes[1].id or same_network:
            problems.append(f"{one.id} and {other.id} must be kept apart, and share a {rule.scope}")
    return problems
