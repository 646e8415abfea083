"""A good copy is sent for a broken item: it must be the one that is kept, however it comes in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from malath.engines.vault import Intake, Item, settle
from tests.vault.house import DAY, HAND, House

SMALL, LARGE = b"the film of the gate " * 100, bytes(range(256)) * 12_000


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.build(tmp_path)


def damage(house: House, item: Item) -> Path:
    with house.open() as vault:
        pack = house.folder.packs / vault.object_of(item).place.pack
    body = bytearray(pack.read_bytes())
    body[len(body) // 2] ^= 1
    pack.write_bytes(body)
    return pack


def settled(house: House) -> int:
    with house.open() as vault, house.writing() as writer:
        return settle(vault, writer, at=DAY)


def add_open(house: House, body: bytes) -> Item:
    with house.open() as vault, house.writing() as writer:
        intake = Intake(writer, by=HAND, clock=lambda: DAY, identity=vault.keys.identity, is_whole=vault.is_whole)
        item = intake.add_stream(io.BytesIO(body), "again.mp4")
        intake.close()
        return item


@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("gone", [False, True], ids=["damaged", "gone"])
def test_a_copy_that_came_while_sealed_heals_the_first(house: House, body: bytes, gone: bool) -> None:
    first = house.add({"film.mp4": body})["film.mp4"]
    pack = damage(house, first)
    if gone:
        pack.unlink()
    second = house.add({"again.mp4": body})["again.mp4"]

    assert settled(house) == 1

    assert house.contents() == {first.id: body, second.id: body}
    house.must_be_whole()
    house.folder.index.unlink()
    assert house.contents() == {first.id: body, second.id: body}


@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
def test_a_copy_that_comes_to_an_open_vault_is_taken_in(house: House, body: bytes) -> None:
    first = house.add({"film.mp4": body})["film.mp4"]
    settled(house)
    damage(house, first)

    second = add_open(house, body)
    settled(house)

    assert house.contents() == {first.id: body, second.id: body}
    house.must_be_whole()


def test_a_twin_of_what_is_whole_is_stored_once(house: House) -> None:
    house.add({"film.mp4": LARGE})
    settled(house)
    packs = set(house.folder.packs.iterdir())

    add_open(house, LARGE)

    assert set(house.folder.packs.iterdir()) == packs


def test_where_both_are_broken_neither_is_destroyed(house: House) -> None:
    first, second = (house.add({name: LARGE})[name] for name in ("one.mp4", "two.mp4"))
    packs = {damage(house, item) for item in (first, second)}

    assert settled(house) == 0

    assert packs <= set(house.folder.packs.iterdir())
