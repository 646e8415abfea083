"""RFC 3161 tokens: read, and checked against roots, by rfc3161-client.

Its parser wants the certificates of a token sorted, as DER has it; some authorities (OpenSSL 3.0 with a chain) send them
unsorted. Those tokens are read and checked by the program `openssl` instead. A token counts at the time that it bears:
certificates must have been valid then, not now.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

from malath.engines.ledger.errors import BadTimestampError

_SHA256 = "2.16.840.1.101.3.4.2.1"
_PATIENCE = 30
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Token:
    """What a token says, before its signature is checked. `response` is None where only openssl reads it."""

    raw: bytes
    time: datetime
    imprint: bytes
    nonce: int | None
    certificates: tuple[x509.Certificate, ...]
    response: TimeStampResponse | None


def read_token(raw: bytes) -> Token:
    """An authority's answer; raises BadTimestampError, also when it granted nothing or did not use SHA-256."""
    try:
        answer = decode_timestamp_response(raw)
        if answer.status != 0:
            raise BadTimestampError(f"the authority did not grant it: {'; '.join(answer.status_string)}")
        said = answer.tst_info
        if said.message_imprint.hash_algorithm.dotted_string != _SHA256:
            raise BadTimestampError("the stamp is not over a SHA-256")
        found = tuple(x509.load_der_x509_certificate(one) for one in sorted(answer.signed_data.certificates))
        return Token(raw, said.gen_time, said.message_imprint.message, said.nonce, found, answer)
    except ValueError as bad:
        if "InvalidSetOrdering" in str(bad):
            return _read_by_openssl(raw)
        raise BadTimestampError("the answer is no time-stamp") from bad


def check_token(token: Token, message: bytes, roots: list[x509.Certificate], *, nonce: int | None = None) -> None:
    """Check that a token is over the message, bears the nonce, and leads to one of the roots by certificates that were
    valid when it was made, for time-stamping. Raises BadTimestampError."""
    check_statement(token, message, nonce=nonce)
    if not roots:
        raise BadTimestampError("no root certificate is given")
    if token.response is None:
        _check_by_openssl(token, message, roots)
        return
    try:
        # The library finds the certificates between in the token itself; what is given to it here is trusted.
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(token.response, message)
    except (VerificationError, ValueError) as bad:
        raise BadTimestampError(f"the stamp does not hold: {bad}") from bad


def check_statement(token: Token, message: bytes, *, nonce: int | None = None) -> None:
    """Check only what a token says, not who says it. Raises BadTimestampError."""
    if token.imprint != hashlib.sha256(message).digest():
        raise BadTimestampError("the stamp is of something else")
    if nonce is not None and token.nonce != nonce:
        raise BadTimestampError("the stamp answers another request: wrong nonce")


def is_root(certificate: x509.Certificate) -> bool:
    """Whether a certificate is signed by itself."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except Exception:
        return False
    return True


def _read_by_openssl(raw: bytes) -> Token:
    """What a token with unsorted certificates says."""
    with _files(token=raw) as folder:
        text = _openssl(folder, "ts", "-reply", "-in", "token", "-text")
        _openssl(folder, "ts", "-reply", "-in", "token", "-token_out", "-out", "signed")
        pem = _openssl(folder, "pkcs7", "-inform", "DER", "-in", "signed", "-print_certs")
    rows = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    dump = re.findall(r"^    [0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){1,16})", text, re.MULTILINE)
    try:
        if not rows["Status"].startswith("Granted.") or rows["Hash Algorithm"] != "sha256":
            raise BadTimestampError("the authority did not grant it, or not over a SHA-256")
        month, day, clock, year, _zone = rows["Time stamp"].split()
        time = datetime.strptime(f"{_MONTHS.index(month) + 1} {day} {clock[:8]} {year}", "%m %d %H:%M:%S %Y")
        nonce = int(rows["Nonce"], 16) if rows.get("Nonce", "unspecified") != "unspecified" else None
        imprint = bytes.fromhex("".join(dump).replace("-", " "))
        certificates = x509.load_pem_x509_certificates(pem.encode()) if "BEGIN" in pem else []
    except (KeyError, ValueError) as bad:
        raise BadTimestampError("the answer is no time-stamp") from bad
    return Token(raw, time.replace(tzinfo=UTC), imprint, nonce, tuple(certificates), None)


def _check_by_openssl(token: Token, message: bytes, roots: list[x509.Certificate]) -> None:
    """The signature of a token with unsorted certificates."""
    pem = b"".join(root.public_bytes(Encoding.PEM) for root in roots)
    at = str(int(token.time.timestamp()))
    with _files(token=token.raw, message=message, roots=pem) as folder:
        _openssl(folder, "ts", "-verify", "-data", "message", "-in", "token", "-CAfile", "roots", "-attime", at)


@contextmanager
def _files(**bodies: bytes) -> Iterator[Path]:
    """A folder with these files, for a moment."""
    with tempfile.TemporaryDirectory(prefix="malath-token-") as name:
        for file, body in bodies.items():
            (Path(name) / file).write_bytes(body)
        yield Path(name)


def _openssl(folder: Path, *arguments: str) -> str:
    """What the program prints; raises BadTimestampError when it refuses."""
    try:
        done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise BadTimestampError("this token needs the program openssl, which did not run") from failed
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BadTimestampError(f"the stamp does not hold: openssl: {said[-1] if said else 'refused'}")
    return done.stdout.decode(errors="replace")
