"""From the worker's records to a Look: one small function a kind of record, each believing only what fits."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PIL import Image

from . import codes
from .answer import NotTrustedError, Record, integer, number, one_of, words
from .model import Entry, Finding, ImageHash, KeyFrame, LeftOut, Look, Picture, Text
from .worker import limits

_FAMILIES = (
    "image", "video", "audio", "pdf", "office", "legacy_office", "html", "text", "archive", "postscript", "program", "svg",
    "other", "empty",
)  # fmt: skip
_LANGUAGES = frozenset({"ara", "fra", "eng"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MOST = 2**31
_QUALITY = 82


def hear(look: Look, record: Record) -> None:
    """Take one record into the look. Raises NotTrustedError."""
    listener = _LISTENERS.get(record.what)
    if listener is None:
        raise NotTrustedError
    listener(look, record.values, record.blob)


def _fact(look: Look, values: dict[str, Any], _blob: bytes) -> None:
    name, value = values.get("name"), values.get("value")
    if name == "kind":
        look.kind = words(value, 120)
        if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", look.kind):
            raise NotTrustedError
    elif name == "family":
        look.family = one_of(value, _FAMILIES)
    elif name in ("width", "height", "frames", "pages"):
        setattr(look, name, integer(value, _MOST))
    elif name == "entries":
        look.entry_count = integer(value, _MOST)
    elif name == "duration":
        look.duration = number(value, 1e9)
    elif name in ("claim.latitude", "claim.longitude"):
        edge = 90.0 if name == "claim.latitude" else 180.0
        _claim(look, name, number(value, edge, -edge))
    elif name in _CLAIMS:
        _claim(look, name, words(value))
    else:
        raise NotTrustedError


def _claim(look: Look, name: str, value: Any) -> None:
    look.claims = replace(look.claims, **{name.removeprefix("claim."): value})


_CLAIMS = frozenset(
    f"claim.{name}" for name in ("created", "changed", "device", "device_number", "author", "software", "title")
)


def _finding(look: Look, values: dict[str, Any], _blob: bytes) -> None:
    found = Finding(one_of(values.get("code"), codes.FINDINGS), words(values.get("detail", "")))
    if found not in look.findings:
        look.findings.append(found)


def _left_out(look: Look, values: dict[str, Any], _blob: bytes) -> None:
    part, why = one_of(values.get("part"), codes.PARTS), one_of(values.get("why"), codes.REASONS)
    look.left_out.append(LeftOut(part, why, words(values.get("detail", ""))))


def _picture(look: Look, values: dict[str, Any], blob: bytes) -> None:
    use = one_of(values.get("use"), ("thumbnail", "viewing_copy", "key_frame"))
    longest = limits.VIEWING_COPY if use == "viewing_copy" else limits.THUMBNAIL
    picture = jpeg_of(pixels(values, blob, longest))
    if use == "thumbnail":
        look.thumbnail = picture
    elif use == "viewing_copy":
        look.viewing_copy = picture
    elif len(look.key_frames) >= limits.KEY_FRAMES:
        raise NotTrustedError
    else:
        at = number(values.get("at"), 1e9, -1.0)
        look.key_frames.append(KeyFrame(picture, at if at >= 0 else None))


def pixels(values: dict[str, Any], blob: bytes, longest: int) -> Image.Image:
    """The picture whose red, green and blue bytes these are. Raises NotTrustedError when they do not add up."""
    width, height = integer(values.get("width"), longest, 1), integer(values.get("height"), longest, 1)
    if len(blob) != width * height * 3:
        raise NotTrustedError
    return Image.frombytes("RGB", (width, height), blob)


def jpeg_of(picture: Image.Image) -> Picture:
    """The JPEG of it. No byte of the file, and none that the worker chose, stands in it: only pixels."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=_QUALITY)
    return Picture(stream.getvalue(), picture.width, picture.height)


def _hash(look: Look, values: dict[str, Any], _blob: bytes) -> None:
    bits = values.get("bits")
    if not isinstance(bits, str) or not re.fullmatch(r"[0-9a-f]{64}", bits):
        raise NotTrustedError
    found = ImageHash(bits, integer(values.get("quality"), 100))
    if one_of(values.get("of"), ("image", "key_frame")) == "image":
        look.hash = found
        return
    index = integer(values.get("index"), limits.KEY_FRAMES - 1)
    if index < len(look.key_frames):
        look.key_frames[index] = replace(look.key_frames[index], hash=found)
    elif index == len(look.key_frames):
        look.key_frames.append(KeyFrame(None, None, found))
    else:
        raise NotTrustedError


def _text(look: Look, values: dict[str, Any], blob: bytes) -> None:
    if len(look.texts) >= 2 or len(blob) > limits.TEXT:
        raise NotTrustedError
    machine = one_of(values.get("how"), ("layer", "machine")) == "machine"
    languages = tuple(words(values.get("languages", "")).split("+")) if machine else ()
    if set(languages) - _LANGUAGES:
        raise NotTrustedError
    look.texts.append(
        Text(
            content=_CONTROLS.sub("", blob.decode("utf-8", "ignore")),
            machine_reading=machine,
            confidence=number(values.get("confidence"), 100.0) if machine else None,
            languages=languages,
            encoding=words(values.get("encoding", ""), 40),
            encoding_guessed=values.get("encoding_guessed") is True,
        )
    )


def _entry(look: Look, values: dict[str, Any], _blob: bytes) -> None:
    flags = values.get("flags")
    if not isinstance(flags, list) or len(flags) > len(codes.FLAGS) or len(look.entries) >= limits.ENTRIES:
        raise NotTrustedError
    look.entries.append(
        Entry(
            words(values.get("name")),
            integer(values.get("size"), 2**64),
            integer(values.get("packed"), 2**64),
            tuple(one_of(flag, codes.FLAGS) for flag in flags),
        )
    )


def _began(look: Look, values: dict[str, Any], _blob: bytes) -> None:
    """The worker stands; before this, an end of the answer is no fault of the file."""


_LISTENERS: dict[str, Callable[[Look, dict[str, Any], bytes], None]] = {
    "began": _began,
    "fact": _fact,
    "finding": _finding,
    "left_out": _left_out,
    "picture": _picture,
    "hash": _hash,
    "text": _text,
    "entry": _entry,
}
