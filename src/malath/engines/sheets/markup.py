"""A small, suspicious XML reader for the parts of a packed sheet: no document types, no entities, a bounded depth."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from .errors import ArchiveUnsafeError, FileDamagedError

MAX_DEPTH = 200

StartHandler = Callable[[str, dict[str, str]], None]
EndHandler = Callable[[str], None]
TextHandler = Callable[[str], None]


def parse(content: bytes, start: StartHandler, end: EndHandler | None = None, text: TextHandler | None = None) -> None:
    """Walk through XML. Names come without their prefix; a document type is refused before its entities are seen."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ArchiveUnsafeError(reason="depth", found=depth, limit=MAX_DEPTH)
        start(name.rpartition(":")[2], attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2])

    def on_doctype(*_: object) -> None:
        raise ArchiveUnsafeError(reason="doctype", found=1, limit=0)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = on_doctype
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FileDamagedError(detail="xml") from error


def attribute(attributes: dict[str, str], local_name: str) -> str:
    """Return an attribute by its name without prefix, empty when absent."""
    value = attributes.get(local_name)
    if value is not None:
        return value
    for name, found in attributes.items():
        if name.rpartition(":")[2] == local_name:
            return found
    return ""
