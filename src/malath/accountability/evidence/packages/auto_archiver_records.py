"""The records that Auto Archiver writes: which hash each gives to which file (layout: see `auto_archiver.py`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .errors import PackageError
from .model import Entry, Outcome
from .records import head_of, parse_json, read_whole, text_of
from .shelf import Shelf

_MARK = b"bellingcat/auto-archiver"
_RECORDED = re.compile(r"(?P<name>SHA-256|SHA3-512):(?P<hash>[0-9a-f]{128}|[0-9a-f]{64})(?![0-9a-f])")
_ALGORITHMS = {"SHA-256": "sha256", "SHA3-512": "sha3_512"}
_ENDINGS = (".json", ".html", ".htm", ".csv")
_MOST, _BUDGET = 5000, 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recorded:
    """A hash that a record gives, the record, and the name or place it gives with it ("" where it gives none)."""

    algorithm: str
    value: str
    record: Entry
    name: str = ""


def candidates(shelf: Shelf) -> list[Entry]:
    """Files that may be records, within a budget: this question is asked of every folder and zip."""
    found: list[Entry] = []
    budget = _BUDGET
    for entry in shelf.entries:
        if entry.path.lower().endswith(_ENDINGS) and entry.size <= shelf.limits.max_record_bytes:
            budget -= entry.size
            if budget < 0 or len(found) == _MOST:
                break
            found.append(entry)
    return found


def record_kind(shelf: Shelf, entry: Entry) -> str:
    """ "json", "csv" or "html" where this tool wrote it, else ""."""
    name = entry.path.lower()
    head = head_of(entry, 4096)
    if name.endswith(".json"):
        return "json" if b'"status"' in head and b'"metadata"' in head else ""
    if name.endswith(".csv"):
        return "csv" if re.match(rb"\s*(\xef\xbb\xbf)?status,metadata,media", head) else ""
    try:
        return "html" if _MARK in read_whole(entry, shelf.limits.max_record_bytes) else ""
    except PackageError:
        return ""


def from_json(shelf: Shelf, entry: Entry) -> list[Recorded]:
    """The hashes of a `metadata.json`, and its claims."""
    found: list[Recorded] = []
    with shelf.attempt("archiver.record", entry.path):
        record = parse_json(read_whole(entry, shelf.limits.max_record_bytes), shelf.limits)
        if not isinstance(record, dict) or not isinstance(record.get("media"), list):
            shelf.check("archiver.record", entry.path, Outcome.BROKEN, reason="content.malformed")
            return found
        _claim(shelf, entry, record.get("metadata"))
        for media in record["media"]:
            found += _of_media(media, entry)
        shelf.check("archiver.record", entry.path, Outcome.HOLDS, hashes=len(found))
    return found


def _of_media(media: Any, record: Entry) -> list[Recorded]:
    properties = media.get("properties") if isinstance(media, dict) else None
    if not isinstance(properties, dict):
        return []
    match = _RECORDED.fullmatch(text_of(properties.get("hash")))
    if match is None:
        return []
    urls = media.get("urls")
    names = [media.get("_key"), media.get("key"), *(urls if isinstance(urls, list) else []), media.get("filename")]
    name = next((text_of(one) for one in names if text_of(one)), "")
    return [Recorded(_ALGORITHMS[match["name"]], match["hash"], record, name)]


def _claim(shelf: Shelf, entry: Entry, facts: Any) -> None:
    if not isinstance(facts, dict):
        return
    names = {"url": "source_url", "title": "title", "timestamp": "captured_at", "_processed_at": "archived_at"}
    for key, about in {**names, "author": "author", "uploader": "author", "username": "author"}.items():
        shelf.claim(None, about, facts.get(key), entry.path)


def from_text(shelf: Shelf, entry: Entry) -> list[Recorded]:
    """The hashes of a report or a table: they stand there without the name of their file."""
    with shelf.attempt("archiver.record", entry.path):
        text = read_whole(entry, shelf.limits.max_record_bytes).decode("utf-8", "replace")
        found = {(match["name"], match["hash"]) for match in _RECORDED.finditer(text)}
        address = re.search(r"<title>([^<]{1,2000})</title>", text)
        if address:
            shelf.claim(None, "source_url", address[1], entry.path)
        return [Recorded(_ALGORITHMS[name], value, entry) for name, value in sorted(found)]
    return []


def each_once(recorded: list[Recorded]) -> list[Recorded]:
    """A hash that stands in several records counts once, where it stands with a name if it does anywhere."""
    named = {(one.algorithm, one.value) for one in recorded if one.name}
    kept = {
        (one.algorithm, one.value, one.name): one
        for one in recorded
        if one.name or (one.algorithm, one.value) not in named
    }
    return list(kept.values())
