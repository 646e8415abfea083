"""The witnesses that a log knows: `witnesses` in its folder, a line each: verifier key, space, address. Another witness is
asked only with its key: a cosignature by an unknown key says nothing."""

from __future__ import annotations

from pathlib import Path

from malath.engines.durable import put_durably
from malath.engines.ledger.cosigning import parse_cosigner_key
from malath.engines.ledger.errors import BadNoteError
from malath.engines.ledger.note import KeyLine

KNOWN = "witnesses"


def known_witnesses(folder: Path) -> dict[str, KeyLine]:
    """The keys of the known witnesses by address; raises BadNoteError."""
    path = folder / KNOWN
    rows = [line.split(" ", 1) for line in path.read_text().splitlines() if line] if path.exists() else []
    if any(len(row) != 2 for row in rows):
        raise BadNoteError(f"{KNOWN}: a line is not `key address`")
    return {address: parse_cosigner_key(line) for line, address in rows}


def remember_witness(folder: Path, url: str, vkey: str) -> KeyLine:
    """Note a witness's key and address, durably. Raises BadNoteError, also when that address has another key."""
    url = url.rstrip("/")
    if not url.startswith(("http://", "https://")) or any(sign.isspace() for sign in url):
        raise BadNoteError(f"{url!r} is no http address")
    key, known = parse_cosigner_key(vkey), known_witnesses(folder)
    if known.get(url, key) != key:
        raise BadNoteError(f"{url} is known with another key: edit the file {KNOWN}")
    if url not in known:
        held = (folder / KNOWN).read_text() if (folder / KNOWN).exists() else ""
        put_durably(folder / KNOWN, f"{held}{vkey.strip()} {url}\n".encode())
    return key
