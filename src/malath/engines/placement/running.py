"""Plans for a caller: the solver works in a process of its own, and the plan is checked before it is returned."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from malath.engines.placement import errors, worker
from malath.engines.placement.checking import Placement, check, value
from malath.engines.placement.errors import InstanceError, PlacementError, SolverMissingError, SolverStoppedError
from malath.engines.placement.instance import Instance
from malath.engines.placement.reading import read_instance
from malath.engines.placement.simple import simple_plan

MEMORY = 4096
GRACE = 20.0
NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Plan:
    """Placements (household, home), their value, the bound of every plan's value, and the record of the run."""

    placements: list[Placement]
    value: float
    bound: float
    proof: dict[str, Any] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """(bound - value) / bound; 0 is a proven optimum."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    def as_json(self) -> dict[str, Any]:
        """As it is written to a file."""
        return {
            "format": "malath.plan/1",
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "placements": [list(pair) for pair in self.placements],
            "proof": self.proof,
        }


class Worker:
    """A solver process that stays warm between questions. `memory` in MiB. Use it in a `with`."""

    def __init__(self, *, memory: int = MEMORY) -> None:
        self.memory = memory
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def solve(self, data: dict[str, Any], *, seconds: float = 60.0, work: int = NO_LIMIT, seed: int = 0) -> Plan:
        """A checked plan for an instance in the format malath.placement/1.

        Raises InstanceError, SolverMissingError, SolverStoppedError.
        """
        instance = read_instance(data)
        answer = self._answered({"instance": data, "seconds": seconds, "work": work, "seed": seed})
        return checked(instance, answer["placements"], answer["bound"], answer["proof"])

    def ask(self, task: str, data: Any, *, seconds: float = 60.0, seed: int = 0) -> dict[str, Any]:
        """The answer to a file of another kind: `chains` or `arrivals`. The caller has it checked. Raises as `solve`."""
        return self._answered({"task": task, "instance": data, "seconds": seconds, "seed": seed})

    def close(self) -> None:
        """End the process."""
        if self.process:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    pipe.close()
            self.process = None

    def _answered(self, question: dict[str, Any]) -> dict[str, Any]:
        answer = self._asked(question, monotonic() + question["seconds"] * 1.5 + GRACE)
        if "error" in answer:
            raise _error(answer)
        return answer

    def _asked(self, question: dict[str, Any], until: float) -> dict[str, Any]:
        if not self.process or self.process.poll() is not None:
            self.close()
            self.process = _start(self.memory)
        process = self.process
        assert process.stdin and process.stdout
        try:
            worker.send(process.stdin, question)  # type: ignore[arg-type]
            return _answer(process.stdout.fileno(), until)
        except (OSError, ValueError) as stopped:
            self.close()
            raise SolverStoppedError("the solver's process ended, or was not done in its time") from stopped


def solve(
    data: dict[str, Any], *, seconds: float = 60.0, work: int = NO_LIMIT, seed: int = 0, memory: int = MEMORY
) -> Plan:
    """One plan from a process started for it; see Worker.solve. Without a solver installed: a plan with a weak bound."""
    if not solver_is_there():
        return without_solver(data)
    with Worker(memory=memory) as process:
        return process.solve(data, seconds=seconds, work=work, seed=seed)


def without_solver(data: dict[str, Any]) -> Plan:
    """A plan in plain Python; its record says that nothing but a weak bound is proven."""
    instance = read_instance(data)
    placements, bound = simple_plan(instance)
    proof = {"input_sha256": instance.digest, "seed": 0, "solver": "none", "ended_by": "no solver", "duals": {}}
    return checked(instance, placements, float(bound), proof)


def solver_is_there() -> bool:
    """Whether the extra `malath[placement]` is installed."""
    from importlib.util import find_spec

    return find_spec("highspy") is not None and find_spec("numpy") is not None


def checked(instance: Instance, placements: Sequence[Sequence[str]], bound: float, proof: dict[str, Any]) -> Plan:
    """The plan, if the independent checker finds nothing wrong. Raises SolverStoppedError, which says what is."""
    problems = check(instance, placements)
    if problems:
        raise SolverStoppedError(f"the plan did not pass the checker: {problems[0]}")
    worth = float(value(instance, placements))
    return Plan([(pair[0], pair[1]) for pair in placements], worth, max(bound, worth), proof)


def _start(memory: int) -> subprocess.Popen[bytes]:
    # A solver that runs wild must not outlive its caller: its input ends with the caller, and so does it.
    command = [sys.executable, "-m", "malath.engines.placement.worker", str(memory)]
    quiet = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=quiet)


def _answer(pipe: int, until: float) -> dict[str, Any]:
    import json

    (length,) = struct.unpack(">Q", _read(pipe, 8, until))
    answer: dict[str, Any] = json.loads(_read(pipe, length, until))
    return answer


def _read(pipe: int, length: int, until: float) -> bytes:
    parts, missing = [], length
    while missing:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - monotonic()))
        part = os.read(pipe, min(missing, 2**20)) if ready else b""
        if not part:
            raise OSError("no answer")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _error(answer: dict[str, Any]) -> PlacementError:
    kind = getattr(errors, answer["error"], PlacementError)
    if kind is SolverMissingError:
        return SolverMissingError()
    if kind not in (InstanceError, SolverStoppedError):
        kind = PlacementError
    found: PlacementError = kind(answer["text"])
    return found
