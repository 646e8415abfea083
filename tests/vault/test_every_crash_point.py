"""T2, T3: the intake stops before any one of its system calls, by a kill or a power cut."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.vault.crashes import must_go_on
from tests.vault.disk import Disk
from tests.vault.house import House, acknowledged, write_folder
from tests.vault.plan import SOAK, chance, say, times
from tests.vault.tracing import Run, traced

KILLED_FOR_TRUE = 1 if SOAK else 20
"""Every how many-th point a real process is killed at."""
POWER_CUTS = times(25, 500)


class Played:
    """An intake of some files in several batches, seen call by call: the vault before it, the files, the calls."""

    def __init__(self, place: Path) -> None:
        dice = chance("the batches")
        place.mkdir()
        self.house = House.build(place, pack_bytes=4096)
        self.house.add({"before": b"was here before"})
        self.source = place / "source"
        write_folder(self.source, [dice.randbytes(size) for size in (3000, 2000, 10, 0, 4000, 1_050_000, 700)])
        self.before = place / "before"
        shutil.copytree(self.house.path, self.before)
        self.run: Run = traced(["add", self.house.path, self.source], place, whole=True)
        assert self.run.code == 0, self.run.complaint

    def disk(self) -> Disk:
        """The vault's disk before the first call. The model knows it by the folder in which the calls were made."""
        disk = Disk(self.before)
        disk.stands_for(self.house.path)
        return disk


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("played") / "place")


def test_the_model_of_the_disk_ends_as_the_disk_did(played: Played, tmp_path: Path) -> None:
    disk = played.disk()
    for call in played.run.calls:
        disk.play(call)

    disk.as_it_is(tmp_path / "image")

    assert played.house.at(tmp_path / "image").files() == played.house.files()
    assert disk.printed.decode() == played.run.printed
    assert len(acknowledged(played.run.printed)) == 7


def test_a_process_may_die_before_any_system_call(played: Played, tmp_path: Path) -> None:
    disk, points = played.disk(), 0
    for call in [None, *played.run.calls]:
        if call is None or disk.play(call):
            image = tmp_path / f"{points}"
            disk.as_it_is(image)
            must_go_on(played.house.at(image), played.source, acknowledged(disk.printed.decode()))
            shutil.rmtree(image)
            points += 1
    say(points, 100, "points at which an intake stopped")


def test_a_process_that_is_killed_there_leaves_the_same(played: Played, tmp_path: Path) -> None:
    """The model's points again, each with a real process that is killed as it enters the call."""
    points = [call for call in played.run.calls if call.changes and call.result >= 0 and call.name in KILLABLE]
    wanted = points[::KILLED_FOR_TRUE]
    path, done = played.house.path, 0
    for call in wanted:
        shutil.rmtree(path)
        shutil.copytree(played.before, path)
        inject = f"{call.name}:error=EIO:signal=KILL:when={call.turn}"

        run = traced(["add", path, played.source], tmp_path, inject=inject)

        assert run.code == -9, (call, run)
        must_go_on(played.house, played.source, acknowledged(run.printed))
        done += 1
    say(done, len(wanted), "intakes really killed as they entered a call")


KILLABLE = {"write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir"}


def test_a_power_cut_loses_nothing_that_was_acknowledged(played: Played, tmp_path: Path) -> None:
    dice, done = chance("power cuts"), 0
    while done < POWER_CUTS:
        disk, stop = played.disk(), dice.randrange(len(played.run.calls) + 1)
        for call in played.run.calls[:stop]:
            disk.play(call)
        image = tmp_path / f"{done}"
        disk.after_a_power_cut(image, dice)

        # What a torn write left of a batch that nobody was told of may be taken in a second time.
        must_go_on(played.house.at(image), played.source, acknowledged(disk.printed.decode()), once=False)

        shutil.rmtree(image)
        done += 1
    say(done, POWER_CUTS, "power cuts")
