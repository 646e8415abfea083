"""The index beside the log: what it says must be what the log says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from malath.engines.ledger import Finding, LedgerDamagedError
from malath.engines.ledger.reading import LedgerReader
from malath.engines.vault.errors import VaultDamagedError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index import Index, Rows, as_it_lies, is_whole
from malath.engines.vault.projecting import project
from malath.engines.vault.reading import VaultKeys

Note = Callable[[str, str, str], None]
"""Takes a finding: code, where, message."""
_LOOKS = 5


def check_index(folder: VaultFolder, keys: VaultKeys, rows: Rows, size: int, note: Note) -> None:
    """Note what the index does not say as the log's first `size` entries say it (`rows`).

    A writer may go on meanwhile, and what it writes may change what the index says of earlier entries (twins are merged,
    items erased): then both are read again, and only what is wrong each time is noted.
    """
    found: list[Finding] | None = None
    ledger = LedgerReader(folder.ledger, keys.private)
    for _look in range(_LOOKS):
        wrong = list[Finding]()
        _look_at(folder, keys, rows, size, lambda *finding: wrong.append(Finding(*finding)))  # noqa: B023
        found = wrong if found is None else [one for one in found if one in wrong]
        try:
            if not found or ledger.size == size:
                break
            size = ledger.size
            rows = project(ledger.iterate(), keys.identity, size)
        except LedgerDamagedError:
            break
    for one in found or []:
        note(one.code, one.where, one.message)


def _look_at(folder: VaultFolder, keys: VaultKeys, rows: Rows, size: int, note: Note) -> None:
    if not folder.index.exists():
        return
    try:
        with as_it_lies(folder.index) as path:
            _check(path, folder, keys, rows, size, note)
    except OSError as unreadable:
        note("index", "index.db", unreadable.strerror or str(unreadable))


def _check(path: Path, folder: VaultFolder, keys: VaultKeys, rows: Rows, size: int, note: Note) -> None:
    broken = is_whole(path)
    if broken:
        note("index", "index.db", f"{broken}: `malath vault rebuild` makes it anew")
        return
    try:
        index = Index(path)
    except VaultDamagedError as bad:
        note("index", "index.db", str(bad))
        return
    try:
        _compare(index, LedgerReader(folder.ledger, keys.private), rows, size, note)
    except LedgerDamagedError:
        # Named before: there is no log to compare with.
        pass
    except (VaultDamagedError, ValueError, TypeError, AttributeError) as bad:
        note("index", "index.db", f"cannot be read: {bad}")
    finally:
        index.close()


def _compare(index: Index, ledger: LedgerReader, rows: Rows, size: int, note: Note) -> None:
    """What the index says must be what the log says; it may lack the entries that it does not claim to cover, for a
    crash leaves it behind the log until the vault is next opened."""
    covered, items, objects = index.covered, index.items(), index.objects()
    now = ledger.size
    if covered > now:
        note("index", "index.db", f"speaks for {covered} entries; the log has {now}")
    told_items = {row.item: row for row in rows.items}
    told_objects = {row.object: row for row in rows.objects}
    # A writer may have gone on meanwhile: what the index says of later entries waits for the next time.
    for row in items:
        if told_items.pop(row.item, None) != row and not size <= row.entry < now:
            note("index", f"index.db, item {row.item.hex()}", "is not what the log says")
    for found in objects:
        of_log = told_objects.pop(found.object, None)
        same = of_log is not None and of_log.entry == found.entry and found.keyed in {None, of_log.keyed}
        if not same and not size <= found.entry < now:
            note("index", f"index.db, object {found.object.hex()}", "is not what the log says")
    missing = [(row.item, row.entry) for row in told_items.values()]
    missing += [(told.object, told.entry) for told in told_objects.values()]
    for name, entry in missing:
        if entry < min(covered, size):
            note("index", f"index.db, {name.hex()}", "is missing")
