"""Cosignatures of witnesses (C2SP tlog-cosignature, Ed25519, type 0x04): made, checked, and kept beside the log.

A witness signs `cosignature/v1`, the time, and the checkpoint's text. What the log gathers lies in `cosigned/<size>`:
the checkpoint as the log signed it, and the witnesses' lines under it. The `checkpoint` file itself is never touched.
"""

from __future__ import annotations

import base64
import fcntl
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from malath.engines.durable import put_durably, sync_folder
from malath.engines.ledger.errors import BadNoteError, TooFewWitnessesError
from malath.engines.ledger.note import DASH, KeyLine, key_id, key_line, parse_key_line, parse_signature, split_note

COSIGNED = "cosigned"
_COSIGNATURE = 4
_TIME = struct.Struct(">Q")
_LATEST = 2**63 - 1


class Cosignature(NamedTuple):
    """One that holds: whose, at which second (POSIX), and the line in the note."""

    witness: KeyLine
    at: int
    line: str


def cosigner_key(name: str, key: Ed25519PrivateKey) -> str:
    """The line by which others know a witness's key."""
    return key_line(name, _COSIGNATURE, key.public_key().public_bytes_raw())


def parse_cosigner_key(line: str) -> KeyLine:
    """A witness's key from its line; raises BadNoteError."""
    return parse_key_line(line, _COSIGNATURE)


def _message(body: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{body}".encode()


def cosign(body: str, name: str, key: Ed25519PrivateKey, at: int) -> str:
    """The line, with its end, by which a witness cosigns a checkpoint's text."""
    identifier = key_id(name, _COSIGNATURE, key.public_key().public_bytes_raw())
    raw = identifier + _TIME.pack(at) + key.sign(_message(body, at))
    return f"{DASH} {name} {base64.b64encode(raw).decode()}\n"


def cosignatures(note: str, witnesses: Iterable[KeyLine]) -> list[Cosignature]:
    """The cosignatures of known witnesses, one for each key; others' are passed over. One that bears a known key's
    name and id and does not hold spoils the note: raises BadNoteError."""
    body, signatures = split_note(note)
    found: dict[bytes, Cosignature] = {}
    for witness in witnesses:
        identifier = key_id(witness.name, _COSIGNATURE, witness.public)
        for signature in signatures:
            if (signature.name, signature.key_id) == (witness.name, identifier):
                at = _checked(signature.raw, body, witness)
                # The message does not name the witness: one key under two names is one witness.
                found.setdefault(witness.public, Cosignature(witness, at, signature.line))
                break
    return list(found.values())


def _checked(raw: bytes, body: str, witness: KeyLine) -> int:
    """The second of a cosignature that holds; raises BadNoteError."""
    try:
        (at,) = _TIME.unpack(raw[: _TIME.size])
        if at > _LATEST:
            raise BadNoteError(f"the cosignature of {witness.name} bears no time")
        Ed25519PublicKey.from_public_bytes(witness.public).verify(raw[_TIME.size :], _message(body, at))
    except (struct.error, InvalidSignature, ValueError) as bad:
        raise BadNoteError(f"the cosignature of {witness.name} does not hold") from bad
    return int(at)


@dataclass(frozen=True)
class Policy:
    """Which witnesses count, and how many of them must have cosigned."""

    witnesses: tuple[KeyLine, ...]
    needed: int

    def __post_init__(self) -> None:
        if not 0 <= self.needed <= len({witness.public for witness in self.witnesses}):
            raise ValueError("the policy asks for more witnesses than it names")

    @classmethod
    def of(cls, lines: Iterable[str], needed: int) -> Policy:
        """`needed` of the witnesses with these keys. Raises BadNoteError, ValueError."""
        return cls(tuple(parse_cosigner_key(line) for line in lines), needed)

    def check(self, note: str) -> list[Cosignature]:
        """The cosignatures that count; raises TooFewWitnessesError, BadNoteError."""
        found = cosignatures(note, self.witnesses)
        if len(found) < self.needed:
            raise TooFewWitnessesError(f"{len(found)} witnesses cosigned, {self.needed} are needed")
        return found


def cosigned_sizes(folder: Path) -> list[int]:
    """The sizes of the checkpoints that witnesses cosigned, in order."""
    names = [path.name for path in (folder / COSIGNED).glob("*")]
    return sorted(int(name) for name in names if name.isdecimal() and name == str(int(name)))


def cosigned_note(folder: Path, size: int) -> str | None:
    """The checkpoint of that size with its cosignatures, or None. Raises BadNoteError for what is no text."""
    try:
        return (folder / COSIGNED / str(size)).read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as bad:
        raise BadNoteError("not a signed note") from bad


def keep_cosignatures(folder: Path, note: str, lines: Iterable[str]) -> str:
    """Put witnesses' lines under a checkpoint of the log, durably, beside those that were kept before. The note as it
    lies there now. The caller has checked the lines. Raises BadNoteError when another checkpoint of that size lies
    there."""
    body, own = split_note(note)
    place = folder / COSIGNED
    place.mkdir(exist_ok=True, mode=0o700)
    lock = os.open(place / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        size = int(body.split("\n")[1])
        held = cosigned_note(folder, size)
        before, kept = split_note(held) if held is not None else (body, own)
        if before != body:
            raise BadNoteError(f"{COSIGNED}/{size} is another checkpoint of that size")
        new = [parse_signature(line.rstrip("\n")) for line in lines]
        # A witness that is asked again says it anew, with a later time: one line for each key.
        rows = {(one.name, one.key_id): one.line for one in [*own, *kept, *new]}
        text = body + "\n" + "".join(f"{row}\n" for row in rows.values())
        put_durably(place / str(size), text.encode())
        sync_folder(folder)
    finally:
        os.close(lock)
    return text
