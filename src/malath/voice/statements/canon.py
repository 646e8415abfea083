"""The bytes that are signed: a plain text file whose SHA-256 anybody can compute (docs/reference/signed-texts.md)."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

FIRST_LINE = "Malath statement 1"


def text_bytes(
    *, statement: uuid.UUID, edition: int, language: str, frozen_on: date, source: str, title: str,
    parts: Sequence[dict[str, Any]],
) -> bytes:  # fmt: skip
    """The file of one language of an edition. `source` is the digest of the text that it translates; empty for the text
    itself. Lines end with LF, the text is in NFC, the file ends with one LF."""
    head = [
        FIRST_LINE,
        f"statement: {statement}",
        f"edition: {edition}",
        f"language: {language}",
        f"frozen: {frozen_on.isoformat()}",
    ]
    if source:
        head.append(f"translates: sha256:{source}")
    body = "\n\n".join([f"# {title}", *(str(part["text"]) for part in parts)])
    return unicodedata.normalize("NFC", "\n".join(head) + "\n\n" + body + "\n").encode()


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal, as `sha256sum` prints it."""
    return hashlib.sha256(content).hexdigest()


def pasted_bytes(text: str) -> bytes:
    """A text that went through a form: line ends as they were, one at the end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return unicodedata.normalize("NFC", lines + "\n").encode()
