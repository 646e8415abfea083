"""A witness of other organisations' ledgers (C2SP tlog-witness): cosigns a checkpoint only when it continues the last
one that it cosigned for that log, and remembers that one durably before it answers.

Folder: `witness.key` (32 bytes, secret), `witness.vkey`, `logs/<origin's SHA-256>` (the last checkpoint, with the
cosignature), `misconduct/` (proofs: misconduct.py), `unexplained/` (checkpoints that came with a proof that does not
hold: a mistake, or the other half of a split view), `witness.lock`.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from malath.engines.durable import put_durably, put_file, sync_folder
from malath.engines.ledger.cosigning import cosign, cosigner_key, parse_cosigner_key
from malath.engines.ledger.errors import BadNoteError, LedgerBusyError, LedgerError
from malath.engines.ledger.merkle import EMPTY_ROOT, HASH
from malath.engines.ledger.misconduct import rewritten_text, same_size_text
from malath.engines.ledger.note import Checkpoint, open_checkpoint, parse_verifier_key, split_note
from malath.engines.ledger.proofs import is_consistent, prefix_root

SIZE_TYPE = "text/x.tlog.size"
_TEXT = "text/plain; charset=utf-8"
_MOST_STEPS = 63
_MOST_KEPT = 200
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_NAME = re.compile(r"[^\s+]{1,200}")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, body, type."""

    status: int
    body: str
    type: str = _TEXT


@dataclass(frozen=True)
class Submission:
    """An `add-checkpoint` request, read."""

    old: int
    proof: list[bytes]
    note: str

    @classmethod
    def parse(cls, body: bytes) -> Submission:
        """Raises ValueError."""
        head, blank, note = body.decode().partition("\n\n")
        first, *rows = head.split("\n")
        match = _OLD.fullmatch(first)
        proof = [base64.b64decode(row, validate=True) for row in rows]
        if not match or not blank or len(proof) > _MOST_STEPS or any(len(step) != HASH for step in proof):
            raise ValueError("not a request to cosign")
        return cls(int(match[1]), proof, note)


def init_witness(folder: Path, name: str) -> str:
    """Make a witness's folder and key; its verifier key. Raises LedgerError when one is there."""
    if not _NAME.fullmatch(name):
        raise LedgerError("a witness's name has no spaces and no plus sign")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / "witness.key").exists():
        raise LedgerError(f"{folder} is a witness's folder already")
    key = Ed25519PrivateKey.generate()
    line = cosigner_key(name, key)
    put_file(folder / "witness.vkey", f"{line}\n".encode())
    put_file(folder / "witness.key", key.private_bytes_raw())
    sync_folder(folder)
    return line


class Witness:
    """One process's hold of a witness's folder; may be asked by many threads. `logs` are the verifier keys of the logs
    that it watches. Raises LedgerBusyError, BadNoteError, LedgerError."""

    def __init__(self, folder: Path, logs: list[str]) -> None:
        self.folder = folder
        self._logs = dict(parse_verifier_key(line) for line in logs)
        if len(self._logs) != len(logs):
            raise LedgerError("two logs bear one name")
        try:
            self.vkey = (folder / "witness.vkey").read_text().strip()
            self._key = Ed25519PrivateKey.from_private_bytes((folder / "witness.key").read_bytes())
        except (FileNotFoundError, ValueError) as bad:
            raise LedgerError(f"{folder} is no witness's folder: malath witness init") from bad
        self.name = parse_cosigner_key(self.vkey).name
        for place in ("logs", "misconduct", "unexplained"):
            (folder / place).mkdir(exist_ok=True, mode=0o700)
        sync_folder(folder)
        self._one_at_a_time = threading.Lock()
        self._lock_file = os.open(folder / "witness.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            self.close()
            raise LedgerBusyError(f"another process is the witness of {folder}") from held

    def close(self) -> None:
        """Let the folder go."""
        os.close(self._lock_file)

    def checkpoint(self, origin_digest: str) -> Answer:
        """The last checkpoint cosigned for a log, by its origin's SHA-256 in hex, so that two histories can be laid
        side by side (not part of C2SP tlog-witness)."""
        known = {_digest(origin): origin for origin in self._logs}
        if origin_digest in known and (text := self._last(known[origin_digest])):
            return Answer(200, text)
        return Answer(404, "no checkpoint of such a log\n")

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a request to cosign, in the words of C2SP tlog-witness."""
        try:
            asked = Submission.parse(body)
            text, _signatures = split_note(asked.note)
        except (ValueError, BadNoteError):
            return Answer(400, "not a request to cosign\n")
        origin = text.split("\n")[0]
        key = self._logs.get(origin)
        if key is None:
            return Answer(404, "not a log that this witness watches\n")
        try:
            head = open_checkpoint(asked.note, origin, key)
        except BadNoteError:
            return Answer(403, "not signed by this log's key\n")
        if asked.old > head.size:
            return Answer(400, "the old size is beyond the checkpoint\n")
        with self._one_at_a_time:
            return self._decide(asked, head, text, key)

    def _decide(self, asked: Submission, head: Checkpoint, text: str, key: Ed25519PublicKey) -> Answer:
        """Compare with what is remembered, and remember: nobody else may come between."""
        held = self._last(head.origin)
        last = open_checkpoint(held, head.origin, key) if held else Checkpoint(head.origin, 0, EMPTY_ROOT)
        if held and head.size == last.size and head.root != last.root:
            self._accuse(head, same_size_text(held, asked.note))
        if asked.old != last.size or (head.size == last.size and head.root != last.root):
            return Answer(409, f"{last.size}\n", SIZE_TYPE)
        if not _continues(last, head, asked.proof):
            self._suspect(asked, head, last, held)
            return Answer(422, "the consistency proof does not hold\n")
        line = cosign(text, self.name, self._key, int(time.time()))
        put_durably(self.folder / "logs" / _digest(head.origin), (_own_part(asked.note, head.origin) + line).encode())
        self._kept("unexplained", head).unlink(missing_ok=True)
        return Answer(200, line)

    def _last(self, origin: str) -> str | None:
        try:
            return (self.folder / "logs" / _digest(origin)).read_bytes().decode()
        except FileNotFoundError:
            return None

    def _suspect(self, asked: Submission, head: Checkpoint, last: Checkpoint, held: str | None) -> None:
        """Keep what may be the other half of a split view; where the request itself proves it, the proof."""
        if held is None:
            return
        root = prefix_root(last.size, head.size, head.root, asked.proof)
        if root is not None and root != last.root:
            self._accuse(head, rewritten_text(held, asked.note, root, asked.proof))
        else:
            self._keep(self._kept("unexplained", head), f"{held}\n{asked.note}")

    def _accuse(self, head: Checkpoint, proof: str) -> None:
        self._keep(self._kept("misconduct", head), proof)

    def _kept(self, place: str, head: Checkpoint) -> Path:
        return self.folder / place / f"{head.size}-{_digest(head.body)[:32]}"

    def _keep(self, path: Path, text: str) -> None:
        """Anybody may send requests: only so many are kept."""
        if not path.exists() and sum(1 for _file in path.parent.iterdir()) < _MOST_KEPT:
            put_durably(path, text.encode())


def _continues(last: Checkpoint, head: Checkpoint, proof: list[bytes]) -> bool:
    if last.size == 0:
        return not proof and (head.size > 0 or head.root == EMPTY_ROOT)
    return is_consistent(last.size, head.size, last.root, head.root, proof)


def _own_part(note: str, origin: str) -> str:
    """The checkpoint with the log's own lines only."""
    body, signatures = split_note(note)
    return body + "\n" + "".join(f"{line.line}\n" for line in signatures if line.name == origin)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
