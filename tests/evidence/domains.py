"""A WACZ signed by a domain, with a certificate under an invented root."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .authority import Authority
from .makers import Sign


def domain_signature(authority: Authority) -> tuple[Sign, x509.Certificate]:
    """A signature by a domain's certificate under an invented root, stamped by the authority."""
    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Invented Web Root", "archive.example")
    ]

    def certificate(number: int) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .issuer_name(names[0])
            .subject_name(names[number])
            .public_key(keys[number].public_key())
        )
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        builder = builder.not_valid_after(now + timedelta(days=9)).add_extension(
            x509.BasicConstraints(number == 0, None), critical=True
        )
        identifier = x509.SubjectKeyIdentifier.from_public_key(keys[0].public_key())
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
        )
        if number == 0:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True).add_extension(identifier, critical=False)
        else:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.DNSName("archive.example")]), critical=False
            )
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        return builder.sign(keys[0], hashes.SHA256())

    root, leaf = certificate(0), certificate(1)

    def sign(listed: str) -> dict[str, str]:
        signature = base64.b64encode(keys[1].sign(listed.encode(), ec.ECDSA(hashes.SHA256()))).decode()
        stamp = base64.b64encode(authority.stamp(signature.encode(), with_certificate=False)).decode()
        pem = leaf.public_bytes(Encoding.PEM).decode()
        chain = authority.certificate.decode() + authority.root.decode()
        return {"domain": "archive.example", "domainCert": pem, "created": now.isoformat(), "signature": signature} | {
            "timeSignature": stamp,
            "timestampCert": chain,
        }

    return sign, root
