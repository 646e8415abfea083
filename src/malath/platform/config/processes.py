"""The processes of one server: keeper, finder, web and two of jobs, watched together.

When keeper or web ends (sealed on request, or broken), everything else ends too and starts anew, sealed: nobody promises
to wipe the memory of a living Python process. The finder and the jobs are started again by themselves: they hold no key,
and what they had read went with them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence

Process = subprocess.Popen[bytes]
# What a stranger's process needs of ours to find its programme.
_NEEDED = ("PATH", "PYTHONPATH", "LANG", "VIRTUAL_ENV")


def _bare() -> dict[str, str]:
    return {name: os.environ[name] for name in _NEEDED if name in os.environ}


class Household:
    """The processes of one server."""

    def __init__(
        self, address: str, *, threads: int, opening: list[str], beside: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """`beside`: processes that know nothing of the house, by name: a module and its arguments. They are given no
        variable of ours, and run on while the server is sealed anew."""
        self.beside = dict(beside or {})
        self.address = address
        self.threads = threads
        self.opening = opening
        self.processes: dict[str, Process] = {}
        self.stopping = threading.Event()
        self.alone: dict[str, Callable[[], Process]] = {}

    def start(self) -> None:
        """Start keeper, web, finder and jobs; the keeper first, since the others ask it."""
        from malath.platform.interface.jobs import PROCESSES
        from malath.platform.keeper import process as keeper_process
        from malath.platform.keeper.client import home, keeper
        from malath.platform.sealed.finder import process as finder_process

        self.processes["keeper"] = keeper_process.start(home())
        for words in self.opening:
            keeper().unseal(words)
        self.opening = []
        self.alone = {"finder": lambda: finder_process.start(home())}
        for name in PROCESSES:
            self.alone[f"{name} jobs"] = lambda name=name: self._run("malath.cli.jobs", name)  # type: ignore[misc]
        for name, (module, *more) in self.beside.items():
            self.alone[name] = lambda module=module, more=more: self._run(module, *more, env=_bare())  # type: ignore[misc]
            if name not in self.processes or self.processes[name].poll() is not None:
                self.processes[name] = self.alone[name]()
        self.processes["finder"] = self.alone["finder"]()
        self.processes["web"] = self._run(
            "gunicorn", "malath.platform.config.wsgi:application", "--config", "python:malath.platform.config.web",
            "--bind", self.address,
            "--worker-class", "gthread", "--workers", "1", "--threads", str(self.threads), "--timeout", "120",
            "--worker-tmp-dir", str(home() / "run"), "--no-control-socket", "--log-level", "error",
        )  # fmt: skip
        for name in PROCESSES:
            self.processes[f"{name} jobs"] = self.alone[f"{name} jobs"]()

    @staticmethod
    def _run(module: str, *arguments: str, env: dict[str, str] | None = None) -> Process:
        return subprocess.Popen([sys.executable, "-m", module, *arguments], stdin=subprocess.DEVNULL, env=env)

    def watch(self, when_started: Callable[[], None]) -> int:
        """Keep the household running until TERM or INT; 0 after an orderly end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            self.start()
            when_started()
            while not self.stopping.wait(0.2):
                self._look_after()
        finally:
            # Also when something could not be started: no process outlives the one that watches it.
            self.stop()
        return 0

    def _look_after(self) -> None:
        ended = [name for name, process in self.processes.items() if process.poll() is not None]
        if not ended:
            return
        if set(ended) <= set(self.alone):
            for name in ended:
                print(f"{name} ended: started again", file=sys.stderr, flush=True)
                self.processes[name] = self.alone[name]()
            time.sleep(0.5)
            return
        print(f"{', '.join(ended)} ended: everything starts anew, sealed", file=sys.stderr, flush=True)
        self.stop(spare=set(self.beside))
        self.start()

    def stop(self, spare: Collection[str] = ()) -> None:
        """End every process but the spared: keys first, then what may have read."""
        ending = [name for name in ("keeper", *self.alone, "web") if name in self.processes and name not in spare]
        for name in ending:
            # What has read secrets is not asked twice; the web process may finish the answer that it is giving.
            if self.processes[name].poll() is None:
                self.processes[name].send_signal(signal.SIGTERM)
        end = time.monotonic() + 4
        for process in map(self.processes.__getitem__, ending):
            try:
                process.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
