"""The signature over SHA256SUMS: a signed note (C2SP signed-note), so that Go's own tools check it too."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from malath.engines.ledger.errors import BadNoteError
from malath.engines.ledger.note import open_note, parse_verifier_key, sign_note
from malath.voice.site.outside.folder import NOTE, SUMS

FIRST_LINE = "Malath site 1"


def body_of(sums: str) -> str:
    """What is signed: how many files there are, and the digest of the text that names them all."""
    return f"{FIRST_LINE}\nfiles: {len(sums.splitlines())}\nsha256: {hashlib.sha256(sums.encode()).hexdigest()}\n"


def signed(sums: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note over SHA256SUMS."""
    return sign_note(body_of(sums), name, key)


def faults_in(folder: Path, verifier: str) -> list[str]:
    """What is wrong with a copy of the site, by the publisher's verifier key; empty when it is complete and unaltered.
    Files that the publisher did not name are faults too. Raises BadNoteError for a key that is none."""
    name, key = parse_verifier_key(verifier)
    try:
        sums = (folder / SUMS).read_text(encoding="utf-8")
        body = open_note((folder / NOTE).read_text(encoding="utf-8"), name, key)
    except FileNotFoundError as missing:
        return [f"missing: {Path(missing.filename).name}"]
    except (BadNoteError, UnicodeDecodeError) as bad:
        return [f"{NOTE}: {bad}"]
    if body != body_of(sums):
        return [f"{SUMS}: not the list that was signed"]
    named = {path: digest for digest, _two, path in (line.partition("  ") for line in sums.splitlines())}
    there = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    faults = [f"missing: {path}" for path in named if path not in there]
    for path, file in sorted(there.items()):
        if path in {SUMS, NOTE}:
            continue
        if path not in named:
            faults.append(f"not of the publisher: {path}")
        elif file.is_symlink() or hashlib.sha256(file.read_bytes()).hexdigest() != named[path]:
            faults.append(f"altered: {path}")
    return faults
