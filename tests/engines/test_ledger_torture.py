"""Whoever removes, changes, swaps, repeats or cuts an entry is found, and what a crash leaves is whole."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malath.engines.ledger import LedgerDamagedError, Report, verify
from malath.engines.ledger.segments import Segment, segment_paths
from tests.engines.ledgers import ORIGIN, House

ENTRIES = 12
pytestmark = pytest.mark.usefixtures("unsynced")
_LENGTH = struct.Struct(">I")


@pytest.fixture
def grown(house: House) -> House:
    """Twelve entries in three segments."""
    for start in (0, 4, 8):
        house.append([f"entry {number}" for number in range(start, start + 4)])
    assert len(segment_paths(house.folder)) == 3
    return house


def records_of(path: Path) -> tuple[bytes, list[bytes]]:
    """A segment's header and its records as they lie in the file."""
    segment = Segment(path)
    records = [segment.body[record.start : record.end] for record in segment.records]
    return segment.body[: segment.records[0].start], records


def rewrite(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Write a segment anew with its records changed."""
    head, records = records_of(path)
    path.write_bytes(head + b"".join(change(records)))


def places(report: Report, code: str) -> list[str]:
    return [finding.where for finding in report.findings if finding.code == code]


# ── somebody at work in the folder ──


@pytest.mark.parametrize("index", range(ENTRIES))
def test_a_removed_entry_is_found_and_named(grown: House, index: int) -> None:
    path = segment_paths(grown.folder)[index // 4]

    rewrite(path, lambda records: records[: index % 4] + records[index % 4 + 1 :])

    report = verify(grown.folder)
    assert f"entry {index}" in places(report, "removed"), report.findings


@pytest.mark.parametrize("index", range(ENTRIES))
def test_a_changed_entry_is_found_and_named(grown: House, index: int) -> None:
    path = segment_paths(grown.folder)[index // 4]

    def change(records: list[bytes]) -> list[bytes]:
        broken = bytearray(records[index % 4])
        broken[-1] ^= 1
        records[index % 4] = bytes(broken)
        return records

    rewrite(path, change)

    report = verify(grown.folder, private_key=grown.private)
    assert places(report, "changed") == [f"entry {index}"]
    assert places(report, "unreadable") == [f"entry {index}"]


@pytest.mark.parametrize("index", [0, 1, 2, 4, 5, 6, 8, 9, 10])
def test_two_entries_that_changed_places_are_found_and_named(grown: House, index: int) -> None:
    path = segment_paths(grown.folder)[index // 4]

    def swap(records: list[bytes]) -> list[bytes]:
        at = index % 4
        records[at], records[at + 1] = records[at + 1], records[at]
        return records

    rewrite(path, swap)

    assert places(verify(grown.folder), "swapped") == [f"entry {index} and entry {index + 1}"]


def test_entries_swapped_far_apart_are_both_named(grown: House) -> None:
    first, last = segment_paths(grown.folder)[0], segment_paths(grown.folder)[2]
    (head_a, a), (head_b, b) = records_of(first), records_of(last)
    a[1], b[2] = b[2], a[1]

    first.write_bytes(head_a + b"".join(a))
    last.write_bytes(head_b + b"".join(b))

    named = " ".join(finding.where for finding in verify(grown.folder).findings)
    assert "entry 1" in named
    assert "entry 10" in named


@pytest.mark.parametrize("index", range(ENTRIES))
def test_a_repeated_entry_is_found_and_named(grown: House, index: int) -> None:
    at = index % 4

    rewrite(segment_paths(grown.folder)[index // 4], lambda r: [*r[: at + 1], r[at], *r[at + 1 :]])

    report = verify(grown.folder)
    assert not report.ok
    assert places(report, "duplicated") == [f"entry {index}, before entry {index + 1}"], report.findings
    assert any(f"entry {index + 1}" in finding.where for finding in report.findings), report.findings


def test_two_segments_that_changed_names_are_found(grown: House) -> None:
    first, second, _third = segment_paths(grown.folder)
    a, b = first.read_bytes(), second.read_bytes()

    first.write_bytes(b)
    second.write_bytes(a)

    report = verify(grown.folder)
    assert places(report, "segment") == [first.name, second.name]
    assert places(report, "swapped") == [f"entry {number} and entry {number + 4}" for number in range(4)]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_removed_segment_is_found_and_its_entries_named(grown: House, which: int) -> None:
    segment_paths(grown.folder)[which].unlink()

    named = places(verify(grown.folder), "removed")

    assert [f"entry {number}" for number in range(which * 4, which * 4 + 4)] == named


def test_a_rewritten_ledger_under_another_key_is_not_believed(grown: House, tmp_path: Path) -> None:
    forger = House(tmp_path / "forged")
    forger.append([f"forged {number}" for number in range(ENTRIES)])
    for path in forger.folder.rglob("*"):
        if path.is_file() and path.name != "log.vkey":
            target = grown.folder / path.relative_to(forger.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())

    assert places(verify(grown.folder), "signature") == ["checkpoint"]


def test_a_ledger_rolled_back_as_a_whole_is_found_by_who_remembers_its_head(house: House, tmp_path: Path) -> None:
    house.append([f"entry {number}" for number in range(5)])
    shutil.copytree(house.folder, tmp_path / "older")
    house.append(["the entry that somebody would rather not have written"])
    remembered = (house.folder / "checkpoint").read_text()

    alone = verify(tmp_path / "older")
    report = verify(tmp_path / "older", since=remembered)

    assert alone.ok
    assert places(report, "rolled-back") == ["entry 5"]


def test_a_fork_signed_by_the_log_itself_is_found_by_who_remembers_its_head(house: House, tmp_path: Path) -> None:
    house.append(["one", "two"])
    shutil.copytree(house.folder, tmp_path / "fork")
    house.append(["three as told to the witness"])
    with house.opened(tmp_path / "fork") as fork:
        fork.append([{"verb": "three as told to the court"}, {"verb": "four"}])

    report = verify(tmp_path / "fork", since=(house.folder / "checkpoint").read_text())

    assert places(report, "rewritten") == ["entry 3"]


def test_later_entries_continue_a_remembered_head(grown: House) -> None:
    remembered = (grown.folder / "checkpoint").read_text()

    grown.append(["one more"])

    assert verify(grown.folder, since=remembered).ok


@pytest.mark.parametrize("missing", ["checkpoint", "log.vkey", "tile/0/000.p/12"])
def test_a_missing_file_is_found_and_named(grown: House, missing: str) -> None:
    (grown.folder / missing).unlink()

    report = verify(grown.folder)

    assert not report.ok
    assert any(Path(missing).name in f.where or missing.rsplit(".p", 1)[0] in f.where for f in report.findings)


def test_every_flipped_bit_of_the_folder_is_found(house: House) -> None:
    house.append(["first", "second"])
    house.append(["third"])
    files = [p for p in house.folder.rglob("*") if p.is_file() and p.name != "writer.lock"]
    unseen = []

    for path in files:
        whole = path.read_bytes()
        for at in range(len(whole)):
            broken = bytearray(whole)
            broken[at] ^= 1 << (at % 8)
            path.write_bytes(bytes(broken))
            if verify(house.folder, private_key=house.private).ok:
                unseen.append((path.name, at))
        path.write_bytes(whole)

    # The last line feed of the key's line, and the note's signature line feed, carry nothing.
    assert [(name, at) for name, at in unseen if name not in {"log.vkey", "checkpoint"}] == []
    assert len(unseen) <= 2, unseen
    assert verify(house.folder, private_key=house.private).ok


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_no_rearrangement_of_entries_passes(grown: House, chance: random.Random) -> None:
    paths = segment_paths(grown.folder)
    before = {path: path.read_bytes() for path in paths}
    path = chance.choice(paths)
    _head, records = records_of(path)
    changed = list(records)
    while changed == records:
        act = chance.choice(["remove", "repeat", "shuffle", "cut"])
        at = chance.randrange(len(changed)) if changed else 0
        if act == "remove" and changed:
            del changed[at]
        elif act == "repeat" and changed:
            changed.insert(chance.randrange(len(changed) + 1), changed[at])
        elif act == "shuffle":
            chance.shuffle(changed)
        elif changed:
            changed = [*changed[:-1], changed[-1][: chance.randrange(1, len(changed[-1]))]]
    try:
        rewrite(path, lambda _records: changed)

        assert not verify(grown.folder).ok
    finally:
        for kept, body in before.items():
            kept.write_bytes(body)


# ── power cuts ──


def interrupted_states(house: House, tmp_path: Path) -> tuple[Path, list[str], Path]:
    """The folder before the last append, what was acknowledged in it, and the folder after."""
    house.append(["kept 1", "kept 2", "kept 3"])
    before, after = tmp_path / "before", tmp_path / "after"
    shutil.copytree(house.folder, before)
    acknowledged = house.verbs(before)
    shutil.rmtree(before)
    shutil.copytree(house.folder, before)
    house.append(["torn 1", "torn 2"])
    shutil.copytree(house.folder, after)
    return before, acknowledged, after


def test_cut_at_every_byte_of_the_last_append_no_acknowledged_entry_is_lost(house: House, tmp_path: Path) -> None:
    before, acknowledged, after = interrupted_states(house, tmp_path)
    (new,) = {p.name for p in segment_paths(after)} - {p.name for p in segment_paths(before)}
    body = (after / new).read_bytes()
    work = tmp_path / "work"

    for cut in [*range(0, len(body), 5), len(body)]:
        shutil.copytree(before, work)
        (work / new).write_bytes(body[:cut])

        verbs = house.verbs(work)

        assert verbs[:3] == acknowledged, f"cut at byte {cut}"
        assert verbs[3:] == ["torn 1", "torn 2"][: len(verbs) - 3], f"cut at byte {cut}"
        with house.opened(work) as ledger:
            ledger.append([{"verb": "afterwards"}])
        report = verify(work, private_key=house.private)
        assert report.ok, (cut, report.findings)
        assert house.verbs(work) == [*verbs, "afterwards"]
        shutil.rmtree(work)


def test_cut_inside_a_segment_that_goes_on_no_acknowledged_entry_is_lost(house: House, tmp_path: Path) -> None:
    with house.opened() as ledger:
        ledger.append([{"verb": "kept 1"}, {"verb": "kept 2"}])
        shutil.copytree(house.folder, tmp_path / "before")
        ledger.append([{"verb": "torn 1"}, {"verb": "torn 2"}])
    (path,) = segment_paths(house.folder)
    whole, start = path.read_bytes(), (tmp_path / "before" / path.name).stat().st_size
    work = tmp_path / "work"

    for cut in [*range(start, len(whole), 5), len(whole)]:
        shutil.copytree(tmp_path / "before", work)
        (work / path.name).write_bytes(whole[:cut])
        assert house.verbs(work)[:2] == ["kept 1", "kept 2"], f"cut at byte {cut}"
        assert verify(work, private_key=house.private).ok, f"cut at byte {cut}"
        shutil.rmtree(work)


def test_tiles_and_half_written_parts_that_a_crash_left_are_made_again(house: House, tmp_path: Path) -> None:
    _before, _acknowledged, after = interrupted_states(house, tmp_path)
    house.verbs(after)
    tiles = [path for path in (after / "tile").rglob("*") if path.is_file()]

    for path in tiles:
        for body in (b"", path.read_bytes()[:-7]):
            path.write_bytes(body)
            path.with_name(path.name + ".part").write_bytes(b"half")
            with house.opened(after):
                pass
            assert verify(after).ok


def test_a_ledger_shorter_than_its_own_head_is_not_continued(grown: House) -> None:
    rewrite(segment_paths(grown.folder)[-1], lambda records: records[:-1])

    with pytest.raises(LedgerDamagedError), grown.opened():
        pass


def test_a_ledger_with_a_changed_entry_is_not_continued(grown: House) -> None:
    path = segment_paths(grown.folder)[0]
    body = bytearray(path.read_bytes())
    body[-1] ^= 1
    path.write_bytes(bytes(body))

    with pytest.raises(LedgerDamagedError), grown.opened():
        pass


WRITER = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from malath.engines.ledger import Ledger
folder, key, public, origin = sys.argv[1:]
ledger = Ledger.open(Path(folder), Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)), bytes.fromhex(public),
                     origin=origin)
while True:
    first = ledger.size
    ledger.append([{"verb": f"entry {first + i}"} for i in range(3)])
    print(ledger.size, flush=True)
"""


def test_a_writer_that_is_killed_loses_nothing_that_it_acknowledged(house: House) -> None:
    chance = random.Random(7)
    acknowledged = 0

    for _round in range(int(os.environ.get("MALATH_SOAK") or 0) * 200 or 6):
        command = [sys.executable, "-c", WRITER, str(house.folder), house.key.private_bytes_raw().hex()]
        with subprocess.Popen([*command, house.public.hex(), ORIGIN], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            acknowledged = int(writer.stdout.readline())
            time.sleep(chance.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
            for line in writer.stdout:
                if line.endswith(b"\n"):
                    acknowledged = int(line)
        verbs = house.verbs()
        assert len(verbs) >= acknowledged
        assert verbs == [f"entry {number}" for number in range(len(verbs))]

    assert verify(house.folder, private_key=house.private).ok


def test_the_leaf_commits_to_the_words_without_showing_them(house: House) -> None:
    house.append(["a verb"])
    record = Segment(segment_paths(house.folder)[0]).records[0]

    assert record.leaf[32:] == hashlib.sha256(record.sealed).digest()
    assert record.leaf[:32] != hashlib.sha256(b'{"verb":"a verb"}').digest()
