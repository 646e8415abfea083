"""Verifying a ledger folder without any key but the log's public one: everything is computed anew and compared."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from malath.engines.ledger.differences import compare_entries
from malath.engines.ledger.erasures import Erasure, read_erasures
from malath.engines.ledger.errors import BadNoteError, LedgerDamagedError
from malath.engines.ledger.merkle import EMPTY_ROOT, HASH, TILE, Tree
from malath.engines.ledger.note import Checkpoint, checkpoint_on_paper, open_checkpoint, parse_verifier_key
from malath.engines.ledger.outside import Outside
from malath.engines.ledger.segments import Segment
from malath.engines.ledger.survey import Finding, Survey, Told, is_written
from malath.engines.ledger.tiles import ENTRIES, LEAF, TileStore, bundle, expected_tiles

__all__ = ["Finding", "Report", "verify"]

MOST_FINDINGS = 200
# A writer lists erasures before it blanks the bodies: so often it is looked whether it got there, with so many seconds between.
_LOOKS, _PAUSE = 10, 0.2


@dataclass
class Report:
    """What verify found. `size` and `root` are the signed checkpoint's; `erased` says on which day entries' bodies were
    erased; `unmoved` is the caller's own count of entries that still wait to be written."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    findings: list[Finding] = field(default_factory=list)
    cut_short: bool = False
    erased: dict[int, str] = field(default_factory=dict)
    unmoved: int | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def note(self, code: str, where: str, message: str) -> None:
        """Add a finding."""
        self.add([Finding(code, where, message)])

    def add(self, findings: list[Finding]) -> None:
        """Add findings; the report says when it names no more."""
        room = MOST_FINDINGS - len(self.findings)
        self.findings += findings[:room]
        self.cut_short = self.cut_short or len(findings) > room


def verify(
    folder: Path,
    *,
    verifier: str | None = None,
    since: str | None = None,
    private_key: bytes | None = None,
    told: Told | None = None,
    unmoved: int | None = None,
) -> Report:
    """Check a ledger: entries against the signed checkpoint, tiles against the entries; name each broken, changed,
    removed, added or moved entry, and its file.

    `verifier` is the log's key as others know it; by default the folder's own `log.vkey`, which helps against a failing
    disk, not against somebody who could replace the whole folder. `since` is a checkpoint remembered from before, signed
    or as a person wrote it down (`SIZE ROOT`): a ledger that was rolled back or rewritten behind it is found, as it is by
    the checkpoints that witnesses cosigned and authorities stamped, where the folder holds such. With `private_key` each
    entry is opened too, and given to `told`. A writer may be at work meanwhile.
    """
    report = Report(unmoved=unmoved)
    name, key = _log_key(folder, verifier, report)
    outside = Outside(folder)
    before = _listed(folder, name, key, Report()) if key else {}
    survey = Survey(folder, key, private_key, told)
    report.add(survey.findings())
    if key is None:
        return report
    head = _head(survey.head, name, key, report)
    if head is None:
        return report
    report.size, report.root = head.size, head.root
    tree = _compare(folder, survey, head, report)
    _erasures(survey, _listed(folder, name, key, report), report)
    _undone(before, survey, report)
    report.add(outside.findings(name, key, head, tree))
    if since is not None:
        _since(since, name, key, head, tree, report)
    return report


def _log_key(folder: Path, verifier: str | None, report: Report) -> tuple[str, Ed25519PublicKey | None]:
    own = None
    try:
        own = (folder / "log.vkey").read_text()
        if verifier is not None and own.strip() != verifier.strip():
            report.note("verifier", "log.vkey", "it is not the key that you know this log by")
        return parse_verifier_key(verifier or own)
    except FileNotFoundError:
        report.note("missing", "log.vkey", "the file is missing")
    except (BadNoteError, UnicodeDecodeError):
        report.note("verifier", "log.vkey", "it is no verifier key")
    return parse_verifier_key(verifier) if verifier and own is None else ("", None)


def _head(text: bytes | None, name: str, key: Ed25519PublicKey, report: Report) -> Checkpoint | None:
    if text is None:
        report.note("missing", "checkpoint", "the file is missing")
        return None
    try:
        return open_checkpoint(text.decode(), name, key)
    except (BadNoteError, UnicodeDecodeError) as bad:
        report.note("signature", "checkpoint", str(bad))
        return None


def _compare(folder: Path, survey: Survey, head: Checkpoint, report: Report) -> Tree | None:
    """Entries and tiles against the signed head; the tree that the log signed, where it can still be computed."""
    here = [value for segment in survey.segments for value in segment.hashes]
    tree = _tree(here[: head.size])
    if len(here) >= head.size and tree is not None and tree.root() == head.root:
        _beyond(here, head.size, survey, report)
        leaves = b"".join(bytes(segment.leaves) for segment in survey.segments)[: LEAF * head.size]
        _tiles(folder, tree, leaves, report)
        return tree
    tiles = TileStore(folder).leaf_hashes(head.size)
    signed = _tree([tiles.get(index, b"") for index in range(head.size)])
    if signed is not None and signed.root() == head.root:
        report.add(compare_entries(here, tiles, survey.file_of))
        return signed
    report.note("root", "checkpoint", "neither the entries nor the tiles are those that the log signed")
    report.add(compare_entries(here, tiles, survey.file_of))
    return None


def _beyond(here: list[bytes], size: int, survey: Survey, report: Report) -> None:
    """Entries after the last one that the checkpoint covers."""
    index_of = {value: index for index, value in enumerate(here[:size])} if len(here) > size else {}
    for position in range(size, len(here)):
        index = index_of.get(here[position])
        if index is None:
            report.note("unsigned", f"entry {position}", f"{survey.file_of(position)}: beyond the signed checkpoint")
        else:
            text = f"{survey.file_of(position)}: entry {index} stands here a second time"
            report.note("duplicated", f"entry {index}, before entry {position}", text)


def _tree(hashes: list[bytes]) -> Tree | None:
    """The tree of leaf hashes, or None when one is missing."""
    tree = Tree()
    for value in hashes:
        if len(value) != HASH:
            return None
        tree.append(value)
    return tree


def _tiles(folder: Path, tree: Tree, leaves: bytes, report: Report) -> None:
    """Every tile and bundle on the disk against those that the entries give."""
    store = TileStore(folder)
    entries = bundle([leaves[at : at + LEAF] for at in range(0, len(leaves), LEAF)])
    for tile in expected_tiles(tree, entries):
        span = TILE ** int(tile.level) if tile.level != ENTRIES else 1
        low, high = tile.number * TILE * span, (tile.number * TILE + tile.width) * span - 1
        if store.read(tile) is None:
            report.note("tile", tile.name, f"the tile of entries {low} to {high} is missing")
        for name in store.wrong(tile):
            report.note("tile", name, f"the tile of entries {low} to {high} is not what its entries give")


def _listed(folder: Path, name: str, key: Ed25519PublicKey, report: Report) -> dict[int, Erasure]:
    try:
        return read_erasures(folder, name, key)
    except BadNoteError as bad:
        report.note("erasures", "erased", str(bad))
        return {}


def _erasures(survey: Survey, listed: dict[int, Erasure], report: Report) -> None:
    """Each void must stand in the signed list of erasures."""
    for segment in survey.segments:
        for index in segment.voids:
            value = segment.hashes[index - segment.first]
            erasure = listed.get(index)
            if erasure is None or erasure.hash != value:
                text = f"{segment.path.name}: its body is gone, and no erasure was signed"
                report.note("void", f"entry {index}", text)
            else:
                report.erased[index] = erasure.day


def _undone(before: dict[int, Erasure], survey: Survey, report: Report) -> None:
    """Each erasure that was listed before the entries were read must be a void; a writer may be blanking it just now."""
    voids = {index for segment in survey.segments for index in segment.voids}
    there = {index: survey.file_of(index) for index in before if index not in voids}
    for _look in range(_LOOKS if there else 0):
        written = is_written(survey.folder)
        gone = {index for name in set(there.values()) for index in _voids(survey.folder / name)}
        there = {index: name for index, name in there.items() if index not in gone}
        if not there or not written:
            break
        time.sleep(_PAUSE)
    for index, name in sorted(there.items()):
        text = f"{name}: erased on {before[index].day}, yet its body is here"
        report.note("not-erased", f"entry {index}", text)


def _voids(path: Path) -> list[int]:
    try:
        return [record.index for record in Segment(path).records if record.sound and record.is_void]
    except (LedgerDamagedError, FileNotFoundError):
        return []


def _since(text: str, name: str, key: Ed25519PublicKey, head: Checkpoint, tree: Tree | None, report: Report) -> None:
    try:
        old = checkpoint_on_paper(text, name) or open_checkpoint(text, name, key)
    except BadNoteError as bad:
        report.note("since", "the remembered checkpoint", str(bad))
        return
    if head.size < old.size:
        report.note("rolled-back", f"entry {head.size}", f"the ledger ends here; it once had {old.size} entries")
    elif tree is None:
        report.note("since", f"entry {old.size}", "the remembered checkpoint cannot be compared any more")
    elif tree.root(old.size) != old.root:
        report.note("rewritten", f"entry {old.size}", "the ledger does not continue the remembered checkpoint")
