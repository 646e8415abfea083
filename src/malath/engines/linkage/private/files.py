"""Encoded lists as files: a line of JSON that says how they were made, then ids, then bits.

Line 1: `malath-encoded 1`. Line 2: the header as JSON. Then the ids, one a line, and behind the last the packed bits of
all rows, in order. Nothing else is in the file: no name, no letter of one, no date.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.private.encoding import WIDTH, Bits, Hardening

MAGIC = b"malath-encoded 1\n"
LONGEST_HEADER = 1 << 16


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded list: ids, packed bits by row, and how both were made."""

    ids: list[str]
    bits: Bits
    secret: str
    fields: tuple[str, ...]
    hardening: Hardening

    @property
    def width(self) -> int:
        """Bits a row."""
        return WIDTH >> self.hardening.fold


def write_encoded(path: Path, encoded: Encoded) -> None:
    """Write the file. Raises LinkageError for an id with a line break in it."""
    if any("\n" in id or "\r" in id for id in encoded.ids):
        raise LinkageError("an id has a line break in it")
    header = {
        "rows": len(encoded.ids),
        "bits": encoded.width,
        "secret": encoded.secret,
        "fields": list(encoded.fields),
        "hardening": asdict(encoded.hardening),
    }
    with open(path, "wb") as file:
        file.write(MAGIC)
        file.write(json.dumps(header, sort_keys=True).encode() + b"\n")
        file.writelines(id.encode() + b"\n" for id in encoded.ids)
        file.write(encoded.bits.tobytes())


def read_encoded(path: Path) -> Encoded:
    """Read the file. Raises LinkageError where it is not whole or not of this kind."""
    try:
        with open(path, "rb") as file:
            if file.readline(len(MAGIC)) != MAGIC:
                raise LinkageError(f"{path}: is not an encoded list; malath link encode makes one")
            header = json.loads(file.readline(LONGEST_HEADER))
            rows, hardening = int(header["rows"]), _hardening(header["hardening"])
            ids = [file.readline().decode().rstrip("\n") for _ in range(rows)]
            width = (WIDTH >> hardening.fold) // 8
            data = file.read()
    except OSError as problem:
        raise LinkageError(f"{path}: cannot be read: {problem.strerror}") from problem
    except (ValueError, KeyError, TypeError, UnicodeError) as problem:
        raise LinkageError(f"{path}: its header is damaged") from problem
    if len(data) != rows * width or header.get("bits") != 8 * width:
        raise LinkageError(f"{path}: is not whole: {rows} rows were announced")
    bits = np.frombuffer(data, np.uint8).reshape(rows, width)
    return Encoded(ids, bits, str(header["secret"]), tuple(map(str, header["fields"])), hardening)


def _hardening(said: dict[str, Any]) -> Hardening:
    return Hardening(
        salt=tuple(map(str, said["salt"])),
        rarest=int(said["rarest"]),
        commonest=float(said["commonest"]),
        fold=int(said["fold"]),
        blip=float(said["blip"]),
    )


def check_alike(one: Encoded, other: Encoded) -> None:
    """Raises LinkageError where two files cannot be matched, and says what differs."""
    if one.secret != other.secret:
        raise LinkageError("the two files were made with different secrets")
    if one.fields != other.fields:
        said = f"{', '.join(one.fields)} in the first, {', '.join(other.fields)} in the second"
        raise LinkageError(f"the two files hold different fields: {said}; encode both with the same --fields")
    if one.hardening != other.hardening:
        raise LinkageError(f"the two files were hardened differently: {one.hardening} and {other.hardening}")
