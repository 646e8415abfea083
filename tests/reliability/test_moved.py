"""What the keeper remembers of the moves from the outbox, when they die in any order."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from malath.platform.keeper.moved import MovedIds


class Desk:
    """The outbox, the keeper's memory and its ledger; each step can die before the next."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "moved"
        self.ledger: list[str] = []
        self.outbox: list[str] = []
        self.moved = MovedIds(self.path, 0)
        self.names = map(str, itertools.count())

    def act(self) -> None:
        self.outbox.append(next(self.names))

    def move(self, dies: str) -> None:
        sent = list(self.outbox[:500])
        new = [one for one in sent if one not in self.moved]
        if new:
            self.moved.announce(len(self.ledger), new)
            if dies == "announced":
                return self.restart()
            if dies == "refused":
                self.moved.withdraw(len(self.ledger))
                self.ledger.append("somebody opened a text")
                return None
            self.ledger += new
        if dies == "written":
            return self.restart()
        if dies != "unconfirmed":
            del self.outbox[: len(sent)]
        return None

    def restart(self) -> None:
        self.moved = MovedIds(self.path, len(self.ledger))


@pytest.mark.parametrize("seed", range(50))
def test_whatever_dies_and_however_often_each_act_is_written_once_and_in_order(tmp_path: Path, seed: int) -> None:
    chance, desk = random.Random(seed), Desk(tmp_path)
    for _ in range(40):
        for _ in range(chance.randrange(4)):
            desk.act()
        desk.move(chance.choice(["announced", "refused", "written", "unconfirmed", "never"]))
        if chance.random() < 0.2:
            desk.restart()
    desk.move("never")

    written = [one for one in desk.ledger if one.isdigit()]
    assert written == [str(number) for number in range(len(written))]
    assert not desk.outbox


def test_what_an_earlier_release_announced_is_read(tmp_path: Path) -> None:
    (tmp_path / "moved").write_text("7\na\nb\nc")
    moved = MovedIds(tmp_path / "moved", 9)

    assert [one in moved for one in "abc"] == [True, True, False]
