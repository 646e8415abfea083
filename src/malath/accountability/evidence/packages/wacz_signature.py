"""The signature of a WACZ (WACZ Signing and Verification 0.1.0, specs.webrecorder.net/wacz-auth/0.1.0).

What is signed is the text of the hash of `datapackage.json` (`sha256:…`). Two kinds: *anonymous*, an ECDSA key in the package
that proves sameness only; *domain*, the key of a TLS certificate, together with an RFC 3161 time-stamp over the signature's
base 64 text, because such certificates live for weeks.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509.verification import PolicyBuilder, Store

from .errors import ContentError, PackageError, parsed_by_library
from .model import Fact, Outcome
from .records import text_of
from .shelf import Shelf
from .timestamps import check_token, read_token

# The specification lets a signature be at most ten minutes older than its time-stamp.
_LONGEST_WAIT = timedelta(minutes=10)


def check_signed_data(shelf: Shelf, path: str, data: dict[str, Any], expected: str) -> None:
    """Check the object `signedData`; `expected` is the hash of the list as found in the package."""
    recorded = text_of(data.get("hash"))
    shelf.compare("wacz.signed_hash", path, recorded, expected)
    if data.get("publicKey") and not data.get("domainCert"):
        _check_anonymous(shelf, path, data, recorded)
    elif data.get("domainCert"):
        _check_domain(shelf, path, data, recorded)
    else:
        shelf.check("wacz.signature", path, Outcome.BROKEN, reason="no_key")


def _check_anonymous(shelf: Shelf, path: str, data: dict[str, Any], signed: str) -> None:
    with shelf.attempt("wacz.signature", path):
        with parsed_by_library():
            raw = _base64(data.get("publicKey"))
            key = load_der_public_key(raw)
        facts: dict[str, Fact] = {
            "signer": "anonymous",
            "key_sha256": hashlib.sha256(raw).hexdigest(),
            "proves": "sameness_only",
        }
        _note(shelf, path, _fault(key, _base64(data.get("signature")), signed), facts, data)
    if data.get("timeSignature"):
        _check_time(shelf, path, data)


def _check_domain(shelf: Shelf, path: str, data: dict[str, Any], signed: str) -> None:
    domain = text_of(data.get("domain"))
    with shelf.attempt("wacz.signature", path):
        chain = _certificates(data.get("domainCert"))
        with parsed_by_library():
            key = chain[0].public_key()
        facts: dict[str, Fact] = {"signer": "domain", "domain": domain}
        _note(shelf, path, _fault(key, _base64(data.get("signature")), signed), facts, data)
        _check_certificate(shelf, path, chain, domain, data)
    if data.get("timeSignature"):
        _check_time(shelf, path, data)
    else:
        shelf.check("wacz.time_stamp", path, Outcome.ABSENT)


def _note(shelf: Shelf, path: str, fault: str, facts: dict[str, Fact], data: dict[str, Any]) -> None:
    facts |= {"software": text_of(data.get("software"), 200), "signed_at": text_of(data.get("created"), 100)}
    if fault:
        facts["reason"] = fault
    shelf.check("wacz.signature", path, Outcome.BROKEN if fault else Outcome.HOLDS, **facts)


def _check_certificate(
    shelf: Shelf, path: str, chain: list[x509.Certificate], domain: str, data: dict[str, Any]
) -> None:
    """Does the certificate name the domain, was it valid then, does each next one vouch for it; and is its root known here?"""
    made_at = _moment(data.get("created"))
    with parsed_by_library():
        fault = _certificate_fault(chain, domain, made_at)
        facts: dict[str, Fact] = {"domain": domain, "issuer": chain[-1].issuer.rfc4514_string()[:200]}
    if fault:
        shelf.check("wacz.domain_certificate", path, Outcome.BROKEN, reason=fault, **facts)
        return
    shelf.check("wacz.domain_certificate", path, Outcome.HOLDS, **facts)
    if not shelf.roots:
        shelf.check("wacz.domain_trust", path, Outcome.NOT_CHECKABLE, reason="no_trusted_root_known", **facts)
        return
    try:
        with parsed_by_library():
            policy = PolicyBuilder().store(Store(list(shelf.roots))).time(made_at)
            policy.build_server_verifier(x509.DNSName(domain)).verify(chain[0], chain[1:])
    except PackageError:
        shelf.check("wacz.domain_trust", path, Outcome.NOT_CHECKABLE, reason="authority_not_among_trusted", **facts)
    else:
        shelf.check("wacz.domain_trust", path, Outcome.HOLDS, **facts)


def _certificate_fault(chain: list[x509.Certificate], domain: str, made_at: datetime) -> str:
    try:
        names = (
            chain[0]
            .extensions.get_extension_for_class(x509.SubjectAlternativeName)
            .value.get_values_for_type(x509.DNSName)
        )
    except x509.ExtensionNotFound:
        names = []
    if domain.lower() not in {name.lower() for name in names}:
        return "names_another_domain"
    if not chain[0].not_valid_before_utc <= made_at <= chain[0].not_valid_after_utc:
        return "certificate_not_valid_then"
    for lower, upper in pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature):
            return "chain_broken"
    return ""


def _check_time(shelf: Shelf, path: str, data: dict[str, Any]) -> None:
    with shelf.attempt("wacz.time_stamp", path):
        token = read_token(_base64(data.get("timeSignature")))
        stamped = hashlib.new(
            token.algorithm, text_of(data.get("signature")).encode(), usedforsecurity=False
        ).hexdigest()
        if shelf.compare("wacz.time_stamp", path, token.imprint, stamped, **token.facts()):
            gap = datetime.fromisoformat(token.stamped_at) - _moment(data.get("created"))
            fits = timedelta(seconds=-1) <= gap <= _LONGEST_WAIT
            shelf.check(
                "wacz.time_agrees", path, Outcome.HOLDS if fits else Outcome.BROKEN, seconds=int(gap.total_seconds())
            )
        try:
            extra = tuple(_certificates(data["timestampCert"])) if data.get("timestampCert") else ()
        except PackageError:
            extra = ()
        check_token(shelf, path, token, extra)


def _fault(key: object, signature: bytes, signed: str) -> str:
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(_as_der(signature, key), signed.encode(), ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        else:
            return "algorithm_unknown"
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return "signature_wrong"
    return ""


def _as_der(signature: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """Browsers write r and s one after the other (IEEE P1363), servers write DER."""
    width = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * width:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:width], "big"), int.from_bytes(signature[width:], "big"))


def _certificates(pem: object) -> list[x509.Certificate]:
    with parsed_by_library():
        return x509.load_pem_x509_certificates(text_of(pem, 100_000).encode())


def _base64(value: object) -> bytes:
    try:
        return base64.b64decode(text_of(value, 200_000), validate=True)
    except (binascii.Error, ValueError):
        raise ContentError("content.malformed", reason="base64") from None


def _moment(value: object) -> datetime:
    with parsed_by_library():
        found = datetime.fromisoformat(text_of(value, 100))
    if found.tzinfo is None:
        raise ContentError("content.malformed", reason="time_zone")
    return found
