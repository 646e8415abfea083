"""Zips as honest tools and as attackers make them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

Files = dict[str, bytes]


def zipped(files: Files, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 3, 5, 10, 0, 0)), data, compress_type=method)
    return out.getvalue()


def raw_entry(
    name: bytes, data: bytes = b"x", *, bits: int = 0x800, method: int = 0, attributes: int = 0, **lies: int
) -> dict[str, Any]:
    """One entry for `raw_zip`, with any field of it a lie."""
    packed = data if method != 8 else _deflated(data)
    entry = {"name": name, "local_name": name, "body": packed, "bits": bits, "method": method, "attributes": attributes}
    return {**entry, "crc": zlib.crc32(data), "packed": len(packed), "size": len(data), **lies}


def raw_zip(
    entries: list[dict[str, Any]], *, between: bytes = b"", prefix: bytes = b"", count: int | None = None
) -> bytes:
    """A zip written field by field, so that it may lie."""
    body, listed = prefix, b""
    for one in entries:
        offset = one.get("offset", len(body))
        fields: tuple[Any, ...] = (20, one["bits"], one["method"], 0, 0, one["crc"], one["packed"], one["size"])
        name, local = one["name"], one["local_name"]
        listed += (
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 0x031E, *fields, len(name), 0, 0, 0, 0, one["attributes"], offset)
            + name
        )
        if "offset" not in one:
            body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields, len(local), 0) + local + one["body"] + between
    total = len(entries) if count is None else count
    return (
        body
        + listed
        + struct.pack(
            "<4s4H2LH", b"PK\x05\x06", 0, 0, min(total, 0xFFFF), min(total, 0xFFFF), len(listed), len(body), 0
        )
    )


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()
