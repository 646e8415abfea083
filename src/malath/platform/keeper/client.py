"""The keeper's client: what web and job processes may ask of the process that holds the keys."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from malath.platform.errors import DomainError
from malath.platform.keeper import wire
from malath.platform.keeper.errors import BY_CODE, KeeperGoneError


def home() -> Path:
    """The data folder, MALATH_HOME."""
    return Path(os.environ.get("MALATH_HOME") or "malath-home").absolute()


class SocketClient:
    """One connection a thread to a process behind a unix socket; connects again when the process was restarted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def _connection(self) -> socket.socket:
        held: tuple[int, socket.socket] | None = getattr(self._local, "held", None)
        if held and held[0] == os.getpid():
            return held[1]
        connection = wire.connect(self.path)
        self._local.held = (os.getpid(), connection)
        return connection

    def forget(self) -> None:
        """Drop this thread's connection."""
        held = getattr(self._local, "held", None)
        if held:
            held[1].close()
            self._local.held = None

    def ask(self, op: str, **arguments: Any) -> Any:
        """Send one request and return its result; raises the named error that comes back, or KeeperGoneError."""
        for attempt in (1, 2):
            fresh = getattr(self._local, "held", None) is None
            try:
                connection = self._connection()
                wire.send(connection, {"op": op, **arguments})
                answer = wire.receive(connection)
                break
            except (OSError, wire.WireError) as problem:
                self.forget()
                # A stale connection fails at once after a restart; a request that timed out is not sent twice.
                if attempt == 2 or fresh or isinstance(problem, TimeoutError):
                    raise KeeperGoneError from problem
        if "error" in answer:
            raise BY_CODE.get(answer["error"], DomainError)()
        return answer["result"]


class Keeper(SocketClient):
    """The keeper's operations. Data keys never leave it."""

    def status(self) -> dict[str, Any]:
        """`{"sealed": bool, "holders": [k, n] | None, "shares_given": int, "size": ledger size}`."""
        result: dict[str, Any] = self.ask("status")
        return result

    def is_sealed(self) -> bool:
        """Whether nothing can be read; a keeper that does not answer counts as sealed."""
        try:
            return bool(self.status()["sealed"])
        except KeeperGoneError:
            return True

    def unseal(self, passphrase: str) -> dict[str, Any]:
        """Give the passphrase, or one share; returns the status after it."""
        result: dict[str, Any] = self.ask("unseal", passphrase=passphrase)
        return result

    def seal_server(self, by: uuid.UUID | None = None) -> None:
        """Take the keys away: the keeper writes its entry, ends, and is started again without them."""
        self.ask("seal_server", by=str(by) if by else None)
        self.forget()

    def create_subjects(self, pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> None:
        """Make a key for each (subject, organisation)."""
        self.ask("create_subjects", pairs=[[s.bytes, o.bytes] for s, o in pairs])

    def create_subject(self, subject: uuid.UUID, organisation: uuid.UUID) -> None:
        """Make the key of one subject (a person, a case)."""
        self.create_subjects([(subject, organisation)])

    def seal(self, items: Sequence[tuple[bytes, bytes, str]]) -> list[bytes]:
        """Encrypt texts: (subject, context, text) each."""
        result: list[bytes] = self.ask("seal", items=items)
        return result

    def open(self, items: Sequence[tuple[bytes, bytes]], *, by: uuid.UUID | None, why: str) -> list[str | None]:
        """Decrypt texts: (blob, context) each; None where the subject was erased. Leaves a ledger entry first."""
        result: list[str | None] = self.ask("open", items=items, by=str(by) if by else None, why=why)
        return result

    def seal_file(self, subject: uuid.UUID, context: bytes, body: bytes) -> bytes:
        """Encrypt a file's bytes (at most 25 MB)."""
        result: bytes = self.ask("seal_file", subject=subject.bytes, context=context, body=body)
        return result

    def open_file(self, subject: uuid.UUID, context: bytes, blob: bytes, *, by: uuid.UUID | None, why: str) -> bytes:
        """Decrypt a file's bytes, after an entry of its own."""
        result: bytes = self.ask(
            "open_file", subject=subject.bytes, context=context, blob=blob, by=str(by) if by else None, why=why
        )
        return result

    def append(self, entries: list[dict[str, Any]]) -> int:
        """Write entries to the ledger, durably; the keeper adds the time. Works while sealed."""
        result: int = self.ask("append", entries=entries)
        return result

    def entries(
        self, subject: uuid.UUID | None = None, limit: int = 100, before: int | None = None
    ) -> list[dict[str, Any]]:
        """The newest ledger entries, of one subject or of all, newest first, each with its `index` and `at`."""
        result: list[dict[str, Any]] = self.ask(
            "entries", subject=str(subject) if subject else None, limit=limit, before=before
        )
        return result

    def erase(self, subject: uuid.UUID, on: str) -> str:
        """Destroy a subject's key; returns the day on which the last key backup ends."""
        result: str = self.ask("erase", subject=subject.bytes, on=on)
        return result

    def blind(self, name: str, values: Sequence[str]) -> list[bytes]:
        """Keyed, truncated digests for exact look-ups (a telephone number, a case code)."""
        result: list[bytes] = self.ask("blind", name=name, values=values)
        return result

    def encode(self, rows: Sequence[Sequence[str]]) -> list[bytes]:
        """A keyed bit vector for each row of features, by which people are compared without names. Nothing is opened
        and nothing can be read back, so that it leaves no entry of its own: the opening of the names has left one."""
        result: list[bytes] = self.ask("encode", rows=[list(row) for row in rows])
        return result

    def open_intake(self, blobs: Sequence[bytes], context: bytes) -> list[bytes]:
        """Read back what the sealed server took in."""
        result: list[bytes] = self.ask("open_intake", blobs=blobs, context=context)
        return result

    def vault_open(
        self, item: str, *, by: uuid.UUID | None, why: str, subject: uuid.UUID | None = None
    ) -> dict[str, Any]:
        """Open an item of the vault, after its custody event: `ticket`, `size`, `sha256`, `name`, `parts`. With a
        `subject`, the opening is written and counted under it as that of a text is."""
        about = subject.bytes if subject else None
        result: dict[str, Any] = self.ask("vault_open", item=item, by=str(by) if by else None, why=why, subject=about)
        return result

    def vault_part(self, ticket: bytes, number: int) -> bytes:
        """One part (at most 1 MiB) of an item that was opened."""
        result: bytes = self.ask("vault_part", ticket=ticket, number=number)
        return result

    def vault_events(self, items: Sequence[str]) -> list[dict[str, Any]]:
        """The chain of custody of items, oldest first."""
        result: list[dict[str, Any]] = self.ask("vault_events", items=list(items))
        return result

    def vault_items_in(self, packs: Sequence[str]) -> list[str]:
        """The items whose bytes lie in these packs."""
        result: list[str] = self.ask("vault_items_in", packs=list(packs))
        return result

    def vault_pack_of(self, item: str) -> str:
        """The pack in which an item's bytes lie."""
        result: str = self.ask("vault_pack_of", item=item)
        return result

    def vault_hold(self, items: Sequence[str], *, held: bool, by: uuid.UUID | None, reason: str) -> None:
        """Put items under a hold, or end it."""
        self.ask("vault_hold", items=list(items), held=held, by=str(by) if by else None, reason=reason)

    def vault_erase(self, items: Sequence[str], *, by: uuid.UUID | None, reason: str) -> None:
        """Destroy items for good. Raises VaultHeldError."""
        self.ask("vault_erase", items=list(items), by=str(by) if by else None, reason=reason)

    def vault_settle(self) -> int:
        """Compare what came in without keys with what is held; how many were twins."""
        result: int = self.ask("vault_settle")
        return result


_keepers: dict[Path, Keeper] = {}


def keeper() -> Keeper:
    """The client of this installation's keeper."""
    path = home() / "run" / "keeper.sock"
    if path not in _keepers:
        _keepers[path] = Keeper(path)
    return _keepers[path]
