"""Arrivals over a year: python benchmarks/placement_arrivals.py [--households 1000 --homes 400 --cities 40] [--quick]

Each week's households become known in that week and are placed at once, or never. Three ways are compared with the proven
bound of hindsight (a plan that knew the whole year): first come first served; the best of each week; and prices of
sampled futures. Futures are other invented years of the same kind (or, with fewer --seasons than --samples, drawn anew
each week from their households), never the year itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # Runs as a script too.

from benchmarks.placement_year import WEEKS, arrivals, make_year
from malath.engines.placement.arrivals import decide
from malath.engines.placement.checking import check, value
from malath.engines.placement.pairs import make_pairs
from malath.engines.placement.plan import NOWHERE, Draft
from malath.engines.placement.problem import make_problem
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import solve

LONG = 3_600.0
GOAL, AIM, ABOVE = 92.0, 95.0, 8.0
Data = dict[str, Any]


def main() -> int:
    """Print each way's share of the bound; exit code 1 where the goal is missed."""
    asked = _parser().parse_args()
    if asked.quick:
        asked.households, asked.homes, asked.cities = 120, 50, 6
    year = make_year(asked.households, asked.homes, asked.cities, asked.seed)
    past = [arrivals(asked.households, asked.cities, 10_000 * asked.seed + at, "p") for at in range(asked.seasons)]
    began = time.monotonic()
    bound = asked.bound or solve(year, seconds=asked.seconds).bound
    said: Data = {"households": asked.households, "homes": asked.homes, "seed": asked.seed, "bound": bound}
    print(f"hindsight: no plan exceeds {bound:g} ({time.monotonic() - began:.0f} s)", flush=True)
    began = time.monotonic()
    said["greedy"] = _told("first come first served", year, _greedy(year), bound, began)
    began = time.monotonic()
    said["weekly"] = _told("best of each week", year, _weeks(year, [], asked), bound, began)
    began = time.monotonic()
    said["prices"] = _told(f"prices of {asked.samples} futures", year, _weeks(year, past, asked), bound, began)
    above = said["prices"]["share"] - said["greedy"]["share"]
    print(f"goal {GOAL:g}%, aim {AIM:g}%; {above:.1f} points above first come first served (goal {ABOVE:g})")
    if asked.json:
        print(json.dumps(said))
    return 0 if asked.quick or (said["prices"]["share"] >= GOAL and above >= ABOVE) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (
        ("households", 1000),
        ("homes", 400),
        ("cities", 40),
        ("seed", 1),
        ("samples", 6),
        ("seasons", 6),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--strength", type=float, default=1.0, help="how much of the expected price counts")
    parser.add_argument("--seconds", type=float, default=120.0, help="for the bound of hindsight")
    parser.add_argument("--bound", type=float, help="the bound, proven before")
    parser.add_argument("--quick", action="store_true", help="a small year")
    parser.add_argument("--json", action="store_true")
    return parser


def _greedy(year: Data) -> list[tuple[str, str]]:
    instance = read_instance(year)
    problem = make_problem(instance)
    draft = Draft(problem)
    risk = np.array([house.risk for house in instance.households])
    draft.fill(make_pairs(instance, problem), np.lexsort((-risk, problem.first)))
    placed = np.nonzero(draft.home != NOWHERE)[0].tolist()
    return [(instance.households[at].id, instance.homes[draft.home[at]].id) for at in placed]


def _weeks(year: Data, past: list[list[Data]], asked: argparse.Namespace) -> list[tuple[str, str]]:
    lives: dict[str, str] = {}
    for week in range(WEEKS):
        known = [house for house in year["households"] if house["from"] == week]
        if not known:
            continue
        here = [house for house in year["households"] if house["id"] in lives]
        told = decide(
            {
                "format": "malath.arrivals/1", "now": week, "instance": {**year, "households": known + here},
                "placed": [list(pair) for pair in lives.items()], "past": past, "samples": asked.samples,
                "strength": asked.strength,
            },
            seconds=LONG,
            seed=week,
        )  # fmt: skip
        lives |= {who: home for who, home in told["placements"]}
    return list(lives.items())


def _told(name: str, year: Data, pairs: list[tuple[str, str]], bound: float, began: float) -> Data:
    instance = read_instance(year)
    problems = check(instance, pairs)
    assert not problems, problems[0]
    worth = float(value(instance, pairs))
    share, seconds = 100 * worth / bound, time.monotonic() - began
    print(f"{name:26s} {share:6.2f}%  {len(pairs)} households  {seconds:.0f} s", flush=True)
    return {"value": worth, "share": share, "households": len(pairs), "seconds": seconds}


if __name__ == "__main__":
    sys.exit(main())
