"""The log's side of witnessing: cosignatures gathered and kept, other histories refused with the evidence, verify."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from malath.engines.ledger import BadNoteError, LedgerError, verify
from malath.engines.ledger.asking import ask_witness
from malath.engines.ledger.cosigning import (
    Policy,
    cosign,
    cosigned_note,
    cosigner_key,
    keep_cosignatures,
)
from malath.engines.ledger.errors import HistoryRefusedError, TooFewWitnessesError, WitnessError
from malath.engines.ledger.misconduct import check_misconduct
from malath.engines.ledger.outside_commands import cosign_command
from malath.engines.ledger.receipts import check_receipt, receipt_of
from malath.engines.ledger.witness import init_witness
from malath.engines.ledger.witness_list import known_witnesses, remember_witness
from tests.engines.ledgers import House
from tests.engines.witnesses import witnessed

# ── the log's side ──


def test_a_log_gathers_cosignatures_and_its_receipts_carry_them(house: House, tmp_path: Path) -> None:
    house.append(["first", "second"])
    with (
        witnessed(house, tmp_path / "w1", "w1.test") as (one, _w1),
        witnessed(house, tmp_path / "w2", "w2.test") as (two, _w2),
    ):
        for url in (one, two):
            ask_witness(house.folder, url)
        house.append(["third"])
        ask_witness(house.folder, one)
    lines = [(tmp_path / name / "witness.vkey").read_text() for name in ("w1", "w2")]
    vkey = (house.folder / "log.vkey").read_text()
    untouched = (house.folder / "checkpoint").read_text()

    newest = receipt_of(house.folder, 0, house.private)

    assert untouched.count("\u2014") == 1
    assert len(check_receipt(newest, vkey, policy=Policy.of(lines, 1)).cosignatures) == 1
    with pytest.raises(TooFewWitnessesError):
        check_receipt(newest, vkey, policy=Policy.of(lines, 2))
    assert len(Policy.of(lines, 2).check(cosigned_note(house.folder, 2) or "")) == 2
    assert verify(house.folder).ok


def test_a_log_that_forgot_what_was_cosigned_asks_again_from_there(house: House, tmp_path: Path) -> None:
    house.append(["first", "second", "third"])
    with witnessed(house, tmp_path / "w") as (url, _place):
        ask_witness(house.folder, url)
        house.append(["fourth"])
        shutil.rmtree(house.folder / "cosigned")

        ask_witness(house.folder, url)

    assert cosigned_note(house.folder, 4)


def test_a_witness_that_is_asked_again_has_one_line(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.append(["first"])
    with witnessed(house, tmp_path / "w") as (url, _place):
        for second in (1_800_000_000, 1_800_000_060):
            monkeypatch.setattr("malath.engines.ledger.witness.time.time", lambda second=second: second)
            given = ask_witness(house.folder, url)

    note = cosigned_note(house.folder, 1) or ""
    assert given.at == 1_800_000_060
    assert note.count("\u2014") == 2
    assert given.line in note


def test_a_log_rolled_back_and_written_anew_is_refused_with_the_evidence(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.append(["first", "second"])
    shutil.copytree(house.folder, tmp_path / "yesterday")
    vkey = (house.folder / "log.vkey").read_text()
    with witnessed(house, tmp_path / "w") as (url, _place):
        house.append(["third", "fourth"])
        ask_witness(house.folder, url)
        shutil.copy(house.folder / "witnesses", tmp_path / "yesterday/witnesses")
        house.folder = tmp_path / "yesterday"

        with pytest.raises(HistoryRefusedError, match="knows 4 entries of this log; here are 2"):
            ask_witness(house.folder, url)
        for more in (["another third", "another fourth"], ["a fifth"], ["a sixth", "a seventh", "an eighth"]):
            house.append(list(more))
            with pytest.raises(HistoryRefusedError, match="another history") as refused:
                ask_witness(house.folder, url)
            assert check_misconduct(refused.value.evidence, vkey).first.size == 4
        assert cosign_command([str(house.folder)]) == 1

    assert "malath-ledger-misconduct/1" in capsys.readouterr().err
    assert not (house.folder / "cosigned").exists()


def test_a_witness_that_cannot_be_reached_or_is_unknown_is_named(house: House, tmp_path: Path) -> None:
    house.append(["first"])
    with pytest.raises(WitnessError, match="not known"):
        ask_witness(house.folder, "http://127.0.0.1:9")
    with witnessed(house, tmp_path / "w") as (url, _place):
        pass
    with pytest.raises(WitnessError, match=r"127\.0\.0\.1"):
        ask_witness(house.folder, url, timeout=2)
    with pytest.raises(BadNoteError, match="another key"):
        remember_witness(house.folder, url, cosigner_key("other", Ed25519PrivateKey.generate()))


def test_a_cosignature_by_another_key_is_not_kept(house: House, tmp_path: Path) -> None:
    house.append(["first"])
    with witnessed(house, tmp_path / "w") as (url, _place):
        vkey = cosigner_key("w.test", Ed25519PrivateKey.generate())
        (house.folder / "witnesses").write_text(f"{vkey} {url}\n")

        with pytest.raises(WitnessError, match="without a cosignature of its own"):
            ask_witness(house.folder, url)

    assert not (house.folder / "cosigned").exists()
    assert known_witnesses(house.folder)[url].name == "w.test"


def test_cosignatures_of_another_history_are_neither_joined_nor_shown(house: House, tmp_path: Path) -> None:
    house.append(["first"])
    other = House(tmp_path / "other")
    other.key = house.key
    other.append(["another"])
    note = (other.folder / "checkpoint").read_text()
    keep_cosignatures(house.folder, note, [cosign(note.split("\n\n")[0] + "\n", "w", other.key, 1)])

    with pytest.raises(BadNoteError, match="another checkpoint of that size"):
        keep_cosignatures(house.folder, (house.folder / "checkpoint").read_text(), [])
    receipt = receipt_of(house.folder, 0, house.private)

    assert check_receipt(receipt, (house.folder / "log.vkey").read_text()).size == 1


# ── at the terminal ──


def test_the_commands_make_a_witness_that_serves_and_a_log_that_asks(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.append(["first"])
    malath = [sys.executable, "-m", "malath.cli.main"]
    made = subprocess.run(
        [*malath, "witness", "init", tmp_path / "w", "--name", "w.test"], capture_output=True, text=True
    )
    serve = [*malath, "witness", "serve", tmp_path / "w", "--port", "0", "--log", house.folder / "log.vkey"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as serving_process:
        assert serving_process.stdout is not None
        url = serving_process.stdout.readline().split()[-1].rstrip("/")
        asked = cosign_command([str(house.folder), "--witness", f"{url},{tmp_path / 'w/witness.vkey'}"])
        again = cosign_command([str(house.folder)])
        serving_process.terminate()

    assert made.returncode == 0
    assert made.stdout.startswith("w.test+")
    assert (asked, again, serving_process.returncode) == (0, 0, 0)
    assert "cosigned by w.test" in capsys.readouterr().out
    with pytest.raises(LedgerError, match="already"):
        init_witness(tmp_path / "w", "w.test")


# ── verify ──


def test_verify_names_a_cosigned_checkpoint_that_the_log_does_not_extend(house: House, tmp_path: Path) -> None:
    house.append(["first", "second"])
    other = House(tmp_path / "other")
    other.key = house.key
    other.append(["one", "two"])
    cosigned = house.folder / "cosigned"
    cosigned.mkdir()
    (cosigned / "2").write_text((other.folder / "checkpoint").read_text())
    other.append(["three"])
    (cosigned / "3").write_text((other.folder / "checkpoint").read_text())
    (cosigned / "1").write_text("nothing")
    (cosigned / "4").write_text((house.folder / "checkpoint").read_text())

    found = {(finding.code, finding.where) for finding in verify(house.folder).findings}

    assert found == {
        ("rewritten", "cosigned/2"),
        ("rolled-back", "cosigned/3"),
        ("cosigned", "cosigned/1"),
        ("cosigned", "cosigned/4"),
    }
