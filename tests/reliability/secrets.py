"""Looking for secrets in bytes as somebody would who stole a disk: in every encoding, and inside what is compressed."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")
_BASE64_OF_ZLIB = re.compile(rb"eJ[A-Za-z0-9_+/-]{12,}")
_LARGEST = 8_000_000


def texts(secret: str) -> set[str]:
    """The spellings under which a secret may have been kept."""
    lower, upper = secret.lower(), secret.upper()
    spelled = {secret, lower, upper, secret.title()}
    spelled |= {json.dumps(one)[1:-1] for one in spelled} | {quote(one) for one in spelled}
    return spelled | {quote(secret, safe="").lower(), json.dumps(secret)[1:-1].replace("\\", "\\\\")}


def _encoded(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1256"):
        try:
            yield text.encode(encoding)
        except UnicodeEncodeError:
            continue


def _base64_of(raw: bytes) -> Iterator[bytes]:
    """What base64 of a longer text holds of it, at each of the three places where it may begin."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw)
        # The characters that also depend on what stands before and after are left out.
        first, last = (before * 8 + 5) // 6, (before + len(raw)) * 8 // 6
        yield whole[first:last]
        yield whole[first:last].translate(bytes.maketrans(b"+/", b"-_"))


@cache
def needles(secret: str) -> frozenset[bytes]:
    """Every string of bytes that would give the secret away."""
    found: set[bytes] = set()
    for text in texts(secret):
        for raw in _encoded(text):
            found |= {raw, raw.hex().encode(), raw.hex().upper().encode(), *_base64_of(raw)}
    short = [needle for needle in found if len(needle) < 6]
    assert not short, f"{secret!r} is too short: {short} would be found by chance"
    return frozenset(found)


def unpacked(body: bytes) -> Iterator[bytes]:
    """What is compressed inside the bytes: zlib, gzip, members of zip files, and zlib inside base64 (sessions)."""
    for start in _DEFLATED.finditer(body):
        at, wbits = start.start(), 47
        if start.group() == b"PK\x03\x04":
            head = body[at : at + 30]
            at, wbits = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), -15
        yield _inflated(body[at:], wbits)
    for run in _BASE64_OF_ZLIB.finditer(body):
        text = run.group().translate(bytes.maketrans(b"-_", b"+/"))
        yield _inflated(base64.b64decode(text[: len(text) // 4 * 4]), 47)


def _inflated(body: bytes, wbits: int) -> bytes:
    """As much as comes out before the stream breaks: most beginnings are chance."""
    machine = zlib.decompressobj(wbits)
    out = b""
    for start in range(0, len(body), 4096):
        try:
            out += machine.decompress(body[start : start + 4096], _LARGEST)
        except zlib.error:
            break
        if machine.eof or len(out) > _LARGEST:
            break
    return out


def found_in(body: bytes, secrets: Iterable[str]) -> list[str]:
    """Which secrets stand in the bytes, each with what stands around it."""
    layers = [body, *(inner for inner in unpacked(body) if len(inner) > 5)]
    hits = []
    for secret in secrets:
        for needle in needles(secret):
            for layer in layers:
                at = layer.find(needle)
                if at >= 0:
                    hits.append(f"{secret!r}: {layer[max(0, at - 60) : at + len(needle) + 60]!r}")
                    break
    return hits


def found_under(folder: Path, secrets: Iterable[str]) -> list[str]:
    """Which secrets stand in any file below a folder, or in a file's name."""
    wanted = list(secrets)
    hits = []
    for path in sorted(folder.rglob("*")):
        named = found_in(path.name.encode(), wanted)
        inside = found_in(path.read_bytes(), wanted) if path.is_file() else []
        hits += [f"{path.relative_to(folder)}: {hit}" for hit in named + inside]
    return hits
