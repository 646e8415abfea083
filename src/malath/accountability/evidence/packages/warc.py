"""WARC files (ISO 28500:2017, WARC/1.1): the digests of every record, computed as a stream.

Gzip members are unpacked one after another with bounded memory. A payload digest is over the HTTP body as it is stored; some
writers take it after removing the chunked transfer coding, so that reading is accepted too where the headers announce it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from .errors import ContentError, only_package_errors
from .limits import Limits

_CHUNK = 64 * 1024
_LONGEST_HEADER = 64 * 1024
_HASHES = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha512": "sha512",
    "sha-512": "sha512",
    "md5": "md5",
}
_HTTP = ("application/http", "application/http;")


@dataclass(slots=True)
class Record:
    """One record: its headers (lower-case names), and how its digests came out: "holds", "broken", "absent" or "unknown"."""

    headers: dict[str, str]
    block: str = "absent"
    payload: str = "absent"


def read_records(stream: BinaryIO, limits: Limits) -> Iterator[Record]:
    """Every record of a `.warc` or `.warc.gz`, its digests checked; ContentError where the file is not one or is cut off."""
    with only_package_errors("content.malformed"):
        head = stream.read(2)
        whole: BinaryIO = io.BufferedReader(_Prefixed(head, stream), _CHUNK)
        plain: BinaryIO = io.BufferedReader(_Gunzip(whole, limits), _CHUNK) if head == b"\x1f\x8b" else whole
        while (line := plain.readline(100)) != b"":
            if line.strip():
                if not line.startswith(b"WARC/"):
                    raise ContentError("content.malformed", reason="warc_version")
                yield _record(plain)


def _record(plain: BinaryIO) -> Record:
    headers = _headers(plain)
    record = Record(headers)
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise ContentError("content.malformed", reason="warc_length")
    block, payload = _Digest(headers.get("warc-block-digest")), _Digest(headers.get("warc-payload-digest"))
    has_http = headers.get("content-type", "").lower().startswith(_HTTP)
    body = _Body(payload) if has_http else None
    left = int(length)
    while left:
        data = plain.read(min(_CHUNK, left))
        if not data:
            raise ContentError("content.malformed", reason="cut_off")
        left -= len(data)
        block.update(data)
        if body:
            body.update(data)
        else:
            payload.update(data)
    record.block = block.result()
    # A revisit record carries the digest of a payload that another record holds.
    record.payload = "absent" if headers.get("warc-type") == "revisit" else body.result() if body else payload.result()
    return record


def _headers(plain: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    size, last = 0, ""
    while (line := plain.readline(_LONGEST_HEADER)).strip():
        size += len(line)
        if size > _LONGEST_HEADER:
            raise ContentError("content.too_large")
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[0] in " \t" and last:
            found[last] += " " + text.strip()
            continue
        name, _, value = text.partition(":")
        last = name.strip().lower()
        found.setdefault(last, value.strip())
    return found


class _Digest:
    """A digest as a header records it (`sha1:` and base 32, `sha256:` and hexadecimal), beside the one computed."""

    def __init__(self, recorded: str | None) -> None:
        label, _, self.recorded = (recorded or "").partition(":")
        self.name = _HASHES.get(label.strip().lower(), "")
        self.state = hashlib.new(self.name, usedforsecurity=False) if self.name else None
        self.absent = not recorded

    def update(self, data: bytes) -> None:
        if self.state:
            self.state.update(data)

    def result(self) -> str:
        if self.state is None:
            return "absent" if self.absent else "unknown"
        return "holds" if self.state.digest() in _decodings(self.recorded.strip()) else "broken"


def _decodings(text: str) -> list[bytes]:
    found = []
    for decode in (
        bytes.fromhex,
        lambda value: base64.b32decode(value + "=" * (-len(value) % 8), casefold=True),
        base64.b64decode,
    ):
        try:
            found.append(decode(text))
        except ValueError:
            continue
    return found


class _Body:
    """Splits an HTTP message: after the empty line comes the body, which the payload digest is over."""

    def __init__(self, payload: _Digest) -> None:
        self.payload, self.bare = payload, _Digest(None)
        self.head = b""
        self.in_body = False
        self.chunks: _Chunks | None = None

    def update(self, data: bytes) -> None:
        if not self.in_body:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                if len(self.head) > 4 * _LONGEST_HEADER:
                    raise ContentError("content.too_large", reason="http_head")
                return
            data, self.in_body = self.head[end + 4 :], True
            if b"transfer-encoding: chunked" in self.head[:end].lower() and self.payload.name:
                self.bare = _Digest(f"{self.payload.name}:{self.payload.recorded}")
                self.chunks = _Chunks(self.bare)
            self.head = b""
        self.payload.update(data)
        if self.chunks:
            self.chunks.update(data)

    def result(self) -> str:
        stored = self.payload.result()
        return "holds" if stored == "broken" and self.chunks and self.bare.result() == "holds" else stored


class _Chunks:
    """The chunked transfer coding (RFC 9112, section 7.1) taken off, as far as it is well formed."""

    def __init__(self, digest: _Digest) -> None:
        self.digest, self.line, self.left, self.done = digest, b"", 0, False

    def update(self, data: bytes) -> None:
        while data and not self.done:
            if self.left:
                self.digest.update(data[: self.left])
                taken = min(self.left, len(data))
                self.left, data = self.left - taken, data[taken:]
                continue
            end = data.find(b"\n")
            self.line += data if end < 0 else data[: end + 1]
            data = b"" if end < 0 else data[end + 1 :]
            if len(self.line) > 1000:
                self.done = True
            elif end >= 0:
                self._size_line()

    def _size_line(self) -> None:
        text, self.line = self.line.strip().partition(b";")[0], b""
        if not text:
            return
        try:
            self.left = int(text, 16)
        except ValueError:
            self.done = True
        self.done = self.done or self.left <= 0


class _Prefixed(io.RawIOBase):
    """A stream with the bytes put back that were read to recognise it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self._head or self._rest.read(len(target))
        self._head = b""
        target[: len(data)] = data
        return len(data)


class _Gunzip(io.RawIOBase):
    """Gzip members one after another (RFC 1952), unpacked as they are asked for and held to the limits."""

    def __init__(self, packed: BinaryIO, limits: Limits) -> None:
        self._packed, self._limits = packed, limits
        self._member = zlib.decompressobj(31)
        self._feed, self._fresh = b"", True
        self._taken = self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        while len(target):
            if not self._feed:
                self._feed = self._packed.read(_CHUNK)
                self._taken += len(self._feed)
                if not self._feed:
                    if self._fresh:
                        return 0
                    raise ContentError("content.malformed", reason="cut_off")
            data = self._member.decompress(self._feed, len(target))
            self._fresh, self._feed = False, self._member.unconsumed_tail
            if self._member.eof:
                self._feed, self._fresh, self._member = self._member.unused_data, True, zlib.decompressobj(31)
            if data:
                self._count(len(data))
                target[: len(data)] = data
                return len(data)
        return 0

    def _count(self, length: int) -> None:
        self._given += length
        if self._given > self._limits.max_total_bytes:
            raise ContentError("content.too_large")
        if self._given > self._limits.ratio_free_bytes and self._given > self._taken * self._limits.max_ratio:
            raise ContentError("content.bomb")
