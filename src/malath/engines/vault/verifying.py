"""Verifying a vault. Without a key: the signed log, its batches, and every byte of every pack. With the keys also each
entry, each object's plaintext against its SHA-256, and the index. Everything that is wrong is named."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from malath.engines.ledger import BadNoteError, Finding, LedgerDamagedError
from malath.engines.ledger import verify as verify_ledger
from malath.engines.ledger.merkle import TILE
from malath.engines.ledger.note import parse_verifier_key
from malath.engines.ledger.reading import LedgerReader
from malath.engines.ledger.records import open_record
from malath.engines.ledger.tiles import LEAF, TileStore
from malath.engines.vault import entries
from malath.engines.vault.batches import Batch, read_batches
from malath.engines.vault.entries import Item, ObjectEntry
from malath.engines.vault.errors import VaultDamagedError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index import Index, Rows, is_whole
from malath.engines.vault.pack_checks import check_pack
from malath.engines.vault.packs import NEW
from malath.engines.vault.projecting import project
from malath.engines.vault.reading import VaultKeys

WORKERS = 2
_LOOKS = 3
_PAUSE = 0.05


@dataclass
class Report:
    """What verify found. `items` and `objects` are known only with the keys (-1 without)."""

    entries: int = 0
    root: bytes = b""
    packs: int = 0
    bytes: int = 0
    items: int = -1
    objects: int = -1
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def note(self, code: str, where: str, message: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, where, message))


def verify(
    folder: VaultFolder,
    keys: VaultKeys | None = None,
    *,
    since: str | None = None,
    verifier: str | None = None,
    only: set[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Check a vault. `since` is a checkpoint that was kept elsewhere, `verifier` the log's key as others know it: with
    either, a vault that was rolled back or replaced as a whole is found. `only` names the packs of a partial sweep. A
    writer may be at work meanwhile: what it adds is left for the next time."""
    report = Report()
    lines = _read_lines(folder, report)
    ledger = verify_ledger(folder.ledger, since=since, verifier=verifier)
    report.entries, report.root = ledger.size, ledger.root
    report.findings += ledger.findings
    _check_settings(folder, verifier, report)
    lines = [line for line in lines if line.index < ledger.size] if lines else lines
    packs = _check_batches(folder, lines, ledger.size, report)
    wanted = {name: size for name, size in packs.items() if only is None or name in only}
    told = _told(folder, keys, ledger.size, report) if keys else _Told()
    _check_packs(folder, wanted, told, report, progress)
    _strays(folder, packs, report)
    return report


def _check_settings(folder: VaultFolder, verifier: str | None, report: Report) -> None:
    try:
        name, key = parse_verifier_key(verifier or (folder.ledger / "log.vkey").read_text())
    except (OSError, ValueError, BadNoteError):
        return
    if name != folder.origin or not folder.settings_are_signed(key):
        report.note("settings", "vault.json", "is not what the log's key signed when the vault was made")


@dataclass
class _Told:
    """What the ledger's bodies tell of objects, by pack."""

    by_pack: dict[str, list[tuple[ObjectEntry, Item]]] = field(default_factory=dict)


def _read_lines(folder: VaultFolder, report: Report) -> list[Batch]:
    try:
        for look in range(_LOOKS):
            lines, whole = read_batches(folder.batches)
            torn = folder.batches.stat().st_size - whole if folder.batches.exists() else 0
            if not torn:
                break
            # A writer may be in the middle of a line.
            time.sleep(_PAUSE if look < _LOOKS - 1 else 0)
        else:
            report.note("torn", "batches", f"{torn} bytes at its end are no line: cut off, or added")
        return lines
    except VaultDamagedError as bad:
        report.note("batches", "batches", str(bad))
        return []


def _check_batches(folder: VaultFolder, lines: list[Batch], size: int, report: Report) -> dict[str, int]:
    """The packs that must be here with their sizes, from lines that the log attests."""
    leaves = _leaves(folder.ledger, {line.index for line in lines})
    packs: dict[str, int] = {}
    expected = 0
    for number, line in enumerate(lines, 1):
        if line.first != expected:
            report.note("batches", f"line {number} of batches", f"does not follow entry {expected - 1}")
        if leaves.get(line.index, b"")[:32] != line.commitment:
            report.note("batches", f"line {number} of batches", f"is not what the log holds at entry {line.index}")
        expected = line.index + 1
        packs.update(line.packs)
        for name in line.removed:
            packs.pop(name, None)
    if expected < size and not _grew(folder, expected, size):
        report.note("batches", "batches", f"ends at entry {expected - 1}; the log has {size}")
    return packs


def _grew(folder: VaultFolder, expected: int, size: int) -> bool:
    """Whether a writer added lines while we looked: the log covers whole commits, so the next one ends below its
    size."""
    try:
        return any(line.first == expected and line.index < size for line in read_batches(folder.batches)[0])
    except VaultDamagedError:
        return False


def _leaves(folder: Path, wanted: set[int]) -> dict[int, bytes]:
    """Leaves by index, from the bundles; those were compared with the entries before."""
    store, found = TileStore(folder), {}
    by_bundle: dict[int, list[int]] = {}
    for index in wanted:
        by_bundle.setdefault(index // TILE, []).append(index)
    for number, indexes in by_bundle.items():
        body = store.longest(number)
        for index in indexes:
            at = (index % TILE) * (LEAF + 2) + 2
            found[index] = body[at : at + LEAF]
    return found


def _told(folder: VaultFolder, keys: VaultKeys, size: int, report: Report) -> _Told:
    """What the sealed entries tell; and whether the index says the same."""
    told = _Told()
    objects: dict[str, ObjectEntry] = {}
    items: dict[int, Item] = {}

    def noting() -> Iterator[tuple[int, dict[str, Any]]]:
        for position, entry in _opened_entries(LedgerReader(folder.ledger, keys.private), report):
            verb = entry.get("verb")
            if verb == entries.OBJECT:
                objects[entry["object"]] = ObjectEntry.read(entry)
            elif verb == entries.INGEST:
                items[position] = Item.read(entry, position)
            yield position, entry

    try:
        rows = project(noting(), keys.identity, size)
    except (KeyError, ValueError, TypeError) as bad:
        report.note("entries", "ledger", f"an entry of the vault cannot be understood: {bad!r}")
        return told
    report.items, report.objects = len(rows.items), len(rows.objects)
    _check_index(folder, keys, rows, size, report)
    for row in rows.items:
        held = objects.get(row.object.hex())
        if held is None:
            report.note("object", row.item.hex(), f"its object {row.object.hex()} is not in the log")
        else:
            told.by_pack.setdefault(held.place.pack, []).append((held, items[row.entry]))
    return told


def _opened_entries(reader: LedgerReader, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every entry that opens; each that does not is named."""
    try:
        for record, cipher in reader.records():
            try:
                yield record.index, {"erased": True} if record.is_void else open_record(record, cipher)
            except LedgerDamagedError as bad:
                report.note("unreadable", f"entry {record.index}", str(bad))
    except LedgerDamagedError as bad:
        report.note("key", "ledger", str(bad))


def _check_index(folder: VaultFolder, keys: VaultKeys, rows: Rows, size: int, report: Report) -> None:
    if not folder.index.exists():
        return
    broken = is_whole(folder.index)
    if broken:
        report.note("index", "index.db", f"{broken}: `malath vault rebuild` makes it anew")
        return
    try:
        index = Index(folder.index)
    except VaultDamagedError as bad:
        report.note("index", "index.db", str(bad))
        return
    try:
        _compare_index(index, LedgerReader(folder.ledger, keys.private), rows, size, report)
    except LedgerDamagedError:
        # Named before: there is no log to compare with.
        pass
    except (VaultDamagedError, ValueError, TypeError, AttributeError) as bad:
        report.note("index", "index.db", f"cannot be read: {bad}")
    finally:
        index.close()


def _compare_index(index: Index, ledger: LedgerReader, rows: Rows, size: int, report: Report) -> None:
    """What the index says must be what the log says; it may lack the entries that it does not claim to cover, for a
    crash leaves it behind the log until the vault is next opened."""
    covered, items, objects = index.covered, index.items(), index.objects()
    now = ledger.size
    if covered > now:
        report.note("index", "index.db", f"speaks for {covered} entries; the log has {now}")
    told_items = {row.item: row for row in rows.items}
    told_objects = {row.object: row for row in rows.objects}
    # A writer may have gone on meanwhile: what the index says of later entries waits for the next time.
    for row in items:
        if told_items.pop(row.item, None) != row and not size <= row.entry < now:
            report.note("index", f"index.db, item {row.item.hex()}", "is not what the log says")
    for found in objects:
        of_log = told_objects.pop(found.object, None)
        same = of_log is not None and of_log.entry == found.entry and found.keyed in {None, of_log.keyed}
        if not same and not size <= found.entry < now:
            report.note("index", f"index.db, object {found.object.hex()}", "is not what the log says")
    missing = [(row.item, row.entry) for row in told_items.values()]
    missing += [(told.object, told.entry) for told in told_objects.values()]
    for name, entry in missing:
        if entry < min(covered, size):
            report.note("index", f"index.db, {name.hex()}", "is missing")


def _check_packs(
    folder: VaultFolder, packs: dict[str, int], told: _Told, report: Report, progress: Callable[[int], None] | None
) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = ((folder.packs / name, size, told.by_pack.get(name, [])) for name, size in packs.items())
        for size, findings in _ahead(pool, jobs):
            report.packs, report.bytes = report.packs + 1, report.bytes + size
            report.findings += findings
            if progress:
                progress(size)
    for name in set(told.by_pack) - set(packs):
        if not (folder.packs / name).exists():
            for _held, item in told.by_pack[name]:
                report.note("object", item.id, f"its pack {name} is not in the batches")


def _ahead(
    pool: ThreadPoolExecutor, jobs: Iterator[tuple[Path, int, list[tuple[ObjectEntry, Item]]]]
) -> Iterator[tuple[int, list[Finding]]]:
    waiting = []
    for job in jobs:
        waiting.append(pool.submit(check_pack, *job))
        if len(waiting) > 2 * WORKERS:
            yield waiting.pop(0).result()
    while waiting:
        yield waiting.pop(0).result()


def _strays(folder: VaultFolder, packs: dict[str, int], report: Report) -> None:
    """Files among the packs that no batch knows, or that one took away: put there by somebody. What a writer is about
    to take away or has just added is none: what looks odd is looked at again."""
    for look in range(_LOOKS):
        known = _known(folder)
        here = {entry.name for entry in os.scandir(folder.packs) if not entry.name.startswith(NEW)}
        odd = [name for name in sorted(here - set(packs)) if not known.get(name)]
        if not odd:
            return
        time.sleep(_PAUSE if look < _LOOKS - 1 else 0)
    for name in odd:
        text = "a batch took it away, and it is here again" if name in known else "no batch knows it"
        report.note("stray", f"pack {name}", text)


def _known(folder: VaultFolder) -> dict[str, bool]:
    """The packs of which the batches tell: whether each is still to be here."""
    known: dict[str, bool] = {}
    try:
        for line in read_batches(folder.batches)[0]:
            known.update(dict.fromkeys(line.packs, True))
            known.update(dict.fromkeys(line.removed, False))
    except VaultDamagedError:
        pass
    return known
