"""`vault replicate` and `repair`: what is copied, for how long, and how a vault comes back from a copy.

    packs/NAME                   ciphertext, named by its BLAKE3: kept for `days`
    batches/FIRST-LAST           lines of `batches`, by number: kept for `days`
    checkpoints/SIZE             the signed head at each copying: kept for `days`
    proofs/NAME                  time-stamps, cosignatures, as they stand: kept for `days`
    keys/DIGEST/NAME             segments of the ledger, keyring, settings: these hold the objects' keys, so a copy is locked
                                 for `key_days` only, anew while it is needed, and what an erasure destroyed is gone
                                 from here after them

The log's signing key goes sealed to the vault's own intake key. `keys/` holds one file for each content; the newest
listing (keys/lists/SIZE-NUMBER) says which belong together.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from blake3 import blake3

from malath.engines.durable import sync_folder
from malath.engines.keyring import UnreadableError, open_from_intake, seal_to_intake
from malath.engines.ledger.segments import segment_paths
from malath.engines.vault.batches import Batch, read_batches
from malath.engines.vault.errors import ReplicaError, VaultDamagedError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.replica.stores import Removal, Store
from malath.engines.vault.writer import Writer

DAYS = 3650
KEY_DAYS = 30
_LOG_KEY = b"malath vault log key"
_FILE = re.compile(r"vault\.json|keyring\.json|ledger/([0-9]{16}|log\.vkey|witnesses|erased)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LIST = re.compile(r"keys/lists/[0-9]{16}-[0-9]{8}")
_LINES = re.compile(r"batches/([0-9]{12})-([0-9]{12})")
_PROOF = re.compile(r"proofs/(timestamps|cosigned)/[0-9a-f]{16}/([0-9A-Za-z][0-9A-Za-z._-]*)")


@dataclass
class Copied:
    """What a run did. Of older copies of keys: `removed`, `locked` until their day, and `denied`: their day is over, and
    the credentials may not delete them, so that what was erased can still be opened from there."""

    files: int = 0
    bytes: int = 0
    there: int = 0
    removed: int = 0
    locked: int = 0
    denied: int = 0
    packs: list[str] = field(default_factory=list)


def replicate(
    folder: VaultFolder,
    store: Store,
    *,
    days: int = DAYS,
    key_days: int = KEY_DAYS,
    read_back: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Copied:
    """Copy what the store does not have. Packs go before the lines and the log that speak of them, so that a copy cut
    off is an older vault, whole. Needs no key. Raises ReplicaError, VaultDamagedError."""
    copied, moment = Copied(), _moment(folder)
    packs: dict[str, int] = {}
    for line in moment.lines:
        packs.update(line.packs)
        for name in line.removed:
            packs.pop(name, None)
    held = {name.rsplit("/", 1)[-1] for name in store.names("packs/")}
    for name, length in packs.items():
        if name in held:
            copied.there += 1
            continue
        _copy_pack(folder, store, name, length, days, copied, read_back)
        if progress:
            progress(length)
    _copy_lines(store, [line.line for line in moment.lines], days, copied)
    _copy_proofs(folder, store, days, copied)
    _copy_keys(folder, store, moment, key_days, copied)
    _put(store, f"checkpoints/{moment.size:016d}", moment.checkpoint, days, copied)
    return copied


@dataclass(frozen=True)
class _Moment:
    """What belongs together at one instant: the signed head, the lines and the end of the log up to it."""

    size: int
    checkpoint: bytes
    lines: list[Batch]
    last: Path
    last_body: bytes


def _moment(folder: VaultFolder) -> _Moment:
    with Writer(folder) as writer:
        size = writer.ledger.size
        last = segment_paths(folder.ledger)[-1]
        lines = read_batches(folder.batches)[0]
        return _Moment(size, (folder.ledger / "checkpoint").read_bytes(), lines, last, last.read_bytes())


def _copy_pack(
    folder: VaultFolder, store: Store, name: str, length: int, days: int, copied: Copied, read_back: bool
) -> None:
    path = folder.packs / name
    digest = blake3()
    try:
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
            if digest.hexdigest() != name or file.tell() != length:
                raise VaultDamagedError(f"pack {name} is not what its name says: it was not copied; run repair")
            file.seek(0)
            store.put(f"packs/{name}", file, length, days=days)
    except FileNotFoundError:
        raise VaultDamagedError(f"pack {name} is missing: run repair") from None
    if read_back and _digest_of(store, f"packs/{name}") != name:
        raise ReplicaError(f"pack {name}: the store gives back something else")
    copied.files, copied.bytes = copied.files + 1, copied.bytes + length
    copied.packs.append(name)


def _digest_of(store: Store, name: str) -> str:
    digest = blake3()
    for piece in store.get(name):
        digest.update(piece)
    return digest.hexdigest()


def _copy_lines(store: Store, lines: list[bytes], days: int, copied: Copied) -> None:
    """The lines that are not there, as one file."""
    done = 0
    for name in store.names("batches/"):
        done = max(done, _span(name)[1] + 1)
    if done < len(lines):
        name = f"batches/{done:012d}-{len(lines) - 1:012d}"
        _put(store, name, b"".join(lines[done:]), days, copied)


def _copy_proofs(folder: VaultFolder, store: Store, days: int, copied: Copied) -> None:
    held = set(store.names("proofs/"))
    for kind in ("timestamps", "cosigned"):
        for path in sorted((folder.ledger / kind).glob("*")):
            if path.suffix == ".part":
                continue
            body = path.read_bytes()
            name = f"proofs/{kind}/{hashlib.sha256(body).hexdigest()[:16]}/{path.name}"
            if name not in held:
                _put(store, name, body, days, copied)


def _copy_keys(folder: VaultFolder, store: Store, moment: _Moment, days: int, copied: Copied) -> None:
    """What can open objects: the newest state is put, older states go as soon as the store lets them. The list of
    erasures is read last: opening a copy finishes an erasure that is listed, and doubts one that is not."""
    sealed = seal_to_intake(folder.recipient(), _LOG_KEY, folder.signing_key_path.read_bytes())
    bodies = {"vault.json": (folder.path / "vault.json").read_bytes(), "keyring.json": folder.keyring_path.read_bytes()}
    for path in segment_paths(folder.ledger):
        if path < moment.last:
            bodies[f"ledger/{path.name}"] = path.read_bytes()
    bodies[f"ledger/{moment.last.name}"] = moment.last_body
    for name in ("log.vkey", "witnesses", "erased"):
        if (folder.ledger / name).exists():
            bodies[f"ledger/{name}"] = (folder.ledger / name).read_bytes()
    listing = {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}
    wanted = {f"keys/{digest}/{Path(name).name}" for name, digest in listing.items()}
    held = set(store.names("keys/"))
    for name, body in bodies.items():
        target = f"keys/{listing[name]}/{Path(name).name}"
        if target not in held:
            _put(store, target, body, days, copied)
        else:
            # Whoever may remove what is old could remove this too, once its lock is over.
            store.keep(target, days=days)
    lists = _lists(held)
    number = int(lists[-1].rsplit("-", 1)[-1]) + 1 if lists else 0
    text = json.dumps({"files": listing, "log_key": sealed.hex()}, sort_keys=True).encode()
    if not lists or _files_of(store, lists[-1]) != listing:
        newest = f"keys/lists/{moment.size:016d}-{number:08d}"
        _put(store, newest, text, days, copied)
    else:
        wanted.add(lists[-1])
        store.keep(lists[-1], days=days)
    for name in sorted(held - wanted):
        became = store.remove(name, days=days)
        copied.removed += became is Removal.GONE
        copied.locked += became is Removal.LOCKED
        copied.denied += became is Removal.DENIED


def _span(name: str) -> tuple[int, int]:
    """The numbers of the first and the last line in a file of lines; raises ReplicaError."""
    match = _LINES.fullmatch(name)
    if match is None:
        raise ReplicaError(f"{name!r} holds no lines of a vault")
    return int(match[1]), int(match[2])


def _lists(names: Iterable[str]) -> list[str]:
    """The listings, oldest first."""
    found = (name for name in names if _LIST.fullmatch(name))
    return sorted(found, key=lambda name: int(name.rsplit("-", 1)[-1]))


def _files_of(store: Store, name: str) -> dict[str, str]:
    """The files of a listing by name, each with its SHA-256. Who keeps a replica is not trusted with our disk: a name
    that no vault has raises ReplicaError."""
    try:
        listing = dict(json.loads(b"".join(store.get(name)))["files"])
    except (ValueError, KeyError, TypeError) as bad:
        raise ReplicaError(f"{name}: no listing") from bad
    for file, digest in listing.items():
        if not _FILE.fullmatch(file) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise ReplicaError(f"{name}: {file!r} is no file of a vault")
    return listing


def _put(store: Store, name: str, body: bytes, days: int, copied: Copied) -> None:
    if store.put(name, io.BytesIO(body), len(body), days=days):
        copied.files, copied.bytes = copied.files + 1, copied.bytes + len(body)
    elif b"".join(store.get(name)) != body:
        raise ReplicaError(f"{name}: the replica holds something else under this name")


def fetch_pack(folder: VaultFolder, store: Store, name: str) -> int:
    """Bring a pack back from a replica, checked by its name; its length. Raises ReplicaError."""
    part = folder.packs / f"{name}.part"
    digest, size = blake3(), 0
    try:
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            for piece in store.get(f"packs/{name}"):
                digest.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != name:
            raise ReplicaError(f"pack {name}: the replica's copy is broken too")
        part.rename(folder.packs / name)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(folder.packs)
    return size


def fetch_lines(store: Store) -> bytes:
    """The file `batches` as the replica has it; raises ReplicaError when a piece is missing."""
    pieces, expected = [], 0
    for name in sorted(store.names("batches/")):
        first, last = _span(name)
        if first != expected:
            raise ReplicaError(f"the replica lacks lines {expected} to {first - 1} of batches")
        pieces.append(b"".join(store.get(name)))
        expected = last + 1
    return b"".join(pieces)


def newest_listing(store: Store) -> dict[str, str]:
    """Which files belong to the newest state of keys and ledger, by name with their SHA-256. Raises ReplicaError."""
    lists = _lists(store.names("keys/lists/"))
    if not lists:
        raise ReplicaError("the replica holds no keys: nothing could be opened from it")
    return _files_of(store, lists[-1])


def fetch_file(store: Store, name: str, digest: str) -> bytes:
    """One of these files, checked; raises ReplicaError."""
    body = b"".join(store.get(f"keys/{digest}/{Path(name).name}"))
    if hashlib.sha256(body).hexdigest() != digest:
        raise ReplicaError(f"{name}: the replica's copy is broken")
    return body


def fetch_log_key(store: Store, private: bytes) -> bytes:
    """The log's signing key, opened with the vault's own key. Raises ReplicaError."""
    lists = _lists(store.names("keys/lists/"))
    sealed = bytes.fromhex(json.loads(b"".join(store.get(lists[-1])))["log_key"])
    try:
        return open_from_intake(private, _LOG_KEY, sealed)
    except UnreadableError as bad:
        raise ReplicaError("the log's key in the replica does not open") from bad


def newest_checkpoint(store: Store) -> bytes:
    """The signed head of the newest copy. Raises ReplicaError."""
    names = sorted(store.names("checkpoints/"))
    if not names:
        raise ReplicaError("the replica holds no checkpoint: it was never finished")
    return b"".join(store.get(names[-1]))


def fetch_proofs(store: Store) -> Iterator[tuple[str, bytes]]:
    """(place from the ledger's folder, bytes) of time-stamps and cosignatures. Raises ReplicaError."""
    for name in store.names("proofs/"):
        match = _PROOF.fullmatch(name)
        if match is None:
            raise ReplicaError(f"{name!r} is no proof of a vault")
        yield f"{match[1]}/{match[2]}", b"".join(store.get(name))
