"""The ledger's tree, proofs and notes against published vectors, and what one writer may do."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from malath.engines.ledger import (
    BadNoteError,
    Ledger,
    LedgerBusyError,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    reading,
    verify,
)
from malath.engines.ledger.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash
from malath.engines.ledger.note import Checkpoint, open_checkpoint, parse_verifier_key, sign, verifier_key
from tests.engines.ledgers import ORIGIN, House

# The eight leaves, roots and proofs of the reference implementation of RFC 6962 (Certificate Transparency).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = [(0, 1, []), (0, 8, [A, B, C]), (5, 8, [D, E, ROOTS[3]]), (2, 3, [ROOTS[1]]), (1, 5, [ROOTS[0], B, D])]
CONSISTENCY = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[3]]), (2, 5, [B, D])]


def tree_of(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    return tree


def simple_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 writes it down, slowly."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(simple_root(leaves[:split]), simple_root(leaves[split:]))


# ── the tree and its proofs ──


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_rfc_6962(size: int) -> None:
    assert tree_of([bytes.fromhex(leaf) for leaf in LEAVES[:size]]).root().hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root().hex() == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_reference(index: int, size: int, expected: list[str]) -> None:
    tree = tree_of([bytes.fromhex(leaf) for leaf in LEAVES])

    proof = inclusion_proof(tree, index, size)

    assert [step.hex() for step in proof] == expected
    assert is_included(index, size, tree.leaf(index), proof, tree.root(size))


@pytest.mark.parametrize(("old", "new", "expected"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference(old: int, new: int, expected: list[str]) -> None:
    tree = tree_of([bytes.fromhex(leaf) for leaf in LEAVES])

    proof = consistency_proof(tree, old, new)

    assert [step.hex() for step in proof] == expected
    assert is_consistent(old, new, tree.root(old), tree.root(new), proof)


@pytest.mark.parametrize("size", [255, 256, 257, 511, 513, 66_000])
def test_roots_over_several_tiles_are_those_of_the_plain_definition(size: int) -> None:
    leaves = [number.to_bytes(4, "big") for number in range(size)]

    tree = tree_of(leaves)

    assert tree.root() == simple_root(leaves)
    assert tree.root(size // 2) == simple_root(leaves[: size // 2])


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 700), st.data())
def test_every_proof_holds_and_no_other_statement_does(size: int, data: st.DataObject) -> None:
    tree = tree_of([number.to_bytes(4, "big") for number in range(700)])
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    inclusion, consistency = inclusion_proof(tree, index, size), consistency_proof(tree, old, size)

    assert is_included(index, size, tree.leaf(index), inclusion, tree.root(size))
    assert is_consistent(old, size, tree.root(old), tree.root(size), consistency)

    assert not is_included(index, size, leaf_hash(b"forged"), inclusion, tree.root(size))
    assert not is_included(index, size, tree.leaf(index), [*inclusion, b"\0" * 32], tree.root(size))
    assert not is_included(size, size, tree.leaf(index), inclusion, tree.root(size))
    if inclusion:
        at = data.draw(st.integers(0, len(inclusion) - 1))
        broken = [*inclusion[:at], leaf_hash(inclusion[at]), *inclusion[at + 1 :]]
        assert not is_included(index, size, tree.leaf(index), broken, tree.root(size))
        assert not is_included(index, size, tree.leaf(index), inclusion[:-1], tree.root(size))
        other = (index + 1) % size
        assert not is_included(other, size, tree.leaf(index), inclusion, tree.root(size))
    if old < size:
        assert not is_consistent(old, size, leaf_hash(b"forged"), tree.root(size), consistency)
        assert not is_consistent(old, size, tree.root(old), leaf_hash(b"forged"), consistency)
        assert not is_consistent(old, size, tree.root(old), tree.root(size), consistency[:-1])
    assert not is_consistent(0, size, EMPTY_ROOT, tree.root(size), [])


# ── signed notes ──


def test_the_verifier_key_and_signature_of_the_published_note_hold() -> None:
    # The example of golang.org/x/mod/sumdb/note.
    name, key = parse_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    raw = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )

    assert name == "PeterNeumann"
    assert raw[:4].hex() == "c74f20a3"
    key.verify(raw[4:], text)


def test_a_checkpoint_that_was_changed_anywhere_is_not_believed() -> None:
    key = Ed25519PrivateKey.generate()
    note = sign(Checkpoint(ORIGIN, 42, leaf_hash(b"x")), key)
    assert open_checkpoint(note, ORIGIN, key.public_key()) == Checkpoint(ORIGIN, 42, leaf_hash(b"x"))

    believed = []
    for at in range(len(note)):
        broken = note[:at] + chr(ord(note[at]) ^ 1) + note[at + 1 :]
        try:
            if open_checkpoint(broken, ORIGIN, key.public_key()) != Checkpoint(ORIGIN, 42, leaf_hash(b"x")):
                believed.append(at)
        except BadNoteError:
            continue

    assert believed == []


@pytest.mark.parametrize(
    "line", ["", "a+b", "a+00000000+AA==", "name+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "x" * 200]
)
def test_what_is_no_verifier_key_is_refused(line: str) -> None:
    with pytest.raises(BadNoteError):
        parse_verifier_key(line)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nend"])
def test_a_name_that_no_note_can_bear_is_refused(name: str) -> None:
    with pytest.raises(BadNoteError):
        verifier_key(name, Ed25519PrivateKey.generate())


def test_a_verifier_key_is_read_back() -> None:
    key = Ed25519PrivateKey.generate()

    name, public = parse_verifier_key(verifier_key(ORIGIN, key) + "\n")

    assert (name, public.public_bytes_raw()) == (ORIGIN, key.public_key().public_bytes_raw())


# ── one writer ──


def test_entries_are_read_back_in_order_after_the_ledger_was_opened_again(house: House) -> None:
    house.append(["first", "second"])
    house.append([{"verb": "سجل", "facts": {"count": 3}}])

    with house.opened() as ledger:
        read = [entry for _index, entry in ledger.iterate(house.private)]
        one = ledger.read(2, house.private)

    assert [entry["verb"] for entry in read] == ["first", "second", "سجل"]
    assert one["facts"] == {"count": 3}
    assert verify(house.folder, private_key=house.private).ok


def test_reading_beyond_the_end_is_an_index_error(house: House) -> None:
    house.append(["only"])

    with house.opened() as ledger:
        for index in (-1, 1, 99):
            with pytest.raises(IndexError):
                ledger.read(index, house.private)


def test_a_second_writer_is_refused_while_the_first_holds_the_folder(house: House) -> None:
    with house.opened() as first:
        first.append([{"verb": "first"}])
        with pytest.raises(LedgerBusyError):
            Ledger.open(house.folder, house.key, house.public, origin=ORIGIN)

    with house.opened() as second:
        assert second.size == 1


def test_nothing_of_an_entry_stands_in_clear_on_the_disk(house: House) -> None:
    house.append(["a secret verb", {"verb": "x", "facts": {"place": "دمشق"}}])

    everything = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())

    assert b"a secret verb" not in everything
    assert "دمشق".encode() not in everything


def test_the_ledger_grows_over_segments_and_tiles(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malath.engines.ledger.segments.ENTRIES_A_SEGMENT", 100)
    for start in range(0, 600, 60):
        house.append([f"entry {number}" for number in range(start, start + 60)])

    report = verify(house.folder, private_key=house.private)

    assert report.ok, report.findings
    assert report.size == 600
    with house.opened() as ledger:
        assert ledger.read(599, house.private)["verb"] == "entry 599"
        assert report.root == ledger.root


def test_a_reader_lists_the_folder_once_for_many_entries_and_finds_what_came_since(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        house.append([f"entry {number}"])  # each opening begins a segment
    listed: list[Path] = []
    really = reading.segment_paths
    monkeypatch.setattr(reading, "segment_paths", lambda folder: (listed.append(folder), really(folder))[1])
    reader = reading.LedgerReader(house.folder, house.private)

    assert [reader.read(index)["verb"] for index in range(30)] == [f"entry {number}" for number in range(30)]
    assert len(listed) == 1
    house.append(["entry 30"])
    assert reader.read(30)["verb"] == "entry 30"
    assert len(listed) == 2
    with pytest.raises(IndexError):
        reader.read(31)


def test_the_command_prints_a_verdict_and_its_exit_code_says_it_too(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from malath.engines.ledger.command import verify_command

    house.append(["first", "second"])
    remembered = tmp_path / "remembered"
    remembered.write_text((house.folder / "checkpoint").read_text())

    assert verify_command([str(house.folder), "--since", str(remembered)]) == 0
    assert "The ledger is whole. 2 entries" in capsys.readouterr().out
    (house.folder / "checkpoint").unlink()
    assert verify_command([str(house.folder), "--json"]) == 1
    assert '"ok": false' in capsys.readouterr().out
