"""What fails leaves nothing behind, what is damaged is left for verify to name, what is erased leaves its proofs."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malath.engines.ledger import BadEntryError, LedgerDamagedError, Report, inclusion_proof, is_included, verify
from malath.engines.ledger.erasures import blank_bodies
from malath.engines.ledger.merkle import leaf_hash
from malath.engines.ledger.note import verifier_key
from malath.engines.ledger.records import opening_of
from malath.engines.ledger.segments import Segment, segment_paths
from tests.engines.ledgers import ORIGIN, House

pytestmark = pytest.mark.usefixtures("unsynced")
DAY = "2026-11-21"


def codes(report: Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in report.findings]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ── what fails leaves nothing behind ──


class Failing:
    """Lets a call of the operating system fail at its n-th use, once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> None:
        self.left = at
        self.failed = False
        real = getattr(os, name)

        def call(*arguments: object, **named: object) -> object:
            self.left -= 1
            if self.left == 0:
                self.failed = True
                raise OSError(28, "No space left on device")
            return real(*arguments, **named)

        monkeypatch.setattr(os, name, call)


@pytest.mark.parametrize("name", ["write", "fsync", "open", "rename", "mkdir"])
@pytest.mark.parametrize("size", [3, 254])
def test_an_append_that_fails_anywhere_writes_nothing_and_can_be_given_again(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str, size: int
) -> None:
    monkeypatch.setattr("malath.engines.ledger.segments.ENTRIES_A_SEGMENT", 200)
    expected = [f"before {number}" for number in range(size)]
    house.append(list(expected))
    with house.opened() as ledger:
        for at in range(1, 40):
            with monkeypatch.context() as patched:
                failing = Failing(patched, name, at)
                try:
                    ledger.append([{"verb": f"try {at}"}, {"verb": f"try {at} again"}])
                except OSError:
                    assert ledger.size == len(expected)
            if failing.failed and ledger.size == len(expected):
                ledger.append([{"verb": f"try {at}"}, {"verb": f"try {at} again"}])
            expected += [f"try {at}", f"try {at} again"]
            report = verify(house.folder, private_key=house.private)
            assert report.ok, (at, report.findings)
            assert report.size == len(expected)
            if not failing.failed:
                break

    assert house.verbs() == expected


@pytest.mark.parametrize("entry", [{"x": float("nan")}, {"x": {1, 2}}, {"x": "\ud800"}, {"x": "y" * (1 << 24)}])
def test_an_entry_without_canonical_json_is_refused_and_its_batch_with_it(
    house: House, entry: dict[str, object]
) -> None:
    house.append(["kept"])

    with house.opened() as ledger, pytest.raises(BadEntryError):
        ledger.append([{"verb": "good"}, entry])

    assert house.verbs() == ["kept"]


# ── what is damaged is left as it is ──


@pytest.mark.parametrize("place", ["magic", "index", "key", "signature", "length", "commitment", "check", "body"])
def test_opening_a_damaged_ledger_is_refused_and_changes_no_entry(house: House, place: str) -> None:
    house.append(["one", "two", "three"])
    (path,) = segment_paths(house.folder)
    start = Segment(path).records[0].start
    at = {"magic": 3, "index": 31, "key": 40, "signature": start - 5, "length": start + 2, "commitment": start + 9}
    at |= {"check": start + 37, "body": start + 60}
    body = bytearray(path.read_bytes())
    body[at[place]] ^= 1
    path.write_bytes(bytes(body))
    before = contents(house.folder)

    with pytest.raises(LedgerDamagedError), house.opened():
        pass

    assert contents(house.folder) == before
    where = path.name if at[place] < start else "entry 0"
    assert where in {finding.where for finding in verify(house.folder).findings}


def test_a_ledger_without_its_checkpoint_is_not_signed_anew(house: House) -> None:
    house.append(["one", "two"])
    (house.folder / "checkpoint").unlink()

    with pytest.raises(LedgerDamagedError), house.opened():
        pass


def test_entries_of_a_flipped_length_are_not_lost_from_sight(house: House) -> None:
    house.append([f"entry {number}" for number in range(6)])
    (path,) = segment_paths(house.folder)
    body = bytearray(path.read_bytes())
    body[Segment(path).records[2].start + 3] ^= 4
    path.write_bytes(bytes(body))

    report = verify(house.folder, private_key=house.private)

    assert {where for _code, where in codes(report)} == {"entry 2"}


def test_changed_tiles_are_named_and_their_entries_are_not_blamed(house: House) -> None:
    house.append([f"entry {number}" for number in range(300)])
    for name in ("tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/44"):
        path = house.folder / name
        body = bytearray(path.read_bytes())
        body[5] ^= 1
        path.write_bytes(bytes(body))

    assert codes(verify(house.folder)) == [
        ("tile", "tile/0/000"), ("tile", "tile/1/000.p/1"), ("tile", "tile/entries/001.p/44"),
    ]  # fmt: skip


def test_a_folder_replaced_as_a_whole_is_found_by_who_knows_the_key(house: House, tmp_path: Path) -> None:
    forged = House(tmp_path / "forged")
    forged.append(["forged"])

    assert verify(forged.folder).ok
    report = verify(forged.folder, verifier=verifier_key(ORIGIN, house.key))
    assert {code for code, _where in codes(report)} >= {"verifier", "signature"}


def test_a_verifier_is_not_misled_by_a_writer_at_work(house: House, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\n"
        "from malath.engines.ledger import Ledger\n"
        "key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.argv[2]))\n"
        "ledger = Ledger.open(Path(sys.argv[1]), key, bytes.fromhex(sys.argv[3]), origin=sys.argv[4])\n"
        "print('open', flush=True)\n"
        "while True: ledger.append([{'verb': 'x'}] * 3)\n"
    )
    house.append(["first"])
    command = [
        sys.executable,
        "-c",
        program,
        str(house.folder),
        house.key.private_bytes_raw().hex(),
        house.public.hex(),
    ]
    with subprocess.Popen([*command, ORIGIN], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            reports = [verify(house.folder) for _round in range(12)]
        finally:
            writer.kill()

    assert [report.findings for report in reports] == [[]] * 12


# ── what is erased leaves its proofs ──


def test_erased_entries_are_reported_with_their_day_and_every_proof_still_holds(house: House) -> None:
    house.append([f"entry {number}" for number in range(5)])
    leaves = [record.hash for record in Segment(segment_paths(house.folder)[0]).records]
    before = (house.folder / "checkpoint").read_text()

    with house.opened() as ledger:
        ledger.erase_bodies([1, 3], DAY)
        ledger.append([{"verb": "afterwards"}])
        assert ledger.read(1, house.private) == {"erased_on": DAY}
        assert ledger.read(2, house.private) == {"verb": "entry 2"}
        proof = inclusion_proof(ledger.tree, 1, 6)
        assert is_included(1, 6, leaves[1], proof, ledger.root)

    report = verify(house.folder, since=before, private_key=house.private)
    assert report.ok, report.findings
    assert report.erased == {1: DAY, 3: DAY}


def test_an_erased_body_is_gone_from_the_disk(house: House) -> None:
    house.append(["kept", "gone"])
    sealed = Segment(segment_paths(house.folder)[0]).records[1].sealed

    with house.opened() as ledger:
        ledger.erase_bodies([1], DAY)

    assert not any(sealed[12:] in body for body in contents(house.folder).values())


def test_a_body_blanked_by_hand_is_no_erasure_and_a_body_brought_back_is_found(house: House, tmp_path: Path) -> None:
    house.append(["one", "two"])
    shutil.copytree(house.folder, tmp_path / "older")
    with house.opened() as ledger:
        ledger.erase_bodies([1], DAY)
    shutil.copytree(house.folder, tmp_path / "blanked")
    (tmp_path / "blanked" / "erased").unlink()
    name = segment_paths(house.folder)[0].name
    shutil.copy(tmp_path / "older" / name, house.folder / name)

    assert codes(verify(tmp_path / "blanked")) == [("void", "entry 1")]
    assert codes(verify(house.folder)) == [("not-erased", "entry 1")]


def test_an_erasure_that_a_power_cut_interrupted_is_finished_at_the_next_opening(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.append(["one", "two"])
    with house.opened() as ledger, monkeypatch.context() as patched:
        patched.setattr("malath.engines.ledger.log.blank_bodies", lambda *_arguments: None)
        ledger.erase_bodies([0], DAY)

    with house.opened() as ledger:
        assert ledger.read(0, house.private) == {"erased_on": DAY}

    assert verify(house.folder).erased == {0: DAY}


def test_what_is_erased_while_somebody_verifies_is_no_finding(house: House) -> None:
    house.append(["one", "two", "three"])
    with house.opened() as ledger:

        def told(index: int, _entry: dict[str, object]) -> None:
            if index == 2:
                ledger.erase_bodies([0], DAY)

        assert verify(house.folder, private_key=house.private, told=told).ok

    assert verify(house.folder).erased == {0: DAY}


def test_an_erasure_that_a_writer_has_only_listed_so_far_is_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.append(["one", "two"])
    with house.opened() as ledger, monkeypatch.context() as patched:
        listed = threading.Event()
        blank = "malath.engines.ledger.log.blank_bodies"
        patched.setattr(blank, lambda *given: (listed.set(), time.sleep(0.5), blank_bodies(*given)))
        thread = threading.Thread(target=ledger.erase_bodies, args=([0], DAY))
        thread.start()
        listed.wait()
        report = verify(house.folder, private_key=house.private)
        thread.join()

    assert report.ok, report.findings


def test_any_flipped_bit_in_a_void_or_in_the_list_of_erasures_is_found(house: House) -> None:
    house.append(["one", "two"])
    with house.opened() as ledger:
        ledger.erase_bodies([0], DAY)
    for path in (segment_paths(house.folder)[0], house.folder / "erased"):
        whole = path.read_bytes()
        for at in range(len(whole)):
            broken = bytearray(whole)
            broken[at] ^= 1 << (at % 8)
            path.write_bytes(bytes(broken))
            assert not verify(house.folder, private_key=house.private).ok, (path.name, at)
        path.write_bytes(whole)


def test_one_entry_is_shown_to_an_outsider_by_its_salt_and_words(house: House) -> None:
    house.append(["before", {"verb": "فتح", "facts": {"b": 1, "a": None}}, "after"])
    segment = Segment(segment_paths(house.folder)[0])
    record = segment.records[1]

    salt, words = opening_of(record, segment.cipher(house.private))

    assert words == '{"facts":{"a":null,"b":1},"verb":"فتح"}'.encode()
    leaf = hashlib.sha256(salt + words).digest() + hashlib.sha256(record.sealed).digest()
    with house.opened() as ledger:
        assert is_included(1, 3, leaf_hash(leaf), inclusion_proof(ledger.tree, 1, 3), ledger.root)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["append", "many", "open", "erase"]), min_size=1, max_size=10), st.data())
def test_a_ledger_agrees_with_a_plain_list_whatever_is_done_to_it(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str], data: st.DataObject
) -> None:
    house, model = House(tmp_path_factory.mktemp("model") / "ledger"), list[dict[str, object]]()
    ledger = house.opened()
    writer = ledger.__enter__()
    for act in acts:
        if act == "open":
            ledger.__exit__(None, None, None)
            ledger = house.opened()
            writer = ledger.__enter__()
        elif act == "erase" and model:
            index = data.draw(st.integers(0, len(model) - 1))
            writer.erase_bodies([index], DAY)
            model[index] = {"erased_on": DAY}
        else:
            new = [{"verb": f"{len(model) + i}"} for i in range(130 if act == "many" else 1)]
            assert writer.append([dict(entry) for entry in new]) == range(len(model), len(model) + len(new))
            model += new
    assert [entry for _index, entry in writer.iterate(house.private)] == model
    assert writer.read_range(range(len(model)), house.private) == model
    ledger.__exit__(None, None, None)
    assert verify(house.folder, private_key=house.private).findings == []
