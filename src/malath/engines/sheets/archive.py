"""Looks at a zip (xlsx, ods) before anything in it is unpacked: number of parts, sizes, proportion, names."""

from __future__ import annotations

import io
import zipfile

from .errors import ArchiveUnsafeError, FileDamagedError, FileProtectedError, FileTooLargeError
from .limits import Limits

SMALL_PART = 1_000_000
"""Below this size a high ratio is harmless: a small sheet of empty cells packs very well."""


def open_archive(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Return the opened zip after its directory has passed the limits.

    Raises FileDamagedError, FileProtectedError, ArchiveUnsafeError or FileTooLargeError.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError, OverflowError) as error:
        raise FileDamagedError(detail=type(error).__name__) from error
    if len(members) > limits.archive_members:
        raise ArchiveUnsafeError(reason="members", found=len(members), limit=limits.archive_members)
    if len({member.filename for member in members}) != len(members):
        raise ArchiveUnsafeError(reason="twice", found=len(members), limit=1)
    total = 0
    for member in members:
        if member.flag_bits & 0x1:
            raise FileProtectedError()
        total += member.file_size
        if member.file_size > SMALL_PART and member.file_size > limits.ratio * max(member.compress_size, 1):
            raise ArchiveUnsafeError(
                reason="ratio", found=member.file_size // max(member.compress_size, 1), limit=limits.ratio
            )
    if total > limits.unpacked_size:
        raise FileTooLargeError(found=total, limit=limits.unpacked_size)
    return archive


def read_member(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """Unpack one part, never more than its directory entry promised. Empty when there is no such part."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        return b""
    try:
        with archive.open(member) as stream:
            content = stream.read(member.file_size + 1)
    except Exception as error:  # zlib, lzma and zipfile each raise their own kinds on broken data
        raise FileDamagedError(detail=type(error).__name__) from error
    if len(content) > member.file_size:
        raise ArchiveUnsafeError(reason="size", found=len(content), limit=member.file_size)
    return content
