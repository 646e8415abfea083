"""Cosignatures, and the witness: it refuses every other history of a log, also with the log's real key (T8)."""

from __future__ import annotations

import base64
import os
import random
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from malath.engines.ledger import BadNoteError, LedgerBusyError, consistency_proof
from malath.engines.ledger.cosigning import (
    Policy,
    cosign,
    cosignatures,
    cosigner_key,
    parse_cosigner_key,
)
from malath.engines.ledger.errors import BadProofError, TooFewWitnessesError
from malath.engines.ledger.merkle import Tree, leaf_hash
from malath.engines.ledger.misconduct import check_misconduct
from malath.engines.ledger.note import Checkpoint, sign, verifier_key
from malath.engines.ledger.witness import SIZE_TYPE, Witness, init_witness
from tests.engines.ledgers import ORIGIN
from tests.engines.witnesses import serving

LOG = Ed25519PrivateKey.generate()
LOG_LINE = verifier_key(ORIGIN, LOG)


def history(*parts: tuple[str, int]) -> Tree:
    """A tree of leaves: so many of this kind, then so many of that."""
    tree = Tree()
    for kind, count in parts:
        for number in range(count):
            tree.append(leaf_hash(f"{kind} {number}".encode()))
    return tree


def note_of(tree: Tree, size: int | None = None, key: Ed25519PrivateKey = LOG, origin: str = ORIGIN) -> str:
    size = tree.size if size is None else size
    return sign(Checkpoint(origin, size, tree.root(size)), key)


def request(tree: Tree, old: int, size: int | None = None, note: str | None = None) -> bytes:
    size = tree.size if size is None else size
    steps = [base64.b64encode(step).decode() for step in consistency_proof(tree, old, size)]
    return ("\n".join([f"old {old}", *steps]) + "\n\n" + (note or note_of(tree, size))).encode()


@pytest.fixture
def witness(tmp_path: Path, unsynced: None) -> Iterator[Witness]:
    init_witness(tmp_path / "witness", "witness.test/one")
    made = Witness(tmp_path / "witness", [LOG_LINE])
    yield made
    made.close()


# ── cosignatures ──


def test_the_cosignature_of_the_specifications_example_is_laid_out_as_ours() -> None:
    # C2SP tlog-cosignature shows key id, time (1679315147) and signature; ours has them in the same places.
    shown = base64.b64decode(
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    )
    ours = base64.b64decode(cosign("x\n1\ny\n", "w", LOG, 1679315147).split(" ")[2])

    assert len(ours) == len(shown) == 76
    assert ours[4:12] == shown[4:12] == (1679315147).to_bytes(8, "big")


def test_a_policy_counts_keys_and_not_names() -> None:
    keys = [Ed25519PrivateKey.generate() for _number in range(3)]
    note = note_of(history(("a", 3)))
    body = note.split("\n\n")[0] + "\n"
    note += cosign(body, "w0", keys[0], 5) + cosign(body, "again", keys[0], 5) + cosign(body, "w1", keys[1], 6)
    lines = [cosigner_key(f"w{number}", key) for number, key in enumerate(keys)] + [cosigner_key("again", keys[0])]

    assert [one.at for one in Policy.of(lines, 2).check(note)] == [5, 6]
    with pytest.raises(TooFewWitnessesError):
        Policy.of(lines, 3).check(note)
    with pytest.raises(ValueError, match="more witnesses"):
        Policy.of(lines, 4)


@pytest.mark.parametrize("at", [0, 10, 40, 80, -3])
def test_a_cosignature_that_was_changed_spoils_the_note_or_is_none(at: int) -> None:
    key, note = Ed25519PrivateKey.generate(), note_of(history(("a", 3)))
    known = [parse_cosigner_key(cosigner_key("w", key))]
    line = cosign(note.split("\n\n")[0] + "\n", "w", key, 5)
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    raw[at % len(raw)] ^= 1

    changed = note + f"\u2014 w {base64.b64encode(bytes(raw)).decode()}\n"

    if at % len(raw) < 4:
        assert cosignatures(changed, known) == []
    else:
        with pytest.raises(BadNoteError):
            cosignatures(changed, known)


def test_a_cosignature_beyond_all_time_does_not_hold() -> None:
    key, note = Ed25519PrivateKey.generate(), note_of(history(("a", 3)))
    line = cosign(note.split("\n\n")[0] + "\n", "w", key, 1 << 63)

    with pytest.raises(BadNoteError, match="no time"):
        cosignatures(note + line, [parse_cosigner_key(cosigner_key("w", key))])


def test_a_witness_key_is_not_a_log_key() -> None:
    with pytest.raises(BadNoteError):
        parse_cosigner_key(LOG_LINE)


# ── what the witness answers (C2SP tlog-witness) ──


def test_it_cosigns_what_continues_what_it_saw(witness: Witness) -> None:
    tree, key = history(("a", 40)), [parse_cosigner_key(witness.vkey)]
    for old, size in [(0, 1), (1, 7), (7, 7), (7, 32), (32, 40)]:
        answer = witness.add_checkpoint(request(tree, old, size))

        assert answer.status == 200, (old, size, answer)
        assert len(cosignatures(note_of(tree, size) + answer.body, key)) == 1


def test_an_empty_log_is_cosigned_too(witness: Witness) -> None:
    tree = history(("a", 3))

    assert witness.add_checkpoint(request(tree, 0, 0)).status == 200
    assert witness.add_checkpoint(request(tree, 0, 3)).status == 200


def test_it_answers_by_the_specification(witness: Witness) -> None:
    tree, other = history(("a", 9)), Ed25519PrivateKey.generate()
    witness.add_checkpoint(request(tree, 0, 5))
    good = request(tree, 5)
    answers = {
        "not a request": (witness.add_checkpoint(b"hello"), 400),
        "not text": (witness.add_checkpoint(b"old 5\n\n\xff"), 400),
        "too many steps": (witness.add_checkpoint(b"old 5\n" + b"A" * 43 + b"=\n" * 64 + b"\n" + good), 400),
        "a size with zeroes": (witness.add_checkpoint(good.replace(b"old 5", b"old 05")), 400),
        "old beyond new": (witness.add_checkpoint(good.replace(b"old 5", b"old 10")), 400),
        "another log": (witness.add_checkpoint(request(tree, 5, note=note_of(tree, origin="x.test"))), 404),
        "another key": (witness.add_checkpoint(request(tree, 5, note=note_of(tree, key=other))), 403),
        "another size": (witness.add_checkpoint(request(tree, 4)), 409),
        "another root": (witness.add_checkpoint(request(history(("b", 5)), 5)), 409),
        "no proof": (witness.add_checkpoint(b"old 5\n\n" + note_of(tree).encode()), 422),
    }

    assert {name: answer.status for name, (answer, _status) in answers.items()} == {
        name: status for name, (_answer, status) in answers.items()
    }
    conflict = answers["another size"][0]
    assert (conflict.body, conflict.type) == ("5\n", SIZE_TYPE)
    assert witness.add_checkpoint(good).status == 200


def test_the_first_checkpoint_comes_without_a_proof(witness: Witness) -> None:
    with_a_step = request(history(("a", 9)), 0).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n")

    assert witness.add_checkpoint(with_a_step).status == 422


def test_what_it_remembers_is_on_the_disk_before_it_answers(
    witness: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.readlink(f"/proc/self/fd/{number}")))

    assert witness.add_checkpoint(request(history(("a", 9)), 0)).status == 200

    place = tmp_path / "witness/logs"
    assert [Path(name).parent == place for name in synced] == [True, False]
    assert synced[1] == str(place)


def test_it_remembers_after_it_was_started_again(tmp_path: Path) -> None:
    tree = history(("a", 9))
    init_witness(tmp_path / "witness", "witness.test/one")
    first = Witness(tmp_path / "witness", [LOG_LINE])
    first.add_checkpoint(request(tree, 0, 5))
    with pytest.raises(LedgerBusyError):
        Witness(tmp_path / "witness", [LOG_LINE])
    first.close()

    again = Witness(tmp_path / "witness", [LOG_LINE])

    assert again.add_checkpoint(request(tree, 0, 9)).body == "5\n"
    assert again.add_checkpoint(request(tree, 5, 9)).status == 200
    again.close()


def test_of_many_at_once_none_takes_it_back(witness: Witness) -> None:
    tree = history(("a", 200))
    sizes = list(range(1, 200))
    random.Random(3).shuffle(sizes)

    def push(size: int) -> None:
        old = 0
        while True:
            answer = witness.add_checkpoint(request(tree, old, size))
            if answer.status != 409:
                break
            old = int(answer.body)
            if old > size:
                break

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(push, sizes))

    assert witness.add_checkpoint(request(tree, 0, 200)).body == "199\n"


def test_nothing_is_cosigned_that_could_not_be_remembered(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    tree = history(("a", 3))
    monkeypatch.setattr("malath.engines.ledger.witness.put_durably", full)
    with pytest.raises(OSError, match="No space"):
        witness.add_checkpoint(request(tree, 0))
    monkeypatch.undo()

    assert witness.add_checkpoint(request(tree, 0)).status == 200


# ── T8: other histories, signed with the real key ──


def test_every_split_view_and_rewritten_history_is_refused_and_proven(witness: Witness, tmp_path: Path) -> None:
    dice, refused, proven = random.Random(5), 0, 0
    honest = history(("a", 700))
    seen = 300
    assert witness.add_checkpoint(request(honest, 0, seen)).status == 200
    for number in range(200):
        fork, size = dice.randrange(seen), dice.choice([seen, dice.randrange(seen, 600)])
        other = history(("a", fork), (f"fork {number}", size - fork))
        for old in (0, seen, dice.randrange(1, size + 1)):
            refused += witness.add_checkpoint(request(other, old)).status in (409, 422)
        # With a proof that fits the honest history, too.
        stolen = request(honest, seen, size, note=note_of(other)) if size > seen else request(other, seen)
        refused += witness.add_checkpoint(stolen).status in (409, 422)
        found = list((tmp_path / "witness/misconduct").glob(f"{size}-*"))
        proven += any(check_misconduct(path.read_text(), LOG_LINE).second.size == size for path in found)

    assert refused == 800
    assert proven == 200
    assert witness.add_checkpoint(request(honest, seen, 700)).status == 200


def test_where_the_request_proves_nothing_both_checkpoints_are_kept(witness: Witness, tmp_path: Path) -> None:
    honest, other = history(("a", 256)), history(("b", 300))
    witness.add_checkpoint(request(honest, 0))

    assert witness.add_checkpoint(request(other, 256)).status == 422

    kept = next((tmp_path / "witness/unexplained").iterdir()).read_text()
    assert note_of(honest) in kept
    assert note_of(other) in kept


def test_what_is_explained_later_is_not_kept(witness: Witness, tmp_path: Path) -> None:
    tree = history(("a", 20))
    witness.add_checkpoint(request(tree, 0, 7))
    witness.add_checkpoint(b"old 7\n\n" + note_of(tree).encode())
    assert len(list((tmp_path / "witness/unexplained").iterdir())) == 1

    assert witness.add_checkpoint(request(tree, 7)).status == 200

    assert list((tmp_path / "witness/unexplained").iterdir()) == []


def test_an_honest_log_cannot_be_accused() -> None:
    tree, other = history(("a", 40)), history(("b", 40))
    from malath.engines.ledger.misconduct import rewritten_text, same_size_text

    accusations = [
        same_size_text(note_of(tree), note_of(tree)),
        same_size_text(note_of(tree), note_of(other, key=Ed25519PrivateKey.generate())),
        same_size_text(note_of(tree, 20), note_of(tree)),
        *[
            rewritten_text(note_of(tree, 20), note_of(tree), root, consistency_proof(proof, 20, 40))
            for root in (tree.root(20), other.root(20))
            for proof in (tree, other)
        ],
        "",
        "malath-ledger-misconduct/1\n\na\n\nb\n\nc\n\nd\n",
    ]
    for accusation in accusations:
        with pytest.raises(BadProofError):
            check_misconduct(accusation, LOG_LINE)


# ── on the wire ──


def test_the_server_refuses_what_is_too_long_or_elsewhere(witness: Witness) -> None:
    with serving(witness) as url:
        for path, body, status, said in [
            ("/add-checkpoint", b"x" * 70_000, 400, "too long"),
            ("/", b"x", 404, "page"),
            ("/checkpoint/00", None, 404, "no checkpoint"),
        ]:
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(url + path, body, timeout=5)  # noqa: S310
            assert refused.value.code == status
            assert said in refused.value.read().decode()
