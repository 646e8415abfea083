"""T23: two processes take in, one opens and settles, one verifies, one changes the keys, all at once: no error, nothing
twice, one line of events. Whoever holds keys that were changed meanwhile is told so, and tries again."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from malath.engines.vault import KeysChangedError, UnfinishedRotationError, settle
from malath.engines.vault.index_checks import check_index
from malath.engines.vault.projecting import project
from tests.vault.house import DAY, PASSPHRASE, House, write_folder
from tests.vault.plan import chance, say, times

SECONDS = times(10, 120)
TRY_AGAIN = (str(KeysChangedError()), str(UnfinishedRotationError()))
# The command wants a new passphrase each time; the other processes here go on with the one they have.
ROTATE = """
import sys
from pathlib import Path
from malath.engines.keyring import KeyringFile
from malath.engines.vault import VaultFolder
from malath.engines.vault.rotating import begin_rotation, finish_rotation
from tests.vault.house import DAY, HAND, QUICK
folder, words = VaultFolder.open(Path(sys.argv[1])), sys.argv[2]
old = KeyringFile.load(folder.keyring_path).unseal_with_passphrase(words)
keyring, new = KeyringFile.create_with_passphrase(words, cost=QUICK)
begin_rotation(folder, old, keyring, new)
finish_rotation(folder, new, by=HAND, at=DAY)
"""


class Working:
    """Runs a command again and again until the time is over; keeps what went wrong."""

    def __init__(self, until: float) -> None:
        self.until, self.wrong, self.runs, self.again_told = until, list[str](), dict[str, int](), 0

    def again(self, what: str, run: Callable[[], subprocess.CompletedProcess[str]]) -> threading.Thread:
        def work() -> None:
            while time.monotonic() < self.until:
                result = run()
                if result.returncode == 1 and result.stderr.rstrip().endswith(TRY_AGAIN):
                    self.again_told += 1
                    continue
                self.runs[what] = self.runs.get(what, 0) + 1
                if result.returncode:
                    self.wrong.append(f"{what}: {result.stdout[:1500]} {result.stderr[-600:]}")

        thread = threading.Thread(target=work)
        thread.start()
        return thread


def test_processes_at_work_in_one_vault(house: House, tmp_path: Path) -> None:
    dice, added, lock = chance("together"), [0], threading.Lock()
    shared = [dice.randbytes(3000) for _file in range(6)]

    def adding(seed: str, *extra: object) -> Callable[[], subprocess.CompletedProcess[str]]:
        own = random.Random(seed)

        def run() -> subprocess.CompletedProcess[str]:
            source = tmp_path / f"{seed} {own.randrange(10**12)}"
            write_folder(source, [*shared, *(own.randbytes(own.randrange(5000)) for _file in range(6))])
            result = house.run("add", source, *extra)
            with lock:
                added[0] += 12 if not result.returncode else 0
            return result

        return run

    def rotating() -> subprocess.CompletedProcess[str]:
        time.sleep(2)
        command = [sys.executable, "-c", ROTATE, str(house.path), PASSPHRASE]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    work = Working(time.monotonic() + SECONDS)
    threads = [
        work.again("add", adding("first")),
        work.again("add with the keys", adding("second", "--passphrase-file", house.words)),
        work.again("verify", lambda: house.run_open("verify")),
        work.again("rotate", rotating),
    ]
    for thread in threads:
        thread.join()

    assert not work.wrong, "\n".join(work.wrong)
    house = house.today
    with house.open() as vault, house.writing() as writer:
        settle(vault, writer, at=DAY)
        items = vault.items()
        digests = {item.sha256 for item in items}
        assert len(items) == added[0] > 0
        assert len(vault.index.objects()) == len(digests), "something is stored twice"
        positions = [position for position, _entry in vault.ledger.iterate()]
        assert positions == list(range(vault.ledger.size)), "the log has a gap"
    house.must_be_whole()
    house.must_be_tidy()
    say(
        min(work.runs.values()),
        2,
        f"runs at least of each: {work.runs}, {len(items)} items, {work.again_told} told to try again",
    )


def test_an_index_that_a_writer_brought_on_meanwhile_is_compared_with_the_log_of_now(house: House) -> None:
    for name in ("one", "again"):
        house.add({name: b"the same bytes"})
    with house.open() as vault, house.writing() as writer:
        size = vault.ledger.size
        before = project(vault.ledger.iterate(), house.keys.identity, size)
        assert settle(vault, writer, at=DAY) == 1

        found = list[str]()
        check_index(house.folder, house.keys, before, size, lambda *finding: found.append(finding[1]))

    assert found == []
