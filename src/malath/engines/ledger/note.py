"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): text that Go's own libraries verify."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from malath.engines.ledger.errors import BadNoteError

ED25519 = 1
DASH = "\u2014"
_NAME = re.compile(r"[^\s+]+")


class KeyLine(NamedTuple):
    """What stands in a verifier key's line: a name, the signature type's byte, the public key."""

    name: str
    kind: int
    public: bytes


class Signature(NamedTuple):
    """One signature line of a note: who, the key's id, the bytes after it; and the line itself."""

    name: str
    key_id: bytes
    raw: bytes
    line: str


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature says whose it is (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def key_line(name: str, kind: int, public: bytes) -> str:
    """A verifier key's line: name+id+base64(type, key). Raises BadNoteError for a name that no note can bear."""
    if not _NAME.fullmatch(name):
        raise BadNoteError(f"{name!r}: a log's or a witness's name has no spaces and no plus sign")
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"


def parse_key_line(line: str, kind: int) -> KeyLine:
    """The line of a 32-byte key of that type; raises BadNoteError."""
    try:
        name, identifier, rest = line.strip().split("+", 2)
        raw = base64.b64decode(rest, validate=True)
    except (ValueError, binascii.Error) as bad:
        raise BadNoteError("not a verifier key") from bad
    if base64.b64encode(raw).decode() != rest:
        raise BadNoteError("not a verifier key")
    if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] != kind or key_id(name, kind, raw[1:]).hex() != identifier:
        raise BadNoteError("not a verifier key")
    return KeyLine(name, kind, raw[1:])


def verifier_key(name: str, key: Ed25519PrivateKey) -> str:
    """The line by which others know the log's key."""
    return key_line(name, ED25519, key.public_key().public_bytes_raw())


def parse_verifier_key(line: str) -> tuple[str, Ed25519PublicKey]:
    """(name, key); raises BadNoteError."""
    parsed = parse_key_line(line, ED25519)
    return parsed.name, Ed25519PublicKey.from_public_bytes(parsed.public)


def sign_note(body: str, name: str, key: Ed25519PrivateKey) -> str:
    """A text and one signature under it. The body ends with a line's end."""
    signature = key_id(name, ED25519, key.public_key().public_bytes_raw()) + key.sign(body.encode())
    return f"{body}\n{DASH} {name} {base64.b64encode(signature).decode()}\n"


def split_note(text: str) -> tuple[str, list[Signature]]:
    """(body, signatures) of a signed note, none of them checked yet; raises BadNoteError."""
    body, blank, below = text.rpartition("\n\n")
    if not blank or not below.endswith("\n") or any(sign < " " and sign != "\n" for sign in text):
        raise BadNoteError("not a signed note")
    return body + "\n", [parse_signature(line) for line in below.removesuffix("\n").split("\n")]


def parse_signature(line: str) -> Signature:
    """One signature line; raises BadNoteError."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != DASH or not _NAME.fullmatch(parts[1]):
        raise BadNoteError("not a signed note")
    try:
        raw = base64.b64decode(parts[2], validate=True)
    except ValueError as bad:
        raise BadNoteError("not a signed note") from bad
    # Base64 ignores the last bits: what was changed there was changed all the same.
    if len(raw) < 5 or base64.b64encode(raw).decode() != parts[2]:
        raise BadNoteError("not a signed note")
    return Signature(parts[1], raw[:4], raw[4:], line)


def open_note(text: str, name: str, key: Ed25519PublicKey) -> str:
    """The body, if the log's own signature holds; raises BadNoteError. Others' signatures may stand beside it."""
    body, signatures = split_note(text)
    identifier = key_id(name, ED25519, key.public_bytes_raw())
    for signature in signatures:
        if signature.name == name and signature.key_id == identifier:
            try:
                key.verify(signature.raw, body.encode())
            except (InvalidSignature, ValueError) as bad:
                raise BadNoteError("the signature does not hold") from bad
            return body
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


_ON_PAPER = re.compile(
    r"(?<!\d)(\d{1,15})\s*(?:entries|entry)?\s*,?\s*(?:root)?\s+([0-9a-f]{64})(?![0-9a-z])", re.IGNORECASE
)


def checkpoint_on_paper(text: str, name: str) -> Checkpoint | None:
    """The head that a person wrote down, `SIZE ROOT` or the line in which a command printed it: not signed, and trusted
    because it was kept where nobody else writes. None when this is no such line."""
    found = _ON_PAPER.search(text)
    return Checkpoint(name, int(found[1]), bytes.fromhex(found[2])) if found and DASH not in text else None


def is_checkpoint(text: str) -> bool:
    """Whether this could be a head that was kept, signed or written down; whose, and whether it holds, is not asked."""
    if checkpoint_on_paper(text, ""):
        return True
    try:
        return len(split_note(text)[0].split("\n")) >= 4
    except BadNoteError:
        return False


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
