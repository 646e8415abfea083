"""Records inside a package (JSON, CSV, text), read whole within bounds: a record of a few megabytes must not become gigabytes of objects."""

from __future__ import annotations

import csv
import json
from typing import Any, BinaryIO, cast

from .errors import ContentError, PackageError, only_package_errors
from .limits import Limits
from .model import Entry


def read_whole(entry: Entry, limit: int) -> bytes:
    """All bytes of a small entry; ContentError `content.too_large` before anything is read, EntryError where it lies."""
    if entry.size > limit:
        raise ContentError("content.too_large", bytes=entry.size)
    with entry.open() as stream:
        return stream.read()


def head_of(entry: Entry, length: int) -> bytes:
    """The first bytes of an entry, b"" where they cannot be read."""
    try:
        with entry.open() as stream:
            return stream.read(length)
    except PackageError:
        return b""


def parse_json(data: bytes, limits: Limits) -> Any:
    """JSON of a stranger: bounded in bytes and values, refused when a key stands twice (two readers would read two things)."""
    if len(data) > limits.max_record_bytes:
        raise ContentError("content.too_large", bytes=len(data))
    if data.count(b",") + data.count(b"[") + data.count(b"{") > limits.max_json_values:
        raise ContentError("content.too_many_values")
    with only_package_errors("content.malformed"):
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_twins, parse_constant=_refuse)


def read_json(entry: Entry, limits: Limits) -> Any:
    """`parse_json` of an entry."""
    return parse_json(read_whole(entry, limits.max_record_bytes), limits)


def read_json_object(entry: Entry, limits: Limits) -> dict[str, Any]:
    """`read_json`, where the record must be an object."""
    found = read_json(entry, limits)
    if not isinstance(found, dict):
        raise ContentError("content.malformed", reason="not_an_object")
    return cast(dict[str, Any], found)


def read_table(entry: Entry, limits: Limits) -> list[dict[str, str]]:
    """Rows of a CSV under its first line, as text; values without a heading are dropped."""
    text = read_whole(entry, limits.max_record_bytes).decode("utf-8-sig", "replace").replace("\x00", "")
    if text.count(",") > limits.max_json_values:
        raise ContentError("content.too_many_values")
    rows = []
    try:
        for row in csv.DictReader(text.splitlines(keepends=True)):
            rows.append({str(key).strip(): value for key, value in row.items() if key and isinstance(value, str)})
    except csv.Error as error:
        raise ContentError("content.malformed", reason="csv") from error
    return rows


def lines_within(stream: BinaryIO, longest: int, most: int) -> list[bytes]:
    """At most `most` lines, a longer one than `longest` ending the reading."""
    found: list[bytes] = []
    while len(found) < most and (line := stream.readline(longest)):
        if len(line) == longest:
            break
        found.append(line)
    return found


def text_of(value: object, limit: int = 2000) -> str:
    """A value of a record as text that can be stored: bounded, without NUL and lone surrogates; "" for anything but text and numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:limit].encode("utf-8", "replace").decode().replace("\x00", "").strip()


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ContentError("content.key_twice")
    return found


def _refuse(name: str) -> Any:
    raise ContentError("content.malformed", reason=name)
