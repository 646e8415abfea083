"""A programme of the test's own, behind the same walls and limits as the worker."""

from __future__ import annotations

import pytest

from malath.engines.looking import sandbox

_PYTHON = sandbox.python()


def inside(program: str) -> str:
    """What a programme of ours prints behind the same walls and limits as the worker."""
    with sandbox.launch([*_PYTHON[:-1], program]) as process:
        out, _ = process.communicate(timeout=60)
    return out.decode()


def worker_is(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """The next looks start this programme in place of the worker."""
    monkeypatch.setattr(sandbox, "python", lambda: [*_PYTHON[:-1], program])
