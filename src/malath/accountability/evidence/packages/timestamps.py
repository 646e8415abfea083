"""RFC 3161 time-stamp tokens: what they say, whether their own signature holds, and whether a trusted authority stands behind.

Three separate checks, because they prove three things: the imprint (this token is about these bytes), the signature (the token
is what its certificate's key signed; CMS, RFC 5652 section 5.4), and trust (that certificate comes from a known authority).
The first two need no knowledge of authorities. The library's verifier makes only all three at once, so the second is made here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import TimeStampResponse, VerifierBuilder, decode_timestamp_response

from .der import Element, children, elements, oid
from .errors import ContentError, PackageError, parsed_by_library
from .model import Fact, Outcome
from .shelf import Shelf

_GRANTED = b"\x30\x03\x02\x01\x00"
_TOKEN_MARK = bytes.fromhex("060b2a864886f70d0109100104")  # id-ct-TSTInfo
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "1.3.14.3.2.26": "sha1",
}
_SIGNING_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_ECDSA = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_RSA_PSS = "1.2.840.113549.1.1.10"
# Tokens name the key alone, or the hash with the key (RFC 5754, section 3).
_RSA = {"1.2.840.113549.1.1.1", _RSA_PSS, *(f"1.2.840.113549.1.1.{n}" for n in (11, 12, 13))}
_EC_KEY, _ED25519 = "1.2.840.10045.2.1", "1.3.101.112"
# A SignedData that holds no plain data, and a signer named by issuer and serial number (RFC 5652, sections 5.1 and 5.3).
_SIGNED_VERSION, _SIGNER_VERSION = b"\x03", b"\x01"


def looks_like_token(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a time-stamp token or response."""
    return head[:1] == b"\x30" and _TOKEN_MARK in head[:256]


@dataclass(frozen=True, slots=True)
class Token:
    """A decoded token: the hash it stamps, and when it says so (UTC, ISO 8601)."""

    response: TimeStampResponse
    algorithm: str
    imprint: str
    stamped_at: str

    def facts(self) -> dict[str, Fact]:
        """Plain values for a check."""
        return {"stamped_at": self.stamped_at, "algorithm": self.algorithm}


def read_token(data: bytes) -> Token:
    """Decode a response or a bare token (Auto Archiver keeps the token alone); ContentError where it is neither."""
    with parsed_by_library():
        try:
            response = decode_timestamp_response(data)
        except ValueError:
            response = decode_timestamp_response(_as_response(data))
        info = response.tst_info
        algorithm = _HASHES.get(info.message_imprint.hash_algorithm.dotted_string, "")
        if not algorithm:
            raise ContentError("content.algorithm_unknown", algorithm=info.message_imprint.hash_algorithm.dotted_string)
        return Token(response, algorithm, info.message_imprint.message.hex(), info.gen_time.isoformat())


def check_token(shelf: Shelf, subject: str, token: Token, extra: tuple[x509.Certificate, ...] = ()) -> None:
    """The signature and the trust of a token; its imprint is compared by who knows what was stamped."""
    facts = token.facts()
    signer = None
    with shelf.attempt("rfc3161.signature", subject):
        signer = _signer(token, extra)
        if signer is None:
            shelf.check("rfc3161.signature", subject, Outcome.NOT_CHECKABLE, reason="no_certificate", **facts)
        else:
            with parsed_by_library():
                facts["authority"] = signer.subject.rfc4514_string()[:200]
            reason = _signature_fault(token, signer)
            outcome = Outcome.BROKEN if reason else Outcome.HOLDS
            shelf.check("rfc3161.signature", subject, outcome, **facts, **({"reason": reason} if reason else {}))
    reason = _distrust(shelf, token, signer, extra)
    outcome = Outcome.NOT_CHECKABLE if reason else Outcome.HOLDS
    shelf.check("rfc3161.trust", subject, outcome, **facts, **({"reason": reason} if reason else {}))


def _distrust(shelf: Shelf, token: Token, signer: x509.Certificate | None, extra: tuple[x509.Certificate, ...]) -> str:
    """ "" when an authority of the organisation's list stands behind the token."""
    if not shelf.roots:
        return "no_trusted_root_known"
    if signer is None:
        return "no_certificate"
    others = [one for one in extra if one not in shelf.roots]
    try:
        with parsed_by_library():
            verifier = VerifierBuilder(tsa_certificate=signer, roots=list(shelf.roots), intermediates=others).build()
            verifier.verify(token.response, bytes.fromhex(token.imprint))
    except PackageError:
        return "authority_not_among_trusted"
    return ""


def _as_response(token: bytes) -> bytes:
    """A bare token as the response it came in: status «granted», then the token."""
    inner = _GRANTED + token
    count = (len(inner).bit_length() + 7) // 8
    length = bytes([len(inner)]) if len(inner) < 0x80 else bytes([0x80 | count]) + len(inner).to_bytes(count, "big")
    return b"\x30" + length + inner


def _signer(token: Token, extra: tuple[x509.Certificate, ...]) -> x509.Certificate | None:
    """The certificate that the token names by issuer and serial number, from the token itself or from beside it."""
    with parsed_by_library():
        signed = token.response.signed_data
        known = [*(x509.load_der_x509_certificate(one) for one in signed.certificates), *extra]
        signers = list(signed.signer_infos)
        if len(signers) != 1:
            raise ContentError("content.malformed", reason="signers")
        for one in known:
            if one.issuer == signers[0].issuer and one.serial_number == signers[0].serial_number:
                return one
    return None


def _signature_fault(token: Token, signer: x509.Certificate) -> str:
    """ "" when the token's signature is the certificate's, and the certificate is one for time-stamping."""
    with parsed_by_library():
        try:
            usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except x509.ExtensionNotFound:
            return "not_a_time_stamping_certificate"
        if ExtendedKeyUsageOID.TIME_STAMPING not in usage:
            return "not_a_time_stamping_certificate"
        moment = token.response.tst_info.gen_time
        if not signer.not_valid_before_utc <= moment <= signer.not_valid_after_utc:
            return "certificate_not_valid_then"
        return _cms_fault(token.response.time_stamp_token(), signer)


def _cms_fault(token: bytes, signer: x509.Certificate) -> str:
    signed = children(children(children(next(elements(token)), 0x30)[1], 0xA0)[0], 0x30)
    stamped = children(children(signed[2], 0x30)[1], 0xA0)[0].content
    fields = children(children(signed[-1], 0x31)[0], 0x30)
    if signed[0].content != _SIGNED_VERSION or fields[0].content != _SIGNER_VERSION:
        return "malformed"
    if oid(children(fields[2], 0x30)[0]) not in {oid(children(one, 0x30)[0]) for one in children(signed[1], 0x31)}:
        return "malformed"
    algorithm = _HASHES.get(oid(children(fields[2], 0x30)[0]), "")
    attributes = {
        oid(children(one, 0x30)[0]): children(children(one, 0x30)[1], 0x31) for one in children(fields[3], 0xA0)
    }
    recorded = attributes.get(_MESSAGE_DIGEST, [])
    if algorithm not in _SIGNING_HASHES or len(recorded) != 1:
        return "algorithm_unknown"
    if recorded[0].content != hashlib.new(algorithm, stamped).digest():
        return "content_changed"
    # The signature is over the attributes as a SET, not over the tag they travel under.
    return _key_fault(signer, fields[5].content, b"\x31" + fields[3].whole[1:], algorithm, fields[4])


def _key_fault(signer: x509.Certificate, signature: bytes, signed: bytes, algorithm: str, method: Element) -> str:
    key, named = signer.public_key(), oid(children(method, 0x30)[0])
    digest = _SIGNING_HASHES[_ECDSA.get(named, algorithm)]()
    try:
        if isinstance(key, rsa.RSAPublicKey) and named in _RSA:
            pss = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
            key.verify(signature, signed, pss if named == _RSA_PSS else padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey) and named in {*_ECDSA, _EC_KEY}:
            key.verify(signature, signed, ec.ECDSA(digest))
        elif isinstance(key, ed25519.Ed25519PublicKey) and named == _ED25519:
            key.verify(signature, signed)
        else:
            return "algorithm_unknown"
    except InvalidSignature:
        return "signature_wrong"
    except UnsupportedAlgorithm:
        return "algorithm_unknown"
    return ""
