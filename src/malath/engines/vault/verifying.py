"""Verifying a vault. Without a key: the signed log, its batches, and every byte of every pack. With the keys also each
entry, each object's plaintext against its SHA-256, and the index. Everything that is wrong is named."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from malath.engines.ledger import BadNoteError, Finding
from malath.engines.ledger import verify as verify_ledger
from malath.engines.ledger.merkle import TILE
from malath.engines.ledger.note import parse_verifier_key
from malath.engines.ledger.tiles import LEAF, TileStore
from malath.engines.vault.batches import Batch, read_batches
from malath.engines.vault.errors import VaultDamagedError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index_checks import check_index
from malath.engines.vault.pack_checks import Contents, PackCheck, PackChecks
from malath.engines.vault.packs import NEW
from malath.engines.vault.reading import VaultKeys
from malath.engines.vault.telling import Telling, ToldItem

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
    writer may be at work meanwhile: what it adds is left for the next time. Raises UnfinishedRotationError and
    KeysChangedError when the keys are not those of the whole log."""
    report = Report()
    if keys:
        keys.must_stand(folder)
    lines = _read_lines(folder, report)
    here = {name: size for name, size in _standing(lines).items() if only is None or name in only}
    with PackChecks(folder.packs, here) as checks:
        log = Telling(checks.begin)
        if keys is None:
            for name in here:
                checks.begin(name, [])
        private, told = (keys.private, log.hear) if keys else (None, None)
        ledger = verify_ledger(folder.ledger, since=since, verifier=verifier, private_key=private, told=told)
        report.entries, report.root = ledger.size, ledger.root
        report.findings += ledger.findings
        _check_settings(folder, verifier, report)
        lines = [line for line in lines if line.index < ledger.size] if lines else lines
        packs = _check_batches(folder, lines, ledger.size, report)
        items = _projected(folder, keys, log, ledger.size, report) if keys else {}
        _compare_packs(folder, checks.results(), packs, items, report, progress)
    _check_contents(folder, packs, log, items, report)
    _strays(folder, packs, report)
    if keys and report.findings:
        # A rotation at the same time takes the segments from under the old keys: that is no damage.
        keys.must_stand(folder)
    return report


def _check_settings(folder: VaultFolder, verifier: str | None, report: Report) -> None:
    try:
        name, key = parse_verifier_key(verifier or (folder.ledger / "log.vkey").read_text())
    except (OSError, ValueError, BadNoteError):
        return
    if name != folder.origin or not folder.settings_are_signed(key):
        report.note("settings", "vault.json", "is not what the log's key signed when the vault was made")


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
    expected = 0
    for number, line in enumerate(lines, 1):
        if line.first != expected:
            report.note("batches", f"line {number} of batches", f"does not follow entry {expected - 1}")
        if leaves.get(line.index, b"")[:32] != line.commitment:
            report.note("batches", f"line {number} of batches", f"is not what the log holds at entry {line.index}")
        expected = line.index + 1
    if expected < size and not _grew(folder, expected, size):
        report.note("batches", "batches", f"ends at entry {expected - 1}; the log has {size}")
    return _standing(lines)


def _standing(lines: list[Batch]) -> dict[str, int]:
    """The packs that came and did not go, with their sizes."""
    packs: dict[str, int] = {}
    for line in lines:
        packs.update(line.packs)
        for name in line.removed:
            packs.pop(name, None)
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


def _projected(
    folder: VaultFolder, keys: VaultKeys, log: Telling, size: int, report: Report
) -> dict[str, list[ToldItem]]:
    """The items of each object; and whether the index says the same."""
    for text in log.strange:
        report.note("entries", "ledger", text)
    try:
        rows = log.rows(keys.identity, size)
        items = log.items(rows)
    except (KeyError, ValueError, TypeError) as bad:
        report.note("entries", "ledger", f"an entry of the vault cannot be understood: {bad!r}")
        return {}
    report.items, report.objects = len(rows.items), len(rows.objects)
    check_index(folder, keys, rows, size, report.note)
    for name in set(items) - set(log.packs):
        for item in items[name]:
            report.note("object", item.id, f"its object {name} is not in the log")
    return items


def _check_contents(
    folder: VaultFolder, packs: dict[str, int], log: Telling, items: dict[str, list[ToldItem]], report: Report
) -> None:
    """Objects of which the log tells, in packs of which no batch tells."""
    for name in set(items) & set(log.packs):
        pack = log.packs[name]
        if pack not in packs and not (folder.packs / pack).exists():
            for item in items[name]:
                report.note("object", item.id, f"its pack {pack} is not in the batches")


def _compare_packs(
    folder: VaultFolder,
    checks: Iterable[PackCheck],
    packs: dict[str, int],
    items: dict[str, list[ToldItem]],
    report: Report,
    progress: Callable[[int], None] | None,
) -> None:
    """What was found in the packs, beside what the log says of them."""
    for check in checks:
        if check.name not in packs or (_is_missing(check) and _known(folder).get(check.name) is False):
            # Of a batch that is not in the log; or a writer took it away meanwhile.
            continue
        report.packs, report.bytes = report.packs + 1, report.bytes + check.read
        if progress:
            progress(check.read)
        for name, found in check.objects.items():
            report.findings += _of_object(check.name, found, items.get(name, []))
        for code, text in check.faults:
            ids = ", ".join(sorted({item.id for name in check.holds for item in items.get(name, [])}))
            report.note(code, f"pack {check.name}" + (f" ({ids})" if ids else ""), text)


def _is_missing(check: PackCheck) -> bool:
    return any(code == "missing" for code, _text in check.faults)


def _of_object(pack: str, found: Contents, items: list[ToldItem]) -> Iterator[Finding]:
    if found.broken and items:
        yield Finding("object", ", ".join(item.id for item in items), f"pack {pack}: {found.broken}")
        return
    for item in items:
        if (item.size, item.sha256) != (found.size, found.sha256):
            yield Finding("object", item.id, f"pack {pack}: not the {item.size} bytes that the log says")


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
