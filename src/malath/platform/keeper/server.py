"""The keeper's process: holds the keys in locked memory, appends to the ledger, opens and seals for the others.

It believes the web process's claim of who asks; its defence is the limit on openings and the entry that it appends
before it opens anything. It has no network and no settings; it knows MALATH_HOME.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from malath.engines.keyring import (
    DamagedKeyFileError,
    DamagedKeyringError,
    KeyringFile,
    NoSuchKeyError,
    RootKeys,
    SubjectKeys,
    UnreadableError,
    WrongKeyError,
    blind_index,
    open_from_intake,
    open_segments,
    open_text,
    seal_segments,
    seal_text,
    subject_of,
)
from malath.engines.ledger import Ledger
from malath.platform.keeper import encoding, setup
from malath.platform.keeper.entry_index import EntryIndex
from malath.platform.keeper.hardening import harden
from malath.platform.keeper.limits import OpeningLimit
from malath.platform.keeper.moved import MovedIds
from malath.platform.keeper.serving import Handler, RefusedError, serve
from malath.platform.keeper.shares import GivenShares
from malath.platform.keeper.vaulted import VaultDesk

KEY_BACKUP_DAYS = 30
_NAMED_SUBJECTS = 8


class KeeperServer:
    """The state and the operations. One lock guards the ledger; keys are read without one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.keyring = KeyringFile.load(setup.keyring_path(home))
        self.ledger = Ledger.open(
            home / "ledger",
            setup.ledger_signing_key(home),
            self.keyring.intake_public_key,
            origin=setup.ledger_origin(home),
        )
        self.root: RootKeys | None = None
        self.subjects: SubjectKeys | None = None
        self._shares = GivenShares()
        self.limit = OpeningLimit()
        self.stopping = threading.Event()
        self.exit_code = 0
        self._ledger_lock = threading.Lock()
        self._unsealing = threading.Lock()
        self._desk: VaultDesk | None = None
        self._moved = MovedIds(home / "run" / "moved", self.ledger.size)
        self._index = EntryIndex()

    # ── state ──
    def status(self) -> dict[str, Any]:
        return {
            "sealed": self.root is None,
            "holders": list(self.keyring.holders) if self.keyring.holders else None,
            "shares_given": self._shares.most,
            "size": self.ledger.size,
        }

    def unseal(self, passphrase: str) -> dict[str, Any]:
        """Take the passphrase, or one more share; open when it is enough. Wrong ones are answered without a hint.

        One at a time: whoever guesses waits for their own wrong answers, and cannot fill the memory with attempts.
        """
        with self._unsealing:
            return self._unseal(passphrase)

    def _unseal(self, passphrase: str) -> dict[str, Any]:
        if self.root is not None:
            return self.status()
        try:
            if self.keyring.holders is None:
                root = self.keyring.unseal_with_passphrase(passphrase)
            else:
                share = " ".join(passphrase.lower().split())
                self.keyring.check_share(share)
                given = self._shares.with_new(share)
                if len(given) < self.keyring.holders[0]:
                    return self.status()
                self._shares.forget(share)
                root = self.keyring.unseal_with_shares(given)
                self._shares = GivenShares()
        except (WrongKeyError, DamagedKeyringError) as refusal:
            time.sleep(0.5)
            raise RefusedError("keeper.wrong-passphrase") from refusal
        try:
            self.subjects = SubjectKeys.load(setup.subjects_path(self.home), root)
        except DamagedKeyFileError as damaged:
            self._write([{"verb": "keeper.damaged"}])
            raise RefusedError("keeper.unreadable") from damaged
        self.root = root
        self._write([{"verb": "server.unsealed"}])
        threading.Thread(target=self._settle_vault, daemon=True).start()
        return self.status()

    def seal_server(self, by: str | None) -> None:
        """Write the entry and end; the supervisor starts everything anew, sealed."""
        self._write([{"verb": "server.sealed", "member": by}])
        self.exit_code = 75
        self.root = self.subjects = self._desk = None
        self.stopping.set()

    def _keys(self) -> SubjectKeys:
        if self.subjects is None:
            raise RefusedError("keeper.sealed")
        return self.subjects

    # ── ledger ──
    def append(self, entries: list[dict[str, Any]]) -> int:
        """Write what other processes left in their outbox; an entry that came twice after a crash is written once."""
        with self._ledger_lock:
            new = [entry for entry in entries if str(entry.get("id")) not in self._moved]
            if new:
                self._moved.announce(self.ledger.size, [str(entry.get("id")) for entry in new])
                try:
                    self._append_now(new)
                except BaseException:
                    # Nothing was written (a batch is all or none): what comes again must not be taken for written.
                    self._moved.withdraw(self.ledger.size)
                    raise
        return len(new)

    def _write(self, entries: list[dict[str, Any]]) -> None:
        with self._ledger_lock:
            self._append_now(entries)

    def _append_now(self, entries: list[dict[str, Any]]) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        for entry in entries:
            entry["at"] = at
        written = self.ledger.append(entries)
        for index, entry in zip(written, entries, strict=True):
            self._index.add(index, entry)

    def entries(self, subject: str | None, limit: int, before: int | None) -> list[dict[str, Any]]:
        """The newest entries, of one subject or of all."""
        if self.root is None:
            raise RefusedError("keeper.sealed")
        private = self.root.intake_private_key
        with self._ledger_lock:
            if not self._index.complete_from_start:
                self._index.fill(self.ledger.iterate(private))
            wanted = self._index.newest(subject, min(limit, 500), before, self.ledger.size)
            return [{**self.ledger.read(index, private), "index": index} for index in wanted]

    # ── texts and files ──
    def seal(self, items: Sequence[tuple[bytes, bytes, str]]) -> list[bytes]:
        keys = self._keys()
        return [seal_text(self._key(keys, uuid.UUID(bytes=s)), context, text) for s, context, text in items]

    @staticmethod
    def _key(keys: SubjectKeys, subject: uuid.UUID) -> Any:
        try:
            return keys.key_of(subject)
        except NoSuchKeyError as missing:
            raise RefusedError("keeper.unreadable") from missing

    def open(self, items: Sequence[tuple[bytes, bytes]], by: str | None, why: str) -> list[str | None]:
        """Open texts, after their entry is durable. None for a subject that was erased."""
        keys = self._keys()
        subjects = {subject_of(blob) for blob, _context in items}
        self._announce(subjects, by, why, len(items))
        texts: list[str | None] = []
        for blob, context in items:
            try:
                texts.append(open_text(keys.key_of(subject_of(blob)), context, blob))
            except NoSuchKeyError:
                texts.append(None)
            except UnreadableError as broken:
                self._write([{"verb": "keeper.unreadable", "subject": str(subject_of(blob)), "member": by}])
                raise RefusedError("keeper.unreadable") from broken
        return texts

    def _announce(self, subjects: set[uuid.UUID], by: str | None, why: str, count: int) -> None:
        if by is not None and not self.limit.allows(by, subjects):
            self._write([{"verb": "opening.refused", "member": by, "facts": {"why": why, "subjects": len(subjects)}}])
            raise RefusedError("keeper.too-many-openings")
        ordered = sorted(subjects)
        entry: dict[str, Any] = {"verb": "opened", "member": by, "facts": {"why": why, "texts": count}}
        if len(ordered) <= _NAMED_SUBJECTS:
            entry["subjects"] = [str(subject) for subject in ordered]
        else:
            digest = hashlib.sha256(b"".join(subject.bytes for subject in ordered)).hexdigest()
            entry["facts"] |= {"subjects": len(ordered), "digest": digest}
        self._write([entry])

    def seal_file(self, subject: bytes, context: bytes, body: bytes) -> bytes:
        return seal_segments(self._key(self._keys(), uuid.UUID(bytes=subject)), context, body)

    def open_file(self, subject: bytes, context: bytes, blob: bytes, by: str | None, why: str) -> bytes:
        keys, name = self._keys(), uuid.UUID(bytes=subject)
        self._announce({name}, by, why, 1)
        try:
            return open_segments(keys.key_of(name), context, blob)
        except (NoSuchKeyError, UnreadableError) as broken:
            raise RefusedError("keeper.unreadable") from broken

    # ── keys ──
    def create_subjects(self, pairs: Sequence[tuple[bytes, bytes]]) -> None:
        self._keys().create_many([(uuid.UUID(bytes=s), uuid.UUID(bytes=o)) for s, o in pairs])

    def erase(self, subject: bytes, on: str) -> str:
        """Destroy a subject's key; the day on which the last key backup ends."""
        keys, name = self._keys(), uuid.UUID(bytes=subject)
        self._write([{"verb": "subject.erased", "subject": str(name)}])
        keys.erase(name, on)
        return (date.fromisoformat(on) + timedelta(days=KEY_BACKUP_DAYS)).isoformat()

    def blind(self, name: str, values: Sequence[str]) -> list[bytes]:
        if self.root is None:
            raise RefusedError("keeper.sealed")
        return [blind_index(self.root, name, value) for value in values]

    def encode(self, rows: Sequence[Sequence[str]]) -> list[bytes]:
        """Bit vectors under the coalition's secret, which stays here."""
        if self.root is None:
            raise RefusedError("keeper.sealed")
        return encoding.encode(self.root, rows)

    def open_intake(self, blobs: Sequence[bytes], context: bytes) -> list[bytes]:
        if self.root is None:
            raise RefusedError("keeper.sealed")
        self._write([{"verb": "intake.opened", "facts": {"count": len(blobs)}}])
        try:
            return [open_from_intake(self.root.intake_private_key, context, blob) for blob in blobs]
        except UnreadableError as broken:
            raise RefusedError("keeper.unreadable") from broken

    # ── the vault ──
    def _vault_desk(self) -> VaultDesk:
        with self._unsealing:
            if self.root is None:
                raise RefusedError("keeper.sealed")
            if self._desk is None:
                self._desk = VaultDesk(self.home, self.root, self._announce_item)
            return self._desk

    def _announce_item(self, item: uuid.UUID, subject: uuid.UUID | None, by: str | None, why: str) -> None:
        """An item about a subject is opened like a text of that subject; one by itself stands in the vault's log alone."""
        if subject is not None:
            self._announce({subject}, by, why, 1)
        elif by is not None and not self.limit.allows(by, {item}):
            self._write([{"verb": "opening.refused", "member": by, "facts": {"why": "vault", "subjects": 1}}])
            raise RefusedError("keeper.too-many-openings")

    def _settle_vault(self) -> None:
        """What was taken in while sealed is compared with the rest; a vault that is busy is settled by the jobs later."""
        if not (self.home / "vault").exists():
            return
        try:
            self._vault_desk().vault_settle()
        except RefusedError as refusal:
            print(f"the vault was not settled: {refusal.code}", file=sys.stderr, flush=True)

    def _vault_handler(self, name: str) -> Handler:
        return lambda **given: getattr(self._vault_desk(), name)(**given)

    def run(self) -> int:
        names = "status unseal seal_server append entries seal open seal_file open_file create_subjects erase blind encode open_intake"
        handlers = {name: getattr(self, name) for name in names.split()}
        vault = "vault_open vault_part vault_events vault_items_in vault_pack_of vault_hold vault_erase vault_settle"
        handlers |= {name: self._vault_handler(name) for name in vault.split()}
        try:
            serve(self.home / "run" / "keeper.sock", handlers, self.stopping)
        finally:
            self.ledger.close()
        return self.exit_code


def main() -> int:
    """Run until sealed (exit code 75) or told to stop."""
    home = Path(os.environ["MALATH_HOME"])
    held = harden(network=False)
    if missing := [name for name, holds in held.items() if not holds]:
        print("the keeper runs without: " + ", ".join(missing), file=sys.stderr, flush=True)
    return KeeperServer(home).run()
