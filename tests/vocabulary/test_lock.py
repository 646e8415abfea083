"""No term changes unseen: the lock beside this file holds a digest of each label and of the mappings."""

from __future__ import annotations

from pathlib import Path

import pytest

from malath.accountability.violations.vocabulary import lock
from malath.accountability.violations.vocabulary.lock import DRAFT, Lock, Row

LOCKED = Path(__file__).parent / "lock.txt"
COMMAND = "raise version.txt if a term changed, then: python -m malath.accountability.violations.vocabulary.lock"
TORTURE = Row(("e1", "f1", "a1"), (DRAFT, DRAFT, "amal"), "m1")


def test_the_lists_are_those_that_are_locked() -> None:
    locked, current = lock.read(LOCKED), lock.current()

    differing = {key for key in locked.rows.keys() | current.rows if locked.rows.get(key) != current.rows.get(key)}
    assert (locked.version, sorted(differing)) == (current.version, []), COMMAND


def test_a_changed_label_needs_a_new_version() -> None:
    old, changed = {"acts 02.01": TORTURE}, {"acts 02.01": TORTURE._replace(labels=("e2", "f1", "a1"))}

    assert lock.refusals(Lock(1, old), Lock(1, changed)) == ["acts 02.01 changed or is new, and version.txt is still 1"]
    assert lock.refusals(Lock(1, old), Lock(2, changed)) == []


def test_a_changed_mapping_and_a_new_term_need_a_new_version() -> None:
    old = {"acts 02.01": TORTURE}

    assert lock.refusals(Lock(1, old), Lock(1, {"acts 02.01": TORTURE._replace(rest="m2")}))
    assert lock.refusals(Lock(1, old), Lock(1, {**old, "acts 02.02": TORTURE}))


def test_a_code_never_vanishes() -> None:
    assert lock.refusals(Lock(1, {"acts 02.01": TORTURE}), Lock(2, {})) == [
        "acts 02.01 has vanished: a code that was published is retired, not removed"
    ]


def test_a_review_needs_no_new_version() -> None:
    reviewed = TORTURE._replace(reviews=("boris", DRAFT, "amal"))

    assert lock.refusals(Lock(1, {"acts 02.01": TORTURE}), Lock(1, {"acts 02.01": reviewed})) == []


def test_a_label_does_not_change_under_its_reviewers_name() -> None:
    old = Lock(1, {"acts 02.01": TORTURE})
    kept = TORTURE._replace(labels=("e1", "f1", "a2"))

    assert lock.refusals(old, Lock(2, {"acts 02.01": kept})) == ["acts 02.01: its ar changed under its reviewer's name"]
    assert lock.refusals(old, Lock(2, {"acts 02.01": kept._replace(reviews=(DRAFT, DRAFT, DRAFT))})) == []


def test_the_command_writes_what_it_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lock.txt"

    assert lock.main([str(file)]) == 0
    assert lock.read(file) == lock.current()
    assert "terms locked" in capsys.readouterr().out


def test_the_command_refuses_and_leaves_the_lock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, current = tmp_path / "lock.txt", lock.current()
    lock.write(current._replace(rows={**current.rows, "acts 77": TORTURE}), file)
    before = file.read_bytes()

    assert lock.main([str(file)]) == 1
    assert "acts 77 has vanished" in capsys.readouterr().err
    assert file.read_bytes() == before
