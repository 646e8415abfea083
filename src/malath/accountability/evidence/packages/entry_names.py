"""Names of entries as a stranger wrote them: which are refused, which are kept with a flag.

Nothing is ever unpacked under these names, but the room shows them, exports them and compares them, so a name that would
escape a folder is left out, and one that misleads a reader's eye is kept and flagged.
"""

from __future__ import annotations

import unicodedata

from .limits import Limits

# Marks that turn the direction of what follows: «photo_gpj.exe» can be made to look like «photo_exe.jpg».
BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def reason_to_leave_out(path: str, limits: Limits) -> str | None:
    """The code for which an entry with this name is left out, or None."""
    if "\x00" in path:
        return "entry.name_nul"
    if len(path.encode("utf-8", "surrogatepass")) > limits.max_name_bytes:
        return "entry.name_too_long"
    slashed = path.replace("\\", "/")
    parts = slashed.split("/")
    if slashed.startswith("/") or (len(path) > 1 and path[1] == ":" and path[0].isascii() and path[0].isalpha()):
        return "entry.path_absolute"
    if ".." in parts:
        return "entry.path_escapes"
    if not path.strip("/. "):
        return "entry.name_empty"
    return "entry.too_deep" if len(parts) > limits.max_depth else None


def name_flags(path: str) -> tuple[str, ...]:
    """Codes that tell a reader to look twice at this name."""
    if path.isascii() and path.isprintable():
        return ("entry.name_backslash",) if "\\" in path else ()
    flags = []
    if any(mark in BIDI_CONTROLS for mark in path):
        flags.append("entry.name_direction_mark")
    if any(unicodedata.category(mark) == "Cc" for mark in path):
        flags.append("entry.name_control")
    if not unicodedata.is_normalized("NFC", path):
        flags.append("entry.name_decomposed")
    if "\\" in path:
        flags.append("entry.name_backslash")
    return tuple(flags)


def clash_key(path: str) -> str:
    """Two names with one key become one file on a disk that ignores case or recomposes letters (Windows, macOS)."""
    return unicodedata.normalize("NFC", path).casefold().replace("\\", "/")


def printable(path: str, limit: int = 2048) -> str:
    """A name that can be stored and logged: lone surrogates and NUL escaped, length bounded."""
    return path[:limit].encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
