"""A time-stamping authority on the loopback address, made of `openssl ts` behind a tiny HTTP server (RFC 3161, 3.4).

    with Authority(tmp_path / "authority") as authority:
        stamp(folder, [AuthorityAddress(authority.url, authority.root_pem.read_bytes())])

Its faults are asked for at making (`expired`, `usage=False`, `unsorted`) or switched while it runs (`fault`).
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_SETTINGS = """[tsa]
default_tsa = t
[t]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
{chain}
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """Root, signer and server. `url` and `root_pem` are what a client needs to know."""

    def __init__(self, folder: Path, *, expired: bool = False, usage: bool = True, unsorted: bool = False) -> None:
        self.folder = folder
        self.root_pem = folder / "root.pem"
        self.fault: Callable[[bytes, Callable[[bytes], bytes]], tuple[int, bytes]] | None = None
        folder.mkdir(parents=True)
        self._make_certificates(expired, usage)
        chain = f"certs = {folder}/chain.pem" if unsorted else ""
        (folder / "ts.cnf").write_text(_SETTINGS.format(folder=folder, chain=chain))
        (folder / "serial").write_text("01")
        self._lock = threading.Lock()
        self._server = _server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def start(self) -> Authority:
        """Serve in a thread."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Authority:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def reply(self, query: bytes) -> bytes:
        """The DER answer to a DER query."""
        with self._lock:
            (self.folder / "query").write_bytes(query)
            command = ["openssl", "ts", "-reply", "-config", str(self.folder / "ts.cnf")]
            command += ["-queryfile", str(self.folder / "query"), "-out", str(self.folder / "reply")]
            subprocess.run(command, check=True, capture_output=True, timeout=30)
            body = (self.folder / "reply").read_bytes()
        # openssl does not sign with a certificate for another purpose: its twin is put in its place.
        return body.replace(self._signer, self._shown)

    def answer(self, query: bytes) -> tuple[int, bytes]:
        """(status, body) of an HTTP answer."""
        return self.fault(query, self.reply) if self.fault else (200, self.reply(query))

    def _make_certificates(self, expired: bool, usage: bool) -> None:
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        days = (-400, -30) if expired else (-1, 365)
        serial = x509.random_serial_number()
        root = _certificate("Test root", root_key, None, (-500, 3650), signer=False)
        signer = _certificate("Test authority", key, (root, root_key), days, signer=True, serial=serial)
        self._signer = self._shown = signer.public_bytes(Encoding.DER)
        while not usage and (self._shown == self._signer or len(self._shown) != len(self._signer)):
            twin = _certificate("Test authority", key, (root, root_key), days, signer=True, serial=serial, usage=False)
            self._shown = twin.public_bytes(Encoding.DER)
        # In DER the shorter one of a set comes first; openssl writes the signer first, and then this short one.
        short = _certificate("R", root_key, None, (-500, 3650), signer=False)
        self.root_pem.write_bytes(root.public_bytes(Encoding.PEM))
        (self.folder / "chain.pem").write_bytes(short.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM))
        (self.folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / "signer.key").write_bytes(pem)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    days: tuple[int, int],
    *,
    signer: bool,
    serial: int | None = None,
    usage: bool = True,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=not signer, path_length=None), critical=True)
        .add_extension(_key_usage(signer), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer:
        known = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[1].public_key())
        made = made.add_extension(known, critical=False)
    if signer:
        purpose = ExtendedKeyUsageOID.TIME_STAMPING if usage else ExtendedKeyUsageOID.CODE_SIGNING
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return made.sign(issuer[1] if issuer else key, hashes.SHA256())


def _key_usage(signer: bool) -> x509.KeyUsage:
    off = dict.fromkeys(
        ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"], False
    )
    return x509.KeyUsage(
        digital_signature=signer, key_cert_sign=not signer, crl_sign=not signer, decipher_only=False, **off
    )


def _server(authority: Authority) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            status, body = authority.answer(query)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)
