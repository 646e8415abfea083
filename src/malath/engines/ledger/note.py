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


def sign_note(body: str, name: str, key: Ed25519PrivateKey) -> str:
    """A text and one signature under it. The body ends with a line's end."""
    signature = _id(name, key.public_key().public_bytes_raw()) + key.sign(body.encode())
    return f"{body}\n{_DASH} {name} {base64.b64encode(signature).decode()}\n"


def open_note(text: str, name: str, key: Ed25519PublicKey) -> str:
    """The body, if the log's own signature holds; raises BadNoteError. Others' signatures may stand beside it."""
    body, blank, signatures = text.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise BadNoteError("not a signed note")
    identifier = _id(name, key.public_bytes_raw())
    for line in signatures.removesuffix("\n").split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != _DASH:
            raise BadNoteError("not a signed note")
        try:
            raw = base64.b64decode(parts[2], validate=True)
            if parts[1] == name and raw[:4] == identifier:
                key.verify(raw[4:], (body + "\n").encode())
                return body + "\n"
        except (InvalidSignature, ValueError) as bad:
            raise BadNoteError("the signature does not hold") from bad
    raise BadNoteError("not signed by this log")


@dataclass(frozen=True)
class Checkpoint:
    """A log's head: origin, how many entries, the root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note."""
    return sign_note(checkpoint.body, checkpoint.origin, key)


def open_checkpoint(text: str, name: str, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint, if the log's own signature holds; raises BadNoteError."""
    lines = open_note(text, name, key).split("\n")
    if len(lines) < 4 or lines[0] != name:
        raise BadNoteError("not a checkpoint of this log")
    try:
        size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    except ValueError as bad:
        raise BadNoteError("not a checkpoint") from bad
    if len(root) != 32 or str(size) != lines[1] or size < 0:
        raise BadNoteError("not a checkpoint")
    return Checkpoint(name, size, root)
