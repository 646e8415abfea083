"""A small time-stamping authority made with `openssl ts`, for the tests only."""

from __future__ import annotations

import subprocess
from pathlib import Path

_CONFIG = """
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ req ]
distinguished_name = name
[ name ]
[ tsa_ext ]
extendedKeyUsage = critical,timeStamping
basicConstraints = CA:false
[ ca_ext ]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
"""


class Authority:
    """Stamps bytes; `root` is its root certificate as PEM."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "conf").write_text(_CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "conf"]
        self._run(
            "req",
            "-x509",
            *key,
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "30",
            "-subj",
            "/CN=Invented Root",
            "-extensions",
            "ca_ext",
        )
        self._run("req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Invented Stamps")
        sign = [
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "20",
            "-extfile",
            "conf",
            "-extensions",
            "tsa_ext",
        ]
        self._run("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *sign)
        self.root = (folder / "ca.pem").read_bytes()
        self.certificate = (folder / "tsa.pem").read_bytes()

    def stamp(self, data: bytes, *, token_only: bool = False, with_certificate: bool = True) -> bytes:
        """The answer to a request over `data`, or the token alone as Auto Archiver keeps it."""
        (self.folder / "data").write_bytes(data)
        self._run(
            "ts",
            "-query",
            "-data",
            "data",
            "-sha256",
            "-no_nonce",
            "-out",
            "query",
            *(["-cert"] if with_certificate else []),
        )
        out = ["-token_out"] if token_only else []
        self._run(
            "ts",
            "-reply",
            "-config",
            "conf",
            "-queryfile",
            "query",
            "-signer",
            "tsa.pem",
            "-inkey",
            "tsa.key",
            "-out",
            "reply",
            *out,
        )
        return (self.folder / "reply").read_bytes()

    def _run(self, *command: str) -> None:
        subprocess.run(["openssl", *command], cwd=self.folder, check=True, capture_output=True, timeout=20)
