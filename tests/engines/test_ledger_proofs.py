"""Proofs of RFC 6962 for every small tree and for random large ones; proof files and receipts for outsiders."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from malath.engines.ledger import (
    BadNoteError,
    LedgerDamagedError,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
)
from malath.engines.ledger.cosigning import cosign, keep_cosignatures
from malath.engines.ledger.errors import BadProofError, ErasedEntryError
from malath.engines.ledger.merkle import Tree, largest_power_below, leaf_hash, node_hash
from malath.engines.ledger.proofs import prefix_root
from malath.engines.ledger.reading import LedgerReader
from malath.engines.ledger.receipts import Receipt, check_receipt, receipt_of
from malath.engines.ledger.tile_tree import TileTree
from malath.engines.ledger.tlog_proof import ProofText, Prover, check_proof, parse_proof, proof_of
from tests.engines.ledgers import House

SMALL = 64
LARGE = 1 << 20

# ── every tree up to 64 leaves, and random ones up to 2^20 ──


def plain_tree(size: int) -> Tree:
    tree = Tree()
    for number in range(size):
        tree.append(leaf_hash(number.to_bytes(4, "big")))
    return tree


class WholeTree:
    """Every complete subtree of 2^20 invented leaf hashes, each hashed once."""

    def __init__(self) -> None:
        row = random.Random(7).randbytes(32 * LARGE)
        self.rows = [[row[at : at + 32] for at in range(0, len(row), 32)]]
        while len(self.rows[-1]) > 1:
            row = self.rows[-1]
            self.rows.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)])

    def subtree(self, low: int, high: int) -> bytes:
        size = high - low
        if size & (size - 1) == 0 and low % size == 0:
            return self.rows[size.bit_length() - 1][low // size]
        split = largest_power_below(size)
        return node_hash(self.subtree(low, low + split), self.subtree(low + split, high))


def test_every_inclusion_proof_up_to_64_holds_for_its_own_entry_only() -> None:
    tree = plain_tree(SMALL)
    wrong = []
    for size in range(1, SMALL + 1):
        root = tree.root(size)
        for index in range(size):
            proof = inclusion_proof(tree, index, size)
            holds = [other for other in range(size) if is_included(index, size, tree.leaf(other), proof, root)]
            broken = [*proof[:-1], leaf_hash(b"forged")] if proof else [leaf_hash(b"forged")]
            if holds != [index] or is_included(index, size, tree.leaf(index), broken, root):
                wrong.append((index, size))

    assert wrong == []


def test_every_consistency_proof_up_to_64_holds_for_its_own_history_only() -> None:
    tree = plain_tree(SMALL)
    roots = [tree.root(size) for size in range(SMALL + 1)]
    wrong = []
    for new in range(1, SMALL + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(tree, old, new)
            holds = [other for other in range(1, SMALL + 1) if is_consistent(old, new, roots[other], roots[new], proof)]
            told = prefix_root(old, new, roots[new], proof)
            longer = is_consistent(old, new, roots[old], roots[new], [*proof, roots[old]])
            if holds != [old] or longer or told not in (None, roots[old]):
                wrong.append((old, new))

    assert wrong == []


def test_a_thousand_random_proofs_up_to_a_million_leaves_hold() -> None:
    tree, dice = WholeTree(), random.Random(11)
    wrong = []
    for _round in range(1000):
        size = dice.randrange(1, LARGE + 1)
        index, old = dice.randrange(size), dice.randrange(1, size + 1)
        root, leaf, forged = tree.subtree(0, size), tree.rows[0][index], leaf_hash(b"forged")
        inclusion, consistency = inclusion_proof(tree, index, size), consistency_proof(tree, old, size)
        holds = is_included(index, size, leaf, inclusion, root)
        holds &= is_consistent(old, size, tree.subtree(0, old), root, consistency)
        forgery = is_included(index, size, forged, inclusion, root)
        forgery |= is_included(index ^ 1, size, leaf, inclusion, root) and size > 1
        forgery |= is_consistent(old, size, forged, root, consistency)
        if not holds or forgery:
            wrong.append((index, old, size))

    assert wrong == []


# ── from the tiles on the disk ──


@pytest.mark.parametrize("batches", [[1], [255, 1, 1], [300], [256, 256], [130, 130, 130, 130]])
def test_tiles_on_the_disk_give_the_tree_at_every_size(house: House, batches: list[int], unsynced: None) -> None:
    for count in batches:
        house.append([{"n": number} for number in range(count)])
    with house.opened() as ledger:
        sizes = sorted({1, 2, 255, 256, 257, ledger.size} & set(range(1, ledger.size + 1)))
        expected = [ledger.tree.root(size) for size in sizes]

    tree = TileTree(house.folder, sum(batches))

    assert [tree.root(size) for size in sizes] == expected
    assert [TileTree(house.folder, size).root() for size in sizes] == expected


def test_a_proof_is_made_without_a_key_for_every_entry(house: House, unsynced: None) -> None:
    house.append([{"n": number} for number in range(300)])
    vkey = (house.folder / "log.vkey").read_text()
    reader, prover = LedgerReader(house.folder, house.private), Prover(house.folder)

    for index in range(300):
        leaf = reader.record(index)[0].leaf
        found = check_proof(prover.proof(index), leaf, vkey)
        assert (found.index, found.size) == (index, 300)
        other = reader.record((index + 1) % 300)[0].leaf
        with pytest.raises(BadProofError):
            check_proof(prover.proof(index), other, vkey)
    with pytest.raises(IndexError):
        prover.proof(300)


def test_a_proof_is_made_in_the_checkpoint_that_was_cosigned(house: House) -> None:
    house.append(["first", "second"])
    note = (house.folder / "checkpoint").read_text()
    keep_cosignatures(house.folder, note, [cosign(note.split("\n\n")[0] + "\n", "w.test", house.key, 1)])
    house.append(["third"])
    vkey, leaf = (house.folder / "log.vkey").read_text(), LedgerReader(house.folder, house.private).record(1)[0].leaf

    assert check_proof(proof_of(house.folder, 1), leaf, vkey).size == 3
    assert check_proof(proof_of(house.folder, 1, size=2), leaf, vkey).size == 2
    assert check_proof(proof_of(house.folder, 1, note=note), leaf, vkey).size == 2
    assert "w.test" in proof_of(house.folder, 1, size=2)
    with pytest.raises(BadProofError, match="no signed checkpoint of 1"):
        proof_of(house.folder, 0, size=1)


def test_proofs_are_made_while_a_writer_is_at_work(house: House, unsynced: None) -> None:
    house.append(["first"])
    vkey = (house.folder / "log.vkey").read_text()
    leaf = LedgerReader(house.folder, house.private).record(0)[0].leaf
    sizes = []
    with house.opened() as ledger, ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [ledger.append([{"n": number}] * 7) for number in range(120)])
        while not writing.done():
            sizes.append(check_proof(proof_of(house.folder, 0), leaf, vkey).size)

    assert len(set(sizes)) > 5


def test_a_broken_tile_gives_no_proof(house: House) -> None:
    house.append(["first", "second"])
    tile = house.folder / "tile/0/000.p/2"
    tile.write_bytes(bytes(64))

    with pytest.raises(LedgerDamagedError):
        proof_of(house.folder, 0)
    tile.unlink()
    with pytest.raises(LedgerDamagedError):
        proof_of(house.folder, 0)


# ── the file's form ──


def test_a_proof_file_is_read_back_as_it_was_written() -> None:
    for proof in [ProofText(0, [], "note\n"), ProofText(7, [b"\1" * 32, b"\2" * 32], "a\nb\n\nc\n", b"more")]:
        assert parse_proof(str(proof)) == proof


GOOD = "c2sp.org/tlog-proof@v1\nindex 0\n\nnote\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.replace("v1", "v2"),
        GOOD.replace("index 0", "index 00"),
        GOOD.replace("index 0", "index -1"),
        GOOD.replace("index 0", "index ٣"),
        GOOD.replace("index 0", f"index {'9' * 20}"),
        GOOD.replace("index 0\n", ""),
        GOOD.replace("index 0", "index 0\nnot base64!"),
        GOOD.replace("index 0", "index 0\nAAAA"),
        GOOD.replace("index 0", "extra %\nindex 0"),
        GOOD.replace("index 0", "index 0\n" + "\n".join(["A" * 43 + "="] * 65)),
        GOOD.replace("\n\n", "\n"),
    ],
)
def test_what_is_no_proof_file_is_refused(text: str) -> None:
    with pytest.raises(BadProofError):
        parse_proof(text)


# ── receipts ──


def test_a_receipt_shows_one_entry_and_holds(house: House) -> None:
    house.append(["first", {"verb": "seen", "name": "أمل"}, "third"])
    vkey = (house.folder / "log.vkey").read_text()

    receipt = receipt_of(house.folder, 1, house.private)

    assert receipt.json.decode() == '{"name":"أمل","verb":"seen"}'
    assert check_receipt(receipt, vkey).index == 1


FORGERIES: list[Callable[[Receipt], Receipt]] = [
    lambda one: replace(one, json=one.json.replace(b"second", b"secret")),
    lambda one: replace(one, salt=bytes(16)),
    # A byte that moves from the salt to the text leaves the leaf the same.
    lambda one: replace(one, salt=one.salt[:-1], json=one.salt[-1:] + one.json),
    lambda one: replace(one, salt=one.salt + one.json[:1], json=one.json[1:]),
    lambda one: replace(one, body_digest=bytes(32)),
    lambda one: replace(one, leaf=bytes(64)),
    lambda one: replace(one, proof=one.proof.replace("index 1", "index 0")),
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_changed_receipt_is_refused(house: House, forge: Callable[[Receipt], Receipt]) -> None:
    house.append(["first", "second", "third"])
    receipt = receipt_of(house.folder, 1, house.private)

    with pytest.raises(BadProofError):
        check_receipt(forge(receipt), (house.folder / "log.vkey").read_text())


def test_a_receipt_of_another_log_is_refused(house: House, tmp_path: Path) -> None:
    other = House(tmp_path / "other")
    for one in (house, other):
        one.append(["first"])

    with pytest.raises(BadNoteError):
        check_receipt(receipt_of(other.folder, 0, other.private), (house.folder / "log.vkey").read_text())


def test_an_entry_that_the_log_did_not_sign_has_no_receipt(house: House, tmp_path: Path) -> None:
    other = House(tmp_path / "other")
    other.key, other.private, other.public = house.key, house.private, house.public
    house.append(["first"])
    other.append(["other"])
    (house.folder / "0000000000000000").write_bytes((other.folder / "0000000000000000").read_bytes())

    with pytest.raises(BadProofError, match="not the one that the log signed"):
        receipt_of(house.folder, 0, house.private)


def test_of_an_erased_entry_only_its_place_is_proven(house: House) -> None:
    house.append(["first", "second"])
    leaf = LedgerReader(house.folder, house.private).record(0)[0].leaf
    with house.opened() as ledger:
        ledger.erase_bodies([0], "2026-11-21")

    with pytest.raises(ErasedEntryError):
        receipt_of(house.folder, 0, house.private)
    assert check_proof(proof_of(house.folder, 0), leaf, (house.folder / "log.vkey").read_text()).index == 0
