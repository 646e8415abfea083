"""What a file is by its content: magic numbers first, Debian's `file` for what these do not know."""

from __future__ import annotations

import re
import zipfile

from . import texts, tools
from .task import NotLookedError, Task

_HEAD = 64 * 1024
_MAGIC = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (0, b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"{\\rtf", "text/rtf"),
)
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif", b"avis": "image/avif",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"3gp4": "video/3gpp", b"3gp5": "video/3gpp",
}  # fmt: skip
_RIFF = {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_MARKUP = re.compile(
    rb"^[\s\xef\xbb\xbf]*(?:<\?xml[^>]*>|<!--.*?-->|<!doctype\s+[^>\[]*(?:\[.*?\]\s*)?>|\s)*<(svg|html)\b", re.I | re.S
)
_FAMILIES = {
    "application/pdf": "pdf",
    "application/postscript": "postscript",
    "application/zip": "archive",
    "application/gzip": "archive",
    "application/x-bzip2": "archive",
    "application/x-xz": "archive",
    "application/x-7z-compressed": "archive",
    "application/vnd.rar": "archive",
    "application/x-tar": "archive",
    "application/x-ole-storage": "legacy_office",
    "application/x-elf": "program",
    "application/x-dosexec": "program",
    "image/svg+xml": "svg",
    "text/html": "html",
    "application/json": "text",
    "application/xml": "text",
}


def kind_of(task: Task) -> tuple[str, str]:
    """The media type and the family of the file."""
    found = _by_magic(task.head(_HEAD))
    if found == "application/zip":
        found = _office(task)
    if found is None:
        found = _by_tool(task)
    return found, _family(found)


def _by_magic(head: bytes) -> str | None:
    if not head:
        return "application/x-empty"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[:2] == b"MZ" and len(head) > 64:
        return "application/x-dosexec"
    for at, magic, kind in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return kind
    markup = _MARKUP.match(head[:4096])
    if markup:
        return "image/svg+xml" if markup[1].lower() == b"svg" else "text/html"
    return None


def _office(task: Task) -> str:
    try:
        with task.open() as stream, zipfile.ZipFile(stream) as archive:
            names = archive.namelist()[:2000]
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                if re.fullmatch(r"application/(vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip)", said):
                    return said
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "application/zip"


def _by_tool(task: Task) -> str:
    try:
        ran = tools.run(task, ["file", "--brief", "--mime-type", "--dereference", task.path], out=200, seconds=5)
    except NotLookedError as ended:
        task.left_out("kind", ended.code, ended.detail)
        return "application/octet-stream"
    said = ran.out.decode("ascii", "replace").strip()
    if said == "application/octet-stream" and texts.wide(task.head(4096)):
        return "text/plain"
    return said if re.fullmatch(r"[a-z]+/[a-z0-9.+-]{1,100}", said) else "application/octet-stream"


def _family(kind: str) -> str:
    if kind in _FAMILIES:
        return _FAMILIES[kind]
    if kind.startswith("application/vnd.o") or kind == "application/epub+zip":
        return "office"
    first = kind.split("/")[0]
    return first if first in ("image", "video", "audio", "text") else "other"
