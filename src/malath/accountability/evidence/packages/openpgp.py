"""OpenPGP signatures (RFC 4880, RFC 9580), verified with `gpgv` and the public key that the package encloses.

Why gpgv and not gpg: it does one thing, verify against one key ring. It has no agent, no secret keys, no trust database, no
network and no home folder. Key and signature reach it as memory files, the signed bytes through a pipe: nothing is written to
disk. Sequoia's sqv refuses SHA-1 self-signatures, which keys of older ProofMode versions carry. The process gets limits on
time, memory and file size, because it parses a stranger's bytes.

An enclosed key proves sameness only: whoever made the package may have made the key. Who holds it is another question.
"""

from __future__ import annotations

import base64
import os
import re
import resource
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from .errors import ContentError, PackageError, only_package_errors
from .limits import MIB

_ARMOUR = re.compile(rb"-----BEGIN PGP PUBLIC KEY BLOCK-----(.*?)-----END PGP PUBLIC KEY BLOCK-----", re.DOTALL)
_CHUNK = 256 * 1024


class VerifierMissingError(PackageError):
    """This machine has no gpgv (Debian package `gpgv`)."""

    code = "content.verifier_missing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`fault` is "" for a good signature. The fingerprint is the primary key's; `signed_at` is the signer's own clock (UNIX seconds)."""

    fault: str
    fingerprint: str = ""
    user_id: str = ""
    signed_at: str = ""
    key_expired: bool = False
    hash_weak: bool = False


def dearmoured(data: bytes) -> bytes:
    """The public keys of an armoured file as one binary key ring; a binary ring is returned as it is, a secret key refused."""
    if b"PRIVATE KEY BLOCK" in data:
        raise ContentError("content.private_key")
    if not data.startswith(b"-----"):
        return data
    rings = []
    for block in _ARMOUR.findall(data.replace(b"\r\n", b"\n")):
        body = block.partition(b"\n\n")[2] or block
        lines = [
            line.strip()
            for line in body.split(b"\n")
            if line.strip() and not line.startswith(b"=") and b":" not in line
        ]
        with only_package_errors("content.malformed"):
            rings.append(base64.b64decode(b"".join(lines), validate=True))
    if not rings:
        raise ContentError("content.malformed", reason="no_public_key")
    return b"".join(rings)


def verify(ring: bytes, signature: bytes, signed: BinaryIO, seconds: int) -> Verdict:
    """Whether `signature` is a detached one over all bytes of `signed` by a key of `ring`; what `signed` raises passes through."""
    program = shutil.which("gpgv")
    if program is None:
        raise VerifierMissingError
    descriptors = [_memory(ring), _memory(signature), _memory(b"")]
    try:
        command = [program, "--status-fd", str(descriptors[2]), "--homedir", "/nonexistent", "--keyring"]
        command += [f"/proc/self/fd/{descriptors[0]}", f"/proc/self/fd/{descriptors[1]}", "-"]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=descriptors,
            env={"LC_ALL": "C", "PATH": os.defpath},
        )
        _confine(process.pid, seconds)
        _feed(process, signed, seconds)
        status = os.pread(descriptors[2], MIB, 0).decode("utf-8", "replace")
        return _verdict(status, process.returncode)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _memory(data: bytes) -> int:
    descriptor = os.memfd_create("malath-openpgp", os.MFD_CLOEXEC)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _confine(pid: int, seconds: int) -> None:
    """Limits set from outside, at once after the start: the pipe is still empty, so nothing has been parsed at length."""
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_AS, (512 * MIB, 512 * MIB))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (MIB, MIB))


def _feed(process: subprocess.Popen[bytes], signed: BinaryIO, seconds: int) -> None:
    assert process.stdin is not None
    try:
        # gpgv closes the pipe early when it refuses the signature before it needs the data.
        with suppress(BrokenPipeError):
            while data := signed.read(_CHUNK):
                process.stdin.write(data)
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise ContentError("content.too_slow") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _verdict(status: str, code: int) -> Verdict:
    """Read gpgv's status lines (GnuPG doc/DETAILS); only one good signature and nothing bad beside it counts."""
    lines = [line.split(" ")[1:] for line in status.splitlines() if line.startswith("[GNUPG:] ")]
    words = [line[0] for line in lines if line]
    valid = [line for line in lines if line and line[0] == "VALIDSIG" and len(line) > 10]
    if "BADSIG" in words:
        return Verdict("signature_wrong")
    if "REVKEYSIG" in words:
        return Verdict("key_revoked")
    if "NO_PUBKEY" in words:
        return Verdict("key_not_enclosed")
    if len(valid) != 1 or "ERRSIG" in words or words.count("NEWSIG") > 1:
        return Verdict("signature_unreadable")
    good = next((line for line in lines if line[0] in ("GOODSIG", "EXPKEYSIG")), None)
    if good is None or (code != 0 and good[0] == "GOODSIG"):
        return Verdict("signature_expired" if "EXPSIG" in words else "signature_unreadable")
    if valid[0][9] not in ("00", "01"):  # a signature over a document, not one that certifies a key
        return Verdict("signature_unreadable")
    weak = valid[0][8] in ("1", "2", "3")  # MD5, SHA-1, RIPEMD-160 (RFC 9580, section 9.5)
    return Verdict("", valid[0][10], " ".join(good[2:])[:200], valid[0][3], good[0] == "EXPKEYSIG", weak)
