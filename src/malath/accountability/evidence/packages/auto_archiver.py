"""Folders and zips that Auto Archiver wrote (bellingcat/auto-archiver, storage `local_storage`; core/metadata.py, core/media.py).

For each address it keeps the media, an HTML report, with the JSON enricher `metadata.json` (`status`, `metadata`, `media`), with the
CSV database one row; hashes stand in them as `SHA-256:…` or `SHA3-512:…`. Its files often have random names and no ending, so they
are known by their content. `hashes.txt` lists the hashes, and each time-stamp token (RFC 3161, mostly without an ending) stamps
that list. `NAME.ots` stamps one file. A WACZ may lie inside and is checked as one.
"""

from __future__ import annotations

import re

from .auto_archiver_records import Recorded, candidates, each_once, from_json, from_text, record_kind
from .model import Claim, Entry, Outcome
from .opentimestamps import MAGIC, check_ots
from .records import head_of, read_whole
from .shelf import Shelf
from .timestamps import check_token, looks_like_token, read_token

_LIST = re.compile(rb"(?:[0-9a-f]{64}|[0-9a-f]{128})(?:\n(?:[0-9a-f]{64}|[0-9a-f]{128}))*\n?\Z")
_OWN_HASH = re.compile(r"[0-9a-f]{24}\Z")
_SMALL, _MOST_SNIFFED = 64 * 1024, 5000


def is_auto_archiver(shelf: Shelf) -> bool:
    """A record that only this tool writes: its JSON, its report, or a row of its table."""
    return any(record_kind(shelf, entry) for entry in candidates(shelf))


def check_auto_archiver(shelf: Shelf) -> None:
    """Sort the entries and make every check of what Auto Archiver wrote."""
    recorded: list[Recorded] = []
    for entry in candidates(shelf):
        kind = record_kind(shelf, entry)
        if kind == "json":
            shelf.prove(entry, "proof.archiver_record")
            recorded += from_json(shelf, entry)
        elif kind:
            shelf.companion(entry)
            recorded += from_text(shelf, entry)
    tokens, lists, stamps = _sniffed(shelf)
    media = [entry for entry in shelf.entries if shelf.is_original(entry)]
    _check_recorded(shelf, each_once(recorded), media)
    _check_lists(shelf, lists, recorded)
    _check_tokens(shelf, tokens)
    for proof in stamps:
        beside = shelf.find(proof.path[: -len(".ots")])
        check_ots(shelf, proof, beside)


def _sniffed(shelf: Shelf) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Time-stamp tokens, lists of hashes and OpenTimestamps proofs, told by content because their names tell nothing."""
    tokens, lists, stamps = [], [], []
    small = [entry for entry in shelf.entries if entry.size <= _SMALL * 16 and shelf.is_original(entry)]
    for entry in small[_MOST_SNIFFED:]:
        shelf.check("archiver.record", entry.path, Outcome.NOT_CHECKABLE, reason="too_many_files")
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


def _check_recorded(shelf: Shelf, recorded: list[Recorded], media: list[Entry]) -> None:
    """Every recorded hash must be some file's; every file should be recorded."""
    known: set[int] = set()
    by_name = {entry.path.rpartition("/")[2]: entry for entry in reversed(shelf.entries)}
    claims: dict[str, list[Claim]] = {}
    for claim in shelf.claims:
        claims.setdefault(claim.stated_in, []).append(claim)
    for one in recorded:
        facts = {"record": one.record.path, "algorithm": one.algorithm}
        holder, named = shelf.holder(one.algorithm, one.value), shelf.find(one.name.removeprefix("./"))
        if named is None and holder is None and one.name:
            # Only a last resort: a temporary name may be another file's too.
            named = by_name.get(one.name.replace("\\", "/").rpartition("/")[2])
        if named is not None and shelf.digest_or_none(named, one.algorithm) != one.value:
            shelf.check("archiver.recorded_hash", named.path, Outcome.BROKEN, recorded=one.value, **facts)
            known.add(id(named))
        elif holder is None:
            shelf.check("archiver.file_present", one.name or one.value, Outcome.BROKEN, recorded=one.value, **facts)
        else:
            shelf.check("archiver.recorded_hash", holder.path, Outcome.HOLDS, **facts)
            known.add(id(holder))
            # What a record says of its address, it says of each file archived from there.
            for claim in claims.get(one.record.path, ()):
                shelf.claim(holder, claim.about.removeprefix("claim."), claim.value, claim.stated_in)
    for entry in media:
        if id(entry) not in known:
            shelf.check("archiver.file_recorded", entry.path, Outcome.ABSENT)
        _check_own_name(shelf, entry)


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


def _check_lists(shelf: Shelf, lists: list[Entry], recorded: list[Recorded]) -> None:
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


def _check_tokens(shelf: Shelf, tokens: list[Entry]) -> None:
    for entry in tokens:
        with shelf.attempt("rfc3161.imprint", entry.path):
            token = read_token(read_whole(entry, shelf.limits.max_record_bytes))
            stamped = shelf.holder(token.algorithm, token.imprint)
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
