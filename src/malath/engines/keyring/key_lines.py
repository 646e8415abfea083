"""The lines of the key file: written, read, and checked one by one."""

from __future__ import annotations

import hmac
import uuid

from malath.engines.keyring.errors import DamagedKeyFileError
from malath.engines.keyring.primitives import keyed_digest

Wrapped = tuple[uuid.UUID, bytes]
"""(organisation, wrapped key)"""

# Without the line's end: `K`, two UUIDs, 40 bytes and a tag of 16 bytes in hexadecimal; `E`, UUID, ISO date, tag.
_LENGTHS = {b"K": 189, b"E": 82}


def key_line(subject: uuid.UUID, entry: Wrapped, tag_key: bytes) -> str:
    """A line that keeps a key."""
    return _tagged(f"K {subject} {entry[0]} {entry[1].hex()}", tag_key)


def erased_line(subject: uuid.UUID, day: str, tag_key: bytes) -> str:
    """A line that says when a key was destroyed."""
    return _tagged(f"E {subject} {day}", tag_key)


def _tagged(content: str, tag_key: bytes) -> str:
    return f"{content} {keyed_digest(tag_key, content).hex()}\n"


def read_lines(body: bytes, tag_key: bytes) -> tuple[int, dict[uuid.UUID, Wrapped], dict[uuid.UUID, str]]:
    """How many bytes are whole lines, the kept keys, the erased ones with their days. Raises DamagedKeyFileError for a
    line that was changed, stands twice, or brings back what was erased."""
    wrapped: dict[uuid.UUID, Wrapped] = {}
    erased: dict[uuid.UUID, str] = {}
    *lines, rest = body.split(b"\n")
    for number, line in enumerate(lines, 1):
        kind, *fields = _checked(line, number, tag_key)
        subject = uuid.UUID(fields[0])
        if subject in wrapped or subject in erased:
            raise DamagedKeyFileError(f"line {number} of the key file names {subject} a second time")
        if kind == "K":
            wrapped[subject] = (uuid.UUID(fields[1]), bytes.fromhex(fields[2]))
        else:
            erased[subject] = fields[1]
    if not _is_torn(rest):
        raise DamagedKeyFileError(f"line {len(lines) + 1} of the key file was changed")
    return len(body) - len(rest), wrapped, erased


def _checked(line: bytes, number: int, tag_key: bytes) -> list[str]:
    content, _space, tag = line.decode("ascii", "replace").rpartition(" ")
    if not hmac.compare_digest(keyed_digest(tag_key, content).hex().encode(), tag.encode()):
        raise DamagedKeyFileError(f"line {number} of the key file was changed")
    return content.split(" ")


def _is_torn(rest: bytes) -> bool:
    """Whether what follows the last line's end is a line that a crash cut off. A line of full length whose end is
    missing is a damaged one: dropping it would lose a key."""
    written = rest.rstrip(b"\0")
    return not written or len(written) <= _LENGTHS.get(written[:1], -1)
