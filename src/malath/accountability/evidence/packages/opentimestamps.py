"""OpenTimestamps proofs (`.ots`; format of python-opentimestamps 0.4, core/timestamp.py, core/op.py, core/notary.py).

What can be checked without the Bitcoin chain: the proof is about this file's digest, and its operations lead to the value that
a block header must carry. That value and the height are given as facts; whether the block holds it is not checkable here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from .errors import ContentError
from .model import Entry, Outcome
from .records import read_whole
from .shelf import Shelf

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
_DIGESTS = {0x02: "sha1", 0x03: "ripemd160", 0x08: "sha256"}
_KECCAK, _APPEND, _PREPEND, _REVERSE, _HEXLIFY = 0x67, 0xF0, 0xF1, 0xF2, 0xF3
_BITCOIN, _LITECOIN, _PENDING = "0588960d73d71901", "06869a0d73d71b45", "83dfe30d2ef90c8e"
_LONGEST_MESSAGE, _MOST_STEPS, _LARGEST = 4096, 20_000, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who vouches: `bitcoin` with a height and the Merkle root its header must carry, `litecoin`, `pending` with a calendar, `unknown`."""

    kind: str
    detail: str
    value: str


@dataclass(slots=True)
class OtsProof:
    """A parsed proof: the digest it is about and who vouches for it."""

    algorithm: str
    digest: str
    attestations: list[Attestation] = field(default_factory=list)


def read_ots(data: bytes) -> OtsProof:
    """Parse and follow a proof; ContentError where it is not one."""
    reader = _Reader(data)
    if reader.take(len(MAGIC)) != MAGIC or reader.number() != 1:
        raise ContentError("content.malformed", reason="ots")
    algorithm = _DIGESTS.get(reader.byte())
    if algorithm is None:
        raise ContentError("content.algorithm_unknown")
    digest = reader.take({"sha256": 32}.get(algorithm, 20))
    proof = OtsProof(algorithm, digest.hex())
    _follow(reader, digest, proof)
    if reader.place != len(data):
        raise ContentError("content.malformed", reason="trailing_bytes")
    return proof


def check_ots(shelf: Shelf, proof: Entry, subject: Entry | None) -> None:
    """Compare a proof with the file beside it or, where names tell nothing, with every file of the package."""
    with shelf.attempt("ots.digest", proof.path):
        found = read_ots(read_whole(proof, _LARGEST))
        if found.algorithm == "ripemd160":
            shelf.check("ots.digest", proof.path, Outcome.NOT_CHECKABLE, reason="algorithm_unknown")
            return
        if subject is None:
            subject = shelf.holder(found.algorithm, found.digest)
        if subject is None:
            shelf.check(
                "ots.digest", proof.path, Outcome.BROKEN, reason="no_file_has_this_digest", recorded=found.digest
            )
            return
        shelf.compare(
            "ots.digest", subject.path, found.digest, shelf.digest(subject, found.algorithm), proof=proof.path
        )
        _note_attestations(shelf, found, subject.path, proof.path)


def _note_attestations(shelf: Shelf, found: OtsProof, subject: str, proof: str) -> None:
    if not found.attestations:
        shelf.check("ots.attestation", subject, Outcome.ABSENT, proof=proof)
    for one in found.attestations[:20]:
        facts = {"proof": proof, "by": one.kind, "detail": one.detail, "value": one.value}
        outcome = Outcome.ABSENT if one.kind == "pending" else Outcome.NOT_CHECKABLE
        shelf.check("ots.attestation", subject, outcome, **facts)


def _follow(reader: _Reader, digest: bytes, proof: OtsProof) -> None:
    """Walk the tree of operations; a fork keeps its message until its branch has ended."""
    message: bytes | None = digest
    forks: list[bytes | None] = []
    for _ in range(_MOST_STEPS):
        tag = reader.byte()
        if tag == 0xFF:
            forks.append(message)
            tag = reader.byte()
        if tag != 0x00:
            message = _applied(reader, tag, message)
            continue
        proof.attestations.append(_attestation(reader, message))
        if not forks:
            return
        message = forks.pop()
    raise ContentError("content.too_many_values")


def _applied(reader: _Reader, tag: int, message: bytes | None) -> bytes | None:
    """The message after one operation; None once a hash is met that this machine cannot compute."""
    operand = reader.bytes_within(_LONGEST_MESSAGE) if tag in (_APPEND, _PREPEND) else b""
    if tag not in {*_DIGESTS, _KECCAK, _APPEND, _PREPEND, _REVERSE, _HEXLIFY}:
        raise ContentError("content.malformed", reason="ots")
    if message is None or tag in (_KECCAK, 0x03):
        return None
    if tag in _DIGESTS:
        return hashlib.new(_DIGESTS[tag], message, usedforsecurity=False).digest()
    changed = {_APPEND: message + operand, _PREPEND: operand + message, _REVERSE: message[::-1]}.get(
        tag, message.hex().encode()
    )
    if len(changed) > _LONGEST_MESSAGE:
        raise ContentError("content.too_large")
    return changed


def _attestation(reader: _Reader, message: bytes | None) -> Attestation:
    kind = reader.take(8).hex()
    inner = _Reader(reader.bytes_within(8192))
    value = "" if message is None else message.hex()
    if kind in (_BITCOIN, _LITECOIN):
        # A header's Merkle root is written with its bytes reversed, as explorers show it.
        root = "" if message is None else message[::-1].hex()
        return Attestation("bitcoin" if kind == _BITCOIN else "litecoin", str(inner.number()), root)
    if kind == _PENDING:
        return Attestation("pending", inner.bytes_within(1000).decode("ascii", "replace"), value)
    return Attestation("unknown", kind, value)


class _Reader:
    """Bytes taken one after another; ContentError at the end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, count: int) -> bytes:
        found = self.data[self.place : self.place + count]
        if len(found) < count:
            raise ContentError("content.malformed", reason="cut_off")
        self.place += count
        return found

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        value = 0
        for shift in range(0, 63, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                return value
        raise ContentError("content.malformed", reason="number")

    def bytes_within(self, limit: int) -> bytes:
        length = self.number()
        if length > limit:
            raise ContentError("content.too_large")
        return self.take(length)
