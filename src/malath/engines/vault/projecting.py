"""What the ledger says of items and objects: the truth of which the index is a copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from malath.engines.vault import entries
from malath.engines.vault.entries import keyed_name
from malath.engines.vault.index import ItemRow, ObjectRow, Rows


def project(told: Iterable[tuple[int, dict[str, Any]]], identity: bytes, size: int) -> Rows:
    """The rows that the first `size` of the ledger's entries (index, entry) give, in the order in which they came."""
    items: dict[str, ItemRow] = {}
    objects: dict[str, ObjectRow] = {}
    kept: dict[str, str] = {}
    digests: dict[bytes, bytes] = {}
    for position, entry in told:
        if position >= size:
            break
        verb = entry.get("verb")
        if verb == entries.OBJECT:
            objects[entry["object"]] = ObjectRow(bytes.fromhex(entry["object"]), position, None)
        elif verb == entries.INGEST:
            name = entry["object"]
            row = items[entry["item"]] = ItemRow(bytes.fromhex(entry["item"]), position, bytes.fromhex(name))
            digests[row.item] = bytes.fromhex(entry["sha256"])
        elif verb == entries.SAME:
            kept[entry["object"]] = entry["kept"]
            objects.pop(entry["object"], None)
        elif verb == entries.ERASE:
            items.pop(entry["item"], None)
            objects.pop(entry["object"] or "", None)
    rows = [_resolved(row, kept) for row in items.values()]
    for row in rows:
        # Any item tells what its object holds: the one with which the object came may be erased.
        held = objects.get(row.object.hex())
        if held is not None and held.keyed is None:
            objects[row.object.hex()] = held._replace(keyed=keyed_name(identity, digests[row.item]))
    return Rows(rows, list(objects.values()))


def _resolved(row: ItemRow, kept: dict[str, str]) -> ItemRow:
    """An item of an object that turned out to be another's twin belongs to the one that was kept."""
    name = row.object.hex()
    while name in kept:
        name = kept[name]
    return row._replace(object=bytes.fromhex(name))
