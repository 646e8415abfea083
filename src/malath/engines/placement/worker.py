"""The solver's own process: reads an instance of identifiers, answers a plan. Run as a module; see running.Worker."""

from __future__ import annotations

import json
import resource
import struct
import sys
from typing import Any, BinaryIO

from malath.engines.placement.errors import PlacementError


def main() -> int:
    """Answer until the input ends. First argument: the most memory, in MiB."""
    _limit_memory(int(sys.argv[1]) * 2**20)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (question := receive(source)) is not None:
        try:
            answer = answered(question)
        except PlacementError as wrong:
            answer = {"error": type(wrong).__name__, "text": str(wrong)}
        except MemoryError:
            answer = {"error": "SolverStoppedError", "text": "the solver needs more memory than it may use"}
        send(target, answer)
    return 0


def _limit_memory(most: int) -> None:
    """No more than asked for, and no more than this machine or its container lets anybody have."""
    _soft, allowed = resource.getrlimit(resource.RLIMIT_AS)
    most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def answered(question: dict[str, Any]) -> dict[str, Any]:
    """Solve one instance; `question`: instance, seconds, work, seed; `task` where it is of another kind."""
    if question.get("task") == "chains":
        from malath.engines.placement.chains import solved_chains

        return solved_chains(question["instance"], seconds=question["seconds"])
    if question.get("task") == "arrivals":
        from malath.engines.placement.arrivals import decide

        return decide(question["instance"], seconds=question["seconds"], seed=question["seed"])
    from malath.engines.placement.proving import solved

    return solved(question["instance"], seconds=question["seconds"], work=question["work"], seed=question["seed"])


def send(target: BinaryIO, message: Any) -> None:
    """Write one message: its length, then JSON."""
    body = json.dumps(message).encode()
    target.write(struct.pack(">Q", len(body)) + body)
    target.flush()


def receive(source: BinaryIO) -> dict[str, Any] | None:
    """Read one message; None at the end."""
    head = source.read(8)
    if len(head) < 8:
        return None
    body: dict[str, Any] = json.loads(source.read(struct.unpack(">Q", head)[0]))
    return body


if __name__ == "__main__":
    sys.exit(main())
