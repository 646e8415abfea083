"""A PDF drawn anew, page by page: what is not drawn does not go on. Text stays text."""

from __future__ import annotations

import re
from pathlib import Path

from . import limits, pdfs, tools
from .task import NotLookedError, Task

_COPY = Path("/tmp/drawn.pdf")  # noqa: S108 - a file system in memory, this sandbox's own
# Where a photo stands in what cairo writes: it takes JPEG and JPEG 2000 over as they are, with what their camera wrote.
_DRAWN_AT = re.compile(rb"/CreationDate \(D:\d{14}")
_STREAM = re.compile(rb"/Filter\s*/(DCTDecode|JPXDecode)[^>]*>>\s*stream\r?\n", re.S)
# Segments that a decoder needs: JFIF's head, and Adobe's word on the colours (ITU-T T.81, B.1; T.872).
_NEEDED = {0xE0: 16, 0xEE: 14}


def redraw(task: Task, kind: str) -> None:
    """Say the new PDF, or raise NotLookedError with why there is none."""
    if kind != "application/pdf":
        raise NotLookedError("strip.kind_unknown", kind)
    if not task.whole or task.size > limits.CONTENT:
        raise NotLookedError("limit.size")
    pages = pdfs.pages_of(task)
    if pages > limits.REDRAWN_PAGES:
        raise NotLookedError("limit.pages", str(pages))
    ran = tools.run(task, ["pdftocairo", "-pdf", task.path, str(_COPY)], seconds=limits.TOOL_CPU)
    if ran.code or not _COPY.is_file() or _COPY.is_symlink():
        raise NotLookedError("file.broken")
    if _COPY.stat().st_size > limits.CONTENT:
        raise NotLookedError("limit.output")
    task.voice.say("content", without_camera_words(_COPY.read_bytes()), kind=kind)


def without_camera_words(pdf: bytes) -> bytes:
    """The same PDF, of the same length, with zeros where its photos carry words of their own. Raises NotLookedError for
    photos of a format whose words stand anywhere."""
    pdf = _DRAWN_AT.sub(b"/CreationDate (D:19700101000000", pdf)
    if pdf.count(b"/DCTDecode") + pdf.count(b"/JPXDecode") != len(_STREAM.findall(pdf)):
        raise NotLookedError("strip.refused", "photo")
    body = bytearray(pdf)
    for found in _STREAM.finditer(pdf):
        if found[1] == b"JPXDecode":
            raise NotLookedError("strip.refused", "JPEG 2000")
        _empty(body, found.end())
    return bytes(body)


def _empty(body: bytearray, at: int) -> None:
    """Zeros into each segment that says something, until the picture itself begins."""
    if body[at : at + 2] != b"\xff\xd8":
        raise NotLookedError("strip.refused", "JPEG")
    at += 2
    while at + 4 <= len(body) and body[at] == 0xFF and body[at + 1] != 0xDA:
        mark, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(body):
            raise NotLookedError("strip.refused", "JPEG")
        if 0xE0 <= mark <= 0xEF or mark == 0xFE:
            start = at + 2 + min(length, _NEEDED.get(mark, 2))
            if mark == 0xE0 and body[at + 4 : at + 9] != b"JFIF\0":
                start = at + 4
            body[start:end] = bytes(end - start)
        at = end
