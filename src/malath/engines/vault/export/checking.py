"""`vault check-export`: the same checks as the recipe's, in one command: bag, receipts, time-stamps. A package may be the
age file (with the key that opens it), a tar, or an unpacked bag. Payloads are read as a stream and written nowhere."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyrage  # type: ignore[import-untyped]

from malath.engines.ledger import BadNoteError, LedgerError
from malath.engines.ledger.cosigning import Policy
from malath.engines.ledger.receipts import Receipt, check_receipt
from malath.engines.ledger.stamped import stamp_files
from malath.engines.ledger.timestamps import check_stamp
from malath.engines.ledger.tlog_proof import parse_proof
from malath.engines.vault.entries import Item
from malath.engines.vault.errors import BadExportError
from malath.engines.vault.export.age import opened_through
from malath.engines.vault.export.bag import ALGORITHMS
from malath.engines.vault.export.custody import custody_table, custody_xml

LARGEST_TAG = 16 << 20
MOST_FILES = 200_000
MOST_KEPT = 256 << 20
"""Bytes that all files beside the payload may have together: they are held in memory, payloads are not."""


@dataclass
class ExportReport:
    """What was found. `files` and `items` are what the package holds; `stamps` the times that authorities give."""

    vkey: str = ""
    files: int = 0
    items: int = 0
    receipts: int = 0
    stamps: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.findings


@dataclass
class _Contents:
    digests: dict[str, dict[str, str]] = field(default_factory=dict)
    tags: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    kept: int = 0


def check_export(path: Path, *, identity: Path | None = None, vkey: str | None = None) -> ExportReport:
    """Check a package. `vkey` is the log's key as it was learnt by another way. Raises BadExportError when it is no
    package or does not open."""
    report, contents = ExportReport(), _Contents()
    if path.is_dir():
        _read_folder(path, contents)
    else:
        with _plain(path, identity) as stream:
            _read_tar(stream, contents)
    _check_bag(contents, report)
    _check_items(contents, report, vkey)
    _check_custody(contents, report)
    _check_stamps(contents, report)
    return report


@contextmanager
def _plain(path: Path, identity: Path | None) -> Iterator[BinaryIO]:
    """The tar: as it is, or opened by age through a pipe."""
    with open(path, "rb") as file:
        if not file.read(21).startswith(b"age-encryption.org/v1"):
            file.seek(0)
            yield file
            return
        file.seek(0)
        if identity is None:
            raise BadExportError("the package is encrypted: --identity FILE gives the key that opens it")
        key = _identity(identity)
        try:
            with opened_through(file, key) as (pipe, failed):
                yield pipe
        except (tarfile.TarError, OSError, BadExportError):
            if not failed:
                raise
        if failed:
            raise BadExportError(f"the package does not open: {failed[0]}")


def _identity(path: Path) -> Any:
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except Exception as bad:
                raise BadExportError(f"{path} holds no age key") from bad
    raise BadExportError(f"{path} holds no age key (AGE-SECRET-KEY-…)")


def _read_tar(stream: BinaryIO, contents: _Contents) -> None:
    roots = set()
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for entry in tar:
                root, _slash, name = entry.name.partition("/")
                roots.add(root)
                if not entry.isfile() or not name or ".." in name.split("/") or len(roots) > 1:
                    raise BadExportError(f"{entry.name!r} has no place in a package")
                file = tar.extractfile(entry)
                assert file is not None
                _take(contents, name, lambda size, file=file: file.read(size))  # type: ignore[misc]
        while stream.read(1 << 20):
            pass
    except (tarfile.TarError, EOFError, ValueError) as bad:
        raise BadExportError(f"not a package: {bad}") from bad


def _read_folder(path: Path, contents: _Contents) -> None:
    for folder, _folders, names in os.walk(path):
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_symlink():
                raise BadExportError(f"{file} is a link")
            with open(file, "rb") as source:
                _take(contents, file.relative_to(path).as_posix(), source.read)


def _take(contents: _Contents, name: str, read: Callable[[int], bytes]) -> None:
    if name in contents.digests:
        raise BadExportError(f"{name} stands in the package twice")
    if len(contents.digests) >= MOST_FILES:
        raise BadExportError("more files than a package has")
    digests = {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
    is_tag, kept, size = not name.startswith("data/"), bytearray(), 0
    while part := read(1 << 20):
        size += len(part)
        for digest in digests.values():
            digest.update(part)
        if is_tag:
            kept += part
            contents.kept += len(part)
            if len(kept) > LARGEST_TAG:
                raise BadExportError(f"{name} is longer than such a file can be")
            if contents.kept > MOST_KEPT:
                text = f"the files beside the payload have more than {MOST_KEPT >> 20} MiB together"
                raise BadExportError(f"{text}: not read any further")
    contents.digests[name] = {algorithm: digest.hexdigest() for algorithm, digest in digests.items()}
    contents.sizes[name] = size
    if is_tag:
        contents.tags[name] = bytes(kept)


def _check_bag(contents: _Contents, report: ExportReport) -> None:
    """RFC 8493, section 3: complete and valid."""
    if not contents.tags.get("bagit.txt", b"").startswith(b"BagIt-Version: 1.0\n"):
        report.findings.append("bagit.txt: missing, or not BagIt 1.0")
    payload = {name for name in contents.digests if name.startswith("data/")}
    others = {name for name in contents.digests if not name.startswith(("data/", "tagmanifest-"))}
    report.files = len(payload)
    for kind, expected in (("manifest", payload), ("tagmanifest", others)):
        for algorithm in ALGORITHMS:
            _check_manifest(contents, f"{kind}-{algorithm}.txt", algorithm, expected, report)


def _check_manifest(contents: _Contents, name: str, algorithm: str, expected: set[str], report: ExportReport) -> None:
    body = contents.tags.get(name)
    if body is None:
        report.findings.append(f"{name}: missing")
        return
    told: dict[str, str] = {}
    for line in body.decode("utf-8", "replace").splitlines():
        digest, _space, path = line.partition("  ")
        if path in told:
            report.findings.append(f"{name}: {path} stands there twice")
        told[path] = digest
    for path in sorted(expected - set(told)):
        report.findings.append(f"{path}: not in {name}")
    for path, digest in told.items():
        if path not in contents.digests:
            report.findings.append(f"{path}: in {name}, but missing")
        elif contents.digests[path][algorithm] != digest:
            report.findings.append(f"{path}: changed ({algorithm} differs from {name})")


def _check_items(contents: _Contents, report: ExportReport, vkey: str | None) -> None:
    report.vkey = contents.tags.get("proofs/log.vkey", b"").decode("utf-8", "replace").strip()
    if vkey is not None and vkey.strip() != report.vkey:
        report.findings.append("proofs/log.vkey: not the key by which you know this log")
    rows = list(csv.DictReader(io.StringIO(contents.tags.get("items.csv", b"").decode("utf-8", "replace"))))
    if not rows:
        report.findings.append("items.csv: missing or empty")
    listed = {row.get("path") or "" for row in rows}
    for name in sorted(name for name in contents.digests if name.startswith("data/") and name not in listed):
        report.findings.append(f"{name}: no item of items.csv")
    if len({row.get("item") for row in rows}) != len(rows) or len(listed) != len(rows):
        report.findings.append("items.csv: an item or a path stands there twice")
    for row in rows:
        report.items += 1
        _check_item(contents, row, report)
    for name in sorted(contents.tags):
        if name.startswith("proofs/") and name.endswith(".tlog-proof"):
            _check_proof(contents, name, vkey or report.vkey, report)


def _check_item(contents: _Contents, row: dict[str, str], report: ExportReport) -> None:
    item, path = row.get("item") or "", row.get("path") or ""
    try:
        entry = json.loads(contents.tags[f"proofs/{item}/entry.json"])
        told = (entry["item"], entry["sha256"], entry["size"], entry["verb"])
    except (KeyError, ValueError, TypeError):
        report.findings.append(f"{item}: no entry of the log is given for {path}")
        return
    if f"proofs/{item}/entry.tlog-proof" not in contents.tags:
        report.findings.append(f"{item}: no proof is given for {path}")
    found = contents.digests.get(path, {}).get("sha256")
    if told != (item, row.get("sha256"), contents.sizes.get(path), "vault.ingest") or found != row.get("sha256"):
        report.findings.append(f"{path}: not the file that the log's entry of {item} tells of")


def _check_custody(contents: _Contents, report: ExportReport) -> None:
    """The tables are made anew from the entries that the log proves, and must be the ones in the package, byte by byte."""
    try:
        rows = list(csv.DictReader(io.StringIO(contents.tags["items.csv"].decode())))
        paths = {row["item"]: row["path"] for row in rows}
        items, events = {}, {}
        for name in paths:
            items[name] = Item.read(*_proven(contents, f"proofs/{name}/entry.json"))
            events[name] = [{"entry": items[name].entry, **items[name].document()}, *_proven_events(contents, name)]
        expected = {
            "custody.csv": custody_table(items, events),
            "custody.xml": custody_xml(items, events, paths),
        }
    except (KeyError, ValueError, TypeError, LedgerError) as bad:
        report.findings.append(f"custody: the entries that it is made of do not all read ({bad})")
        return
    for name, body in expected.items():
        if contents.tags.get(name) != body:
            report.findings.append(f"{name}: not what the log's entries say")


def _proven(contents: _Contents, name: str) -> tuple[dict[str, Any], int]:
    """An entry, and where the proof beside it says that it stands."""
    proof = contents.tags[name.removesuffix(".json") + ".tlog-proof"]
    return json.loads(contents.tags[name]), parse_proof(proof.decode()).entry


def _proven_events(contents: _Contents, item: str) -> list[dict[str, Any]]:
    """The events of an item that stand in the package, in the log's order. Raises ValueError for one about another item."""
    folder, events = f"proofs/{item}/events/", []
    for name in contents.tags:
        if name.startswith(folder) and name.endswith(".json"):
            event, position = _proven(contents, name)
            if name != f"{folder}{position}.json" or item not in {event.get("item"), *event.get("items", ())}:
                raise ValueError(f"{name} is no event of {item}")
            events.append({"entry": position, **event})
    return sorted(events, key=lambda event: int(event["entry"]))


def _check_proof(contents: _Contents, name: str, vkey: str, report: ExportReport) -> None:
    base = name.removesuffix(".tlog-proof").removesuffix(".stamped")
    try:
        text = contents.tags[f"{base}.json"]
        salt = bytes.fromhex(contents.tags[f"{base}.salt"].decode().strip())
        body = bytes.fromhex(contents.tags[f"{base}.body"].decode().strip())
        leaf = hashlib.sha256(salt + text).digest() + body
        receipt = Receipt(text, salt, body, leaf, contents.tags[name].decode())
        keys = [tag.decode() for key, tag in contents.tags.items() if key.startswith("proofs/witness-")]
        check_receipt(receipt, vkey)
        if keys:
            # What witnesses signed is told, not demanded: a log may be newer than their last visit.
            Policy.of(keys, 1)
    except (KeyError, ValueError, UnicodeDecodeError, LedgerError) as bad:
        report.findings.append(f"{name}: {bad or 'does not hold'}")
        return
    report.receipts += 1


def _check_stamps(contents: _Contents, report: ExportReport) -> None:
    """Each time-stamp holds, and a proof of every item leads to what was stamped."""
    stamps = {name: body for name, body in contents.tags.items() if name.startswith("proofs/timestamps/")}
    if not stamps:
        return
    bodies = set()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "timestamps").mkdir()
        for name, body in stamps.items():
            (Path(folder) / "timestamps" / name.rsplit("/", 1)[-1]).write_bytes(body)
        for files in stamp_files(Path(folder)):
            try:
                stamp = check_stamp(files)
                bodies.add(files.note.read_text().partition("\n\n")[0])
                known = "" if stamp.anchored else " (its root certificate is not known)"
                report.stamps.append(f"{stamp.time.isoformat()} {stamp.authority}{known}")
            except (LedgerError, BadNoteError, OSError, ValueError) as bad:
                report.findings.append(f"proofs/timestamps/{files.token.name}: {bad}")
    if not bodies:
        report.findings.append("proofs/timestamps: no time-stamp holds")
    for name in contents.tags:
        if name.endswith("/entry.json") and name.startswith("proofs/"):
            proof = contents.tags.get(name.removesuffix(".json") + ".stamped.tlog-proof", b"")
            try:
                stamped = parse_proof(proof.decode()).note.partition("\n\n")[0]
            except (LedgerError, UnicodeDecodeError):
                stamped = ""
            if stamped not in bodies:
                report.findings.append(f"{name}: no proof leads to what was time-stamped")
