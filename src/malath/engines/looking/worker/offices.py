"""Office documents: the words in a zip of XML, read piece by piece, never more than a bound of them."""

from __future__ import annotations

import re
import zipfile
import zlib
from xml.parsers import expat

from . import archives, limits
from .task import NotLookedError, Task

_WORDS = re.compile(
    r"^(word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml|xl/(sharedStrings|worksheets/sheet\d+)\.xml"
    r"|ppt/(slides|notesSlides)/\w+\.xml|content\.xml|.*\.x?html)$"
)
_TEXT = frozenset(
    {"t", "p", "h", "span", "a", "is", "v", "li", "td", "title", "h1", "h2", "h3", "div", "em", "strong", "b", "i"}
)
_BREAKS = frozenset({"p", "h", "br", "row", "si", "tab", "line-break", "tr", "li", "title", "h1", "h2", "h3", "div"})


def look_at_office(task: Task) -> None:
    """Findings on the container, then its text."""
    archive = archives.open_zip(task)
    entries = archive.infolist()
    task.fact("entries", len(entries))
    archives.judge(task, entries)
    names = [entry.filename for entry in entries]
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        task.finding("office.macros")
    if any("/embeddings/" in name for name in names):
        task.finding("office.holds_files")
    _links(task, archive, entries)
    if task.wished("text"):
        _text(task, archive, [entry for entry in entries if _WORDS.match(entry.filename)])


def look_at_legacy(task: Task) -> None:
    """Old binary documents are not opened; whether one is an encrypted new one is said."""
    both = task.head(limits.MIB) + task.tail(limits.MIB)
    if "EncryptedPackage".encode("utf-16-le") in both:
        task.finding("document.encrypted")
        raise NotLookedError("document.encrypted")
    if "_VBA_PROJECT".encode("utf-16-le") in both:
        task.finding("office.macros")
    raise NotLookedError("office.legacy_format")


def _links(task: Task, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    for entry in [entry for entry in entries if entry.filename.endswith(".rels")][: limits.MEMBERS]:
        try:
            if b'TargetMode="External"' in member(archive, entry, limits.MIB):
                task.finding("office.outside_links")
                return
        except NotLookedError:
            continue


def member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """One member, unpacked up to `most` bytes. Raises NotLookedError beyond, and where it does not unpack."""
    if entry.flag_bits & 1:
        raise NotLookedError("document.encrypted")
    try:
        with archive.open(entry) as stream:
            content = stream.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        raise NotLookedError("file.broken") from None
    if len(content) > most:
        raise NotLookedError("limit.unpacked", entry.filename)
    return content


def _text(task: Task, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    words: list[str] = []
    length = unpacked = 0
    ended: NotLookedError | None = None
    for entry in sorted(entries, key=_order)[: limits.MEMBERS]:
        try:
            content = member(archive, entry, min(limits.MEMBER, limits.UNPACKED - unpacked))
            unpacked += len(content)
            words.append(_words(content))
        except NotLookedError as stopped:
            ended = stopped
        length += len(words[-1]) if words else 0
        if length > limits.TEXT:
            ended = NotLookedError("limit.length", entry.filename)
            break
    found = re.sub(r"\n{3,}", "\n\n", "\n".join(words)).strip()
    if found:
        task.voice.say("text", found.encode("utf-8", "replace")[: limits.TEXT], how="layer")
    if ended:
        task.left_out("text", ended.code, ended.detail)


def _order(entry: zipfile.ZipInfo) -> tuple[str, int]:
    number = re.search(r"(\d+)\.xml$", entry.filename)
    return re.sub(r"\d+", "", entry.filename), int(number[1]) if number and len(number[1]) < 9 else 0


def _words(content: bytes) -> str:
    """The letters of one part. Raises NotLookedError for XML that is broken or declares types or entities."""
    words: list[str] = []
    inside: list[str] = []
    parser = expat.ParserCreate()

    def begin(name: str, _values: dict[str, str]) -> None:
        inside.append(name.rpartition(":")[2])
        if len(inside) > 500:
            raise NotLookedError("xml.too_deep")

    def end(name: str) -> None:
        inside.pop()
        if name.rpartition(":")[2] in _BREAKS:
            words.append("\n")

    def letters(data: str) -> None:
        if inside and inside[-1] in _TEXT:
            words.append(data)

    def refuse(*_: object) -> None:
        raise NotLookedError("xml.declares_types")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, letters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise NotLookedError("file.broken") from None
    return "".join(words)
