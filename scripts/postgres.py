"""Run a command against a PostgreSQL of its own: `postgres.py COMMAND …` sets MALATH_DATABASE; then the server ends.

The server lives in a temporary folder, listens on a free loopback port, and does not sync: it is for tests alone. As
root it runs as the user `postgres`, since PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "malath"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "160",
}


class NoPostgresError(RuntimeError):
    """PostgreSQL's programs are not installed here."""


def programs() -> Path:
    """The folder of initdb and pg_ctl; raises NoPostgresError."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    found = shutil.which("initdb") or (str(debian[-1]) if debian else None)
    if found is None:
        raise NoPostgresError("PostgreSQL is not installed: apt-get install postgresql")
    return Path(found).parent


def as_postgres(command: list[str]) -> list[str]:
    """The command as the user `postgres`, when this is root."""
    if os.getuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]


def free_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """A running server inside the block; gives its address as MALATH_DATABASE wants it."""
    folder = Path(tempfile.mkdtemp(prefix="malath-postgres-"))
    bin_folder, port, password = programs(), free_port(), secrets.token_hex(16)
    (folder / "password").write_text(password)
    if os.getuid() == 0:
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    cluster, log = folder / "cluster", folder / "log"

    def run(program: str, *arguments: str) -> None:
        # From a folder that the other user may enter, and with a log file: without one pg_ctl keeps our output open.
        subprocess.run(as_postgres([str(bin_folder / program), *arguments]), cwd=folder, check=True, stdout=sys.stderr)

    try:
        run("initdb", "-D", str(cluster), "-U", USER, "-A", "scram-sha-256", f"--pwfile={folder / 'password'}",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", "-N")  # fmt: skip
        with open(cluster / "postgresql.conf", "a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in OPTIONS.items())
        run("pg_ctl", "-D", str(cluster), "-w", "-s", "-l", str(log), "-o", f"-p {port}", "start")
        try:
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(cluster), "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run the command and return its exit code; a signal to this process ends the server too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as address:
        path = os.pathsep.join([str(programs()), os.environ.get("PATH", "")])
        return subprocess.run(command, env={**os.environ, "MALATH_DATABASE": address, "PATH": path}).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: postgres.py COMMAND …")
    sys.exit(main(sys.argv[1:]))
