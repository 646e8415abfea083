"""Whether the walls stand, asked from inside before anything is opened."""

from __future__ import annotations

import os
from pathlib import Path


def leak() -> str:
    """What of the outside world this process can reach; empty where the walls stand."""
    if os.getuid() == 0 or os.geteuid() == 0:
        return "user"
    devices = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    if set(devices) - {"lo"}:
        return "network"
    if len(Path("/proc/net/route").read_text().splitlines()) > 1:
        return "network"
    outside = ("/etc/passwd", "/etc/hostname", "/run", "/sys", "/boot")
    return "files" if any(os.path.lexists(path) for path in outside) else ""
