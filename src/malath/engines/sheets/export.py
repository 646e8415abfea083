"""Writes rows as csv that a spreadsheet program will show and never run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from .model import Scalar, text_of

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠", "|", "%")
"""First characters that spreadsheet programs take for the start of a formula or a command, full-width ones included."""


def neutral(value: Scalar) -> str:
    """Return a text that no spreadsheet program runs: an apostrophe before what could start a formula.

    Numbers keep their sign; NUL is dropped, since programs differ in what they see after it.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return text_of(value)
    text = (str(value) if isinstance(value, str) else text_of(value)).replace("\x00", "")
    bare = text.lstrip(" \u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff")
    return f"'{text}" if bare.startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


def to_csv_safely(rows: Iterable[Sequence[Scalar]], *, delimiter: str = ",") -> bytes:
    """Return csv in UTF-8 with its mark, every text neutralised and quoted."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([neutral(value) for value in row])
    return stream.getvalue().encode("utf-8-sig", "replace")
