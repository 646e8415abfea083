"""New keys (T16), erasure and holds (T17), and the index made anew (T19)."""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path
from typing import Any

import pytest

from malath.engines.keyring import KeyringFile
from malath.engines.ledger import Ledger
from malath.engines.ledger import log as ledger_log
from malath.engines.ledger import verify as verify_ledger
from malath.engines.ledger.receipts import check_receipt, receipt_of
from malath.engines.vault import OpenVault, VaultKeys, Writer
from malath.engines.vault.commands.main import vault_command
from malath.engines.vault.entries import ObjectEntry
from malath.engines.vault.errors import ErasedItemError, HeldItemError, KeysChangedError, UnfinishedRotationError
from malath.engines.vault.holding import erase, hold, holds, release
from malath.engines.vault.packs import Place
from malath.engines.vault.rotating import begin_rotation, finish_rotation
from malath.engines.vault.settling import settle
from tests.vault.house import DAY, HAND, PASSPHRASE, QUICK, House
from tests.vault.plan import times

NEW = "six other words for new keys"


def test_new_keys_open_and_the_old_open_nothing(house: House) -> None:
    house.add({"a.txt": b"one", "b.bin": bytes(2_000_000)})
    before, root_before = house.contents(), verify_ledger(house.path / "ledger").root
    old = KeyringFile.load(house.folder.keyring_path).unseal_with_passphrase(PASSPHRASE)
    packs = {path.name: path.stat().st_mtime_ns for path in house.folder.packs.iterdir()}

    keyring, new = KeyringFile.create_with_passphrase(NEW, cost=QUICK)
    begin_rotation(house.folder, old, keyring, new)
    assert finish_rotation(house.folder, new, by=HAND, at=DAY) > 0

    now = House(house.path, VaultKeys.of(new), house.words)
    assert now.contents() == before
    now.must_be_whole()
    assert {path.name: path.stat().st_mtime_ns for path in house.folder.packs.iterdir()} == packs
    assert verify_ledger(house.path / "ledger").root != root_before, "the change itself is in the log"
    with pytest.raises(KeysChangedError):
        house.contents()
    with pytest.raises(KeysChangedError), Writer(house.folder, recipient=house.keys.public) as writer:
        writer.commit([{"verb": "vault.view"}])


def test_what_waited_for_a_change_of_keys_is_sealed_to_the_new_ones(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An intake reads the public key, waits for the folder, and meanwhile the keys are changed."""
    old = KeyringFile.load(house.folder.keyring_path).unseal_with_passphrase(PASSPHRASE)
    keyring, new = KeyringFile.create_with_passphrase(NEW, cost=QUICK)
    real, waits = Ledger.open, [True]

    def after_a_rotation(*given: Any, **named: Any) -> Ledger:
        if waits.pop() if waits else False:
            begin_rotation(house.folder, old, keyring, new)
            finish_rotation(house.folder, new, by=HAND, at=DAY)
        return real(*given, **named)

    monkeypatch.setattr("malath.engines.vault.writer.Ledger.open", after_a_rotation)
    item = house.add({"thing": b"thing"})["thing"]

    now = House(house.path, VaultKeys.of(new), house.words)
    assert now.contents() == {item.id: b"thing"}
    now.must_be_whole()


def test_a_change_of_keys_interrupted_again_and_again_ends_well(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """100,000 objects' keys, 20 interruptions in a soak."""
    count, interruptions = times(3_000, 100_000), 20
    with house.writing() as writer:
        for first in range(0, count, 500):
            place = Place("0" * 64, 0, 96)
            many = [ObjectEntry(f"{n:032x}", os.urandom(32), place).entry() for n in range(first, first + 500)]
            writer.commit(many)
            writer.release()
    keys = _object_keys(house)
    old = KeyringFile.load(house.folder.keyring_path).unseal_with_passphrase(PASSPHRASE)
    keyring, new = KeyringFile.create_with_passphrase(NEW, cost=QUICK)
    begun = time.monotonic()
    begin_rotation(house.folder, old, keyring, new)

    real, met, calls = ledger_log.replace_and_destroy, 0, 0

    def sometimes(path: Path, body: bytes) -> None:
        nonlocal met, calls
        calls += 1
        if met < interruptions and calls % 5:
            met += 1
            raise OSError("the power was cut")
        real(path, body)

    monkeypatch.setattr(ledger_log, "replace_and_destroy", sometimes)
    while True:
        try:
            finish_rotation(house.folder, new, by=HAND, at=DAY)
            break
        except OSError:
            with pytest.raises(UnfinishedRotationError):
                OpenVault(house.folder, VaultKeys.of(new))

    assert met == interruptions
    assert _object_keys(House(house.path, VaultKeys.of(new), house.words)) == keys
    assert len(keys) == count
    assert time.monotonic() - begun <= 60


def _object_keys(house: House) -> dict[str, bytes]:
    with house.open() as vault:
        return {
            e["object"]: ObjectEntry.read(e).key for _at, e in vault.ledger.iterate() if e.get("verb") == "vault.object"
        }


def test_any_two_of_three_holders_open_and_no_one_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.environ["MALATH_FAST_PASSPHRASE"] = "1"
    folder, thing = tmp_path / "vault", tmp_path / "a.txt"
    thing.write_text("words")
    assert vault_command(["init", str(folder), "--holders", "2/3"]) == 0
    shares = [line.strip() for line in capsys.readouterr().out.splitlines() if len(line.split()) == 33]
    assert len(shares) == 3
    assert vault_command(["add", str(folder), str(thing)]) == 0

    for pair in itertools.combinations(shares, 2):
        (tmp_path / "words").write_text("\n".join(pair) + "\n")
        assert vault_command(["list", str(folder), "--passphrase-file", str(tmp_path / "words")]) == 0
    for share in shares:
        (tmp_path / "words").write_text(share + "\n")
        assert vault_command(["list", str(folder), "--passphrase-file", str(tmp_path / "words")]) == 1


def test_what_is_erased_cannot_be_read_and_every_other_proof_holds(house: House) -> None:
    count = times(12, 100)
    items = list(house.add({f"{n}.txt": b"words %d" % n for n in range(count)}).values())
    vkey = (house.path / "ledger" / "log.vkey").read_text()
    with house.open() as vault:
        receipts = [receipt_of(vault.ledger, item.entry) for item in items]
    secret = [item.sha256 for item in items]

    with house.open() as vault, house.writing() as writer:
        erase(vault, writer, [item.id for item in items[::2]], reason="asked", by=HAND, at=DAY)
        for item in items[::2]:
            with pytest.raises(ErasedItemError, match="2026-11-21"):
                vault.item(item.id)
        assert [item.id for item in vault.items()] == [item.id for item in items[1::2]]

    house.must_be_whole()
    for receipt in receipts:
        check_receipt(receipt, vkey)
    with house.open() as vault:
        told = str([entry for _at, entry in vault.ledger.iterate()])
    assert not any(digest in told for digest in secret[::2])
    assert all(digest in told for digest in secret[1::2])


def test_a_twin_stays_when_the_other_is_erased(house: House) -> None:
    items = house.add({"one.bin": b"w" * 1_500_000})
    items |= house.add({"other.bin": b"w" * 1_500_000})
    with house.open() as vault, house.writing() as writer:
        assert settle(vault, writer, at=DAY) == 1
        assert len(list(house.folder.packs.iterdir())) == 1

        erase(vault, writer, [items["one.bin"].id], reason="asked", by=HAND, at=DAY)
        assert b"".join(vault.read(vault.item(items["other.bin"].id))) == b"w" * 1_500_000
        erase(vault, writer, [items["other.bin"].id], reason="asked", by=HAND, at=DAY)

    assert not list(house.folder.packs.iterdir()), "a pack that nobody needs goes"
    house.must_be_whole()


def test_twins_erased_together_take_their_key_with_them(house: House) -> None:
    items = house.add({"one.bin": b"w" * 1_500_000})
    items |= house.add({"other.bin": b"w" * 1_500_000})
    with house.open() as vault, house.writing() as writer:
        settle(vault, writer, at=DAY)
        erase(vault, writer, [item.id for item in items.values()], reason="asked", by=HAND, at=DAY)

    assert not list(house.folder.packs.iterdir())
    house.must_be_whole()


def test_what_is_held_is_not_erased(house: House) -> None:
    items = house.add({"a.txt": b"one", "b.txt": b"two"})
    with house.open() as vault, house.writing() as writer:
        hold(vault, writer, [items["a.txt"].id], reason="order of a court", by=HAND, at=DAY)

        with pytest.raises(HeldItemError, match="order of a court"):
            erase(vault, writer, [items["b.txt"].id, items["a.txt"].id], reason="asked", by=HAND, at=DAY)
        assert len(vault.items()) == 2, "not one of them"
        assert holds(vault) == {items["a.txt"].id: "order of a court"}

        release(vault, writer, [items["a.txt"].id], reason="the case ended", by=HAND, at=DAY)
        erase(vault, writer, [items["a.txt"].id], reason="asked", by=HAND, at=DAY)

    assert set(house.contents()) == {items["b.txt"].id}


def test_an_erasure_cut_off_is_finished_at_the_next_opening(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    item = house.add({"a.txt": b"one"})["a.txt"]
    with monkeypatch.context() as power, house.open() as vault, house.writing() as writer:

        def cut(*_arguments: object) -> None:
            raise OSError("the power was cut")

        power.setattr(ledger_log.Ledger, "erase_bodies", cut)
        with pytest.raises(OSError, match="cut"):
            erase(vault, writer, [item.id], reason="asked", by=HAND, at=DAY)

    with house.open() as vault, house.writing() as writer:
        settle(vault, writer, at=DAY)
        assert vault.ledger.read(item.entry) == {"erased": True}
    house.must_be_whole()


def test_ten_thousand_objects_are_listed_the_same_after_a_rebuild(tmp_path: Path, house: House) -> None:
    """The database deleted, made anew from the ledger and the keys: the same listing byte by byte, the same root."""
    count = times(600, 10_000)
    source = tmp_path / "many"
    source.mkdir()
    for n in range(count):
        (source / f"{n:05d}.txt").write_text(f"words {n // 2}")
    secret = ["--passphrase-file", str(house.words)]
    assert vault_command(["add", str(house.path), str(source)]) == 0
    before, head = listing(house, secret), verify_ledger(house.path / "ledger")

    for path in house.path.glob("index.db*"):
        path.unlink()
    assert vault_command(["rebuild", str(house.path), *secret]) == 0

    assert listing(house, secret) == before
    assert len(before) > count * 100
    assert (verify_ledger(house.path / "ledger").size, verify_ledger(house.path / "ledger").root) == (
        head.size,
        head.root,
    )
    house.must_be_whole()


def listing(house: House, secret: list[str]) -> bytes:
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert vault_command(["list", str(house.path), "--json", *secret]) == 0
    return out.getvalue().encode()


def test_an_object_is_known_by_the_item_that_is_left(house: House) -> None:
    """Two items came sealed with the same contents; the one whose object was kept is erased."""
    first, second = (house.add({name: b"the same"})[name] for name in ("first", "second"))
    with house.open() as vault, house.writing() as writer:
        assert settle(vault, writer, at=DAY) == 1
        erase(vault, writer, [first.id], reason="asked for", by=HAND, at=DAY)
    house.must_be_whole()

    for name in house.path.glob("index.db*"):
        name.unlink()

    assert house.contents() == {second.id: b"the same"}
    house.must_be_whole()
