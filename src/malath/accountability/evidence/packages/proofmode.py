"""ProofMode bundles (guardianproject/proofmode-android, ProofMode.java and HowToVerifyProofData.txt; the same layout on iOS).

Beside each photo or recording lie files named by its SHA-256: `HASH.asc` (OpenPGP signature of the media), `HASH.proof.csv` and
`HASH.proof.json` (what the phone noted, with the same hash inside), `….asc` of each, `HASH.ots` (OpenTimestamps), `HASH.gst` or
`HASH.devicecheck` (a maker's attestation of the device); `pubkey.asc` holds the key of that installation of the app.
"""

from __future__ import annotations

from .model import Entry, Outcome
from .openpgp import dearmoured
from .opentimestamps import check_ots
from .proofmode_sets import GUIDE, HASH, KEYS, ProofSet, sorted_sets
from .proofmode_signatures import KEY_LIMIT, check_signatures
from .records import read_json_object, read_table, read_whole, text_of
from .shelf import Shelf

Rows = list[tuple[Entry, dict[str, str]]]
_CLAIMS = {
    "File Created": "captured_at",
    "File Modified": "modified_at",
    "Proof Generated": "proof_made_at",
    "Location.Accuracy": "place_accuracy",
    "Location.Time": "place_at",
    "DeviceID": "device_id",
    "Notes": "note",
    "Note": "note",
}


def is_proofmode(shelf: Shelf) -> bool:
    """A record of ProofMode, or signatures named by a hash beside the key: one lost record must not hide the others."""
    names = [entry.path.rpartition("/")[2].lower() for entry in shelf.entries]
    if any(name.endswith((".proof.csv", ".proof.json")) for name in names):
        return True
    return any(name in KEYS or name == GUIDE for name in names) and any(
        HASH.match(name[:64]) and name[64:65] == "." for name in names
    )


def check_proofmode(shelf: Shelf) -> None:
    """Sort the entries and make every check of a ProofMode bundle."""
    sets, keys = sorted_sets(shelf)
    rings = {folder: ring for folder, entry in keys.items() if (ring := _ring(shelf, entry)) is not None}
    if not keys:
        shelf.check("proofmode.key", "", Outcome.ABSENT)
    media = [entry for entry in shelf.entries if shelf.is_original(entry)]
    proved: set[int] = set()
    by_hash: dict[str, list[Entry]] = {}
    for entry in media:
        by_hash.setdefault(shelf.digest_or_none(entry, "sha256") or "", []).append(entry)
    for number, one in enumerate(sets):
        if number >= shelf.limits.max_proofs:
            shelf.check("proofmode.media_hash", one.name, Outcome.NOT_CHECKABLE, reason="too_many_proofs")
            continue
        subject = _check_set(shelf, one, media, by_hash)
        if subject is not None:
            proved.add(id(subject))
        check_signatures(
            shelf, one, subject, rings.get(one.folder) or rings.get("") or next(iter(rings.values()), None)
        )
    for entry in media:
        if id(entry) not in proved:
            shelf.check("proofmode.proof_present", entry.path, Outcome.ABSENT)


def _ring(shelf: Shelf, entry: Entry) -> bytes | None:
    with shelf.attempt("proofmode.key", entry.path):
        ring = dearmoured(read_whole(entry, KEY_LIMIT))
        # The key came with what it signs: it cannot say who signed.
        shelf.check("proofmode.key", entry.path, Outcome.NOT_CHECKABLE, proves="sameness_only")
        return ring
    return None


def _check_set(shelf: Shelf, one: ProofSet, media: list[Entry], by_hash: dict[str, list[Entry]]) -> Entry | None:
    """Find the media of a set of proofs, and compare what the records say of it."""
    rows: Rows = []
    for tail in (".proof.csv", ".proof.json"):
        if tail in one.files:
            with shelf.attempt("proofmode.record", one.files[tail].path):
                rows += [(one.files[tail], row) for row in _rows(shelf, one.files[tail])]
    hashes = _recorded_hashes(shelf, one, rows)
    held = [entry for value in sorted(hashes) for entry in by_hash.get(value, ())]
    subject = next((entry for entry in held if entry.path.startswith(one.folder)), held[0] if held else None)
    subject = subject or _named(shelf, one, rows, media)
    if subject is None:
        return None
    for entry, row in rows:
        _compare_hash(shelf, subject, row["File Hash SHA256"].lower(), entry.path)
        _check_name(shelf, subject, entry, row)
        _claim(shelf, subject, entry, row)
    if not rows:
        _compare_hash(shelf, subject, next(iter(hashes), ""), one.name)
    if ".ots" in one.files:
        check_ots(shelf, one.files[".ots"], subject)
    for tail in (".gst", ".devicecheck", ".attest"):
        if tail in one.files:
            shelf.check("proofmode.device_attestation", subject.path, Outcome.NOT_CHECKABLE, proof=one.files[tail].path)
    return subject


def _recorded_hashes(shelf: Shelf, one: ProofSet, rows: Rows) -> set[str]:
    """What the records and the names of their files give as the hash: it must be one."""
    hashes = {text_of(row.get("File Hash SHA256")).lower() for _, row in rows}
    if HASH.match(one.stem):
        hashes.add(one.stem)
    if not rows:
        shelf.check("proofmode.record", one.name, Outcome.ABSENT)
    else:
        outcome = Outcome.HOLDS if len(hashes) == 1 else Outcome.BROKEN
        shelf.check("proofmode.records_agree", one.name, outcome, hashes=len(hashes))
    return hashes


def _compare_hash(shelf: Shelf, subject: Entry, recorded: str, record: str) -> None:
    with shelf.attempt("proofmode.media_hash", subject.path):
        shelf.compare("proofmode.media_hash", subject.path, recorded, shelf.digest(subject, "sha256"), record=record)


def _rows(shelf: Shelf, entry: Entry) -> list[dict[str, str]]:
    if entry.path.lower().endswith(".csv"):
        rows = read_table(entry, shelf.limits)[:1000]
    else:
        rows = [{key: text_of(value) for key, value in read_json_object(entry, shelf.limits).items()}]
    return [row for row in rows if row.get("File Hash SHA256")]


def _named(shelf: Shelf, one: ProofSet, rows: Rows, media: list[Entry]) -> Entry | None:
    """No file has the recorded hash: the one with the recorded name, whose hash will then be shown as broken."""
    names = {_last(row.get("File Path", "")) for _, row in rows} | {one.stem}
    for entry in media:
        if entry.path.startswith(one.folder) and _last(entry.path) in names:
            return entry
    shelf.check("proofmode.media_present", one.name, Outcome.BROKEN)
    return None


def _check_name(shelf: Shelf, subject: Entry, record: Entry, row: dict[str, str]) -> None:
    path = row.get("File Path", "")
    if not path:
        shelf.check("proofmode.name", subject.path, Outcome.ABSENT, record=record.path)
    elif path.startswith("content://"):
        shelf.check(
            "proofmode.name", subject.path, Outcome.NOT_CHECKABLE, reason="name_is_an_address", record=record.path
        )
    else:
        shelf.compare("proofmode.name", subject.path, _last(path), _last(subject.path), record=record.path)


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _claim(shelf: Shelf, subject: Entry, record: Entry, row: dict[str, str]) -> None:
    for key, about in _CLAIMS.items():
        shelf.claim(subject, about, row.get(key), record.path)
    latitude, longitude = text_of(row.get("Location.Latitude"), 40), text_of(row.get("Location.Longitude"), 40)
    if latitude and longitude:
        shelf.claim(subject, "place", f"{latitude},{longitude}", record.path)
    shelf.claim(
        subject, "device", " ".join(filter(None, (row.get("Manufacturer", ""), row.get("Hardware", "")))), record.path
    )
