"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): text that Go's own libraries verify."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from malath.engines.ledger.errors import BadNoteError

_ED25519 = 1
_DASH = "\u2014"


def _id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([_ED25519]) + public).digest()[:4]


def verifier_key(name: str, key: Ed25519PrivateKey) -> str:
    """The line by which others know the log's key: name+id+base64(type, key)."""
    public = key.public_key().public_bytes_raw()
    return f"{name}+{_id(name, public).hex()}+{base64.b64encode(bytes([_ED25519]) + public).decode()}"


def parse_verifier_key(line: str) -> tuple[str, Ed25519PublicKey]:
    """(name, key); raises BadNoteError."""
    try:
        name, identifier, rest = line.strip().split("+", 2)
        raw = base64.b64decode(rest, validate=True)
    except (ValueError, binascii.Error) as bad:
        raise BadNoteError("not a verifier key") from bad
    if len(raw) != 33 or raw[0] != _ED25519 or _id(name, raw[1:]).hex() != identifier:
        raise BadNoteError("not a verifier key")
    return name, Ed25519PublicKey.from_public_bytes(raw[1:])


@dataclass(frozen=True)
class Checkpoint:
    """A log's head: origin, how many entries, the root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note."""
    public = key.public_key().public_bytes_raw()
    signature = _id(checkpoint.origin, public) + key.sign(checkpoint.body.encode())
    return f"{checkpoint.body}\n{_DASH} {checkpoint.origin} {base64.b64encode(signature).decode()}\n"


def open_checkpoint(text: str, name: str, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint, if the log's own signature holds; raises BadNoteError."""
    body, blank, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) < 3 or lines[0] != name:
        raise BadNoteError("not a checkpoint of this log")
    try:
        size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (ValueError, binascii.Error) as bad:
        raise BadNoteError("not a checkpoint") from bad
    if len(root) != 32 or str(size) != lines[1] or size < 0:
        raise BadNoteError("not a checkpoint")
    identifier = _id(name, key.public_bytes_raw())
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != _DASH or parts[1] != name:
            continue
        try:
            raw = base64.b64decode(parts[2], validate=True)
            if raw[:4] == identifier:
                key.verify(raw[4:], (body + "\n").encode())
                return Checkpoint(name, size, root)
        except (InvalidSignature, binascii.Error) as bad:
            raise BadNoteError("the signature does not hold") from bad
    raise BadNoteError("not signed by this log")
