"""What the address of the database asks of its connection holds, for the server and for the programs of a backup."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from malath.cli import databases
from malath.platform.config import environment

ADDRESS = "postgresql://malath:se%40cret@db.example.org:5433/record"


def test_what_is_asked_of_the_connection_is_not_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MALATH_DATABASE", ADDRESS)
    own = environment.database(tmp_path)["OPTIONS"]
    assert set(own) == {"options"}

    monkeypatch.setenv("MALATH_DATABASE", f"{ADDRESS}?sslmode=verify-full&sslrootcert=%2Fa%2Froot.crt")
    asked = environment.database(tmp_path)
    assert asked["OPTIONS"] == own | {"sslmode": "verify-full", "sslrootcert": "/a/root.crt"}
    assert (asked["NAME"], asked["PASSWORD"], asked["PORT"]) == ("record", "se@cret", "5433")

    monkeypatch.setenv("MALATH_DATABASE", f"{ADDRESS}?options=-c%20jit%3Don")
    assert environment.database(tmp_path)["OPTIONS"] == {"options": "-c jit=on"}

    monkeypatch.setenv("MALATH_DATABASE", f"{ADDRESS}?sslmode")
    with pytest.raises(ValueError, match="sslmode"):
        environment.database(tmp_path)


def test_a_copy_goes_over_no_weaker_connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: list[dict[str, str]] = []

    def run(_command: Any, *, env: dict[str, str], **_more: Any) -> Any:
        given.append(env)
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(databases.subprocess, "run", run)
    monkeypatch.setenv("MALATH_HOME", str(tmp_path))
    monkeypatch.setenv("MALATH_DATABASE", f"{ADDRESS}?sslmode=verify-full&sslrootcert=/a/root.crt&keepalives=1")
    monkeypatch.delenv("PGSSLMODE", raising=False)

    databases.copy_to(tmp_path / "copy")

    (env,) = given
    assert (env["PGSSLMODE"], env["PGSSLROOTCERT"]) == ("verify-full", "/a/root.crt")
    assert (env["PGHOST"], env["PGDATABASE"], env["PATH"]) == ("db.example.org", "record", os.environ["PATH"])
