"""What a look at one file gives: facts, and codes for what is dangerous or was left out. No sentence stands in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .worker.limits import WALL


class Verdict(StrEnum):
    """How a look ended."""

    LOOKED = "looked"
    PARTLY = "partly"
    REFUSED = "refused"
    ENDED_BY_LIMITS = "ended_by_limits"
    BROKEN_FILE = "broken_file"


@dataclass(frozen=True)
class Wishes:
    """What to look for; `seconds` is when the worker is killed."""

    thumbnail: bool = True
    viewing_copy: bool = True
    key_frames: bool = True
    claims: bool = True
    text: bool = True
    ocr: bool = True
    hashes: bool = True
    seconds: float = WALL


@dataclass(frozen=True)
class Finding:
    """Something that the reader must know, as a code of codes.py."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A part of the look that did not take place, and why."""

    part: str
    why: str
    detail: str = ""


@dataclass(frozen=True)
class Claims:
    """What the file's metadata say. Anyone can write them: claims, never facts."""

    created: str = ""
    changed: str = ""
    latitude: float | None = None
    longitude: float | None = None
    device: str = ""
    device_number: str = ""
    author: str = ""
    software: str = ""
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """A JPEG that this process made from bare pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True)
class ImageHash:
    """PDQ: 64 hexadecimal digits, and a quality from 0 to 100."""

    bits: str
    quality: int


@dataclass(frozen=True)
class KeyFrame:
    """One frame of a video, at so many seconds (None where the time is not known)."""

    picture: Picture | None
    at: float | None = None
    hash: ImageHash | None = None


@dataclass(frozen=True)
class Text:
    """Words of the file: its own, or read by a machine, unverified, with the mean of its confidence (0 to 100)."""

    content: str
    machine_reading: bool = False
    confidence: float | None = None
    languages: tuple[str, ...] = ()
    encoding: str = ""
    encoding_guessed: bool = False


@dataclass(frozen=True)
class Entry:
    """One line of a zip's list, with what is wrong with its name."""

    name: str
    size: int
    packed: int
    flags: tuple[str, ...] = ()


@dataclass
class Look:
    """All that was found. What is empty was not there, not wished, or stands in `left_out`."""

    verdict: Verdict = Verdict.REFUSED
    size: int = 0
    looked_bytes: int = 0
    kind: str = ""
    family: str = ""
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    duration: float | None = None
    pages: int | None = None
    entry_count: int | None = None
    claims: Claims = field(default_factory=Claims)
    thumbnail: Picture | None = None
    viewing_copy: Picture | None = None
    key_frames: list[KeyFrame] = field(default_factory=list)
    hash: ImageHash | None = None
    texts: list[Text] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    peak_memory: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Derived:
    """A copy without metadata, or None and the reasons."""

    content: bytes | None
    kind: str
    verdict: Verdict
    left_out: tuple[LeftOut, ...] = ()
