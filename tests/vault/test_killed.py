"""T1, T15: the process is killed at any instant. What was acknowledged is there; what is read was written down first."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.vault.house import House, acknowledged, surroundings, write_folder
from tests.vault.plan import chance, say, times

KILLS = times(6, 100)
READS = times(8, 40)
FILES = 300
ROUNDS_A_VAULT = 10


def bodies(dice: random.Random) -> list[bytes]:
    """Many small files, some large ones, none twice."""
    sizes = [dice.randrange(20_000) for _file in range(FILES - 4)] + [1_100_000, 2_500_000, 1_048_520, 0]
    dice.shuffle(sizes)
    return [dice.randbytes(size) for size in sizes]


def killed(house: House, source: Path, after: float, *, receipt: bool) -> tuple[str, bool]:
    """(what an `add` printed, whether it was killed before its end). `after` counts from its start, or from its first
    receipt."""
    process = subprocess.Popen(house.command("add", source), stdout=subprocess.PIPE, text=True, env=surroundings())
    assert process.stdout is not None
    first = process.stdout.readline() if receipt else ""
    time.sleep(after)
    process.kill()
    printed = first + process.stdout.read()
    process.stdout.close()
    return printed, process.wait() == -signal.SIGKILL


def test_whoever_kills_an_intake_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    dice, done, middle = chance("kills"), 0, 0
    while done < KILLS:
        place = tmp_path / f"place {done}"
        place.mkdir()
        house, known = House.build(place), {}
        write_folder(place / "first", bodies(dice))
        began = time.monotonic()
        known |= acknowledged(house.run("add", place / "first").stdout)
        lasts = time.monotonic() - began
        for _round in range(min(ROUNDS_A_VAULT, KILLS - done)):
            source = place / f"folder {done}"
            made = write_folder(source, bodies(dice))
            was_killed, receipts = False, {}
            while not was_killed:
                receipt = done % 2 == 0
                after = dice.uniform(0, 0.03) if receipt else dice.uniform(0.1, lasts)
                printed, was_killed = killed(house, source, after, receipt=receipt)
                receipts = acknowledged(printed)
                if was_killed:
                    break
                house.must_hold(receipts)
                source = place / f"folder {done} {time.monotonic_ns()}"
                made = write_folder(source, bodies(dice))
            house.must_hold(receipts)
            again = house.run("add", source) if len(receipts) < FILES else None
            house.must_be_whole()
            house.must_be_tidy()
            assert again is None or again.returncode == 0, again
            known |= receipts | acknowledged(again.stdout if again else "")
            with house.open() as vault:
                there = Counter(item.name for item in vault.items())
            assert {name: there[name] for name in made} == dict.fromkeys(made, 1)
            middle += 0 < len(receipts) < FILES
            done += 1
        house.must_hold(known)
    say(done, KILLS, f"intakes killed, {middle} of them half way")
    assert middle, "no kill fell between the first receipt and the last"


READER = """
import os, signal, sys
from malath.engines.vault import reading
from malath.engines.vault.commands.main import vault_command

def die_before(real, matters=lambda *given: True):
    def called(*given, **named):
        if matters(*given):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    return called

where = sys.argv.pop(1)
if where == "the key is used":
    reading.Plain.open = die_before(reading.Plain.open)
elif where == "the pack is read":
    reading.Parts.read = die_before(reading.Parts.read)
elif where == "a part is written":
    real = reading.Plain.open
    def half(*given):
        yield next(real(*given))
        os.kill(os.getpid(), signal.SIGKILL)
    reading.Plain.open = half
elif where == "the file has its name":
    os.link = die_before(os.link, lambda old, new: str(new).endswith("/testimony"))
sys.exit(vault_command(sys.argv[1:]))
"""
MOMENTS = ["the pack is read", "the key is used", "a part is written", "the file has its name"]


def test_a_reading_that_is_killed_is_in_the_ledger_and_leaves_no_file(house: House, tmp_path: Path) -> None:
    item = house.add({"testimony": b"what was said" * 1000})["testimony"]
    target = tmp_path / "out" / "testimony"
    target.parent.mkdir()

    for done in range(READS):
        why = f"reading {done}"
        command = ["get", house.path, item.id, "-o", target, "--why", why, "--passphrase-file", house.words]
        child = [sys.executable, "-c", READER, MOMENTS[done % len(MOMENTS)], *map(str, command)]
        result = subprocess.run(child, capture_output=True, text=True, check=False, env=surroundings())

        assert result.returncode == -signal.SIGKILL, result
        assert not list(target.parent.iterdir()), "something of what was read is left"
        with house.open() as vault:
            assert [event["why"] for event in vault.events(item.id) if event["verb"] == "vault.view"][-1] == why
    house.must_be_whole()
    say(READS, READS, "readings killed after their event")


def test_no_key_is_used_before_the_event_is_durable(house: House, tmp_path: Path) -> None:
    """The disk refuses the event: nothing is read, and no file is left."""
    item = house.add({"testimony": b"what was said"})["testimony"]
    target = tmp_path / "testimony"
    refusing = """
import sys
from malath.engines.vault import reading, writer
from malath.engines.vault.commands.main import vault_command

def refuse(*given, **named):
    raise OSError(28, "No space left on device")

def used(*given, **named):
    print("THE KEY WAS USED")

writer.append_line = refuse
reading.open_object = used
sys.exit(vault_command(sys.argv[1:]))
"""
    command = ["get", house.path, item.id, "-o", target, "--passphrase-file", house.words]
    child = [sys.executable, "-c", refusing, *map(str, command)]

    result = subprocess.run(child, capture_output=True, text=True, check=False, env=surroundings())

    assert result.returncode == 1
    assert "KEY" not in result.stdout
    assert "No space left on device" in result.stderr
    assert not list(tmp_path.glob("testimony*"))
    house.must_be_whole()


def test_a_reading_of_a_broken_object_leaves_no_file(house: House, tmp_path: Path) -> None:
    item = house.add({"testimony": b"what was said" * 200_000})["testimony"]
    (pack,) = house.folder.packs.iterdir()
    body = bytearray(pack.read_bytes())
    body[len(body) // 2] ^= 1
    pack.write_bytes(body)

    result = house.run_open("get", item.id, "-o", tmp_path / "testimony")

    assert result.returncode == 1
    assert item.id in result.stderr
    assert not list(tmp_path.glob("testimony*"))
