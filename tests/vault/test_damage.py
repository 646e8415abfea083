"""T6: files cut, grown, blanked, swapped, renamed, doubled, gone, or from yesterday. All of it is found."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vault.grown import Grown
from tests.vault.plan import chance, say, times

ROUNDS = times(63, 500)
PAGE = 4096
LOOSE = {"index.db", "ledger/writer.lock", "log.key"}
"""Not compared byte for byte: the index by what it says (test_tampering.py), the host's key by what it signs."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return Grown(tmp_path_factory.mktemp("grown"))


def names_of(grown: Grown) -> list[str]:
    """A file of each sort as likely as another: there are many packs."""
    return [name for name in grown.whole if name not in LOOSE]


def some_file(grown: Grown, dice: random.Random, *, pack: bool | None = None) -> str:
    is_pack = dice.random() < 0.5 if pack is None else pack
    return dice.choice([name for name in names_of(grown) if name.startswith("packs/") == is_pack])


def cut(grown: Grown, dice: random.Random) -> str:
    name = some_file(grown, dice)
    grown.write(name, grown.whole[name][: dice.randrange(len(grown.whole[name]))])
    return f"{name} cut"


def grow(grown: Grown, dice: random.Random) -> str:
    name = some_file(grown, dice)
    extra = dice.choice([b"\0", b"\n", dice.randbytes(40), grown.whole[name]])
    grown.write(name, grown.whole[name] + extra)
    return f"{name} grown by {extra[:40]!r}"


def blank(grown: Grown, dice: random.Random) -> str:
    name = some_file(grown, dice)
    body = bytearray(grown.whole[name])
    at = dice.randrange(0, len(body), PAGE)
    body[at : at + PAGE] = bytes(len(body[at : at + PAGE]))
    grown.write(name, bytes(body))
    return f"{name} blanked at {at}"


def is_outgrown(grown: Grown, name: str) -> bool:
    """An unfinished tile of which a wider one stands beside it: the next opening takes it away, nobody misses it."""
    path = Path(name)
    beside = [Path(other) for other in grown.whole if Path(other).parent == path.parent]
    return path.parent.suffix == ".p" and any(int(other.name) > int(path.name) for other in beside)


def lose(grown: Grown, dice: random.Random) -> str:
    name = some_file(grown, dice)
    while is_outgrown(grown, name):
        name = some_file(grown, dice)
    (grown.house.path / name).unlink()
    return f"{name} gone"


def swap(grown: Grown, dice: random.Random) -> str:
    one = some_file(grown, dice, pack=True)
    other = dice.choice([name for name in grown.whole if name.startswith("packs/") and name != one])
    grown.write(one, grown.whole[other])
    grown.write(other, grown.whole[one])
    return f"{one} and {other} swapped"


def rename(grown: Grown, dice: random.Random) -> str:
    name = some_file(grown, dice, pack=True)
    new = dice.choice([f"packs/{dice.randbytes(32).hex()}", name + "x", "packs/copy"])
    (grown.house.path / name).rename(grown.house.path / new)
    return f"{name} renamed"


def double(grown: Grown, dice: random.Random) -> str:
    name = some_file(grown, dice, pack=True)
    new = dice.choice([f"packs/{dice.randbytes(32).hex()}", name + "_copy", "packs/pack.bak"])
    shutil.copy(grown.house.path / name, grown.house.path / new)
    return f"{new} is a double of {name}"


def lines(grown: Grown, dice: random.Random) -> str:
    rows = grown.whole["batches"].splitlines(keepends=True)
    at, to = dice.sample(range(len(rows)), 2)
    what = dice.choice(["gone", "swapped", "doubled", "last gone", "cut"])
    if what == "gone":
        del rows[at]
    elif what == "swapped":
        rows[at], rows[to] = rows[to], rows[at]
    elif what == "doubled":
        rows.insert(to, rows[at])
    elif what == "last gone":
        rows.pop()
    else:
        rows[-1] = rows[-1][: dice.randrange(len(rows[-1]))]
    grown.write("batches", b"".join(rows))
    return f"line {at} of batches {what} ({to})"


def roll_back(grown: Grown, dice: random.Random) -> str:
    """One file as it was yesterday."""
    old = [name for name in names_of(grown) if (grown.yesterday / name).exists()]
    changed = [name for name in old if (grown.yesterday / name).read_bytes() != grown.whole[name]]
    name = dice.choice(changed)
    grown.write(name, (grown.yesterday / name).read_bytes())
    return f"{name} from yesterday"


WAYS: list[Callable[[Grown, random.Random], str]] = [cut, grow, blank, lose, swap, rename, double, lines, roll_back]


def test_damage_of_every_sort_is_found(grown: Grown) -> None:
    dice, found = chance("damage"), 0
    while found < ROUNDS:
        done = WAYS[found % len(WAYS)](grown, dice)
        if grown.house.files() == grown.whole:
            # A page that was blank, two lines that were cut nowhere: try another.
            continue

        said = grown.named()

        assert said, done
        name = Path(done.split(" ")[0]).name
        assert name in said or "entry " in said or "batches" in said or said.startswith("refused"), (done, said)
        grown.mend()
        found += 1
    assert not grown.named()
    say(found, ROUNDS, "damages made and found")


def test_a_whole_folder_from_yesterday_is_found_by_a_kept_checkpoint(grown: Grown, tmp_path: Path) -> None:
    """With nothing kept elsewhere it is a whole vault, and that is all that can be said."""
    house = grown.house.at(tmp_path / "old")
    shutil.copytree(grown.yesterday, house.path)
    kept = tmp_path / "kept"
    kept.write_text(grown.kept)

    assert house.verify().ok
    assert [finding.code for finding in house.verify(since=grown.kept).findings] == ["rolled-back"]
    result = house.run_open("verify", "--since", kept)
    assert result.returncode == 1
    assert "rolled-back" in result.stdout


def test_yesterdays_folder_with_todays_packs_is_found(grown: Grown, tmp_path: Path) -> None:
    house = grown.house.at(tmp_path / "old")
    shutil.copytree(grown.yesterday, house.path)
    shutil.copytree(grown.house.path / "packs", house.path / "packs", dirs_exist_ok=True)

    assert "stray" in {finding.code for finding in house.verify().findings}


def test_an_erased_pack_that_comes_back_is_found(grown: Grown) -> None:
    """Somebody restores from a backup what was erased: its key is gone, and it is named."""
    (line,) = [row for row in grown.whole["batches"].splitlines() if b'"removed":["' in row][-1:]
    name = line.split(b'"removed":["')[1][:64].decode()
    assert f"packs/{name}" not in grown.whole

    (grown.house.path / "packs" / name).write_bytes(b"what it was")

    assert f"pack {name}: a batch took it away" in grown.named()
    grown.mend()
