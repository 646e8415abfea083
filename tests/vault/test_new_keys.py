"""`vault rotate` and `rebuild` at the terminal: a server's keys are not touched, a seen passphrase does not stay, and the
index is made anew beside others."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from malath.engines.keyring import KeyringFile
from malath.engines.vault import KeysChangedError, SharedKeysError, VaultFolder, VaultKeys, Writer
from malath.engines.vault.index import Index
from malath.engines.vault.rotating import begin_rotation
from malath.platform.keeper.serving import RefusedError
from malath.platform.keeper.vaulted import VaultDesk, vault_of
from tests.vault.house import PASSPHRASE, QUICK, House

OTHER = "six other words that nobody saw"


def a_server(place: Path) -> VaultFolder:
    """A data folder with the server's keyring, and its vault."""
    (place / "keys").mkdir()
    keyring, _root = KeyringFile.create_with_passphrase(PASSPHRASE, cost=QUICK)
    keyring.save(place / "keys" / "keyring.json")
    return vault_of(place)


def test_the_keys_of_a_server_are_not_replaced_through_its_vault(tmp_path: Path) -> None:
    (tmp_path / "words").write_text(PASSPHRASE)
    (tmp_path / "new").write_text(OTHER)
    folder = a_server(tmp_path)
    before = folder.keyring_path.read_bytes()
    root = KeyringFile.load(folder.keyring_path).unseal_with_passphrase(PASSPHRASE)

    result = House(folder.path, VaultKeys.of(root), tmp_path / "words").run_open(
        "rotate", "--new-passphrase-file", tmp_path / "new"
    )
    with pytest.raises(SharedKeysError):
        begin_rotation(folder, root, *KeyringFile.create_with_passphrase(OTHER, cost=QUICK))

    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "keys are a server's" in result.stderr
    assert "malath holders" in result.stderr
    assert folder.keyring_path.read_bytes() == before


def test_a_desk_with_old_keys_writes_nothing(tmp_path: Path) -> None:
    folder = a_server(tmp_path)
    old = KeyringFile.load(folder.keyring_path).unseal_with_passphrase(PASSPHRASE)
    desk = VaultDesk(tmp_path, old, lambda *_given: None)
    KeyringFile.create_with_passphrase(PASSPHRASE, cost=QUICK)[0].save(folder.keyring_path)

    with pytest.raises(RefusedError) as refused:
        desk.vault_hold([], True, "amal", "an order")
    assert isinstance(refused.value.__cause__, KeysChangedError)


def test_the_seen_passphrase_opens_nothing_afterwards(house: House, tmp_path: Path) -> None:
    (tmp_path / "new").write_text(OTHER)
    house.add({"a.txt": b"one"})
    before = house.folder.keyring_path.read_bytes()

    silent = house.run_open("rotate")
    same = house.run_open("rotate", "--new-passphrase-file", house.words)
    unchanged = house.folder.keyring_path.read_bytes() == before
    done = house.run_open("rotate", "--new-passphrase-file", tmp_path / "new")

    assert (silent.returncode, silent.stderr.count("Traceback")) == (1, 0)
    assert "--new-passphrase-file" in silent.stderr
    assert same.returncode == 1
    assert "the passphrase that the vault has already" in same.stderr
    assert unchanged
    assert done.returncode == 0, done.stderr
    assert "does not open" in house.run_open("list").stderr
    assert "1 item\n" in house.run("list", "--passphrase-file", tmp_path / "new").stdout


def test_an_index_is_made_anew_when_nobody_writes_and_in_its_place(house: House) -> None:
    house.add({"a.txt": b"one"})
    with house.open() as other:
        place = house.folder.index.stat().st_ino
        done: list[str] = []
        with Writer(house.folder) as writer:
            writer.hold()
            rebuild = threading.Thread(target=lambda: done.append(house.run_open("rebuild").stdout))
            rebuild.start()
            time.sleep(1.5)
            assert not done, "made anew while somebody writes"
            before = other.index.covered
        rebuild.join()

        assert done == [f"1 item and 1 object, from {before} entries.\n"]
        assert house.folder.index.stat().st_ino == place, "whoever has it open would go on with a file that is gone"
        assert other.index.covered == before
    house.must_be_whole()


def test_a_broken_index_is_thrown_away(house: House) -> None:
    house.add({"a.txt": b"one"})
    house.folder.index.write_bytes(b"no database" * 100)

    assert house.run_open("rebuild").returncode == 0

    index = Index(house.folder.index)
    assert len(index.items()) == 1
    index.close()
    house.must_be_whole()
