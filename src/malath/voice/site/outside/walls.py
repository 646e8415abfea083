"""The walls around the public process: of the whole machine it sees the published files; it can add to one folder that it
cannot read; and it can open no connection.

Two of the kernel's measures, each enough for most: a root folder of its own (chroot, in a user namespace where the process
is not root), and Landlock (Linux 5.13; connections 6.7; docs.kernel.org/userspace-api/landlock.html).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NO_NEW_PRIVS, _BENEATH = 38, 1
_WRITE_FILE, _READ_FILE, _READ_DIR, _MAKE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 8
_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
# How many file rights each version of Landlock knows; connections came with the fourth.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_NET_SINCE, _BIND_AND_CONNECT = 4, 0b11


def close_in(folder: Path, *, read: str, add: str) -> dict[str, bool]:
    """Leave this process nothing but to read the folder `read` of `folder`, and to make new files in its folder `add`;
    `folder` is from then on its root ("/"). For a process of one thread, with everything imported and every socket bound.
    Says which measures hold."""
    if not sys.platform.startswith("linux"):
        return {"own_root": False, "landlock": False, "no_connections": False}
    libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    own_root = _own_root(libc, folder)
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    root = Path("/") if own_root else folder
    rights = {root / read: _READ_FILE | _READ_DIR, root / add: _WRITE_FILE | _MAKE_FILE}
    landlock = version > 0 and _landlock(libc, rights, version)
    return {"own_root": own_root, "landlock": landlock, "no_connections": landlock and version >= _NET_SINCE}


def _own_root(libc: ctypes.CDLL, folder: Path) -> bool:
    if os.geteuid() and libc.unshare(_NEW_USER | _NEW_MOUNTS):
        return False
    try:
        os.chroot(folder)
    except OSError:
        return False
    os.chdir("/")
    return True


def _landlock(libc: ctypes.CDLL, rights: Mapping[Path, int], version: int) -> bool:
    files = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    handled = struct.pack("=QQQ", files, _BIND_AND_CONNECT if version >= _NET_SINCE else 0, 0)
    ruleset = libc.syscall(_CREATE_RULESET, handled, 16 if version >= _NET_SINCE else 8, 0)
    if ruleset < 0:
        return False
    try:
        if not all(_allow(libc, ruleset, folder, right) for folder, right in rights.items()):
            return False
        return not libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) and libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, folder: Path, right: int) -> bool:
    below = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        return bool(libc.syscall(_ADD_RULE, ruleset, _BENEATH, struct.pack("=Qi", right, below), 0) == 0)
    finally:
        os.close(below)
