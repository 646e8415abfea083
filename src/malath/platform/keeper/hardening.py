"""What a process that sees secrets gives up: core dumps, being traced, being swapped, the network."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import resource
import sys

_PR_SET_DUMPABLE = 4
_MCL_CURRENT_AND_FUTURE = 3
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


def harden(*, network: bool, lock: bool = True) -> dict[str, bool]:
    """Apply each measure that this system allows and say which hold; Linux only, elsewhere all False.

    `lock=False` is for processes that read texts and grow with their work: they are not dumped, but may be swapped.
    `network=False` moves the process into an empty network namespace (unix sockets still work).
    """
    held = {"no_core_dump": False, "not_traceable": False, "memory_locked": False, "no_network": False}
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    held["no_core_dump"] = True
    if not sys.platform.startswith("linux"):
        return held
    libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    held["not_traceable"] = libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
    # Locking counts against RLIMIT_MEMLOCK; without the right to lock, the operator's swap must be off or encrypted.
    held["memory_locked"] = lock and libc.mlockall(_MCL_CURRENT_AND_FUTURE) == 0
    if not network:
        alone = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
        held["no_network"] = libc.unshare(alone) == 0
    return held
