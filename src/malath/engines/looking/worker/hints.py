"""Signs that a file is two things at once, or does something when it is opened."""

from __future__ import annotations

import re

from .task import Task

_LOOK = 256 * 1024
_ZIP_END = b"PK\x05\x06"
_SCRIPTS = re.compile(rb"<script|<\?php|javascript:|<iframe", re.I)
_PDF_ACTS = (
    ("pdf.javascript", re.compile(rb"/(?:JavaScript|JS)\b")),
    ("pdf.acts_when_opened", re.compile(rb"/(?:OpenAction|AA)\b")),
    ("pdf.starts_programs", re.compile(rb"/Launch\b")),
    ("pdf.holds_files", re.compile(rb"/EmbeddedFiles?\b")),
)
_ENDS = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b"\x3b"}
# Cameras end a picture with some padding; a message hidden behind it is longer.
_PADDING = 64
_PLAIN = ("html", "text", "svg", "archive", "office")


def hints(task: Task, kind: str, family: str) -> None:
    """Say each sign once."""
    head, tail = task.head(_LOOK), task.tail(_LOOK)
    both = head if task.size <= _LOOK else head + tail
    if family not in ("archive", "office") and _ZIP_END in tail:
        task.finding("polyglot.zip")
    if family != "pdf" and b"%PDF-" in head[:1024]:
        task.finding("polyglot.pdf")
    if family in ("image", "video", "audio", "pdf", "other") and _SCRIPTS.search(both):
        task.finding("polyglot.script")
    if family == "svg" and (_SCRIPTS.search(both) or re.search(rb"\son\w+\s*=", both)):
        task.finding("svg.script")
    if family == "svg" and b"<!ENTITY" in both:
        task.finding("xml.entities")
    if family == "html" and _SCRIPTS.search(both):
        task.finding("html.script")
    if family == "pdf":
        _pdf(task, head, both)
    _after_the_end(task, kind, tail)


def _pdf(task: Task, head: bytes, both: bytes) -> None:
    for code, sign in _PDF_ACTS:
        if sign.search(both):
            task.finding(code)
    if not head.startswith(b"%PDF-"):
        task.finding("polyglot.before_the_start")


def _after_the_end(task: Task, kind: str, tail: bytes) -> None:
    end = _ENDS.get(kind)
    if end is None or not task.whole:
        return
    at = tail.rfind(end)
    if at >= 0 and len(tail) - at - len(end) > _PADDING:
        task.finding("polyglot.after_the_end", str(len(tail) - at - len(end)))
