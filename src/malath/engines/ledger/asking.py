"""The log's side of C2SP tlog-witness: ask a witness to cosign the newest checkpoint, and keep what it answers."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from malath.engines.ledger.calling import Reply, call
from malath.engines.ledger.cosigning import (
    Cosignature,
    cosignatures,
    cosigned_note,
    cosigned_sizes,
    keep_cosignatures,
)
from malath.engines.ledger.errors import BadNoteError, HistoryRefusedError, WitnessError
from malath.engines.ledger.misconduct import tree_text
from malath.engines.ledger.note import Checkpoint, KeyLine, open_checkpoint, parse_verifier_key, split_note
from malath.engines.ledger.proofs import consistency_proof
from malath.engines.ledger.tile_tree import TileTree
from malath.engines.ledger.witness_list import known_witnesses

_TRIES = 4
_SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True)
class _Log:
    """The log as it is signed now."""

    head: Checkpoint
    note: str
    tree: TileTree
    key: Ed25519PublicKey

    @classmethod
    def read(cls, folder: Path) -> _Log:
        note = (folder / "checkpoint").read_bytes().decode()
        name, key = parse_verifier_key((folder / "log.vkey").read_text())
        head = open_checkpoint(note, name, key)
        tree = TileTree(folder, head.size)
        tree.check(head)
        return cls(head, note, tree, key)


def ask_witness(folder: Path, url: str, *, timeout: float = 20) -> Cosignature:
    """Have a known witness cosign the newest checkpoint; kept under `cosigned/`. When it tells another size than we
    thought, it is asked again from there. Raises WitnessError (cannot be reached, refuses), HistoryRefusedError (it
    knows another history), LedgerDamagedError, BadNoteError."""
    url = url.rstrip("/")
    witness = known_witnesses(folder).get(url)
    if witness is None:
        raise WitnessError(f"{url}: its key is not known; give its key file once")
    log, old = _Log.read(folder), _last_cosigned(folder, witness)
    for _try in range(_TRIES):
        reply = _ask(url, log, min(old, log.head.size), timeout)
        if reply.status == 200:
            return _keep(folder, log, witness, reply)
        if reply.status not in (409, 422):
            raise WitnessError(f"{url} refuses: {reply.status} {_excerpt(reply)}")
        told = _told(reply)
        if told is None or told == old or told > log.head.size:
            # A writer may have gone on, and somebody else may have had that cosigned.
            newer = _Log.read(folder)
            if newer.head.size == log.head.size:
                raise _refused(url, log, timeout)
            log = newer
        old = old if told is None else told
    raise WitnessError(f"{url} does not come to an answer")


def _ask(url: str, log: _Log, old: int, timeout: float) -> Reply:
    steps = consistency_proof(log.tree, old, log.head.size)
    rows = [f"old {old}", *(base64.b64encode(step).decode() for step in steps)]
    return _called(f"{url}/add-checkpoint", ("\n".join(rows) + "\n\n" + log.note).encode(), timeout)


def _called(url: str, body: bytes | None, timeout: float) -> Reply:
    try:
        return call(url, body, timeout=timeout)
    except OSError as failed:
        raise WitnessError(f"{url}: {failed}") from failed


def _last_cosigned(folder: Path, witness: KeyLine) -> int:
    """The newest size that we know this witness to have cosigned."""
    for size in reversed(cosigned_sizes(folder)):
        if cosignatures(cosigned_note(folder, size) or "", [witness]):
            return size
    return 0


def _told(reply: Reply) -> int | None:
    """The size that a conflict tells."""
    text = reply.body.strip()
    if reply.status != 409 or reply.type != _SIZE_TYPE or not text.isdigit() or len(text) > 19:
        return None
    return int(text)


def _keep(folder: Path, log: _Log, witness: KeyLine, reply: Reply) -> Cosignature:
    """Move a valid line of the witness to our checkpoint; lines of keys that we do not know are passed over."""
    try:
        body, _signatures = split_note(log.note)
        found = cosignatures(f"{body}\n{reply.body.decode()}", [witness])
    except (BadNoteError, UnicodeDecodeError) as bad:
        raise WitnessError(f"{witness.name}: {bad}") from bad
    if not found:
        raise WitnessError(f"{witness.name} answered without a cosignature of its own")
    keep_cosignatures(folder, log.note, [found[0].line])
    return found[0]


def _refused(url: str, log: _Log, timeout: float) -> WitnessError | HistoryRefusedError:
    """Lay the witness's checkpoint beside ours, and say which history differs."""
    digest = hashlib.sha256(log.head.origin.encode()).hexdigest()
    reply = _called(f"{url}/checkpoint/{digest}", None, timeout)
    try:
        theirs = reply.body.decode() if reply.status == 200 else ""
        head = open_checkpoint(theirs, log.head.origin, log.key)
    except (BadNoteError, UnicodeDecodeError):
        return WitnessError(f"{url} refuses our checkpoint, and shows none that this log signed")
    if head.size > log.head.size:
        text = (
            f"{url} knows {head.size} entries of this log; here are {log.head.size}: rolled back, or a second history"
        )
        return HistoryRefusedError(text, f"{theirs}\n{log.note}")
    if head.size and log.tree.root(head.size) != head.root:
        text = f"{url} knows another history of the first {head.size} entries, signed by this log's key"
        return HistoryRefusedError(text, tree_text((head, theirs), (log.head, log.note), log.tree))
    return WitnessError(f"{url} refuses our checkpoint, though it continues the one that it shows")


def _excerpt(reply: Reply) -> str:
    return "".join(sign for sign in reply.body[:200].decode(errors="replace") if sign.isprintable())
