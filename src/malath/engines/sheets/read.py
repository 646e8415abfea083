"""The one door into the engine: bytes as uploaded in, a workbook of plain cells out."""

from __future__ import annotations

from .errors import FileEmptyError, FileTooLargeError
from .limits import DEFAULT_LIMITS, Limits
from .model import Workbook
from .packed_source import read_old, read_packed
from .text_source import read_text


def read(data: bytes, filename: str = "", limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read a file as its first bytes say, whatever its name: xlsx, ods, xls, else delimited text.

    Raises only SheetError and its named classes.
    """
    if len(data) > limits.file_size:
        raise FileTooLargeError(found=len(data), limit=limits.file_size)
    if not data.strip(b"\x00 \t\r\n"):
        raise FileEmptyError()
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return read_packed(data, filename, limits)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return read_old(data, filename, limits)
    return read_text(data, filename, limits)
