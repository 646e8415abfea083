"""Destroying keys: the one place where bodies of ledger entries, and packs that nobody needs, go for good.

An event names the `entries` whose bodies go. It is durable before anything is destroyed, so that a crash in between is
finished at the next opening."""

from __future__ import annotations

from collections import Counter

from malath.engines.vault import entries
from malath.engines.vault.entries import ObjectEntry
from malath.engines.vault.index import Rows
from malath.engines.vault.reading import OpenVault
from malath.engines.vault.writer import Entry, Writer


def destroy(vault: OpenVault, writer: Writer, events: list[Entry], rows: Rows, *, on: str) -> None:
    """Write the events, take away packs of which no other object needs a part, blank the bodies of the entries that the
    events name. `rows` is what the index forgets; `on` is the day, in ISO form. The caller holds the writer."""
    gone = {position for event in events for position in event["entries"]}
    packs = {pack for position in gone if (pack := _pack(vault, position))}
    needed = _packs_in_use(vault, gone) if packs else Counter()
    writer.commit(events, removed=sorted(pack for pack in packs if not needed[pack]), rows=lambda _first: rows)
    writer.ledger.erase_bodies(gone, on)
    vault.ledger.forget()


def finish(vault: OpenVault, writer: Writer, *, on: str) -> None:
    """Destroy what an event says was destroyed and a crash left: usually nothing."""
    left = [
        position
        for event in vault.events()
        if event["verb"] in {entries.SAME, entries.ERASE}
        for position in event["entries"]
        if not vault.ledger.read(position).get("erased")
    ]
    if left:
        writer.ledger.erase_bodies(left, on)
        vault.ledger.forget()


def _pack(vault: OpenVault, position: int) -> str | None:
    entry = vault.ledger.read(position)
    return ObjectEntry.read(entry).place.pack if entry.get("verb") == entries.OBJECT else None


def _packs_in_use(vault: OpenVault, gone: set[int]) -> Counter[str]:
    """How many objects that stay lie in each pack."""
    return Counter(
        ObjectEntry.read(entry).place.pack
        for position, entry in vault.ledger.iterate()
        if position not in gone and entry.get("verb") == entries.OBJECT
    )
