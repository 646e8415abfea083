"""`malath place INSTANCE.json -o PLAN.json`: a plan, its proven bound, and the reasons (SH4)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from malath.engines.placement.errors import PlacementError
from malath.engines.placement.explaining import Solve, explain
from malath.engines.placement.fairness import fairness
from malath.engines.placement.kinds import KINDS, Question
from malath.engines.placement.running import NO_LIMIT, Plan, Worker, solver_is_there, without_solver
from malath.engines.placement.telling import changes, explanation, shares
from malath.engines.placement.verifying import plan_from, verify
from malath.engines.placement.whatif import what_if

SECONDS, WORK = 600.0, 500


def place_command(arguments: Sequence[str]) -> int:
    """Run the command: 0 done, 1 something given does not serve, 2 wrong use."""
    parser = _parser()
    asked = parser.parse_args(list(arguments))
    if not (asked.output or asked.explain or asked.what_if or asked.fairness or asked.check):
        parser.error("say where the plan goes: -o PLAN.json")
    try:
        return _run(asked)
    except PlacementError as refused:
        print(f"malath place: {refused}", file=sys.stderr)
        return 1
    except OSError as failed:
        print(f"malath place: {failed.filename or ''}: {failed.strerror or failed}", file=sys.stderr)
        return 1


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
    parser.add_argument("--plan", type=Path, metavar="PLAN.json", help="asks about this plan, made before")
    parser.add_argument("--check", action="store_true", help="checks --plan: rules, value, and its bound by its prices")
    parser.add_argument("--explain", metavar="CASE", help="why this household lives there, or nowhere")
    parser.add_argument("--what-if", type=Path, metavar="FILE", help="what other homes or capacities would give")
    parser.add_argument("--fairness", action="store_true", help="shares, scores, waiting by group, and justified envy")
    parser.add_argument("--json", action="store_true", help="prints the answers for machines")
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


def _run(asked: argparse.Namespace) -> int:
    data = read_json(asked.instance)
    if not solver_is_there():
        print("malath place: no solver is installed (malath[placement]): a simple plan without proof", file=sys.stderr)
    if asked.check:
        return _check(asked, data)
    with Worker() as worker:
        solver = _solver(worker, asked)
        if isinstance(data, dict) and data.get("format") in KINDS:
            return _other(asked, data, worker, solver)
        plan = plan_from(read_json(asked.plan)) if asked.plan else solver(data)
        if asked.output:
            _write(asked.output, as_written(plan.as_json(), data))
        # What a machine reads stands alone on the standard output.
        _tell(plan, len(data["households"]), sys.stderr if asked.json else sys.stdout)
        answers = _answers(asked, data, plan, solver)
    if asked.json:
        print(json.dumps(answers, ensure_ascii=False, indent=1))
        return 0
    for name, tell in (("explanation", explanation), ("what_if", changes), ("fairness", shares)):
        if name in answers:
            print("", *tell(answers[name]), sep="\n")
    return 0


def _other(asked: argparse.Namespace, data: dict[str, Any], worker: Worker, solver: Solve) -> int:
    question = Question(data, worker, solver, asked.seconds or SECONDS, asked.seed, asked.explain)
    told = KINDS[data["format"]](question)
    if asked.output:
        _write(asked.output, told.plan)
    print(*told.lines, sep="\n", file=sys.stderr if asked.json else sys.stdout)
    if asked.json:
        print(json.dumps(told.answers, ensure_ascii=False, indent=1))
    return 0


def as_written(told: dict[str, Any], data: Any) -> dict[str, Any]:
    """The plan with the identifiers of the file: where it numbers households or homes, so does the plan."""
    households, homes = ({str(row["id"]): row["id"] for row in data[name]} for name in ("households", "homes"))
    return {**told, "placements": [[households[one], homes[home]] for one, home in told["placements"]]}


def _write(path: Path, told: dict[str, Any]) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _solver(worker: Worker, asked: argparse.Namespace) -> Solve:
    seconds = asked.seconds or SECONDS
    work = asked.work or (NO_LIMIT if asked.seconds else WORK)
    if not solver_is_there():
        return without_solver
    return lambda data: worker.solve(data, seconds=seconds, work=work, seed=asked.seed)


def _answers(asked: argparse.Namespace, data: Any, plan: Plan, solver: Solve) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    if asked.explain:
        answers["explanation"] = explain(data, plan, asked.explain, solver=solver)
    if asked.what_if:
        answers["what_if"] = what_if(data, plan, read_json(asked.what_if), solver=solver)
    if asked.fairness:
        answers["fairness"] = fairness(data, plan.placements)
    return answers


def _check(asked: argparse.Namespace, data: Any) -> int:
    """Says what is wrong with a plan, if anything; the exit code says it too."""
    if not asked.plan:
        raise PlacementError("say which plan is to be checked: --plan PLAN.json")
    found = verify(data, plan_from(read_json(asked.plan)))
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        priced = found["bound_by_prices"]
        print(*found["problems"] or ["every rule is kept, every limit holds, the value is right"], sep="\n")
        print("no prices prove a bound" if priced is None else f"the prices prove that no plan exceeds {priced:g}")
        if found["by"] == "search":
            print(f"the bound {found['bound']:g} was proven by a search: the same run shows it again")
    return 1 if found["problems"] else 0


def _tell(plan: Plan, households: int, target: TextIO) -> None:
    print(f"{len(plan.placements)} of {households} households placed", file=target)
    proven = "proven best" if plan.gap <= 0 else f"at most {100 * plan.gap:.3f}% below the best"
    ended = plan.proof.get("ended_by", "nothing known")
    print(f"value {plan.value:g}, no plan exceeds {plan.bound:g}: {proven}; ended by {ended}", file=target)
