"""Which calls to the kernel are refused in the closed room: those that only break-outs need.

A filter in the kernel's own small language (seccomp, classic BPF: struct sock_filter of linux/filter.h). Parsers need
to read, compute and start a tool; they mount nothing, trace nobody, and make no rooms inside the room.
"""

from __future__ import annotations

import os
import platform
import struct

_REFUSED = {
    # name: number on x86-64, number on arm64
    "ptrace": (101, 117),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "finit_module": (313, 273),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
}
_CLONE = (56, 220)
_CLONE3 = 435
# The kernel's numbers for the two machines.
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _KILL, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_NEW_USER = 0x10000000
_OTHER_TABLE = 0x40000000


def filter_file() -> int | None:
    """A file in memory that holds the filter, for the caller to close; None on a machine whose numbers are not known."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return None
    fd = os.memfd_create("calls", os.MFD_CLOEXEC)
    os.write(fd, _program(*known))
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _program(column: int, machine: int) -> bytes:
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    if column == 0:
        # The second table of numbers that x86-64 has for programs of 32 bits.
        steps += [(_AT_LEAST, 0, 1, _OTHER_TABLE), (_RETURN, 0, 0, _REFUSE)]
    for numbers in _REFUSED.values():
        steps += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _REFUSE)]
    # clone3 hides its flags from a filter; libraries go back to clone when it is not known.
    steps += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _UNKNOWN)]
    steps += [(_EQUAL, 0, 3, _CLONE[column]), (_LOAD, 0, 0, 16), (_ANY_BIT, 0, 1, _NEW_USER), (_RETURN, 0, 0, _REFUSE)]
    steps += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
