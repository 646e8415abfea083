"""The vault at the keeper's desk: whoever asks for an object's bytes is written down before its key is used (SC1).

Web processes take things in by the public key alone (platform/sealed/vault.py); reading goes through here. A ticket is given
when an item is opened, and parts are given out against a ticket only, so that nothing is read without its entry.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from malath.engines.keyring import RootKeys
from malath.engines.vault import (
    ErasedItemError,
    HeldItemError,
    Item,
    NoSuchItemError,
    OpenVault,
    VaultBusyError,
    VaultError,
    VaultFolder,
    VaultKeys,
    Writer,
    entries,
    erase,
    hold,
    release,
    settle,
)
from malath.engines.vault.entries import ObjectEntry
from malath.engines.vault.packs import fill
from malath.engines.vault.stream import HEADER, SEGMENT, Opener, segments_in
from malath.platform.keeper.serving import RefusedError

Announce = Callable[[uuid.UUID, uuid.UUID | None, str | None, str], None]
# Longer than the slowest download should take; a ticket that is older opens nothing.
TICKET_SECONDS = 6 * 3600
MOST_TICKETS = 512
_WAIT = 60.0


def vault_of(home: Path) -> VaultFolder:
    """The installation's one vault, made on first use; needs no key."""
    path = home / "vault"
    if (path / "vault.json").exists():
        return VaultFolder.open(path)
    # Two processes may come first at once: the folder above is the lock.
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not (path / "vault.json").exists():
            # A name of its own, so that one witness can watch the logs of many installations.
            origin = f"malath-{os.urandom(8).hex()}/vault"
            return VaultFolder.create(path, origin=origin, keyring="../keys/keyring.json", signing_key="log.key")
        return VaultFolder.open(path)
    finally:
        os.close(descriptor)


@dataclass
class _Ticket:
    held: ObjectEntry = field(repr=False)
    item: Item = field(repr=False)
    since: float = field(default_factory=time.monotonic)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class VaultDesk:
    """The open vault of an unsealed keeper. `announce(item, subject, by, why)` counts an opening, or refuses it."""

    def __init__(self, home: Path, root: RootKeys, announce: Announce) -> None:
        self._folder = vault_of(home)
        self._vault = OpenVault(self._folder, VaultKeys.of(root))
        self._recipient = self._vault.keys.public
        self._announce = announce
        self._lock = threading.RLock()
        self._tickets: OrderedDict[bytes, _Ticket] = OrderedDict()
        self._events: dict[str, list[int]] = {}
        self._told = 0

    def _writer(self) -> Writer:
        """One that refuses once the keys are not ours any more: what we decide by old keys must not be written."""
        return Writer(self._folder, wait=_WAIT, recipient=self._recipient)

    def vault_open(self, item: str, by: str | None, why: str, subject: bytes | None = None) -> dict[str, Any]:
        """Write that the member asks for the item, durably, then give a ticket for its parts."""
        with _refusals(), self._lock:
            found = self._item(item)
            held = self._vault.object_of(found)
            self._announce(uuid.UUID(hex=item), uuid.UUID(bytes=subject) if subject else None, by, why)
            with self._writer() as writer:
                writer.commit(
                    [{"verb": entries.VIEW, "item": item, "by": by or "the system", "at": _now(), "why": why}]
                )
            ticket = os.urandom(16)
            self._tickets[ticket] = _Ticket(held, found)
            while len(self._tickets) > MOST_TICKETS:
                self._tickets.popitem(last=False)
        return {
            "ticket": ticket,
            "size": found.size,
            "sha256": found.sha256,
            "name": found.name,
            "parts": segments_in(found.size),
        }

    def _item(self, item: str) -> Item:
        try:
            return self._vault.item(item)
        except NoSuchItemError:
            # Taken in while the index was behind: the ledger knows.
            self._vault.catch_up()
            return self._vault.item(item)

    def vault_part(self, ticket: bytes, number: int) -> bytes:
        """One part's plaintext, at most 1 MiB, against a ticket."""
        given = self._tickets.get(ticket)
        if given is None or time.monotonic() - given.since > TICKET_SECONDS:
            raise RefusedError("vault.no-ticket")
        last = segments_in(given.item.size) - 1
        if not 0 <= number <= last:
            raise RefusedError("vault.no-ticket")
        with _refusals():
            return _part_of(self._folder.packs / given.held.place.pack, given.held, number, last)

    def vault_events(self, items: list[str]) -> list[dict[str, Any]]:
        """The custody events of items, oldest first, each with its `entry`. Keys are not among them."""
        with _refusals(), self._lock:
            self._hear()
            wanted = sorted({position for item in items for position in self._events.get(item, ())})
            told = [{"entry": position, **self._vault.ledger.read(position)} for position in wanted]
        return [event for event in told if not event.get("erased")]

    def _hear(self) -> None:
        """Note which entries tell of which item, from where we stopped."""
        for position, entry in self._vault.ledger.iterate(self._told):
            self._told = position + 1
            if entry.get("verb") != entries.OBJECT:
                for item in {entry.get("item"), *entry.get("items", ())} - {None}:
                    self._events.setdefault(str(item), []).append(position)

    def vault_items_in(self, packs: list[str]) -> list[str]:
        """The items whose bytes lie in these packs; no custody event, for nothing of them is opened."""
        with _refusals(), self._lock:
            self._vault.catch_up()
            index, wanted = self._vault.index, frozenset(packs)
            held = {row.entry: row.object for row in index.objects()}
            inside = [
                held[position]
                for position, entry in self._vault.ledger.iterate()
                if position in held and entry.get("pack") in wanted
            ]
            return [row.item.hex() for name in inside for row in index.items_of(name)]

    def vault_pack_of(self, item: str) -> str:
        """The pack in which an item's bytes lie."""
        with _refusals(), self._lock:
            return self._vault.object_of(self._item(item)).place.pack

    def vault_hold(self, items: list[str], held: bool, by: str | None, reason: str) -> None:
        """Put items under a hold, or end it."""
        with _refusals(), self._lock, self._writer() as writer:
            act = hold if held else release
            act(self._vault, writer, items, reason=reason, by=by or "the system", at=_now())

    def vault_erase(self, items: list[str], by: str | None, reason: str) -> None:
        """Destroy items for good; those that are gone already stay gone."""
        with _refusals(), self._lock, self._writer() as writer:
            standing = []
            for item in items:
                try:
                    standing.append(self._item(item).id)
                except ErasedItemError:
                    continue
            self._tickets = OrderedDict((k, t) for k, t in self._tickets.items() if t.item.id not in set(items))
            if standing:
                erase(self._vault, writer, standing, reason=reason, by=by or "the system", at=_now())

    def vault_settle(self) -> int:
        """Name what came in without keys, and merge what is held twice; how many were twins."""
        with _refusals(), self._lock, self._writer() as writer:
            self._vault.catch_up()
            return settle(self._vault, writer, at=_now())


@contextmanager
def _refusals() -> Iterator[None]:
    """Turns the engine's errors into the keeper's codes."""
    try:
        yield
    except (ErasedItemError, NoSuchItemError) as error:
        raise RefusedError("vault.gone") from error
    except HeldItemError as error:
        raise RefusedError("vault.held") from error
    except VaultBusyError as error:
        raise RefusedError("vault.busy") from error
    except VaultError as error:
        raise RefusedError("vault.damaged") from error


def _part_of(pack: Path, held: ObjectEntry, number: int, last: int) -> bytes:
    buffer = memoryview(bytearray(SEGMENT))
    plain = memoryview(bytearray(SEGMENT))
    try:
        with open(pack, "rb", buffering=0) as file:
            header = bytes(buffer[: fill(file.fileno(), buffer[:HEADER], held.place.offset)])
            start = HEADER if number == 0 else number * SEGMENT
            length = min((number + 1) * SEGMENT, held.place.length) - start
            sealed = buffer[: fill(file.fileno(), buffer[:length], held.place.offset + start)]
    except FileNotFoundError as missing:
        raise RefusedError("vault.damaged") from missing
    opener = Opener(held.key, bytes.fromhex(held.object), header).at(number)
    return bytes(opener.open_into(sealed, plain, last=number == last))
