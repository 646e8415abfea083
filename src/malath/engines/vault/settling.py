"""What a vault does when it is opened after taking things in sealed: gives objects their keyed names, and finds those
that it holds twice. A twin's key is destroyed and its items point to the one that is kept: one that was read just before,
since the copy that came later may have been sent because the first is broken."""

from __future__ import annotations

from malath.engines.vault import entries
from malath.engines.vault.destroying import destroy, finish
from malath.engines.vault.entries import keyed_name
from malath.engines.vault.index import Rows
from malath.engines.vault.reading import OpenVault
from malath.engines.vault.writer import Entry, Writer


def settle(vault: OpenVault, writer: Writer, *, at: str) -> int:
    """Finish what was interrupted, name and merge; how many objects were twins. Nothing is written when there is
    nothing to do."""
    finish(vault, writer, on=at[:10])
    _name(vault)
    if not vault.index.twins():
        return 0
    # Read before the writer is held: it may take long. An object never changes, so what was whole is still that.
    whole = _whole_twins(vault)
    # What is decided now must still be true when it is written.
    writer.hold()
    vault.catch_up()
    _name(vault)
    pairs = [
        (kept, twin)
        for rows in vault.index.twins()
        for kept in [row for row in rows if row.object in whole][:1]
        for twin in rows
        if twin is not kept
    ]
    events: list[Entry] = [
        {
            "verb": entries.SAME,
            "object": twin.object.hex(),
            "kept": kept.object.hex(),
            "at": at,
            "entries": [twin.entry],
        }
        for kept, twin in pairs
    ]
    if events:
        merged = [(twin.object, kept.object) for kept, twin in pairs]
        destroy(vault, writer, events, Rows(merged=merged), on=at[:10])
    return len(pairs)


def _whole_twins(vault: OpenVault) -> set[bytes]:
    """Of each group of twins the oldest that opens, if one does."""
    return {
        row.object
        for rows in vault.index.twins()
        for row in [next((row for row in rows if vault.is_whole(row.object)), None)]
        if row is not None
    }


def _name(vault: OpenVault) -> None:
    """Give a keyed digest to each object that was taken in while the vault was sealed."""
    named = []
    for row in vault.index.unnamed():
        for item in vault.index.items_of(row.object)[:1]:
            digest = bytes.fromhex(vault.ledger.read(item.entry)["sha256"])
            named.append((keyed_name(vault.keys.identity, digest), row.object))
    if named:
        vault.index.name_objects(named)
