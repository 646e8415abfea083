"""Others vouch for the vault: authorities stamp its log, witnesses cosign it, a replica keeps copies; and a sweep reads
every pack again within a month (SC1). Jobs: what fails is told by a code in the log and tried again next time."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from malath.engines.durable import put_durably
from malath.engines.ledger import LedgerError
from malath.engines.ledger.asking import ask_witness
from malath.engines.ledger.timestamps import AuthorityAddress, stamp
from malath.engines.ledger.witness_list import known_witnesses
from malath.engines.vault import VaultError, VaultFolder, verify
from malath.engines.vault.batches import read_batches
from malath.engines.vault.replica.repairing import repair
from malath.engines.vault.replica.replicating import replicate
from malath.engines.vault.replica.stores import Store, open_store
from malath.engines.vault.verifying import Report
from malath.platform.audit.actions import record
from malath.platform.keeper.client import home
from malath.platform.keeper.vaulted import vault_of

log = logging.getLogger(__name__)
SWEEP_DAYS = 30
MOST_NAMED = 200
"""How many packs one entry of the ledger names; more make more entries."""
SWEPT = "vault-swept"


def vouch() -> None:
    """Have the heads of the vault's log and of the audit's stamped and cosigned by all that are set up."""
    authorities = [AuthorityAddress.parse(text) for text in settings.TIMESTAMP_AUTHORITIES]
    for folder in _ledgers():
        if authorities:
            for outcome in stamp(folder, authorities):
                if outcome.stamp is None:
                    log.warning("a time-stamp of %s was not given: %s", folder.parent.name, outcome.error)
        for url in known_witnesses(folder):
            try:
                ask_witness(folder, url)
            except LedgerError as refused:
                log.warning("a witness of %s did not sign: %s", folder.parent.name, refused.code)


def _ledgers() -> list[Path]:
    folders = [home() / "ledger"]
    if (home() / "vault" / "vault.json").exists():
        folders.append(vault_of(home()).ledger)
    return [folder for folder in folders if (folder / "checkpoint").exists()]


def copy_vault() -> int:
    """Copy what the replica lacks; how many files. Nothing without a replica."""
    store = _replica()
    if store is None or not (home() / "vault" / "vault.json").exists():
        return 0
    try:
        copied = replicate(vault_of(home()), store)
    except VaultError as failed:
        log.warning("the vault was not copied: %s", failed.code)
        return 0
    if copied.denied:
        _tell_of_denied(copied.denied)
    return copied.files


def _tell_of_denied(copies: int) -> None:
    """Keys that were erased here can still be had from the replica, though its lock is over. Once a day in the ledger."""
    log.warning("the replica keeps %d older copies of keys: the credentials may not delete them", copies)
    today = timezone.localdate().toordinal()
    if _day_of("vault-denied") != today:
        with transaction.atomic():
            record("vault.copies-kept", by=None, copies=copies)
        _note_day("vault-denied", today)


def _day_of(name: str) -> int | None:
    """The day that was noted, as an ordinal."""
    try:
        return int((home() / "run" / name).read_text())
    except (OSError, ValueError):
        return None


def _note_day(name: str, day: int) -> None:
    (home() / "run").mkdir(mode=0o700, exist_ok=True)
    put_durably(home() / "run" / name, str(day).encode())


def _replica() -> Store | None:
    if not settings.REPLICA:
        return None
    try:
        return open_store(settings.REPLICA, endpoint=settings.REPLICA_ENDPOINT or None)
    except VaultError as failed:
        log.warning("the replica cannot be used: %s", failed.code)
        return None


def sweep_vault() -> int:
    """Read a thirtieth of the packs, another one each day, and those of the days on which nothing ran; how many findings
    were left after what a replica mended. That something was broken is in the ledger."""
    if not (home() / "vault" / "vault.json").exists():
        return 0
    folder = vault_of(home())
    today = timezone.localdate().toordinal()
    due = _slices_due(_day_of(SWEPT), today)
    report = verify(folder, only={name for name in _expected(folder) if int(name[:8], 16) % SWEEP_DAYS in due})
    left = 0 if report.ok else _mend(folder, report)
    _note_day(SWEPT, today)
    return left


def _slices_due(last: int | None, today: int) -> set[int]:
    """What to read today, when the sweep last ran on that day (an ordinal)."""
    since = today if last is None else min(last + 1, today)
    return {day % SWEEP_DAYS for day in range(max(since, today - SWEEP_DAYS + 1), today + 1)}


def _mend(folder: VaultFolder, report: Report) -> int:
    found, mended = len(report.findings), 0
    store = _replica()
    if store is not None:
        try:
            mended = len(repair(folder, store, by="the system", at=timezone.now().isoformat()).packs)
        except VaultError as failed:
            log.warning("the vault was not mended: %s", failed.code)
    packs = _packs_in(report)
    with transaction.atomic():
        for at in range(0, max(len(packs), 1), MOST_NAMED):
            named = packs[at : at + MOST_NAMED]
            record("vault.found-broken", by=None, found=found, mended=mended, packs=named)
    log.warning("the vault: %d findings, %d packs brought back; run `malath vault verify`", found, mended)
    return found - mended


def _packs_in(report: Report) -> list[str]:
    """The packs that the findings name; a stray one is nobody's."""
    named = {one.where.split()[1] for one in report.findings if one.where.startswith("pack ") and one.code != "stray"}
    return sorted(named)


def _expected(folder: VaultFolder) -> set[str]:
    return {name for line in read_batches(folder.batches)[0] for name in line.packs}
