"""Archives: a zip's list of names is read and judged; nothing is unpacked."""

from __future__ import annotations

import unicodedata
import zipfile

from . import limits
from .task import NotLookedError, Task

TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_BOMB = 100 * limits.MIB


def look_at_archive(task: Task, kind: str) -> None:
    """The entries of a zip, each with what is wrong with its name."""
    if kind != "application/zip":
        raise NotLookedError("archive.not_opened")
    if not task.whole and task.size > limits.WHOLE:
        task.finding("archive.large")
    archive = open_zip(task)
    entries = archive.infolist()
    task.fact("entries", len(entries))
    judge(task, entries)
    seen: set[str] = set()
    for entry in entries[: limits.ENTRIES]:
        name = entry.filename
        flags = name_flags(name) + _entry_flags(entry)
        if name in seen:
            flags.append("entry.name_twice")
        seen.add(name)
        clean = name.encode("utf-8", "replace").decode()[: limits.WORDS]
        task.voice.say("entry", name=clean, size=entry.file_size, packed=entry.compress_size, flags=flags)
    if len(entries) > limits.ENTRIES:
        task.left_out("entries", "limit.entries", str(limits.ENTRIES))


def open_zip(task: Task) -> zipfile.ZipFile:
    """The zip with its list read. Raises NotLookedError for one that is broken or lists too much."""
    end = task.tail(66_000)
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        raise NotLookedError("file.broken")
    if int.from_bytes(end[at + 12 : at + 16], "little") > limits.MEMBER and end[at + 12 : at + 16] != b"\xff" * 4:
        raise NotLookedError("limit.entries")
    try:
        return zipfile.ZipFile(task.open())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError, OSError):
        raise NotLookedError("file.broken") from None


def judge(task: Task, entries: list[zipfile.ZipInfo]) -> None:
    """Say of the whole archive what makes it dangerous."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > _BOMB and unpacked > limits.RATIO * max(packed, task.size):
        task.finding("archive.bomb", str(unpacked))
    if any(entry.flag_bits & 1 for entry in entries):
        task.finding("archive.encrypted")
    if any(entry.filename.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar")) for entry in entries):
        task.finding("archive.nested")
    if any(name_flags(entry.filename) or _entry_flags(entry) for entry in entries):
        task.finding("archive.unsafe_names")


def name_flags(name: str) -> list[str]:
    """What is wrong with one entry's name."""
    plain = name.replace("\\", "/")
    flags = []
    if ".." in plain.split("/"):
        flags.append("entry.path_escapes")
    if plain.startswith("/") or plain[1:3] == ":/":
        flags.append("entry.path_absolute")
    if "\\" in name:
        flags.append("entry.name_backslash")
    if TURNS & set(name):
        flags.append("entry.name_direction_mark")
    if any(unicodedata.category(letter) == "Cc" for letter in name):
        flags.append("entry.name_control")
    if unicodedata.normalize("NFC", name) != name:
        flags.append("entry.name_decomposed")
    if len(name.encode("utf-8", "replace")) > 255:
        flags.append("entry.name_too_long")
    if not name:
        flags.append("entry.name_empty")
    return flags


def _entry_flags(entry: zipfile.ZipInfo) -> list[str]:
    mode = entry.external_attr >> 16
    flags = ["entry.symlink"] if mode & 0o170000 == 0o120000 else []
    if mode & 0o170000 not in (0, 0o040000, 0o100000, 0o120000):
        flags.append("entry.special_file")
    return flags
