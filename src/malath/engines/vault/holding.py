"""Holds and erasures. A hold is a reason why an item must not be erased: an order to preserve, a pending case."""

from __future__ import annotations

from malath.engines.vault import entries
from malath.engines.vault.destroying import destroy
from malath.engines.vault.errors import HeldItemError
from malath.engines.vault.index import Rows
from malath.engines.vault.reading import OpenVault
from malath.engines.vault.writer import Entry, Writer


def hold(vault: OpenVault, writer: Writer, items: list[str], *, reason: str, by: str, at: str) -> None:
    """Put items under a hold. Raises NoSuchItemError, ErasedItemError with nothing written."""
    _note(vault, writer, entries.HOLD, items, reason, by, at)


def release(vault: OpenVault, writer: Writer, items: list[str], *, reason: str, by: str, at: str) -> None:
    """End the hold of items. Raises as above."""
    _note(vault, writer, entries.RELEASE, items, reason, by, at)


def _note(vault: OpenVault, writer: Writer, verb: str, items: list[str], reason: str, by: str, at: str) -> None:
    writer.hold()
    vault.catch_up()
    for item in items:
        vault.item(item)
    writer.commit([{"verb": verb, "item": item, "reason": reason, "by": by, "at": at} for item in items])


def holds(vault: OpenVault) -> dict[str, str]:
    """The reason of each hold that stands, by item."""
    standing: dict[str, str] = {}
    for event in vault.events():
        if event["verb"] == entries.HOLD:
            standing[event["item"]] = event["reason"]
        elif event["verb"] == entries.RELEASE:
            standing.pop(event["item"], None)
    return standing


def erase(vault: OpenVault, writer: Writer, items: list[str], *, reason: str, by: str, at: str) -> dict[str, list[str]]:
    """Destroy items for good: their keys, names and digests go from the ledger's bodies; every proof of what stays
    holds, and the log says that an erasure took place. What lies in replicas and backups of the packs cannot be read
    any more once the last copy of the ledger's bodies has aged out. Raises NoSuchItemError, ErasedItemError,
    HeldItemError with nothing erased.

    Of the erased items those whose bytes can still be read, each with the items that hold the same: a twin keeps them."""
    writer.hold()
    vault.catch_up()
    standing = holds(vault)
    found = [vault.item(item) for item in dict.fromkeys(items)]
    for item in found:
        if item.id in standing:
            raise HeldItemError(item.id, standing[item.id])
    going = {item.id for item in found}
    events: list[Entry] = []
    rows = Rows()
    seen: set[str] = set()
    kept: dict[str, list[str]] = {}
    for item in found:
        name = bytes.fromhex(item.object)
        twins = [row.item.hex() for row in vault.index.items_of(name) if row.item.hex() not in going]
        if twins:
            kept[item.id] = twins
        held = vault.index.object(name) if not twins and item.object not in seen else None
        seen.add(item.object)
        positions = [item.entry, *([held.entry] if held else [])]
        events.append(
            {
                "verb": entries.ERASE,
                "item": item.id,
                "object": item.object if held else None,
                "entries": positions,
                "reason": reason,
                "by": by,
                "at": at,
            }
        )
        rows.gone_items.append(bytes.fromhex(item.id))
        if held:
            rows.gone_objects.append(name)
    destroy(vault, writer, events, rows, on=at[:10])
    return kept
