"""T12, T13: what a raid finds in the memory of the processes: no key and no word once the server is sealed; and nothing
that could be swapped or dumped before."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

from malath.engines.keyring import KeyringFile, RootKeys
from malath.engines.vault import VaultKeys
from malath.platform.keeper.setup import keyring_path
from tests.living import LivingServer
from tests.people import PASSPHRASE

WORDS = "ما قالته الشاهدة في الباحة — what the witness said in the courtyard 7741. "
PIECE = 8 << 20


def needles(root: RootKeys) -> dict[str, bytes]:
    """What must not be found, by a name for it."""
    keys = {"root": root.root, "intake": root.intake_private_key, "identity": VaultKeys.of(root).identity}
    named = {f"{name} key": key for name, key in keys.items()}
    named |= {f"{name} key in hexadecimal": key.hex().encode() for name, key in keys.items()}
    return {
        **named,
        "words": WORDS.encode(),
        "words in UTF-16": WORDS.encode("utf-16-le"),
        "passphrase": PASSPHRASE.encode(),
    }


def pieces(pid: int) -> Iterator[bytes]:
    """A process's writable memory. Raises PermissionError where we may not look."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end in re.findall(r"(?m)^([0-9a-f]+)-([0-9a-f]+) rw", maps):
            at, stop = int(begin, 16), int(end, 16)
            while at < stop:
                try:
                    memory.seek(at)
                    yield memory.read(min(PIECE, stop - at))
                except OSError:
                    # A page that is none (a device's, or given back meanwhile).
                    break
                # Overlapping, so that nothing lies across two pieces.
                at += PIECE - 4096


def found_in(pids: list[int], wanted: dict[str, bytes]) -> set[str]:
    return {name for pid in pids for piece in pieces(pid) for name, needle in wanted.items() if needle in piece}


def all_of(server: LivingServer) -> list[int]:
    assert server.process is not None
    return [server.process.pid, *server.children()]


def may_look() -> bool:
    """Whether this account may read the memory of a process that is not dumpable: root in most places, others never."""
    return os.geteuid() == 0


def test_the_memory_of_a_sealed_server_holds_no_key_and_no_word(server: LivingServer) -> None:
    server.unseal()
    wanted = needles(KeyringFile.load(keyring_path(server.home)).unseal_with_passphrase(PASSPHRASE))
    item = server.python("tests.vault.in_a_server", "take_in", WORDS)
    assert server.python("tests.vault.in_a_server", "read", item) == len(WORDS.encode()) * 1000
    keeper = server.child("malath.platform.keeper")
    before = server.children()

    if may_look():
        assert {"root key", "intake key"} <= found_in([keeper], wanted), "the hunt does not find what is there"
    else:
        try:
            raise AssertionError(f"{len(next(pieces(keeper)))} bytes of the keeper could be read")
        except PermissionError:
            pass

    assert server.malath("seal").returncode == 0
    server.wait_until(lambda: server.is_sealed and not any(Path(f"/proc/{pid}").exists() for pid in before))

    readable = all_of(server) if may_look() else [server.process.pid if server.process else 0]
    assert found_in(readable, wanted) == set()


def test_an_open_keeper_is_neither_swapped_nor_dumped(server: LivingServer) -> None:
    server.unseal()
    keeper = server.child("malath.platform.keeper")
    status = dict(re.findall(r"(\w+):\s+(\d+) kB", Path(f"/proc/{keeper}/status").read_text()))
    limits = Path(f"/proc/{keeper}/limits").read_text()
    before = {path for path in [Path.cwd(), server.folder, server.home] for path in path.glob("core*")}

    assert status["VmSwap"] == "0"
    assert re.search(r"Max core file size +0 +0 ", limits)
    assert int(status["VmLck"]) > 0 or os.geteuid() != 0

    os.kill(keeper, signal.SIGABRT)
    server.wait_until(lambda: not Path(f"/proc/{keeper}").exists() and server.is_sealed is not False)

    after = {path for path in [Path.cwd(), server.folder, server.home] for path in path.glob("core*")}
    assert after == before
