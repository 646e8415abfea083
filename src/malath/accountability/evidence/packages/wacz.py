"""WACZ packages (Web Archive Collection Zipped 1.1.1, specs.webrecorder.net/wacz/1.1.1) and their own proof.

`datapackage.json` lists every resource with its SHA-256 and size; `datapackage-digest.json` holds the SHA-256 of that list and,
where the package is signed, the signature (`wacz_signature.py`). The WARC files inside record a digest for each page they hold.
"""

from __future__ import annotations

import re
from typing import Any

from .errors import PackageError
from .model import Entry, Outcome
from .records import lines_within, parse_json, read_json_object, text_of
from .shelf import Shelf
from .wacz_signature import check_signed_data
from .warc import read_records

_LIST, _DIGEST, _PAGES = "datapackage.json", "datapackage-digest.json", "pages/pages.jsonl"
_MARKS = (_LIST, _DIGEST, _PAGES)
_WARC = re.compile(r"archive/[^/]+\.warc(\.gz)?\Z", re.IGNORECASE)
_MOST_PAGES = 500


def is_wacz(shelf: Shelf) -> bool:
    """A WARC under `archive/`, and at least one of the records that make it a WACZ: one lost record must not hide the others."""
    has_warc = any(_WARC.match(entry.path) for entry in shelf.entries)
    return has_warc and any(entry.path in _MARKS for entry in shelf.entries)


def check_wacz(shelf: Shelf) -> None:
    """Sort the entries and make every check of a WACZ."""
    for entry in shelf.entries:
        if entry.path in (_LIST, _DIGEST):
            shelf.prove(entry, "proof.wacz_list" if entry.path == _LIST else "proof.wacz_digest")
        elif not _WARC.match(entry.path):
            shelf.companion(entry)
    listed = _read(shelf, _LIST, "wacz.list")
    signed = _read(shelf, _DIGEST, "wacz.list_digest")
    if listed is not None:
        _check_resources(shelf, listed)
        _claim_package(shelf, listed)
    if signed is not None:
        _check_digest(shelf, signed)
    pages = _read_pages(shelf)
    for entry in shelf.entries:
        if _WARC.match(entry.path):
            _check_warc(shelf, entry, pages)


def _read(shelf: Shelf, path: str, code: str) -> dict[str, Any] | None:
    entry = shelf.find(path)
    if entry is None:
        twice = any(one.path == path for one in shelf.entries)
        shelf.check(code, path, Outcome.BROKEN if twice or path == _LIST else Outcome.ABSENT)
        return None
    with shelf.attempt(code, path):
        return read_json_object(entry, shelf.limits)
    return None


def _check_resources(shelf: Shelf, listed: dict[str, Any]) -> None:
    resources = listed.get("resources")
    known: set[str] = set()
    for resource in resources if isinstance(resources, list) else []:
        if not isinstance(resource, dict):
            shelf.check("wacz.list", _LIST, Outcome.BROKEN, reason="content.malformed")
            continue
        path = text_of(resource.get("path"))
        if path in known:
            shelf.check("wacz.list", path, Outcome.BROKEN, reason="listed_twice")
        known.add(path)
        _check_resource(shelf, path, resource)
    for entry in shelf.entries:
        if entry.path not in known and entry.path not in (_LIST, _DIGEST):
            shelf.check("wacz.resource_listed", entry.path, Outcome.BROKEN)


def _check_resource(shelf: Shelf, path: str, resource: dict[str, Any]) -> None:
    entry = shelf.find(path)
    if entry is None:
        shelf.check("wacz.resource_present", path, Outcome.BROKEN)
        return
    older = resource.get("stats")  # up to version 1.0 the digest stood one level deeper
    facts = {**older, **resource} if isinstance(older, dict) else resource
    size, digest = facts.get("bytes"), text_of(facts.get("hash"))
    if size is None:
        shelf.check("wacz.resource_size", path, Outcome.ABSENT)
    else:
        shelf.compare("wacz.resource_size", path, size, entry.size)
    _compare_digest(shelf, "wacz.resource_hash", entry, digest)


def _compare_digest(shelf: Shelf, code: str, entry: Entry, recorded: str) -> None:
    name, _, value = recorded.rpartition(":")
    if not recorded:
        shelf.check(code, entry.path, Outcome.ABSENT)
    elif name.lower() not in ("", "sha256", "md5"):
        shelf.check(code, entry.path, Outcome.NOT_CHECKABLE, reason="algorithm_unknown", recorded=recorded[:200])
    else:
        with shelf.attempt(code, entry.path):
            algorithm = name.lower() or "sha256"
            shelf.compare(code, entry.path, value.lower(), shelf.digest(entry, algorithm), algorithm=algorithm)


def _check_digest(shelf: Shelf, signed: dict[str, Any]) -> None:
    entry = shelf.find(_LIST)
    recorded = text_of(signed.get("hash"))
    if text_of(signed.get("path")) not in ("", _LIST):
        shelf.check("wacz.list_digest", _DIGEST, Outcome.BROKEN, reason="names_another_file")
    if entry is not None:
        _compare_digest(shelf, "wacz.list_digest", entry, recorded)
    data = signed.get("signedData")
    if data is None:
        shelf.check("wacz.signature", _DIGEST, Outcome.ABSENT)
    elif not isinstance(data, dict):
        shelf.check("wacz.signature", _DIGEST, Outcome.BROKEN, reason="content.malformed")
    else:
        found = None if entry is None else shelf.digest_or_none(entry, "sha256")
        check_signed_data(shelf, _DIGEST, data, f"sha256:{found}")


def _claim_package(shelf: Shelf, listed: dict[str, Any]) -> None:
    names = {"title": "title", "software": "software", "made_at": "created", "description": "description"}
    for about, key in names.items():
        shelf.claim(None, about, listed.get(key), _LIST)
    for key in ("mainPageUrl", "mainPageURL"):
        shelf.claim(None, "source_url", listed.get(key), _LIST)
    for key in ("mainPageDate", "mainPageTS"):
        shelf.claim(None, "captured_at", listed.get(key), _LIST)


def _read_pages(shelf: Shelf) -> dict[str, str]:
    """Address and time of each page that the package says it holds."""
    entry = shelf.find(_PAGES)
    pages: dict[str, str] = {}
    if entry is None:
        return pages
    with shelf.attempt("wacz.pages", _PAGES), entry.open() as stream:
        for line in lines_within(stream, 64 * 1024, _MOST_PAGES):
            try:
                page = parse_json(line, shelf.limits)
            except PackageError:
                shelf.check("wacz.pages", _PAGES, Outcome.BROKEN, reason="content.malformed")
                break
            if isinstance(page, dict) and page.get("url"):
                pages[text_of(page["url"])] = text_of(page.get("ts"))
    for url, moment in list(pages.items())[:50]:
        shelf.claim(None, "source_url", url, _PAGES)
        shelf.claim(None, "captured_at", moment, _PAGES)
    return pages


def _check_warc(shelf: Shelf, entry: Entry, pages: dict[str, str]) -> None:
    counts = {"records": 0, "holds": 0, "broken": 0, "absent": 0, "unknown": 0}
    first_broken = ""
    with shelf.attempt("warc.records", entry.path), entry.open() as stream:
        for record in read_records(stream, shelf.limits):
            url = text_of(record.headers.get("warc-target-uri"))
            outcome = next(
                (one for one in ("broken", "unknown", "holds") if one in (record.block, record.payload)), "absent"
            )
            counts["records"] += 1
            counts[outcome] += 1
            if outcome == "broken" and not first_broken:
                first_broken = url or text_of(record.headers.get("warc-record-id"))
            if record.headers.get("warc-type") in ("response", "resource") and (url in pages or not pages):
                shelf.claim(entry, "source_url", url, entry.path)
                shelf.claim(entry, "captured_at", record.headers.get("warc-date"), entry.path)
        worst = _warc_outcome(counts)
        shelf.check(
            "warc.digests", entry.path, worst, **counts, **({"first_broken": first_broken} if first_broken else {})
        )


def _warc_outcome(counts: dict[str, int]) -> Outcome:
    if counts["broken"]:
        return Outcome.BROKEN
    if counts["holds"]:
        return Outcome.HOLDS
    return Outcome.NOT_CHECKABLE if counts["unknown"] else Outcome.ABSENT
