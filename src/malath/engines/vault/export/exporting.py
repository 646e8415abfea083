"""`vault export`: a tar inside age that holds one bag: the files, their receipts and time-stamps, the chain of custody,
and a page that says how to check it all without us. Nothing touches a disk in clear."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyrage  # type: ignore[import-untyped]

from malath.engines.durable import whole_file
from malath.engines.ledger.receipts import OUTSIDERS, receipt_of
from malath.engines.ledger.stamped import StampFiles, stamp_files, stamped_note
from malath.engines.ledger.tlog_proof import Prover
from malath.engines.ledger.witness_list import known_witnesses
from malath.engines.vault import entries
from malath.engines.vault.entries import Item
from malath.engines.vault.errors import BadExportError
from malath.engines.vault.export.age import seal_through
from malath.engines.vault.export.bag import BagWriter, safe_name
from malath.engines.vault.export.custody import custody_table, custody_xml
from malath.engines.vault.export.recipe import CHECK, recipe
from malath.engines.vault.reading import OpenVault
from malath.engines.vault.writer import Writer

Event = dict[str, Any]


@dataclass
class _Chosen:
    """What goes into the package."""

    items: dict[str, Item]
    payloads: dict[str, str]
    events: dict[str, list[Event]] = field(default_factory=dict)


def recipients_of(texts: list[str]) -> list[Any]:
    """age recipients (`age1…`); raises BadExportError."""
    if not texts:
        raise BadExportError("a recipient is needed: --recipient age1…")
    try:
        return [pyrage.x25519.Recipient.from_str(text.strip()) for text in texts]
    except Exception as bad:
        raise BadExportError("not an age recipient (age1…): ask whoever is to receive it for theirs") from bad


def export(
    vault: OpenVault,
    writer: Writer,
    ids: list[str],
    target: Path,
    *,
    recipients: list[str],
    by: str,
    at: str,
    why: str = "",
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the package to a file: whole, or not at all. That it was made, of what and for whom, is in the ledger before
    any key is used. Raises NoSuchItemError, ErasedItemError, BadExportError, VaultDamagedError, OSError."""
    to = recipients_of(recipients)
    if not ids:
        raise BadExportError("no items were named")
    items = {item: vault.item(item) for item in dict.fromkeys(ids)}
    payloads = {item.id: f"{number:04d}/{safe_name(item.name)}" for number, item in enumerate(items.values(), 1)}
    with whole_file(target) as file:
        writer.commit(
            [{"verb": entries.EXPORT, "items": list(items), "recipients": recipients, "by": by, "at": at, "why": why}]
        )
        vault.ledger.forget()
        chosen = _Chosen(items, payloads, {item: list(vault.events(item)) for item in items})
        seal_through(to, file, lambda pipe: _write_tar(vault, chosen, pipe, at, progress))


def _write_tar(
    vault: OpenVault, chosen: _Chosen, pipe: BinaryIO, at: str, progress: Callable[[int], None] | None
) -> None:
    name = f"malath-{at[:10]}-{next(iter(chosen.items))[:8]}"
    seconds = int(datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp())
    with tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT, bufsize=1 << 20) as tar:
        bag = BagWriter(tar, name, seconds=seconds)
        for item in chosen.items.values():
            bag.payload(chosen.payloads[item.id], item.size, vault.read(item))
            if progress:
                progress(item.size)
        _write_proofs(vault, chosen, bag, name)
        external = f"{len(chosen.items)} items from {vault.folder.origin}"
        bag.finish({"Bagging-Date": at[:10], "Bag-Software-Agent": "Malath", "External-Description": external})


def _write_proofs(vault: OpenVault, chosen: _Chosen, bag: BagWriter, name: str) -> None:
    ledger = vault.folder.ledger
    vkey = (ledger / "log.vkey").read_text().strip()
    stamps = _stamps(vault, chosen)
    rows = [f"{item.id},{item.sha256},data/{chosen.payloads[item.id]}\n" for item in chosen.items.values()]
    bag.tag("items.csv", ("item,sha256,path\n" + "".join(rows)).encode())
    bag.tag("custody.csv", custody_table(chosen.items, chosen.events))
    paths = {item: f"data/{path}" for item, path in chosen.payloads.items()}
    bag.tag("custody.xml", custody_xml(chosen.items, chosen.events, paths))
    bag.tag("VERIFY.txt", recipe(name, vkey, stamped=bool(stamps)))
    bag.tag("verify/check.sh", CHECK.encode())
    for program in ("verify.go", "verify.py"):
        bag.tag(f"verify/{program}", (OUTSIDERS / program).read_bytes())
    bag.tag("proofs/log.vkey", (vkey + "\n").encode())
    _write_witnesses(ledger, bag)
    for stamp in stamps:
        for path in (stamp.token, stamp.note, stamp.certificates):
            bag.tag(f"proofs/timestamps/{path.name}", path.read_bytes())
    _write_receipts(vault, chosen, bag, min((stamp.size for stamp in stamps), default=None))


def _write_witnesses(ledger: Path, bag: BagWriter) -> None:
    if known_witnesses(ledger):
        lines = (ledger / "witnesses").read_text().splitlines()
        for number, line in enumerate(lines, 1):
            bag.tag(f"proofs/witness-{number}.vkey", (line.split(" ", 1)[0] + "\n").encode())


def _stamps(vault: OpenVault, chosen: _Chosen) -> list[StampFiles]:
    """The time-stamps of the earliest stamped checkpoint that covers every item: it shows them to be as old as can be
    shown for all of them at once."""
    last = max(item.entry for item in chosen.items.values())
    covering = [stamp for stamp in stamp_files(vault.folder.ledger) if stamp.size > last]
    first = min((stamp.size for stamp in covering), default=None)
    return [stamp for stamp in covering if stamp.size == first]


def _write_receipts(vault: OpenVault, chosen: _Chosen, bag: BagWriter, stamped: int | None) -> None:
    ledger = vault.folder.ledger
    newest = Prover(ledger)
    # The stamped text itself stands in the proof, not the one with more signatures.
    earliest = Prover(ledger, note=stamped_note(ledger, stamped)) if stamped else None
    for item in chosen.items.values():
        for event in chosen.events[item.id]:
            position = event["entry"]
            is_own = position == item.entry
            base = f"proofs/{item.id}/entry" if is_own else f"proofs/{item.id}/events/{position}"
            receipt = receipt_of(vault.ledger, position, prover=newest)
            bag.tag(f"{base}.json", receipt.json)
            bag.tag(f"{base}.salt", receipt.salt.hex().encode() + b"\n")
            bag.tag(f"{base}.body", receipt.body_digest.hex().encode() + b"\n")
            bag.tag(f"{base}.tlog-proof", receipt.proof.encode())
            if is_own and earliest:
                bag.tag(f"{base}.stamped.tlog-proof", earliest.proof(position).encode())
