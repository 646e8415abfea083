"""The processes of one server: keeper, finder, web and two of jobs, watched together.

When keeper or web ends (sealed on request, or broken), everything else ends too and starts anew, sealed: nobody promises
to wipe the memory of a living Python process. The finder and the jobs are started again by themselves: they hold no key,
and what they had read went with them.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

Process = subprocess.Popen[bytes]


class Household:
    """The processes of one server."""

    def __init__(self, address: str, *, threads: int, opening: list[str]) -> None:
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
    def _run(module: str, *arguments: str) -> Process:
        return subprocess.Popen([sys.executable, "-m", module, *arguments], stdin=subprocess.DEVNULL)

    def watch(self, when_started: Callable[[], None]) -> int:
        """Keep the household running until TERM or INT; 0 after an orderly end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        self.start()
        when_started()
        while not self.stopping.wait(0.2):
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if not ended:
                continue
            if set(ended) <= set(self.alone):
                for name in ended:
                    print(f"{name} ended: started again", file=sys.stderr, flush=True)
                    self.processes[name] = self.alone[name]()
                time.sleep(0.5)
                continue
            print(f"{', '.join(ended)} ended: everything starts anew, sealed", file=sys.stderr, flush=True)
            self.stop()
            self.start()
        self.stop()
        return 0

    def stop(self) -> None:
        """End every process: keys first, then what may have read."""
        for name in ("keeper", *self.alone, "web"):
            process = self.processes.get(name)
            if process and process.poll() is None:
                # What has read secrets is not asked twice; the web process may finish the answer that it is giving.
                process.send_signal(signal.SIGTERM)
        end = time.monotonic() + 4
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
