"""A whole server as it is used: `malath serve` with its keeper, finder, web and jobs, in a data folder of its own."""

from __future__ import annotations

import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.people import PASSPHRASE, PASSWORD
from tests.visiting import Visitor

DIRECTOR = "founder"
# Keeper, finder, web, and the two processes of jobs.
PROCESSES = 5


def free_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _on_postgres(command: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["MALATH_DATABASE"], autocommit=True) as connection:
        connection.execute(command)


@contextmanager
def database_of_its_own(like: str = "") -> Iterator[str]:
    """The address of a PostgreSQL database, empty or a copy, where the suite runs on PostgreSQL; nothing (SQLite)
    elsewhere."""
    address = os.environ.get("MALATH_DATABASE", "")
    if not address:
        yield ""
        return
    name = f"living_{uuid.uuid4().hex[:12]}"
    _on_postgres(f"CREATE DATABASE {name}" + (f" TEMPLATE {urlsplit(like).path.lstrip('/')}" if like else ""))
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        _on_postgres(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def made() -> tuple[Path, str]:
    """The data folder and the database of an installation that was made and never started. The others are copies of
    it: making one takes ten times as long as copying it."""
    folder = Path(tempfile.mkdtemp(prefix="malath-made-"))
    kept = ExitStack()
    atexit.register(kept.close)
    kept.callback(shutil.rmtree, folder, ignore_errors=True)
    server = LivingServer(folder / "first", kept.enter_context(database_of_its_own()))
    server.init()
    return server.home, server.database


class LivingServer:
    """One installation: its folder, its processes, its captured output."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.home = folder / "home"
        self.temporary = folder / "tmp"
        self.log = folder / "output"
        self.database = database
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.temporary.mkdir(parents=True)
        self.passphrase_file = folder / "passphrase"
        self.passphrase_file.write_text(PASSPHRASE + "\n")

    # ── commands ──
    @property
    def environment(self) -> dict[str, str]:
        """What every process of this installation sees; nothing of the tests' own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MALATH_", "DJANGO_"))}
        return {
            **kept,
            "MALATH_HOME": str(self.home),
            "MALATH_DATABASE": self.database,
            "MALATH_FAST_PASSPHRASE": "1",
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": os.getcwd(),
        }

    def malath(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the installation to its end."""
        command = [sys.executable, "-m", "malath.cli.main", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def python(self, module: str, *arguments: str) -> Any:
        """Run a module of the tests inside the installation; the JSON that it prints."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=240)
        if done.returncode:
            raise AssertionError(f"{module} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def init(self) -> None:
        """Make keys, database, first organisation and first member."""
        password = self.folder / "password"
        password.write_text(PASSWORD + "\n")
        done = self.malath(
            "init", "--organisation", "First House", "--handle", DIRECTOR, "--password-file", str(password),
            "--passphrase-file", str(self.passphrase_file),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    # ── life ──
    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start the server, sealed, and wait until it answers."""
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "malath.cli.main", "serve", "--address", self.address],
                env=self.environment,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
            )
        self.wait_until(lambda: self.health() is not None)

    def health(self) -> dict[str, Any] | None:
        """What /healthz says; None while nothing answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            body = answer.read()
            return dict(json.loads(body)) if answer.status == 200 else None
        except (OSError, ValueError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    @property
    def is_sealed(self) -> bool | None:
        """Whether the server says that it is sealed; None while nothing answers."""
        said = self.health()
        return None if said is None else bool(said["sealed"])

    def wait_until(self, holds: Any, seconds: float = 60) -> None:
        """Wait for a fact; raises AssertionError with the server's output."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.output[-3000:]}")
            if holds():
                return
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} seconds in vain:\n{self.output[-3000:]}")

    def unseal(self) -> None:
        """Open the server as a key holder does in the browser, and wait until names can be searched."""
        visitor = Visitor(self.port)
        visitor.get("/unseal/")
        answer = visitor.post("/unseal/", {"passphrase": PASSPHRASE})
        assert answer.status == 303, answer.text
        self.wait_until(lambda: self.is_sealed is False)

    def wait_for_jobs(self) -> None:
        """Until the jobs have written the outbox to the ledger."""
        self.wait_until(lambda: self.python("tests.inside", "waiting") == 0)

    def children(self) -> list[int]:
        """The processes that the server started and that still live."""
        assert self.process is not None
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def child(self, module: str) -> int:
        """The process that runs a module, by its command line."""
        for pid in self.children():
            if module in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode():
                return pid
        raise AssertionError(f"no child runs {module}")

    def stop(self) -> int:
        """Ask the server to end, and wait for it; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process = None
        return code

    def end(self) -> None:
        """Whatever happened: leave no process and no folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                for pid in self.children():
                    os.kill(pid, signal.SIGKILL)
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def output(self) -> str:
        """Everything that the server's processes printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def sign_in(self, session: str, **marks: str) -> Visitor:
        """A visitor who holds a session that `tests.inside` made."""
        return Visitor(self.port, session=session, **marks)


@contextmanager
def installation(folder: Path) -> Iterator[LivingServer]:
    """An installation that is made, and not running."""
    home, database = made()
    with database_of_its_own(like=database) as own:
        server = LivingServer(folder, own)
        shutil.copytree(home, server.home)
        try:
            yield server
        finally:
            server.end()


@contextmanager
def living_server(folder: Path) -> Iterator[LivingServer]:
    """An installation that is made and running, sealed."""
    with installation(folder) as server:
        server.start()
        yield server
