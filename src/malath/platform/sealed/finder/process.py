"""Starting the finder's process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from malath.platform.keeper.errors import KeeperGoneError
from malath.platform.sealed.finder.client import finder


def start(home: Path, *, build: bool = True) -> subprocess.Popen[bytes]:
    """Start the finder beside the keeper."""
    command = [sys.executable, "-m", "malath.platform.sealed.finder", *([] if build else ["--empty"])]
    return subprocess.Popen(command, env={**os.environ, "MALATH_HOME": str(home)}, stdin=subprocess.DEVNULL)


def wait_until_ready(home: Path, seconds: float = 60) -> None:
    """Wait until the finder answers and its index is complete; raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if finder().status()["ready"]:
                return
        except KeeperGoneError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the finder did not become ready")
