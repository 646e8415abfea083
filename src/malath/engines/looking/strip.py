"""The copy for giving away: without metadata, or none at all. The original is never touched."""

from __future__ import annotations

import io

from . import hearing
from .answer import NotTrustedError, Record
from .look import converse, verdict_of
from .model import Derived, Look, Verdict, Wishes
from .source import type_of_source
from .worker import limits

_LONGEST = 16384


def strip_metadata(plain: type_of_source, kind: str = "") -> Derived:
    """A copy without metadata.

    Pictures are made anew from their pixels (JPEG stays JPEG, everything else becomes PNG; above 12 million pixels
    smaller); PDF, office documents, sound and video go through mat2. `kind` is the kind found by an earlier look: where
    the content is another, nothing is given. The content is None where the metadata cannot be removed for certain.
    """
    return _derived(plain, "strip", kind)


def redraw(plain: type_of_source) -> Derived:
    """A PDF drawn anew from what its pages show: no metadata, script, attached file, form or link of it goes on, nor what the
    cameras of its photos wrote. Text stays text, also where a bar lies over it. Only PDF, of at most 600 pages."""
    return _derived(plain, "redraw", "application/pdf")


def _derived(plain: type_of_source, what: str, kind: str) -> Derived:
    look, found = Look(), list[Record]()

    def hear(record: Record) -> None:
        if record.what in ("picture", "content"):
            if found:
                raise NotTrustedError
            found.append(record)
        else:
            hearing.hear(look, record)

    converse(plain, what, Wishes(), look, hear)
    verdict = verdict_of(look.left_out)
    if verdict not in (Verdict.LOOKED, Verdict.PARTLY) or not found or (kind and kind != look.kind):
        return Derived(
            None, look.kind, verdict if verdict is not Verdict.LOOKED else Verdict.REFUSED, tuple(look.left_out)
        )
    try:
        content, made = _content(found[0], look.kind)
    except NotTrustedError:
        return Derived(None, look.kind, Verdict.REFUSED, tuple(look.left_out))
    return Derived(content, made, verdict, tuple(look.left_out))


def _content(record: Record, kind: str) -> tuple[bytes, str]:
    if record.what == "content":
        if len(record.blob) > limits.CONTENT:
            raise NotTrustedError
        return record.blob, kind
    if record.values.get("use") != "derived":
        raise NotTrustedError
    picture = hearing.pixels(record.values, record.blob, _LONGEST)
    stream = io.BytesIO()
    if kind == "image/jpeg":
        picture.save(stream, "JPEG", quality=92)
        return stream.getvalue(), "image/jpeg"
    picture.save(stream, "PNG")
    return stream.getvalue(), "image/png"
