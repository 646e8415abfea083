#!/usr/bin/env python3
"""Check, without Malath, that an entry stands in a signed log: one file, Python 3.9 or newer, and `cryptography`.

    verify.py VKEY PROOF LEAF
    verify.py VKEY PROOF -entry entry.json -salt HEX -body HEX

VKEY, PROOF, LEAF: files with the log's verifier key, the proof (c2sp.org/tlog-proof@v1), and the leaf's bytes. With
-entry the leaf is computed from the entry's own text, its salt, and the SHA-256 of its sealed body. -w FILE (again and
again) gives witnesses' verifier keys, -k N how many of them must have cosigned (all by default). The exit code is 0
only when everything holds.

Sources: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof; RFC 9162, section 2.1.3.2.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOG, WITNESS = 1, 4
NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
NAME = re.compile(r"[^\s+]+")


class NotProvenError(Exception):
    """Something does not hold."""


class Key(NamedTuple):
    """A verifier key."""

    name: str
    identifier: bytes
    public: bytes


class Proof(NamedTuple):
    """What a proof's file says."""

    entry: int
    path: list[bytes]
    note: str


def parse_key(line: str, kind: int) -> Key:
    """The key of a verifier key's line."""
    name, _plus, rest = line.strip().partition("+")
    identifier, _plus, encoded = rest.partition("+")
    raw = decode(encoded)
    made = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] != kind or made.hex() != identifier or not NAME.fullmatch(name):
        raise NotProvenError(f"not a verifier key of type {kind}")
    return Key(name, made, raw[1:])


def decode(text: str) -> bytes:
    """Base64, strictly."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise NotProvenError(f"{text!r} is not base64") from None
    if len(text) // 4 * 3 - text.count("=") != len(raw):
        raise NotProvenError(f"{text!r} is not base64")
    return raw


def decode_hash(text: str) -> bytes:
    """A hash in base64."""
    value = decode(text)
    if len(value) != 32:
        raise NotProvenError(f"{text!r} is not a hash")
    return value


def number(text: str) -> int:
    """A number as it must be written."""
    if not NUMBER.fullmatch(text):
        raise NotProvenError(f"{text!r} is not a number as it must be written")
    return int(text)


def parse_proof(text: str) -> Proof:
    """Read a proof's file."""
    head, blank, note = text.partition("\n\n")
    rows = head.split("\n")
    if rows.pop(0) != "c2sp.org/tlog-proof@v1" or not blank:
        raise NotProvenError("not a proof file of the first version")
    if rows and rows[0].startswith("extra "):
        rows.pop(0)
    if not rows or not rows[0].startswith("index "):
        raise NotProvenError("the proof names no index")
    return Proof(number(rows[0][len("index ") :]), [decode_hash(row) for row in rows[1:]], note)


def open_checkpoint(note: str, log: Key, witnesses: list[Key]) -> tuple[str, int]:
    """The checkpoint's text, if the log signed it; how many witnesses cosigned. A known key's signature that does not
    hold spoils the whole."""
    body, blank, below = note.rpartition("\n\n")
    if not blank or not below.endswith("\n") or any(sign < " " and sign != "\n" for sign in note):
        raise NotProvenError("not a signed note")
    body += "\n"
    signed, cosigned = False, set()
    for line in below[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not NAME.fullmatch(parts[1]):
            raise NotProvenError("not a signed note")
        raw = decode(parts[2])
        if len(raw) < 5:
            raise NotProvenError("not a signed note")
        if (parts[1], raw[:4]) == log[:2] and not signed:
            check(log, raw[4:], body.encode())
            signed = True
        for witness in witnesses:
            if (parts[1], raw[:4]) == witness[:2] and witness.public not in cosigned:
                at = int.from_bytes(raw[4:12], "big")
                check(witness, raw[12:], f"cosignature/v1\ntime {at}\n{body}".encode())
                cosigned.add(witness.public)
                print(f"cosigned by {witness.name} on {datetime.fromtimestamp(at, timezone.utc):%Y-%m-%d %H:%M:%S} UTC")  # noqa: UP017
    if not signed:
        raise NotProvenError("the log did not sign this checkpoint")
    return body, len(cosigned)


def check(key: Key, signature: bytes, message: bytes) -> None:
    """One Ed25519 signature."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise NotProvenError(f"the signature of {key.name} does not hold") from None


def root_of(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """The root to which a path leads from a leaf; None when the path has the wrong length."""
    first, last, value = index, size - 1, hashlib.sha256(b"\0" + leaf).digest()
    for step in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            value = hashlib.sha256(b"\1" + step + value).digest()
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            value = hashlib.sha256(b"\1" + value + step).digest()
        first, last = first >> 1, last >> 1
    return value if last == 0 else None


def leaf_of(options: argparse.Namespace) -> bytes:
    """The leaf's bytes, read or computed: SHA-256(salt, JSON), then the body's digest."""
    if options.entry is None:
        return bytes(options.leaf.read_bytes())
    salt, body = from_hex(options.salt, 16), from_hex(options.body, 32)
    return hashlib.sha256(salt + options.entry.read_bytes()).digest() + body


def from_hex(text: str, size: int) -> bytes:
    """So many bytes in hex."""
    if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * size}}}", text or ""):
        raise NotProvenError(f"{text!r} is not {size} bytes in hex")
    return bytes.fromhex(text)


def verify(options: argparse.Namespace) -> str:
    """Check everything; what was proven. Raises NotProvenError."""
    log = parse_key(options.vkey.read_text(), LOG)
    witnesses = [parse_key(path.read_text(), WITNESS) for path in options.w]
    if len({witness.public for witness in witnesses}) != len(witnesses):
        raise NotProvenError("two of the witnesses are one")
    proof = parse_proof(options.proof.read_bytes().decode())
    body, cosigned = open_checkpoint(proof.note, log, witnesses)
    needed = len(witnesses) if options.k is None else options.k
    if cosigned < needed:
        raise NotProvenError(f"{cosigned} witnesses cosigned, {needed} are needed")
    rows = body.split("\n")
    if len(rows) < 4 or rows[0] != log.name:
        raise NotProvenError("not a checkpoint of this log")
    size, root = number(rows[1]), decode_hash(rows[2])
    if proof.entry >= size or root_of(proof.entry, size, leaf_of(options), proof.path) != root:
        raise NotProvenError(f"this is not entry {proof.entry} of {size} of the log")
    return f"entry {proof.entry} of {size} of {log.name}"


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="verify.py", allow_abbrev=False, description=(__doc__ or "").split("\n")[0])
    parser.add_argument("vkey", type=Path, help="file of the log's verifier key")
    parser.add_argument("proof", type=Path, help="file of the proof")
    parser.add_argument("leaf", type=Path, nargs="?", help="file of the leaf")
    parser.add_argument("-w", type=Path, action="append", default=[], help="file of a witness's verifier key")
    parser.add_argument("-k", type=int, help="how many witnesses must have cosigned (all)")
    parser.add_argument("-entry", type=Path, help="file of the entry's JSON")
    parser.add_argument("-salt", help="the entry's salt in hex")
    parser.add_argument("-body", help="SHA-256 of the sealed body in hex")
    options = parser.parse_args(arguments)
    if (options.leaf is None) == (options.entry is None):
        parser.error("give LEAF, or -entry with -salt and -body")
    try:
        print("OK:", verify(options))
    except (NotProvenError, OSError, ValueError, OverflowError) as why:
        print("NOT PROVEN:", why)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
