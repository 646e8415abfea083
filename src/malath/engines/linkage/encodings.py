"""In what encoding a text file of somebody else's is written, where nothing says so."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NamedTuple

HEAD = 1 << 16
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Letters of Latin hands stand alone among those of ASCII; those of Arabic words stand beside each other.
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH = re.compile(rb"[\x80-\xff]")
# Of the letters beyond ASCII so few may be broken for a text to be UTF-8 that was damaged.
_DAMAGED = 0.1


class Encoding(NamedTuple):
    """A name that Python knows, and what becomes of bytes that do not fit."""

    name: str
    errors: str = "strict"


def encoding_of(path: Path, head: bytes) -> Encoding | None:
    """UTF-8, UTF-16 with its mark or without, Windows-1256 for Arabic, Windows-1254 for French, German and Turkish; None
    where it is no text. `head` is how the file begins."""
    if head[:2] in _MARKS:
        return Encoding(_MARKS[head[:2]])
    if b"\x00" in head:
        return _without_mark(head)
    if _is_utf8(path):
        return Encoding("utf-8-sig")
    damaged = head.decode("utf-8", "replace")
    broken, beyond = damaged.count("\ufffd"), sum(c > "\x7f" for c in damaged)
    if beyond and broken <= _DAMAGED * beyond:
        return Encoding("utf-8-sig", "replace")
    return Encoding("cp1254" if 2 * len(_ALONE.findall(head)) > len(_HIGH.findall(head)) else "cp1256", "replace")


def _without_mark(head: bytes) -> Encoding | None:
    """UTF-16 has a zero in every other byte of commas, digits and line ends, and nowhere else."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even and odd:
        return None
    name = "utf-16-be" if even else "utf-16-le"
    try:
        codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return None
    return Encoding(name)


def _is_utf8(path: Path) -> bool:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True
