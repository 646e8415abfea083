"""What a file's name says, against what the file is. Pure text: the name never goes into the sandbox."""

from __future__ import annotations

import re
import unicodedata

from .model import Finding
from .worker.archives import TURNS

# Marks that Arabic names hold for good reasons are no lie; those that reverse what follows are.
_REVERSING = TURNS - {"\u200e", "\u200f", "\u061c"}
_PROGRAMS = "exe scr com bat cmd js jse vbs wsf hta ps1 jar msi lnk pif apk sh desktop reg cpl dll"
_ENDINGS = {
    "image/jpeg": "jpg jpeg jpe jfif",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tif tiff dng",
    "image/bmp": "bmp",
    "image/heic": "heic heif hif",
    "image/avif": "avif",
    "image/svg+xml": "svg",
    "application/pdf": "pdf",
    "application/postscript": "eps ps ai",
    "application/zip": "zip wacz jar apk cbz",
    "application/gzip": "gz tgz",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx docm dotx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx xlsm",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx pptm",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/x-ole-storage": "doc xls ppt msg docx xlsx pptx",
    "video/mp4": "mp4 m4v mov m4a 3gp",
    "video/quicktime": "mov qt mp4",
    "video/x-matroska": "mkv webm mka",
    "video/x-msvideo": "avi",
    "audio/ogg": "ogg oga ogv opus",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a mp4 aac",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "text/html": "html htm xhtml",
    "text/rtf": "rtf",
    "text/csv": "csv",
}
_KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
_STARTS_PROGRAMS = frozenset(_PROGRAMS.split())
_LONGEST = 255


def name_findings(name: str) -> list[Finding]:
    """What is wrong with the name alone."""
    plain = name.replace("\\", "/")
    faults = {
        "name.empty": not name.strip(),
        "name.nul": "\0" in name,
        "name.control": any(unicodedata.category(letter) == "Cc" and letter != "\0" for letter in name),
        "name.direction_mark": bool(_REVERSING & set(name)),
        "name.path": "/" in plain or plain in (".", ".."),
        "name.too_long": len(name.encode("utf-8", "replace")) > _LONGEST,
        "name.decomposed": unicodedata.normalize("NFC", name) != name,
        "name.surrogate": any("\ud800" <= letter <= "\udfff" for letter in name),
        "name.two_endings": bool(re.search(r"\.[A-Za-z0-9]{2,4}\.([A-Za-z0-9]+)\s*$", name))
        and ending_of(name) in _STARTS_PROGRAMS,
    }
    return [Finding(code) for code, true in faults.items() if true]


def ending_of(name: str) -> str:
    """The ending in small letters, without the point; empty where there is none."""
    found = re.search(r"\.([A-Za-z0-9]{1,10})\s*$", name.replace("\0", ""))
    return found[1].lower() if found else ""


def kind_contradicts(name: str, kind: str, family: str) -> bool:
    """Whether the name's ending belongs to another kind of file than the content is."""
    ending = ending_of(name)
    if not ending or not kind:
        return False
    if kind in _ENDINGS:
        return ending not in _ENDINGS[kind].split() and (
            ending in _KINDS or ending in _STARTS_PROGRAMS or ending == "txt"
        )
    if family == "program":
        return ending not in _STARTS_PROGRAMS
    # A kind that is not in the table contradicts only an ending that is.
    return ending in _KINDS and not (
        family in ("text", "html") and ending in ("csv", "html", "htm", "svg", "eps", "ps")
    )
