"""Folders and zips that Auto Archiver wrote (bellingcat/auto-archiver, storage `local_storage`; core/metadata.py, core/media.py).

For each address it keeps the media, an HTML report, with the JSON enricher `metadata.json` (`status`, `metadata`, `media`), with the
CSV database one row; hashes stand in them as `SHA-256:…` or `SHA3-512:…`. Its files often have random names and no ending, so they
are known by their content. `hashes.txt` lists the hashes, and each time-stamp token (RFC 3161, mostly without an ending) stamps
that list. `NAME.ots` stamps one file. A WACZ may lie inside and is checked as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .errors import PackageError
from .model import Entry, Outcome
from .opentimestamps import MAGIC, check_ots
from .records import head_of, parse_json, read_whole, text_of
from .shelf import Shelf
from .timestamps import check_token, looks_like_token, read_token

_MARK = b"bellingcat/auto-archiver"
_RECORDED = re.compile(r"(?P<name>SHA-256|SHA3-512):(?P<hash>[0-9a-f]{128}|[0-9a-f]{64})(?![0-9a-f])")
_ALGORITHMS = {"SHA-256": "sha256", "SHA3-512": "sha3_512"}
_LIST = re.compile(rb"(?:[0-9a-f]{64}|[0-9a-f]{128})(?:\n(?:[0-9a-f]{64}|[0-9a-f]{128}))*\n?\Z")
_OWN_HASH = re.compile(r"[0-9a-f]{24}\Z")
_SMALL, _MOST_SNIFFED = 64 * 1024, 5000


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A hash that a record gives, the record, and the name or place it gives with it ("" where it gives none)."""

    algorithm: str
    value: str
    record: Entry
    name: str = ""


def is_auto_archiver(shelf: Shelf) -> bool:
    """A record that only this tool writes: its JSON, its report, or a row of its table."""
    return any(_record_kind(shelf, entry) for entry in _candidates(shelf))


def check_auto_archiver(shelf: Shelf) -> None:
    """Sort the entries and make every check of what Auto Archiver wrote."""
    recorded: list[_Recorded] = []
    for entry in _candidates(shelf):
        kind = _record_kind(shelf, entry)
        if kind == "json":
            shelf.prove(entry, "proof.archiver_record")
            recorded += _from_json(shelf, entry)
        elif kind:
            shelf.companion(entry)
            recorded += _from_text(shelf, entry)
    tokens, lists, stamps = _sniffed(shelf)
    media = [entry for entry in shelf.entries if shelf.is_original(entry)]
    _check_recorded(shelf, _once(recorded), media)
    _check_lists(shelf, lists, recorded)
    _check_tokens(shelf, tokens, [*lists, *media])
    for proof in stamps:
        beside = shelf.find(proof.path[: -len(".ots")])
        check_ots(shelf, proof, beside, [*media, *lists])


def _candidates(shelf: Shelf) -> list[Entry]:
    endings = (".json", ".html", ".htm", ".csv")
    limit = shelf.limits.max_record_bytes
    return [entry for entry in shelf.entries if entry.path.lower().endswith(endings) and entry.size <= limit][
        :_MOST_SNIFFED
    ]


def _record_kind(shelf: Shelf, entry: Entry) -> str:
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


def _from_json(shelf: Shelf, entry: Entry) -> list[_Recorded]:
    found: list[_Recorded] = []
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


def _of_media(media: Any, record: Entry) -> list[_Recorded]:
    properties = media.get("properties") if isinstance(media, dict) else None
    if not isinstance(properties, dict):
        return []
    match = _RECORDED.fullmatch(text_of(properties.get("hash")))
    if match is None:
        return []
    urls = media.get("urls")
    names = [media.get("_key"), media.get("key"), *(urls if isinstance(urls, list) else []), media.get("filename")]
    name = next((text_of(one) for one in names if text_of(one)), "")
    return [_Recorded(_ALGORITHMS[match["name"]], match["hash"], record, name)]


def _claim(shelf: Shelf, entry: Entry, facts: Any) -> None:
    if not isinstance(facts, dict):
        return
    names = {"url": "source_url", "title": "title", "timestamp": "captured_at", "_processed_at": "archived_at"}
    for key, about in {**names, "author": "author", "uploader": "author", "username": "author"}.items():
        shelf.claim(None, about, facts.get(key), entry.path)


def _from_text(shelf: Shelf, entry: Entry) -> list[_Recorded]:
    with shelf.attempt("archiver.record", entry.path):
        text = read_whole(entry, shelf.limits.max_record_bytes).decode("utf-8", "replace")
        found = {(match["name"], match["hash"]) for match in _RECORDED.finditer(text)}
        address = re.search(r"<title>([^<]{1,2000})</title>", text)
        if address:
            shelf.claim(None, "source_url", address[1], entry.path)
        return [_Recorded(_ALGORITHMS[name], value, entry) for name, value in sorted(found)]
    return []


def _sniffed(shelf: Shelf) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Time-stamp tokens, lists of hashes and OpenTimestamps proofs, told by content because their names tell nothing."""
    tokens, lists, stamps = [], [], []
    small = [entry for entry in shelf.entries if entry.size <= _SMALL * 16 and shelf.is_original(entry)]
    for entry in small[:_MOST_SNIFFED]:
        head = head_of(entry, _SMALL)
        if looks_like_token(head) or entry.path.endswith((".tsr", ".tst")):
            tokens.append(entry)
            shelf.prove(entry, "proof.rfc3161")
        elif head.startswith(MAGIC) or entry.path.endswith(".ots"):
            stamps.append(entry)
            shelf.prove(entry, "proof.opentimestamps")
        elif _LIST.match(head) or entry.path.endswith("hashes.txt"):
            lists.append(entry)
            shelf.prove(entry, "proof.hash_list")
        elif head.startswith(b"-----BEGIN CERTIFICATE-----"):
            shelf.prove(entry, "proof.certificate")
    return tokens, lists, stamps


def _once(recorded: list[_Recorded]) -> list[_Recorded]:
    """A hash that stands in several records counts once, where it stands with a name if it does anywhere."""
    named = {(one.algorithm, one.value) for one in recorded if one.name}
    kept = {
        (one.algorithm, one.value, one.name): one
        for one in recorded
        if one.name or (one.algorithm, one.value) not in named
    }
    return list(kept.values())


def _check_recorded(shelf: Shelf, recorded: list[_Recorded], media: list[Entry]) -> None:
    """Every recorded hash must be some file's; every file should be recorded."""
    known: set[int] = set()
    by_hash: dict[tuple[str, str], Entry] = {}
    for algorithm in sorted({one.algorithm for one in recorded}):
        for entry in [*shelf.entries] if len(shelf.entries) <= _MOST_SNIFFED else media:
            digest = shelf.digest_or_none(entry, algorithm)
            if digest:
                by_hash.setdefault((algorithm, digest), entry)
    for one in recorded:
        named = _named(shelf, one.name)
        holder = by_hash.get((one.algorithm, one.value))
        facts = {"record": one.record.path, "algorithm": one.algorithm}
        if named is not None and named is not holder and shelf.digest_or_none(named, one.algorithm) != one.value:
            shelf.check("archiver.recorded_hash", named.path, Outcome.BROKEN, recorded=one.value, **facts)
            known.add(id(named))
        elif holder is None:
            shelf.check("archiver.file_present", one.name or one.value, Outcome.BROKEN, recorded=one.value, **facts)
        else:
            shelf.check("archiver.recorded_hash", holder.path, Outcome.HOLDS, **facts)
            known.add(id(holder))
            _pass_claims(shelf, holder, one.record)
    for entry in media:
        if id(entry) not in known:
            shelf.check("archiver.file_recorded", entry.path, Outcome.ABSENT)
        _check_own_name(shelf, entry)


def _pass_claims(shelf: Shelf, entry: Entry, record: Entry) -> None:
    """What a record says of its address, it says of each file archived from there."""
    for claim in shelf.claims:
        if claim.stated_in == record.path:
            shelf.claim(entry, claim.about.removeprefix("claim."), claim.value, record.path)


def _named(shelf: Shelf, name: str) -> Entry | None:
    """The entry that a record's key, address or file name means, where one does."""
    if not name:
        return None
    tail = name.replace("\\", "/").rpartition("/")[2]
    exact = shelf.find(name.removeprefix("./"))
    return exact or next((entry for entry in shelf.entries if entry.path.rpartition("/")[2] == tail), None)


def _check_own_name(shelf: Shelf, entry: Entry) -> None:
    """With static names, a file is called by the first 24 digits of its hash; random names have a UUID's shape."""
    stem = entry.path.rpartition("/")[2].partition(".")[0]
    if not _OWN_HASH.match(stem) or (stem[12] == "4" and stem[16] in "89ab"):
        return
    for algorithm in ("sha256", "sha3_512"):
        if (shelf.digest_or_none(entry, algorithm) or "").startswith(stem):
            shelf.check("archiver.own_name", entry.path, Outcome.HOLDS, algorithm=algorithm)
            return
    shelf.check("archiver.own_name", entry.path, Outcome.BROKEN)


def _check_lists(shelf: Shelf, lists: list[Entry], recorded: list[_Recorded]) -> None:
    values = {one.value for one in recorded}
    for entry in lists:
        with shelf.attempt("archiver.hash_list", entry.path):
            listed = read_whole(entry, shelf.limits.max_record_bytes).decode("ascii", "replace").split()
            strange = [one for one in listed if one not in values]
            outcome = Outcome.HOLDS if listed and not strange else Outcome.BROKEN
            shelf.check(
                "archiver.hash_list",
                entry.path,
                outcome,
                listed=len(listed),
                **({"first": strange[0][:128]} if strange else {}),
            )


def _check_tokens(shelf: Shelf, tokens: list[Entry], candidates: list[Entry]) -> None:
    for entry in tokens:
        with shelf.attempt("rfc3161.imprint", entry.path):
            token = read_token(read_whole(entry, shelf.limits.max_record_bytes))
            stamped = next(
                (one for one in candidates if shelf.digest_or_none(one, token.algorithm) == token.imprint), None
            )
            if stamped is None:
                shelf.check(
                    "rfc3161.imprint",
                    entry.path,
                    Outcome.BROKEN,
                    reason="no_file_has_this_digest",
                    recorded=token.imprint,
                )
            else:
                shelf.check("rfc3161.imprint", stamped.path, Outcome.HOLDS, proof=entry.path, **token.facts())
            check_token(shelf, entry.path, token)
    if not tokens:
        shelf.check("rfc3161.imprint", "", Outcome.ABSENT)
