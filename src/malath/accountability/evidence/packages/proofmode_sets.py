"""The files of a ProofMode bundle, sorted into one set of proofs for each media file (layout: see `proofmode.py`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .model import Entry, Outcome
from .shelf import Shelf

_PROOF = re.compile(
    r"(?P<stem>.+?)(?P<tail>\.proof\.(?:csv|json)(?:\.asc)?|\.asc|\.ots|\.gst|\.devicecheck|\.attest)\Z", re.IGNORECASE
)
HASH = re.compile(r"[0-9a-f]{64}\Z")
KEYS, GUIDE = ("pubkey.asc", "publickey.asc"), "howtoverifyproofdata.txt"
_PROVES = {
    ".asc": "proof.openpgp_signature",
    ".ots": "proof.opentimestamps",
    ".csv": "proof.proofmode_record",
    ".json": "proof.proofmode_record",
}


@dataclass(slots=True)
class ProofSet:
    """The proof files of one media file: by folder and stem, under their endings."""

    folder: str
    stem: str
    files: dict[str, Entry] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.folder}{self.stem}"


def sorted_sets(shelf: Shelf) -> tuple[list[ProofSet], dict[str, Entry]]:
    """The sets of proofs, and the public keys by the folder they lie in; marks every entry on the shelf."""
    sets: dict[tuple[str, str], ProofSet] = {}
    keys: dict[str, Entry] = {}
    stems = {entry.path[: -len(".proof.csv")] for entry in shelf.entries if entry.path.endswith(".proof.csv")}
    stems |= {entry.path[: -len(".proof.json")] for entry in shelf.entries if entry.path.endswith(".proof.json")}
    for entry in shelf.entries:
        folder, slash, name = entry.path.rpartition("/")
        folder += slash
        found = _PROOF.match(name)
        if name.lower() in KEYS:
            shelf.prove(entry, "proof.openpgp_key")
            keys.setdefault(folder, entry)
        elif name.lower() == GUIDE:
            shelf.companion(entry)
        elif found and (HASH.match(found["stem"]) or ".proof." in found["tail"] or f"{folder}{found['stem']}" in stems):
            tail = found["tail"].lower()
            shelf.prove(entry, _PROVES.get(tail[tail.rindex(".") :], "proof.device_attestation"))
            one = sets.setdefault((folder, found["stem"]), ProofSet(folder, found["stem"]))
            if tail in one.files:
                shelf.check("proofmode.media_hash", entry.path, Outcome.BROKEN, reason="name_twice")
            one.files.setdefault(tail, entry)
    return list(sets.values()), keys
