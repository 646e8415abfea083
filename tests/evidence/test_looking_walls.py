"""The room is closed: no network, no files, no keys, no environment."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from malath.engines.looking import Verdict, Wishes, look_at, sandbox, sandbox_stands, strip_metadata
from tests.evidence import samples
from tests.evidence.inside_walls import inside

SECRET = "a-key-that-nobody-may-read"


def test_the_room_can_be_built_here() -> None:
    assert sandbox_stands()


def test_inside_there_is_no_network() -> None:
    printed = inside(
        "import socket\n"
        "for address in (('127.0.0.1', 22), ('192.0.2.1', 80)):\n"
        "    try: socket.create_connection(address, timeout=2); print('reached')\n"
        "    except OSError as refused: print('closed')\n"
        "print(open('/proc/net/dev').read().count(':'))\n"
    )

    assert printed.split() == ["closed", "closed", "1"]


def test_inside_a_listening_caller_is_not_reached(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        printed = inside(
            f"import socket\ntry: socket.create_connection(('127.0.0.1', {port}), 2); print('reached')\nexcept OSError: print('closed')"
        )

    assert printed.strip() == "closed"


def test_inside_the_callers_files_are_not_there(tmp_path: Path) -> None:
    planted = tmp_path / "key"
    planted.write_text(SECRET)
    planted.chmod(0o644)

    others = [f"/proc/1/{link}/etc/passwd" for link in ("root", "cwd")]
    paths = [str(planted), "/etc/passwd", "/etc/shadow", "/home", os.getcwd(), "/proc/1/environ", *others]

    printed = inside(
        "import os\n"
        f"for path in {paths!r}:\n"
        "    try: os.stat(path) if os.path.isdir(path) else open(path).read(); print('read', path)\n"
        "    except OSError: pass\n"
        "for folder, _, names in os.walk('/tmp'): print(folder, names)\n"
    )

    assert "read" not in printed.replace("read /proc/1/environ", "")
    assert SECRET not in printed
    assert printed.strip().endswith("[]")


def test_inside_nothing_is_left_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALATH_SECRET_KEY", SECRET)

    printed = inside(
        "import os, pathlib\n"
        "print(sorted(os.environ))\n"
        "for path in pathlib.Path('/proc').glob('*/environ'):\n"
        "    try: print(path.read_text())\n"
        "    except OSError: pass\n",
    )

    assert SECRET not in printed
    assert "MALATH" not in printed


def test_inside_nobody_is_root_and_nothing_can_be_written_but_scratch() -> None:
    printed = inside(
        "import os\n"
        "print(os.getuid() != 0, os.geteuid() != 0, os.getgroups() in ([], [os.getgid()]))\n"
        "for path in ('/x', '/usr/x', '/etc/x', '/malath/x', '/dev/shm/x', '/proc/sys/kernel/core_pattern', '/tmp/x'):\n"
        "    try: open(path, 'w').close(); print('wrote', path)\n"
        "    except OSError: pass\n"
        "status = open('/proc/self/status').read()\n"
        "print([line.split()[1] for line in status.splitlines() if line.startswith(('CapEff', 'CapPrm', 'NoNewPrivs'))])\n"
        "try: os.setuid(0); print('root')\n"
        "except OSError: print('nobody')\n"
    )

    assert printed.splitlines() == [
        "True True True",
        "wrote /dev/shm/x",
        "wrote /tmp/x",
        "['0000000000000000', '0000000000000000', '1']",
        "nobody",
    ]


def test_inside_no_room_can_be_made_and_nobody_traced() -> None:
    printed = inside(
        "import ctypes\n"
        "kernel = ctypes.CDLL(None, use_errno=True)\n"
        "def call(name, *values):\n"
        "    ctypes.set_errno(0)\n"
        "    getattr(kernel, name)(*values)\n"
        "    print(name, ctypes.get_errno())\n"
        "call('unshare', 0x10000000)\n"
        "call('ptrace', 0, 0, 0, 0)\n"
        "call('mount', b'none', b'/tmp', b'tmpfs', 0, None)\n"
        "call('setns', 0, 0)\n"
    )

    assert printed.split() == ["unshare", "1", "ptrace", "1", "mount", "1", "setns", "1"]


def test_only_the_file_and_the_answer_are_open_inside() -> None:
    with open(os.devnull) as spare:
        os.set_inheritable(spare.fileno(), True)
        printed = inside(
            "import os; print(sorted(int(name) for name in os.listdir('/proc/self/fd'))[:3], len(os.listdir('/proc/self/fd')))"
        )

    assert printed.strip() == "[0, 1, 2] 4"


def test_without_a_room_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "stands", lambda: False)

    found = look_at(io.BytesIO(samples.photo()), name="photo.jpg")
    copy = strip_metadata(io.BytesIO(samples.photo()))

    assert found.verdict is Verdict.REFUSED
    assert [(left.part, left.why) for left in found.left_out] == [("everything", "sandbox.missing")]
    assert (copy.content, copy.verdict) == (None, Verdict.REFUSED)


def test_a_room_with_a_hole_in_it_is_noticed_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sandbox.walls()
    monkeypatch.setattr(sandbox, "walls", lambda more=(): [word for word in whole if word != "--unshare-net"])

    found = look_at(io.BytesIO(samples.photo()), name="photo.jpg")

    assert found.verdict is Verdict.REFUSED
    assert [(left.why, left.detail) for left in found.left_out] == [("sandbox.leaks", "network")]


def test_the_file_in_memory_cannot_be_changed_and_leaves_no_name() -> None:
    from malath.engines.looking.source import into_memory

    held = into_memory(io.BytesIO(b"evidence"))

    with pytest.raises(PermissionError):
        os.pwrite(held.fd, b"X", 0)
    assert os.fstat(held.fd).st_nlink == 0
    os.close(held.fd)


def test_a_source_that_fails_is_said_not_raised() -> None:
    def broken() -> Iterator[bytes]:
        yield b"some"
        raise OSError("the vault is sealed")

    found = look_at(broken(), name="a.jpg")

    assert [left.why for left in found.left_out] == ["source.unreadable"]


def test_many_looks_at_once_do_not_meet() -> None:
    found = []
    looks = [
        threading.Thread(
            target=lambda: found.append(
                look_at(io.BytesIO(samples.docx()), name="a.docx", wishes=Wishes(ocr=False)).verdict
            )
        )
        for _ in range(3)
    ]

    for thread in looks:
        thread.start()
    for thread in looks:
        thread.join()

    assert found == [Verdict.LOOKED] * 3
