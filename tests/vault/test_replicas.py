"""Replicas in a real S3 server with Object Lock: nobody with the vault's own credentials can take them away (T14), a
vault comes back from them whole, and faults of the store leave what a run without faults leaves (T9)."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from malath.engines.vault.batches import Batch, append_line, cut_line, last_batches
from malath.engines.vault.commands import copying
from malath.engines.vault.commands.main import vault_command
from malath.engines.vault.errors import ReplicaError, VaultDamagedError
from malath.engines.vault.holding import erase
from malath.engines.vault.replica.repairing import repair, restore_log_key, restore_vault
from malath.engines.vault.replica.replicating import replicate
from malath.engines.vault.replica.s3 import S3Store
from malath.engines.vault.replica.stores import FolderStore, Removal
from tests.vault.faulty import Faulty
from tests.vault.house import DAY, HAND, House
from tests.vault.plan import SOAK
from tests.vault.weed import WRITER, Weed


@pytest.fixture(scope="module")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weed]:
    server = Weed(tmp_path_factory.mktemp("weed"))
    yield server
    server.stop()


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a vault is given: it may read, write and list."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", WRITER[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", WRITER[1])
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


def store_in(weed: Weed, bucket: str) -> S3Store:
    return S3Store(bucket, "haven", endpoint=weed.endpoint, mode="COMPLIANCE")


def filled(house: House) -> dict[str, bytes]:
    dice = random.Random(11)
    things = {f"{number}.bin": dice.randbytes(dice.choice((10, 5_000, 1_200_000))) for number in range(6)}
    house.add(things)
    return things


@pytest.mark.usefixtures("credentials")
def test_a_vault_comes_back_whole_from_an_s3_store(house: House, weed: Weed, tmp_path: Path) -> None:
    filled(house)
    before = house.contents()
    store = store_in(weed, weed.bucket())

    replicate(house.folder, store, read_back=True)
    shutil.rmtree(house.path)
    folder = restore_vault(house.path, store)
    restore_log_key(folder, store, house.keys.private)

    assert repair(folder, store, by=HAND, at=DAY).failed == []
    house.must_be_whole()
    assert house.contents() == before


@pytest.mark.usefixtures("credentials")
def test_our_own_credentials_can_neither_delete_nor_replace_a_copy(house: House, weed: Weed) -> None:
    filled(house)
    bucket = weed.bucket()
    store = store_in(weed, bucket)
    replicate(house.folder, store)
    client = weed.client(WRITER)
    name = next(store.names("packs/"))
    body = b"".join(store.get(name))
    [version] = client.list_object_versions(Bucket=bucket, Prefix=f"haven/{name}")["Versions"]

    with pytest.raises(ClientError) as deleted:
        client.delete_object(Bucket=bucket, Key=f"haven/{name}", VersionId=version["VersionId"])
    assert deleted.value.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 409}
    with pytest.raises(ClientError) as replaced:
        client.put_object(Bucket=bucket, Key=f"haven/{name}", Body=b"evil", IfNoneMatch="*")
    assert replaced.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert not store.put(name, io.BytesIO(b"evil"), 4, days=1)
    assert store.remove(name, days=30) is Removal.LOCKED

    # Without conditions a versioned bucket takes a new version or a mark of deletion: the first version still counts.
    client.put_object(Bucket=bucket, Key=f"haven/{name}", Body=b"evil")
    assert b"".join(store.get(name)) == body
    client.delete_object(Bucket=bucket, Key=f"haven/{name}")
    assert b"".join(store.get(name)) == body
    assert name in set(store.names("packs/"))


@pytest.mark.usefixtures("credentials")
def test_a_bucket_without_locks_is_refused(house: House, weed: Weed) -> None:
    filled(house)

    with pytest.raises(ReplicaError):
        replicate(house.folder, store_in(weed, weed.bucket(locked=False)))


@pytest.mark.usefixtures("credentials")
def test_broken_and_missing_packs_are_brought_back(house: House, weed: Weed) -> None:
    filled(house)
    before = house.contents()
    store = store_in(weed, weed.bucket())
    replicate(house.folder, store)
    first, second, *_rest = sorted(house.folder.packs.iterdir())
    first.unlink()
    body = bytearray(second.read_bytes())
    body[len(body) // 2] ^= 1
    second.write_bytes(body)

    done = repair(house.folder, store, by=HAND, at=DAY)

    assert sorted(done.packs) == sorted([first.name, second.name])
    house.must_be_whole()
    assert house.contents() == before


def test_a_broken_pack_is_not_copied(house: House, tmp_path: Path) -> None:
    filled(house)
    pack = next(house.folder.packs.iterdir())
    pack.write_bytes(pack.read_bytes()[:-1] + b"?")

    with pytest.raises(VaultDamagedError, match=pack.name):
        replicate(house.folder, FolderStore(tmp_path / "copy"))


def test_a_segment_and_the_lines_are_brought_back(house: House, tmp_path: Path) -> None:
    filled(house)
    store = FolderStore(tmp_path / "copy")
    replicate(house.folder, store)
    house.add({"later.txt": b"later than the copy"})
    replicate(house.folder, store)
    before = house.contents()
    segment = sorted((house.path / "ledger").glob("0*"))[1]
    body = bytearray(segment.read_bytes())
    body[-20] ^= 4
    segment.write_bytes(body)
    house.folder.batches.unlink()

    repair(house.folder, store, by=HAND, at=DAY)

    house.must_be_whole()
    assert house.contents() == before


def test_an_erased_item_is_gone_from_the_replica_too(house: House, tmp_path: Path) -> None:
    """T17: live at once; in the replica once its copies of keys are gone. The ciphertext may stay for years."""
    count = 100 if SOAK else 12
    items = house.add({f"{number}.txt": b"words %d" % number for number in range(count)})
    store = FolderStore(tmp_path / "copy")
    replicate(house.folder, store)
    before = restored(house, store, tmp_path / "yesterday")
    gone = [item.id for item in list(items.values())[::2]]

    with house.open() as vault, house.writing() as writer:
        erase(vault, writer, gone, reason="asked", by=HAND, at=DAY)
    replicate(house.folder, store)

    assert set(before.contents()) >= set(gone)
    for place in (house, restored(house, store, tmp_path / "today")):
        place.must_be_whole()
        assert set(place.contents()) == {item.id for item in items.values()} - set(gone)


def restored(house: House, store: FolderStore, path: Path) -> House:
    folder = restore_vault(path, store)
    restore_log_key(folder, store, house.keys.private)
    repair(folder, store, by=HAND, at=DAY)
    return house.at(path)


def test_faults_of_the_store_leave_what_a_quiet_run_leaves(house: House, tmp_path: Path) -> None:
    """T9: every kind of fault at random calls, tried again until it is through: the same files as without faults."""
    filled(house)
    plain = FolderStore(tmp_path / "plain")
    replicate(house.folder, plain)
    runs, faults = 300 if SOAK else 12, 0

    for seed in range(runs):
        place = tmp_path / f"faulty-{seed}"
        faulty = Faulty(FolderStore(place), random.Random(seed))
        while True:
            try:
                replicate(house.folder, faulty)
                break
            except ReplicaError:
                continue
        faults += faulty.faults
        again = restored(house, FolderStore(place), tmp_path / f"back-{seed}")
        assert again.contents() == house.contents()
        for folder in (place, again.path):
            shutil.rmtree(folder)
    assert faults >= runs


@pytest.mark.usefixtures("credentials")
def test_the_commands_copy_to_s3_and_back(house: House, weed: Weed, capsys: pytest.CaptureFixture[str]) -> None:
    filled(house)
    os.environ["MALATH_FAST_PASSPHRASE"] = "1"
    address = ["--endpoint", weed.endpoint]
    bucket = weed.bucket()

    assert vault_command(["replicate", str(house.path), "--to", f"s3://{bucket}/x", *address]) == 0
    next(house.folder.packs.iterdir()).unlink()
    assert vault_command(["verify", str(house.path)]) == 1
    assert vault_command(["repair", str(house.path), "--from", f"s3://{bucket}/x", *address]) == 0

    assert "The vault is whole." in capsys.readouterr().out


@pytest.mark.usefixtures("credentials")
def test_what_may_not_be_deleted_is_told_from_what_is_locked(
    house: House, weed: Weed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Credentials that may not delete get the same answer before and after the lock's day."""

    def forbid(store: S3Store) -> S3Store:
        def refuse(**_given: object) -> None:
            answer = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
            raise ClientError(answer, "DeleteObject")

        monkeypatch.setattr(store._client, "delete_object", refuse)
        return store

    item = next(iter(house.add({"a.txt": b"one"}).values()))
    locked, over = weed.bucket(), weed.bucket()
    stores = {name: forbid(store_in(weed, name)) for name in (locked, over)}
    replicate(house.folder, stores[locked])
    replicate(house.folder, stores[over], key_days=0)
    with house.open() as vault, house.writing() as writer:
        erase(vault, writer, [item.id], reason="asked", by=HAND, at=DAY)

    waits, kept = replicate(house.folder, stores[locked]), replicate(house.folder, stores[over], key_days=0)

    assert (waits.removed, waits.denied) == (0, 0) < (0, waits.locked)
    assert (kept.removed, kept.locked) == (0, 0) < (0, kept.denied)
    monkeypatch.setattr(copying, "open_store", lambda *_given, **_named: stores[over])
    assert vault_command(["replicate", str(house.path), "--to", f"s3://{over}", "--key-days", "0"]) == 1
    said = capsys.readouterr()
    assert "DeleteObjectVersion on keys/*" in said.err
    assert f"s3://{over}" in said.out


@pytest.mark.usefixtures("credentials")
def test_keys_that_are_still_needed_stay_locked(house: House, weed: Weed) -> None:
    """The credentials may remove what is old: what is current must not become so by mere time."""
    filled(house)
    bucket = weed.bucket()
    store = store_in(weed, bucket)

    def ends() -> dict[str, datetime]:
        return {
            name: weed.client().head_object(Bucket=bucket, Key=f"haven/{name}")["ObjectLockRetainUntilDate"]
            for name in store.names("keys/")
        }

    replicate(house.folder, store, key_days=10)
    first = ends()
    replicate(house.folder, store, key_days=12)
    quiet = ends()
    replicate(house.folder, store, key_days=30)
    renewed = ends()

    assert quiet == first, "most of the time is left: nothing is asked for"
    assert set(renewed) == set(first)
    assert all(renewed[name] > first[name] + timedelta(days=19) for name in first)


@pytest.mark.parametrize("address", ["s3:/bucket/x", "s3:bucket", "S3://bucket", "s3:///x", "https://host/b", "s3//b"])
def test_an_address_with_a_slip_is_no_folder(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    house.add({"a.txt": b"one"})
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    assert vault_command(["replicate", str(house.path), "--to", address]) == 1
    assert vault_command(["replicate", str(house.path), "--to", "folder", "--endpoint", "http://127.0.0.1:9"]) == 1
    assert not list((tmp_path / "here").iterdir())
    assert vault_command(["replicate", str(house.path), "--to", "folder"]) == 0

    said = capsys.readouterr()
    assert "is no address: s3://bucket/prefix, or a folder" in said.err
    assert f"copied to the folder {tmp_path / 'here' / 'folder'}" in said.out


def _relist(copy: Path, change: Callable[[dict[str, str]], object]) -> None:
    """What a keeper of the replica could do to the newest listing."""
    path = max((copy / "keys" / "lists").iterdir())
    document = json.loads(path.read_bytes())
    change(document["files"])
    path.write_text(json.dumps(document))


@pytest.mark.parametrize("name", ["../outside", "ledger/../../outside", "/etc/outside", "ledger/.hidden", "index.db"])
def test_a_replica_cannot_write_outside_the_vault(house: House, tmp_path: Path, name: str) -> None:
    filled(house)
    store = FolderStore(tmp_path / "copy")
    replicate(house.folder, store)
    body = b"planted"
    digest = hashlib.sha256(body).hexdigest()
    (tmp_path / "copy" / "keys" / digest).mkdir()
    (tmp_path / "copy" / "keys" / digest / Path(name).name).write_bytes(body)
    _relist(tmp_path / "copy", lambda files: files.update({name: digest}))

    with pytest.raises(ReplicaError):
        restore_vault(tmp_path / "new" / "vault", store)
    with pytest.raises(ReplicaError):
        repair(house.folder, store, by=HAND, at=DAY)

    assert not [path for path in tmp_path.rglob("outside") if "copy" not in path.parts]


def test_a_replicas_settings_cannot_name_files_elsewhere(house: House, tmp_path: Path) -> None:
    filled(house)
    store = FolderStore(tmp_path / "copy")
    replicate(house.folder, store)
    settings = json.loads((house.path / "vault.json").read_bytes())
    body = json.dumps({**settings, "keyring": "../../elsewhere.json"}).encode()
    digest = hashlib.sha256(body).hexdigest()
    (tmp_path / "copy" / "keys" / digest).mkdir()
    (tmp_path / "copy" / "keys" / digest / "vault.json").write_bytes(body)
    _relist(tmp_path / "copy", lambda files: files.update({"vault.json": digest}))

    with pytest.raises(ReplicaError):
        restore_vault(tmp_path / "a" / "b" / "vault", store)

    assert not (tmp_path / "a" / "elsewhere.json").exists()


def test_a_line_that_names_no_pack_is_refused(house: House, tmp_path: Path) -> None:
    """Packs that a line removes are deleted: a name in it must not lead out of the folder."""
    filled(house)
    precious = tmp_path / "precious"
    precious.write_text("kept")
    [(at, last)] = last_batches(house.folder.batches, 1)
    evil = Batch(last.index, last.salt, last.first, last.packs, ["../../precious"])
    cut_line(house.folder.batches, at)
    append_line(house.folder.batches, evil)

    with pytest.raises(VaultDamagedError), house.writing() as writer:
        writer.commit([{"verb": "vault.init", "at": DAY, "by": HAND}])

    assert precious.read_text() == "kept"
    assert not house.verify(keys=False).ok
