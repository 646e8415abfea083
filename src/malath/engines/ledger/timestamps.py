"""Time-stamps of checkpoints by outside authorities (RFC 3161): asked for, kept, checked.

A checkpoint covers every entry before it, so one stamp an hour dates them all. Two authorities in two countries are
asked; when one fails, what the other gave is kept. Where they lie: stamped.py.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from malath.engines.durable import put_file, sync_folder
from malath.engines.ledger.calling import call
from malath.engines.ledger.errors import BadNoteError, BadTimestampError
from malath.engines.ledger.note import open_checkpoint, parse_verifier_key
from malath.engines.ledger.stamped import TIMESTAMPS, StampFiles, stamp_files
from malath.engines.ledger.tokens import Token, check_statement, check_token, is_root, read_token

_QUERY = "application/timestamp-query"


class AuthorityAddress(NamedTuple):
    """Where an authority is asked, and the root certificates (PEM) by which it is known; without them its stamps are
    kept, yet nobody has checked who gave them."""

    url: str
    roots: bytes = b""

    @classmethod
    def parse(cls, text: str) -> AuthorityAddress:
        """From `URL` or `URL,root.pem`. Raises OSError, BadTimestampError."""
        url, _comma, path = text.partition(",")
        address = cls(url, Path(path).read_bytes() if path else b"")
        if path:
            _certificates(address.roots)
        return address

    @property
    def name(self) -> str:
        """What its files are called."""
        host = re.sub(r"[^A-Za-z0-9.]+", "-", urlsplit(self.url).hostname or "authority")
        return f"{host}-{hashlib.sha256(self.url.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Stamp:
    """A kept time-stamp that holds. `anchored`: its signature leads to a root that somebody gave."""

    size: int
    authority: str
    time: datetime
    anchored: bool


@dataclass(frozen=True)
class StampOutcome:
    """What one authority gave: a stamp, or why there is none."""

    url: str
    stamp: Stamp | None
    error: str = ""


def stamp(folder: Path, authorities: Iterable[AuthorityAddress], *, timeout: float = 20) -> list[StampOutcome]:
    """Have the newest checkpoint stamped by each authority; one that fails spoils nothing. A checkpoint that an
    authority has stamped is not sent to it again. Raises BadNoteError when the checkpoint itself does not hold."""
    note = (folder / "checkpoint").read_bytes()
    name, key = parse_verifier_key((folder / "log.vkey").read_text())
    size = open_checkpoint(note.decode(), name, key).size
    (folder / TIMESTAMPS).mkdir(exist_ok=True, mode=0o700)
    sync_folder(folder)
    return [_outcome(folder, authority, note, size, timeout) for authority in authorities]


def _outcome(folder: Path, authority: AuthorityAddress, note: bytes, size: int, timeout: float) -> StampOutcome:
    files = StampFiles(size, authority.name, folder / TIMESTAMPS / f"{size}-{authority.name}.tsr")
    try:
        if files.token.exists():
            return StampOutcome(authority.url, check_stamp(files))
        return StampOutcome(authority.url, _stamp(files, authority, note, timeout))
    except (BadTimestampError, OSError) as failed:
        return StampOutcome(authority.url, None, str(failed))


def _stamp(files: StampFiles, authority: AuthorityAddress, note: bytes, timeout: float) -> Stamp:
    """Ask, check, keep. The token is put in place last: without it the files beside it say nothing."""
    request = (
        TimestampRequestBuilder()
        .data(note)
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    reply = call(authority.url, request.as_bytes(), kind=_QUERY, timeout=timeout)
    if reply.status != 200:
        raise BadTimestampError(f"the authority answers {reply.status}")
    token = read_token(reply.body)
    roots = _certificates(authority.roots) if authority.roots else []
    if roots:
        check_token(token, note, roots, nonce=request.nonce)
    else:
        check_statement(token, note, nonce=request.nonce)
    put_file(files.note, note)
    put_file(files.certificates, _chain(token, roots))
    put_file(files.token, token.raw)
    sync_folder(files.token.parent)
    return Stamp(files.size, files.authority, token.time, any(is_root(one) for one in roots))


def _chain(token: Token, roots: list[x509.Certificate]) -> bytes:
    """The certificates to keep: those given, and of the token's own those that do not vouch for themselves."""
    others = [one for one in token.certificates if one not in roots and not is_root(one)]
    return b"".join(one.public_bytes(Encoding.PEM) for one in [*roots, *others])


def _certificates(pem: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as bad:
        raise BadTimestampError("the root certificate's file holds no certificate") from bad


def check_stamp(files: StampFiles, *, roots: bytes | None = None) -> Stamp:
    """Check a kept time-stamp against its note, and against `roots` (PEM), by default those that were given when it was
    made. Raises BadTimestampError."""
    try:
        note, raw = files.note.read_bytes(), files.token.read_bytes()
        pem = files.certificates.read_bytes() if roots is None else roots
    except OSError as missing:
        raise BadTimestampError(f"{Path(missing.filename or '').name}: {missing.strerror}") from missing
    token = read_token(raw)
    trusted = _certificates(pem) if pem else []
    # Certificates that others signed are no roots to the library; they only help to find the way to one.
    anchored = any(is_root(one) for one in trusted)
    if anchored:
        check_token(token, note, trusted)
    else:
        check_statement(token, note)
    return Stamp(files.size, files.authority, token.time, anchored)


def stamps_of(folder: Path) -> list[Stamp]:
    """The kept time-stamps that hold, by size; verify names those that do not."""
    held = []
    for files in stamp_files(folder):
        try:
            held.append(check_stamp(files))
        except (BadTimestampError, BadNoteError):
            continue
    return held
