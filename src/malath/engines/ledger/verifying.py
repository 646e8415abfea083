"""Verifying a ledger folder without any key but the log's public one: everything is computed anew and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from malath.engines.ledger.errors import BadNoteError, LedgerDamagedError
from malath.engines.ledger.merkle import EMPTY_ROOT, HASH, TILE, Tree, leaf_hash
from malath.engines.ledger.note import Checkpoint, open_checkpoint, parse_verifier_key
from malath.engines.ledger.segments import Segment, open_record, segment_paths
from malath.engines.ledger.tiles import TileStore, tile_name

_MOST_FINDINGS = 200


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where."""

    code: str
    where: str
    message: str


@dataclass
class Report:
    """What verify found. `size` and `root` are the signed checkpoint's."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    findings: list[Finding] = field(default_factory=list)
    cut_short: bool = False

    @property
    def ok(self) -> bool:
        return not self.findings

    def note(self, code: str, where: str, message: str) -> None:
        """Add a finding; the report says when it names no more."""
        if len(self.findings) < _MOST_FINDINGS:
            self.findings.append(Finding(code, where, message))
        else:
            self.cut_short = True


def verify(folder: Path, *, since: str | None = None, private_key: bytes | None = None) -> Report:
    """Check a ledger: entries against tiles, tiles against the signed checkpoint; name each broken, removed, added or
    swapped entry.

    `since` is a checkpoint remembered from before (text): a ledger that was rolled back or rewritten behind it is
    found. With `private_key` each entry is opened too.
    """
    report = Report()
    head, old = _heads(folder, since, report)
    leaves = _leaves(folder, report, private_key)
    if head is None:
        return report
    report.size, report.root = head.size, head.root
    known = TileStore(folder).read(0, head.size)
    _compare(leaves, known, head.size, report)
    tree = Tree()
    for leaf in leaves[: head.size]:
        tree.append(leaf)
    if len(leaves) > head.size:
        report.note("unsigned", f"entry {head.size}", f"{len(leaves) - head.size} entries beyond the signed head")
    if tree.size == head.size and tree.root() != head.root:
        report.note("root", "checkpoint", "the entries are not those that the log signed")
    _upper_tiles(folder, tree, head.size, report)
    if old is not None and (old.size > tree.size or tree.root(old.size) != old.root):
        report.note("rewritten", f"entry {old.size}", "the ledger does not continue the remembered checkpoint")
    return report


def _heads(folder: Path, since: str | None, report: Report) -> tuple[Checkpoint | None, Checkpoint | None]:
    head = old = None
    try:
        name, key = parse_verifier_key((folder / "log.vkey").read_text())
        head = open_checkpoint((folder / "checkpoint").read_text(), name, key)
        old = open_checkpoint(since, name, key) if since else None
    except FileNotFoundError as missing:
        report.note("missing", Path(str(missing.filename)).name, "the file is missing")
    except (BadNoteError, UnicodeDecodeError) as bad:
        report.note("signature", "checkpoint", str(bad))
    return head, old


def _leaves(folder: Path, report: Report, private: bytes | None) -> list[bytes]:
    """The leaf hash of every record that can be read, in order."""
    leaves: list[bytes] = []
    for path in segment_paths(folder):
        try:
            segment = Segment(path)
        except LedgerDamagedError as bad:
            report.note("segment", path.name, str(bad))
            continue
        if segment.first != len(leaves):
            report.note("gap", path.name, f"begins at entry {segment.first}, but {len(leaves)} come before it")
        if segment.torn:
            at = f"{path.name}, entry {len(leaves) + len(segment.records)}"
            report.note("torn", at, "cut off, or its length was changed")
        _open_all(segment, private, report)
        leaves += [leaf_hash(record.leaf) for record in segment.records]
    return leaves


def _open_all(segment: Segment, private: bytes | None, report: Report) -> None:
    if private is None:
        return
    try:
        cipher = segment.cipher(private)
    except LedgerDamagedError as bad:
        report.note("key", segment.path.name, str(bad))
        return
    for record in segment.records:
        try:
            open_record(record, cipher)
        except LedgerDamagedError as bad:
            report.note("unreadable", f"entry {record.index}", str(bad))


def _compare(leaves: list[bytes], known: dict[int, bytes], size: int, report: Report) -> None:
    """Walk the entries along the tiles' leaves, and say of each difference what it is."""
    # Every leaf is salted, so that a hash stands once: where it stands tells what happened to an entry.
    lies_at = {leaf: index for index, leaf in enumerate(leaves)}
    belongs_at = {leaf: index for index, leaf in known.items()}
    here = there = 0
    while there < size:
        expected = known.get(there)
        if expected is None:
            report.note("tile", f"{tile_name(0, there // TILE)}, entry {there}", "the tile is missing or cut off")
            there += 1
            here += 1
            continue
        leaf = leaves[here] if here < len(leaves) else None
        if leaf == expected:
            here, there = here + 1, there + 1
            continue
        comes_later = lies_at.get(expected, -1) > here
        is_a_later_one = leaf is not None and belongs_at.get(leaf, -1) > there
        if comes_later and is_a_later_one and leaves[here + 1] == expected and leaf == known.get(there + 1):
            report.note("swapped", f"entry {there} and entry {there + 1}", "they changed places")
            here, there = here + 2, there + 2
        elif leaf is None or (is_a_later_one and not comes_later):
            report.note("removed", f"entry {there}", "the entry is missing")
            there += 1
        elif comes_later and not is_a_later_one:
            report.note("added", f"before entry {there}", "an entry that the log did not sign")
            here += 1
        elif comes_later:
            report.note("moved", f"entry {there}", "another entry stands in its place")
            here, there = here + 1, there + 1
        else:
            report.note("changed", f"entry {there}", "the entry is not the one that the log signed")
            here, there = here + 1, there + 1


def _upper_tiles(folder: Path, tree: Tree, size: int, report: Report) -> None:
    """Tiles above the leaves, and leaf tiles against each other, where the entries are whole."""
    store = TileStore(folder)
    for level in range(1, len(tree.levels)):
        row = tree.levels[level]
        known = store.read(level, len(row) // HASH)
        for index in range(len(row) // HASH):
            if known.get(index) != bytes(row[HASH * index : HASH * (index + 1)]):
                low = index * TILE**level
                report.note("tile", f"{tile_name(level, index // TILE)}, entries {low} to {low + TILE**level - 1}",
                            "the tile is not what its entries give")  # fmt: skip
