"""`malath place INSTANCE.json -o PLAN.json`: a plan, its proven bound, and the reasons (SH4)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from malath.engines.placement.errors import PlacementError
from malath.engines.placement.running import NO_LIMIT, Plan, solve, solver_is_there

SECONDS, WORK = 600.0, 500


def place_command(arguments: Sequence[str]) -> int:
    """Run the command: 0 done, 1 something given does not serve, 2 wrong use."""
    parser = _parser()
    asked = parser.parse_args(list(arguments))
    if not asked.output and not asked.explain and not asked.what_if:
        parser.error("say where the plan goes: -o PLAN.json")
    try:
        _run(asked)
    except PlacementError as refused:
        print(f"malath place: {refused}", file=sys.stderr)
        return 1
    except OSError as failed:
        print(f"malath place: {failed.filename or ''}: {failed.strerror or failed}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="malath place",
        description="Which home for which household: a plan, a proven bound on every plan, and why.",
        epilog="The format of both files: docs/reference/placement-format.md.",
    )
    parser.add_argument("instance", type=Path, help="households, homes, networks, limits: malath.placement/1")
    parser.add_argument("-o", "--output", type=Path, metavar="PLAN.json", help="value, bound, gap, placements, proof")
    parser.add_argument(
        "--seconds", type=_positive, metavar="N",
        help="end after so long; without it, after so much work, so that the same input and seed give the same plan",
    )  # fmt: skip
    parser.add_argument("--work", type=int, metavar="N", help=f"end after so many neighbourhoods (usually {WORK})")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="where chance begins (usually 0)")
    parser.add_argument("--explain", metavar="CASE", help="why this household lives there, or nowhere")
    parser.add_argument("--what-if", type=Path, metavar="FILE", help="what other homes or capacities would give")
    return parser


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 10**6:
        raise argparse.ArgumentTypeError("must be more than 0")
    return number


def read_json(path: Path) -> Any:
    """The file as JSON. Raises PlacementError, OSError."""
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as wrong:
        raise PlacementError(f"{path}: this is not JSON: {wrong}") from wrong


def _run(asked: argparse.Namespace) -> None:
    data = read_json(asked.instance)
    seconds = asked.seconds or SECONDS
    work = asked.work or (NO_LIMIT if asked.seconds else WORK)
    if not solver_is_there():
        print("malath place: no solver is installed (malath[placement]): a simple plan without proof", file=sys.stderr)
    plan = solve(data, seconds=seconds, work=work, seed=asked.seed)
    if asked.output:
        asked.output.write_text(json.dumps(plan.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _tell(plan, len(data["households"]))


def _tell(plan: Plan, households: int) -> None:
    proven = "proven best" if plan.gap <= 0 else f"at most {100 * plan.gap:.3f}% below the best"
    print(f"{len(plan.placements)} of {households} households placed")
    print(f"value {plan.value:g}, no plan exceeds {plan.bound:g}: {proven}; ended by {plan.proof['ended_by']}")
