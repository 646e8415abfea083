"""A programme of the test's own, behind the same walls and limits as the worker."""

from __future__ import annotations

import subprocess

import pytest

from malath.accountability.evidence.looking import sandbox

_PYTHON = sandbox.python()


def inside(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a programme of ours behind the same walls and limits as the worker."""
    command = [*sandbox.walls(), *sandbox.limited(), *sandbox.python()[:-1], program]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", timeout=60)


def worker_is(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """The next looks start this programme in place of the worker."""
    monkeypatch.setattr(sandbox, "python", lambda: [*_PYTHON[:-1], program])
