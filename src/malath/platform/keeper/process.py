"""Starting the keeper's process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from malath.platform.keeper.client import Keeper
from malath.platform.keeper.errors import KeeperGoneError

SEALED_ON_REQUEST = 75


def start(home: Path) -> subprocess.Popen[bytes]:
    """Start the keeper, sealed, and wait until it answers; raises TimeoutError."""
    command = [sys.executable, "-m", "malath.platform.keeper"]
    process = subprocess.Popen(command, env={**os.environ, "MALATH_HOME": str(home)}, stdin=subprocess.DEVNULL)
    client = Keeper(home / "run" / "keeper.sock")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the keeper ended with code {process.returncode}")
        try:
            client.status()
            return process
        except KeeperGoneError:
            time.sleep(0.05)
    process.kill()
    raise TimeoutError("the keeper did not answer")
