"""The same search on a real Spark cluster: a master and two workers in processes of their own, on the loopback address.

A step of its own (`pytest tests/linkage/test_spark.py`), for it needs Java and a minute.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyspark
import pytest

from benchmarks.coalition_list import write_list
from malath.engines.linkage.command import link_command
from malath.engines.linkage.spark import MASTER


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(log: Path, words: str, times: int = 1) -> None:
    for _ in range(600):
        if log.exists() and log.read_text("utf-8", "replace").count(words) >= times:
            return
        time.sleep(0.5)
    raise AssertionError(f"{words!r} was not said: {log.read_text('utf-8', 'replace')[-2000:]}")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a standalone master that two workers have joined."""
    folder = tmp_path_factory.mktemp("spark")
    home = Path(pyspark.__file__).parent
    surroundings = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    port, log = free_port(), folder / "log"
    address = f"spark://127.0.0.1:{port}"

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        with open(log, "ab") as out:
            return subprocess.Popen(
                [str(home / "bin" / "spark-class"), *arguments], cwd=folder, env=surroundings, stdout=out, stderr=out
            )

    package = "org.apache.spark.deploy"
    running = [start(f"{package}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")]
    try:
        wait_for(log, "I have been elected leader")
        for n in (1, 2):
            work = ["--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0"]
            running.append(start(f"{package}.worker.Worker", *work, "--work-dir", str(folder / f"work{n}"), address))
        wait_for(log, "Registering worker", 2)
        yield address
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def test_two_workers_give_the_same_pairs_as_one_machine(
    master: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = tmp_path / "people.csv"
    write_list(people, 1500, 11)
    monkeypatch.setenv(MASTER, master)
    monkeypatch.setenv("MALATH_SPARK_MEMORY", "700m")
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"

    codes = [
        link_command([str(people), "-o", str(here), "--quiet"]),
        link_command([str(people), "-o", str(there), "--quiet", "--engine", "spark"]),
    ]

    assert codes == [0, 0]
    assert len(here.read_text().splitlines()) > 500
    assert there.read_text() == here.read_text()
