"""Others vouch for the installation's vault: a real authority, a real witness, a copy on another disk, and a sweep."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from malath.engines.ledger import Finding, verify
from malath.engines.ledger import Report as LedgerReport
from malath.engines.ledger.cosigning import cosigned_sizes
from malath.engines.ledger.stamped import stamp_files
from malath.engines.ledger.timestamps import stamps_of
from malath.engines.ledger.witness import Witness, init_witness
from malath.engines.ledger.witness_list import remember_witness
from malath.engines.vault import Report
from malath.engines.vault import verify as verify_vault
from malath.engines.vault.replica.replicating import Copied
from malath.platform.audit.models import OutboxEntry
from malath.platform.keeper.client import home
from malath.platform.sealed import vouching
from malath.platform.sealed.vault import take_in, vault
from malath.platform.sealed.vouching import MOST_NAMED, SWEEP_DAYS, SWEPT, copy_vault, sweep_vault, vouch
from tests.engines.authority import Authority
from tests.engines.witnesses import serving

pytestmark = pytest.mark.usefixtures("coalition")


def kept(body: bytes) -> Path:
    """Something taken in; its pack."""
    before = set(vault().pack_names())
    take_in(io.BytesIO(body), "a.bin", by="test")
    [name] = set(vault().pack_names()) - before
    return vault().packs / name


def test_authorities_stamp_and_witnesses_sign_the_heads(tmp_path: Path, settings: Any) -> None:
    kept(b"stamped and signed")
    log = vault().ledger
    keys = [(folder / "log.vkey").read_text().strip() for folder in (log, home() / "ledger")]
    vkey = init_witness(tmp_path / "witness", "witness.test/one")
    witness = Witness(tmp_path / "witness", keys)

    with Authority(tmp_path / "authority") as authority, serving(witness) as url:
        settings.TIMESTAMP_AUTHORITIES = [f"{authority.url},{authority.root_pem}", "http://127.0.0.1:9/nobody"]
        remember_witness(log, url, vkey)
        vouch()

    assert [one.size for one in stamps_of(log)][-1] == sound(log).size
    assert all(one.anchored for one in stamps_of(log))
    assert cosigned_sizes(log)[-1] == sound(log).size
    assert stamp_files(home() / "ledger"), "the audit's log is stamped too"
    (log / "witnesses").unlink()


def sound(folder: Path) -> LedgerReport:
    report = verify(folder)
    assert report.findings == []
    return report


def test_a_sweep_finds_what_broke_and_a_copy_mends_it(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = kept(b"will rot " * 50)
    settings.REPLICA = str(tmp_path / "copy")
    assert copy_vault() > 0
    body = bytearray(pack.read_bytes())
    body[3] ^= 1
    pack.write_bytes(body)
    day = next(n for n in range(730_000, 730_000 + SWEEP_DAYS) if n % SWEEP_DAYS == int(pack.name[:8], 16) % SWEEP_DAYS)

    monkeypatch.setattr(timezone, "localdate", lambda: date.fromordinal(day - 1))
    assert sweep_vault() == 0, "another day's packs are looked at"
    assert not verify_vault(vault()).ok
    monkeypatch.setattr(timezone, "localdate", lambda: date.fromordinal(day))
    assert sweep_vault() == 0, "found, and brought back"

    assert verify_vault(vault()).ok
    told = OutboxEntry.objects.get(verb="vault.found-broken")
    assert (told.facts["found"], told.facts["mended"], told.facts["packs"]) == (1, 1, [pack.name])


def test_without_a_copy_the_finding_stays_and_is_told(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    pack = kept(b"will be lost " * 50)
    settings.REPLICA = ""
    whole = pack.read_bytes()
    day = next(n for n in range(730_000, 730_000 + SWEEP_DAYS) if n % SWEEP_DAYS == int(pack.name[:8], 16) % SWEEP_DAYS)
    monkeypatch.setattr(timezone, "localdate", lambda: date.fromordinal(day))
    pack.unlink()

    assert sweep_vault() == 1

    assert OutboxEntry.objects.filter(verb="vault.found-broken").count() == 1
    pack.write_bytes(whole)


def on(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: date.fromordinal(day))


def test_what_was_missed_while_nothing_ran_is_read_later(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.REPLICA = ""
    start, read = 740_000, set[int]()
    every = {f"{number:08x}".ljust(64, "0") for number in range(SWEEP_DAYS)}
    monkeypatch.setattr(vouching, "_expected", lambda _folder: every)

    def verified(_folder: object, *, only: set[str]) -> Report:
        read.update(int(name[:8], 16) for name in only)
        return Report()

    monkeypatch.setattr(vouching, "verify", verified)
    (home() / "run" / SWEPT).unlink(missing_ok=True)
    kept(b"a vault to sweep")
    counts = []
    for day in (0, 1, 1, 4, 11, 29):
        before = len(read)
        on(monkeypatch, start + day)
        assert sweep_vault() == 0
        counts.append(len(read) - before)

    assert counts == [1, 1, 0, 3, 7, 18], "nothing is read again before its time"
    assert read == set(range(SWEEP_DAYS)), "within a month all was read, whatever days were off"

    read.clear()
    on(monkeypatch, start + 90)
    assert sweep_vault() == 0
    assert read == set(range(SWEEP_DAYS)), "after two months off all is due"


def test_every_broken_pack_is_named_however_many(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.REPLICA = ""
    kept(b"a vault to sweep")
    packs = [f"{number:064x}" for number in range(MOST_NAMED * 2 + 1)]
    findings = [Finding("missing", f"pack {name}", "the pack is missing") for name in packs]
    monkeypatch.setattr(vouching, "verify", lambda *_given, **_named: Report(findings=findings))

    assert sweep_vault() == len(packs)

    told = OutboxEntry.objects.filter(verb="vault.found-broken").order_by("number")
    assert [len(one.facts["packs"]) for one in told] == [MOST_NAMED, MOST_NAMED, 1]
    assert sorted(name for one in told for name in one.facts["packs"]) == packs
    assert {one.facts["found"] for one in told} == {len(packs)}


def test_a_replica_that_keeps_erased_keys_is_told_once_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.REPLICA = str(tmp_path / "copy")
    kept(b"a vault to copy")
    monkeypatch.setattr(vouching, "replicate", lambda *_given: Copied(files=1, denied=3))
    (home() / "run" / "vault-denied").unlink(missing_ok=True)

    for day in (740_000, 740_000, 740_001):
        on(monkeypatch, day)
        assert copy_vault() == 1

    told = OutboxEntry.objects.filter(verb="vault.copies-kept")
    assert [one.facts["copies"] for one in told] == [3, 3]
