"""A backup brings everything back on an empty machine; a broken one, or a machine that is not empty, changes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.living import LivingServer, database_of_its_own, living_server
from tests.people import PASSPHRASE

HEAD = re.compile(r"head ([0-9a-f]{64})")


@dataclass
class Saved:
    """What was backed up, and the backup."""

    name: Path
    identity: Path
    rows: dict[str, Any]
    head: str
    size: int
    server: LivingServer


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    """An installation with a whole household, backed up while it runs; then it is stopped."""
    folder = tmp_path_factory.mktemp("saved")
    with living_server(folder / "living") as server:
        server.unseal()
        server.python("tests.inside", "everything")
        server.wait_for_jobs()
        # The server runs on; its jobs pause, so that nothing changes between what is compared and what is kept.
        jobs = [server.child(f"malath.cli.jobs {name}") for name in ("quick", "long")]
        for pid in jobs:
            os.kill(pid, signal.SIGSTOP)
        rows = server.python("tests.reliability.rows")
        name, identity = folder / "backup" / "one", folder / "identity"
        done = server.malath("backup", str(name), "--new-identity", str(identity))
        assert done.returncode == 0, done.stderr
        size = re.search(r"(\d+) entries", done.stdout)
        head = HEAD.search(done.stdout)
        assert size and head
        for pid in jobs:
            os.kill(pid, signal.SIGCONT)
        server.stop()
        yield Saved(name, identity, rows, head.group(1), int(size.group(1)), server)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[LivingServer]:
    """A machine on which nothing is installed yet, and its empty database."""
    with database_of_its_own() as database:
        server = LivingServer(tmp_path / "other", database)
        try:
            yield server
        finally:
            server.end()


def restore(machine: LivingServer, saved: Saved, *, name: Path | None = None, identity: Path | None = None) -> Any:
    return machine.malath("restore", str(name or saved.name), "--identity", str(identity or saved.identity))


def held(machine: LivingServer) -> dict[str, bytes]:
    """Every file of the data folder."""
    return {
        str(path.relative_to(machine.home)): path.read_bytes() for path in machine.home.rglob("*") if path.is_file()
    }


def tables(machine: LivingServer) -> int:
    """How many tables the machine's PostgreSQL database has; none where it is SQLite, whose file is in the folder."""
    if not machine.database:
        return 0
    import psycopg

    with psycopg.connect(machine.database) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return int(found[0]) if found else 0


def test_an_empty_machine_gets_the_same_rows_the_same_files_and_the_same_ledger(
    saved: Saved, machine: LivingServer
) -> None:
    done = restore(machine, saved)
    verified = machine.malath("ledger", "verify", "--json")

    assert done.returncode == 0, done.stderr
    assert "2 cases" in done.stdout
    assert saved.head in done.stdout
    assert verified.returncode == 0, verified.stdout
    assert f'"size": {saved.size}' in verified.stdout
    assert saved.head in verified.stdout

    again = machine.python("tests.reliability.rows", "--alone")

    assert {label for label, rows in again["tables"].items() if rows != saved.rows["tables"][label]} == set()
    assert again["files"] == saved.rows["files"] != {}
    assert len(again["tables"]["cases.Case"]) == 2


def test_the_vault_comes_back_and_every_object_opens(saved: Saved, machine: LivingServer) -> None:
    assert restore(machine, saved).returncode == 0
    words = machine.folder / "words"
    words.write_text(PASSPHRASE + "\n")

    done = machine.malath("vault", "verify", str(machine.home / "vault"), "--json", "--passphrase-file", str(words))

    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert (report["ok"], report["packs"] > 0, report["items"] > 0) == (True, True, True)


def test_the_restored_ledger_goes_on_where_it_ended(saved: Saved, machine: LivingServer) -> None:
    assert restore(machine, saved).returncode == 0
    before = machine.folder / "before"
    before.write_bytes((machine.home / "ledger" / "checkpoint").read_bytes())
    machine.start()
    machine.unseal()
    machine.python("tests.inside", "outbox", "3")
    machine.wait_for_jobs()
    machine.stop()

    verified = machine.malath("ledger", "verify", "--json", "--since", str(before))

    assert verified.returncode == 0, verified.stdout
    assert int((re.search(r'"size": (\d+)', verified.stdout) or ["", "0"])[1]) >= saved.size + 4


def changed(path: Path, at: float) -> None:
    body = bytearray(path.read_bytes())
    body[int(at * (len(body) - 1))] ^= 1
    path.write_bytes(body)


def cut(path: Path, at: float) -> None:
    body = path.read_bytes()
    path.write_bytes(body[: int(at * len(body))])


BREAKS: dict[str, Callable[[Path], object]] = {
    "the data are cut by half": lambda name: cut(name.with_suffix(".malath"), 0.5),
    "the data lack their last bytes": lambda name: cut(name.with_suffix(".malath"), 0.9999),
    "the data are empty": lambda name: cut(name.with_suffix(".malath"), 0),
    "a bit of the data's head is changed": lambda name: changed(name.with_suffix(".malath"), 0),
    "a bit in the middle of the data is changed": lambda name: changed(name.with_suffix(".malath"), 0.5),
    "the data's last bit is changed": lambda name: changed(name.with_suffix(".malath"), 1),
    "the keys are cut": lambda name: cut(name.with_suffix(".keys"), 0.7),
    "a bit of the keys is changed": lambda name: changed(name.with_suffix(".keys"), 0.6),
    "the keys are missing": lambda name: name.with_suffix(".keys").unlink(),
    "the data are missing": lambda name: name.with_suffix(".malath").unlink(),
    "the keys stand in the place of the data": lambda name: shutil.copy(
        name.with_suffix(".keys"), name.with_suffix(".malath")
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_backup_is_refused_and_changes_nothing(
    saved: Saved, machine: LivingServer, tmp_path: Path, what: str
) -> None:
    for path in saved.name.parent.iterdir():
        shutil.copy(path, tmp_path / path.name)
    name = tmp_path / saved.name.name
    BREAKS[what](name)

    done = restore(machine, saved, name=name)

    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr
    assert "Traceback" not in done.stderr
    assert (held(machine), tables(machine)) == ({}, 0)


def test_another_identity_opens_nothing(saved: Saved, machine: LivingServer, tmp_path: Path) -> None:
    import pyrage

    stranger = tmp_path / "stranger"
    stranger.write_text(f"{pyrage.x25519.Identity.generate()}\n")

    refused = [
        restore(machine, saved, identity=one)
        for one in (stranger, tmp_path / "absent", saved.name.with_suffix(".keys"))
    ]

    assert [one.returncode for one in refused] == [1, 1, 1]
    assert all("Nothing was changed." in one.stderr and "Traceback" not in one.stderr for one in refused)
    assert (held(machine), tables(machine)) == ({}, 0)


@pytest.mark.parametrize("left", ["keys/keyring.json", "ledger/checkpoint", "malath.sqlite3", "files/ab/abcd"])
def test_a_machine_that_is_not_empty_stays_as_it_is(saved: Saved, machine: LivingServer, left: str) -> None:
    path = machine.home / left
    path.parent.mkdir(parents=True)
    path.write_bytes(b"somebody's own")

    done = restore(machine, saved)

    assert done.returncode == 1
    assert "is not empty. Nothing was changed." in done.stderr
    assert (held(machine), tables(machine)) == ({left: b"somebody's own"}, 0)


def test_a_database_that_does_not_fit_stays_as_it_is(saved: Saved, machine: LivingServer) -> None:
    if machine.database:
        import psycopg

        with psycopg.connect(machine.database) as connection:
            connection.execute("CREATE TABLE somebody_s_own (word text)")
    else:
        # A backup of SQLite, and an address of PostgreSQL: refused before anybody asks there.
        machine.database = "postgresql://nobody:nothing@127.0.0.1:1/none"

    done = restore(machine, saved)

    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr
    assert "Traceback" not in done.stderr
    assert held(machine) == {}
    if saved.server.database:
        assert tables(machine) == 1


def test_a_new_backup_destroys_keys_that_are_over_thirty_days_old_and_names_them(saved: Saved) -> None:
    folder = saved.name.parent
    old, recent, other = folder / "old.keys", folder / "recent.keys", folder / "other.keys"
    for path in (old, recent):
        shutil.copyfile(folder / "one.keys", path)
    other.write_text("another program's")
    for path, days in ((old, 31), (recent, 29), (other, 400)):
        os.utime(path, (time.time() - days * 86400,) * 2)

    kept = saved.server.malath("backup", str(folder / "two.1"), "--new-identity", str(folder / "i2"), "--keep-old-keys")
    assert kept.returncode == 0 and old.exists(), kept.stderr
    done = saved.server.malath("backup", str(folder / "two.2"), "--new-identity", str(folder / "i3"))

    assert f"{old}  destroyed" in done.stdout
    assert [path.exists() for path in (old, recent, other, folder / "two.1.keys")] == [False, True, True, True]
