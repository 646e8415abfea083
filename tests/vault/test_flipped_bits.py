"""T5: one bit is another. Verify finds it, whatever file it is in, and names the file, the entry or the item."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.vault.grown import Grown, told
from tests.vault.plan import chance, say, times

FLIPS = times(150, 2000)
KINDS = ["pack", "segment", "tile", "bundle", "checkpoint", "batches", "log.vkey", "erased", "index.db"]
KINDS += ["keyring.json", "vault.json"]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return Grown(tmp_path_factory.mktemp("grown"))


def kind_of(name: str) -> str:
    path = Path(name)
    if path.parts[0] == "packs":
        return "pack"
    if "tile" in path.parts:
        return "bundle" if "entries" in path.parts else "tile"
    return "segment" if path.name.isdigit() else path.name


def changes_nothing(path: Path, before: list[str]) -> bool:
    """The one rule for index.db: a bit in space that SQLite does not use is harmless, that is, SQLite finds the file
    whole and every table, row and index reads as before."""
    try:
        database = sqlite3.connect(path)
        try:
            answers = database.execute("pragma integrity_check").fetchall()
        finally:
            database.close()
        return answers == [("ok",)] and told(path) == before
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def test_a_flipped_bit_is_found_and_named(grown: Grown) -> None:
    dice, found, unused = chance("flips"), dict.fromkeys(KINDS, 0), 0
    files: dict[str, list[str]] = {}
    for name, body in grown.whole.items():
        if body and kind_of(name) in KINDS:
            files.setdefault(kind_of(name), []).append(name)
    assert sorted(files) == sorted(KINDS)
    index = told(grown.house.path / "index.db")

    for flip in range(FLIPS):
        kind = KINDS[flip % len(KINDS)]
        name = dice.choice(files[kind])
        body, bit = bytearray(grown.whole[name]), dice.randrange(8 * len(grown.whole[name]))
        body[bit // 8] ^= 1 << bit % 8
        grown.write(name, bytes(body))

        said = grown.named()

        if kind == "index.db" and not said:
            grown.write(name, bytes(body))
            assert changes_nothing(grown.house.path / name, index), (name, bit)
            unused += 1
        else:
            assert said, (name, bit)
            assert says_where(kind, name, said), (name, bit, said)
            found[kind] += 1
        grown.mend()
    assert not grown.named()
    assert all(found.values()), found
    say(sum(found.values()) + unused, FLIPS, f"flipped bits: {found}, {unused} in unused space of index.db")


def says_where(kind: str, name: str, said: str) -> bool:
    """Whether the report leads there."""
    path = Path(name)
    if kind == "keyring.json":
        return said.startswith("refused: ")
    if kind == "vault.json":
        return "vault.json" in said or said.startswith("refused: ")
    if kind == "segment":
        return path.name in said or "entry " in said
    if kind in {"tile", "bundle"}:
        return name.removeprefix("ledger/") in said
    return path.name in said
