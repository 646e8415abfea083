"""Writing a BagIt 1.0 package (RFC 8493) as a tar stream: nothing of it is ever whole in memory or on a disk in clear."""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
import unicodedata
from collections.abc import Iterator

from malath.engines.vault.errors import BadExportError

ALGORITHMS = ("sha256", "sha512")


class _Reader(io.RawIOBase):
    """What tarfile reads an item from; digests as it goes."""

    def __init__(self, parts: Iterator[memoryview]) -> None:
        self._parts, self._rest = parts, memoryview(b"")
        self.digests = {name: hashlib.new(name) for name in ALGORITHMS}

    def read(self, size: int = -1) -> bytes:
        found = bytearray()
        while size < 0 or len(found) < size:
            if not self._rest:
                part = next(self._parts, None)
                if part is None:
                    break
                for digest in self.digests.values():
                    digest.update(part)
                self._rest = part
            take = len(self._rest) if size < 0 else min(size - len(found), len(self._rest))
            found += self._rest[:take]
            self._rest = self._rest[take:]
        return bytes(found)

    def drain(self) -> None:
        """Read to the end: only there is it known that an object was whole."""
        if any(len(part) for part in self._parts):
            raise BadExportError("an object is longer than the ledger says")


class BagWriter:
    """One bag, written in order: payloads, tag files, `finish`."""

    def __init__(self, tar: tarfile.TarFile, name: str, *, seconds: int) -> None:
        self._tar, self._name, self._seconds = tar, name, seconds
        self._manifests: dict[str, list[str]] = {name: [] for name in ALGORITHMS}
        self._tags: dict[str, bytes] = {}
        self._count = self._bytes = 0

    def payload(self, name: str, size: int, parts: Iterator[memoryview]) -> None:
        """A file under data/. Raises VaultDamagedError when it is not whole: the package is then to be thrown away."""
        reader = _Reader(parts)
        self._add(f"data/{name}", size, reader)
        reader.drain()
        for algorithm, digest in reader.digests.items():
            self._manifests[algorithm].append(f"{digest.hexdigest()}  data/{name}\n")
        self._count, self._bytes = self._count + 1, self._bytes + size

    def tag(self, name: str, body: bytes) -> None:
        """A file beside the payload."""
        self._tags[name] = body
        self._add(name, len(body), io.BytesIO(body))

    def finish(self, info: dict[str, str]) -> None:
        """Manifests and the bag's own description."""
        self.tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        lines = {**info, "Payload-Oxum": f"{self._bytes}.{self._count}"}
        self.tag("bag-info.txt", "".join(f"{key}: {value}\n" for key, value in lines.items()).encode())
        for algorithm, rows in self._manifests.items():
            self.tag(f"manifest-{algorithm}.txt", "".join(rows).encode())
        tags = dict(self._tags)
        for algorithm in ALGORITHMS:
            text = "".join(f"{hashlib.new(algorithm, body).hexdigest()}  {name}\n" for name, body in tags.items())
            self._add(f"tagmanifest-{algorithm}.txt", len(text.encode()), io.BytesIO(text.encode()))

    def _add(self, name: str, size: int, source: io.IOBase) -> None:
        entry = tarfile.TarInfo(f"{self._name}/{name}")
        entry.size, entry.mtime, entry.mode = size, self._seconds, 0o644
        self._tar.addfile(entry, source)  # type: ignore[arg-type]


_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*,%\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def safe_name(name: str) -> str:
    """A file name that every system takes and no shell or spreadsheet trips over; the true one stands in the ledger's
    entry."""
    last = unicodedata.normalize("NFC", name.rsplit("/", 1)[-1])
    clean = _UNSAFE.sub("_", last).strip(" .") or "file"
    clean = clean.encode("utf-8", "replace").decode()
    stem, dot, kind = clean.rpartition(".")
    if not dot or len(kind) > 12:
        stem, kind = clean, ""
    while len(stem.encode()) > 120:
        stem = stem[:-1]
    clean = f"{stem}.{kind}" if kind else stem
    return f"_{clean}" if clean.startswith("-") else clean
