"""The verifiers for people who have never heard of Malath: Go's own libraries, and one file of Python. They take what the
log gives, refuse what was changed, and never disagree."""

from __future__ import annotations

import base64
import importlib.util
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from malath.engines.ledger import BadNoteError, LedgerError
from malath.engines.ledger.cosigning import Policy, cosign, cosigner_key, keep_cosignatures
from malath.engines.ledger.note import sign_note, verifier_key
from malath.engines.ledger.reading import LedgerReader
from malath.engines.ledger.receipts import OUTSIDERS, Receipt, receipt_of
from malath.engines.ledger.tlog_proof import Prover, check_proof
from tests.engines.ledgers import ORIGIN, House

RECEIPTS = 200


@pytest.fixture(scope="module")
def go_verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go program, built as its own text says."""
    made = tmp_path_factory.mktemp("go") / "verify"
    settings = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    settings.setdefault("HOME", str(made.parent))
    subprocess.run(["go", "build", "-o", made, OUTSIDERS / "verify.go"], env=settings, check=True, cwd=made.parent)
    return made


@pytest.fixture(scope="module")
def python_verifier() -> ModuleType:
    """The Python file, read as a module so that a thousand runs need not start a thousand processes."""
    spec = importlib.util.spec_from_file_location("outsiders_verify", OUTSIDERS / "verify.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Case(NamedTuple):
    """The files of one receipt, and both verifiers."""

    folder: Path
    go: Path
    python: ModuleType

    def put(self, receipt: Receipt, vkey: str) -> None:
        for name, body in receipt.pieces().items():
            (self.folder / name).write_bytes(body)
        (self.folder / "log.vkey").write_text(vkey)

    def verdicts(self, *options: str, leaf: bool = True) -> tuple[bool, bool]:
        """Whether (Go, Python) found it proven."""
        places = [str(self.folder / name) for name in ("log.vkey", "entry.tlog-proof", *(["entry.leaf"] * leaf))]
        go = subprocess.run([self.go, *places, *options], capture_output=True, text=True, timeout=20)
        assert go.returncode in (0, 1), go.stderr
        assert go.stdout.splitlines()[-1].startswith("OK: " if go.returncode == 0 else "NOT PROVEN: ")
        return go.returncode == 0, self.python.main([*places, *options]) == 0


@pytest.fixture
def case(tmp_path: Path, go_verifier: Path, python_verifier: ModuleType) -> Case:
    (tmp_path / "files").mkdir()
    return Case(tmp_path / "files", go_verifier, python_verifier)


def changed_signature(note: str) -> str:
    head, _space, encoded = note.rstrip("\n").rpartition(" ")
    raw = bytearray(base64.b64decode(encoded))
    raw[40] ^= 1
    return f"{head} {base64.b64encode(bytes(raw)).decode()}\n"


def changes(index: int, vkey: str, key: Ed25519PrivateKey) -> dict[str, Callable[[dict[str, str]], None]]:
    """What is done to a receipt's texts: `leaf` in hex, `proof`, `vkey`."""

    def put(name: str, make: Callable[[str], str]) -> Callable[[dict[str, str]], None]:
        return lambda texts: texts.update({name: make(texts[name])})

    return {
        "leaf": put("leaf", lambda text: f"{int(text[:2], 16) ^ 1:02x}{text[2:]}"),
        "index": put("proof", lambda text: text.replace(f"index {index}\n", f"index {index ^ 1}\n")),
        "origin": put("vkey", lambda text: verifier_key("other.test/ledger", key)),
        "signature": put("proof", changed_signature),
    }


def test_200_receipts_hold_and_none_that_was_changed(house: House, case: Case, unsynced: None) -> None:
    house.append([{"verb": "قيد", "n": number} for number in range(RECEIPTS + 60)])
    vkey = (house.folder / "log.vkey").read_text()
    reader, prover = LedgerReader(house.folder, house.private), Prover(house.folder)
    proven, forged = [], []
    for index in range(RECEIPTS):
        receipt = receipt_of(reader, index, prover=prover)
        case.put(receipt, vkey)
        proven.append(case.verdicts())
        for change in changes(index, vkey, house.key).values():
            texts = {"leaf": receipt.leaf.hex(), "proof": receipt.proof, "vkey": vkey}
            change(texts)
            (case.folder / "entry.leaf").write_bytes(bytes.fromhex(texts["leaf"]))
            (case.folder / "entry.tlog-proof").write_text(texts["proof"])
            (case.folder / "log.vkey").write_text(texts["vkey"])
            forged.append(case.verdicts())

    assert proven == [(True, True)] * RECEIPTS
    assert forged == [(False, False)] * (4 * RECEIPTS)


def test_the_leaf_is_computed_from_the_entry_itself(house: House, case: Case) -> None:
    house.append(["first", {"verb": "شهادة", "place": "دوما"}, "third"])
    receipt = receipt_of(house.folder, 1, house.private)
    case.put(receipt, (house.folder / "log.vkey").read_text())
    entry = case.folder / "entry.json"

    def verdicts(salt: str, body: str) -> tuple[bool, bool]:
        return case.verdicts("-entry", str(entry), "-salt", salt, "-body", body, leaf=False)

    salt, body = receipt.salt.hex(), receipt.body_digest.hex()
    assert verdicts(salt, body) == (True, True)
    assert verdicts(salt[:-2] + "00", body) == (False, False)
    assert verdicts(salt, body[:-2] + "00") == (False, False)
    assert verdicts("", body) == verdicts(salt, "") == verdicts("zz", body) == (False, False)
    entry.write_bytes(receipt.salt[-1:] + receipt.json)
    assert verdicts(salt[:-2], body) == (False, False)
    entry.write_bytes(receipt.json.replace("دوما".encode(), "دمشق".encode()))
    assert verdicts(salt, body) == (False, False)


def test_witnesses_are_counted(house: House, case: Case) -> None:
    house.append(["first", "second", "third"])
    note = (house.folder / "checkpoint").read_text()
    body, keys = note.split("\n\n")[0] + "\n", [Ed25519PrivateKey.generate() for _number in range(4)]
    lines = [cosign(body, f"w{number}.test", keys[number], 1_800_000_000) for number in range(3)]
    # The third signed another checkpoint; the fourth is unknown to those who check.
    lines[2] = cosign(body.replace("\n3\n", "\n4\n"), "w2.test", keys[2], 1_800_000_000)
    keep_cosignatures(house.folder, note, [*lines[:2], cosign(body, "w3.test", keys[3], 1_800_000_000)])
    receipt = receipt_of(house.folder, 2, house.private)
    case.put(receipt, (house.folder / "log.vkey").read_text())
    paths = []
    for number, key in enumerate(keys):
        paths.append(str(case.folder / f"w{number}.vkey"))
        Path(paths[-1]).write_text(cosigner_key(f"w{number}.test", key) + "\n")
    alias = str(case.folder / "alias.vkey")
    Path(alias).write_text(cosigner_key("alias.test", keys[0]))

    def verdicts(*numbers: int, k: int | None = None) -> tuple[bool, bool]:
        known = [option for number in numbers for option in ("-w", paths[number])]
        return case.verdicts(*known, *([] if k is None else ["-k", str(k)]))

    assert verdicts() == verdicts(0) == verdicts(0, 1) == verdicts(0, 1, 2, k=2) == (True, True)
    assert verdicts(0, 1, 2) == verdicts(2) == verdicts(k=1) == verdicts(0, k=2) == (False, False)
    assert case.verdicts("-w", paths[0], "-w", alias, "-k", "2") == (False, False)
    assert case.verdicts("-w", str(case.folder / "log.vkey")) == (False, False)
    twice = receipt.proof + cosign(body, "alias.test", keys[0], 1_800_000_000)
    (case.folder / "entry.tlog-proof").write_text(twice)
    assert case.verdicts("-w", paths[0], "-w", alias, "-k", "2") == (False, False)
    (case.folder / "entry.tlog-proof").write_text(receipt.proof + lines[2])
    assert verdicts(0, 1) == (True, True)
    assert verdicts(0, 1, 2, k=2) == (False, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof.replace("index 1\n", "index 01\n"),
        lambda proof: proof.replace("index 1\n", "index 9\n"),
        lambda proof: proof.replace("index 1\n", "index -1\n"),
        lambda proof: proof.replace("index 1\n", "index 99999999999999999999\n"),
        lambda proof: proof.replace("index 1\n", "index 1\n" + "A" * 43 + "=\n"),
        lambda proof: proof.replace("index 1\n", "index 1\nAAAA\n"),
        lambda proof: proof.replace("proof@v1", "proof@v2"),
        lambda proof: proof.replace("\n3\n", "\n4\n"),
        lambda proof: proof.partition("\n\n")[0],
        lambda proof: proof.rpartition("\u2014")[0],
        lambda proof: proof.rstrip("\n"),
        lambda proof: "",
    ],
)
def test_a_broken_proof_file_is_refused_by_both(house: House, case: Case, change: Callable[[str], str]) -> None:
    house.append(["first", "second", "third"])
    receipt = receipt_of(house.folder, 1, house.private)
    case.put(receipt, (house.folder / "log.vkey").read_text())
    assert case.verdicts() == (True, True)

    (case.folder / "entry.tlog-proof").write_text(change(receipt.proof))

    assert case.verdicts() == (False, False)


def test_a_checkpoint_of_another_log_signed_with_this_logs_name_is_refused_by_both(house: House, case: Case) -> None:
    house.append(["first"])
    receipt = receipt_of(house.folder, 0, house.private)
    body = receipt.proof.split("\n\n")[1] + "\n"
    other = (
        receipt.proof.split("\n\n")[0] + "\n\n" + sign_note(body.replace(ORIGIN, "other.test/log"), ORIGIN, house.key)
    )
    case.put(receipt, (house.folder / "log.vkey").read_text())
    (case.folder / "entry.tlog-proof").write_text(other)

    assert case.verdicts() == (False, False)
    with pytest.raises(BadNoteError):
        check_proof(other, receipt.leaf, (house.folder / "log.vkey").read_text())


def test_go_python_and_the_engine_never_disagree(house: House, case: Case, unsynced: None) -> None:
    house.append([{"n": number} for number in range(9)])
    note = (house.folder / "checkpoint").read_text()
    key = Ed25519PrivateKey.generate()
    keep_cosignatures(house.folder, note, [cosign(note.split("\n\n")[0] + "\n", "w.test", key, 1_800_000_000)])
    receipt = receipt_of(house.folder, 4, house.private)
    vkey, witness = (house.folder / "log.vkey").read_text(), cosigner_key("w.test", key)
    case.put(receipt, vkey)
    (case.folder / "w.vkey").write_text(witness)
    proof, dice = receipt.proof.encode(), random.Random(17)
    differ, verdicts = [], set()
    for _round in range(400):
        at, size = dice.randrange(len(proof)), dice.choice([0, 1, 1, 1, 4])
        put = bytes(dice.choices(b"\n\r =+A/0\xe2\x94\xc2\xa0", k=dice.choice([0, 1, 1, 1, 2])))
        changed = proof[:at] + put + proof[at + size :]
        (case.folder / "entry.tlog-proof").write_bytes(changed)
        outsiders = case.verdicts("-w", str(case.folder / "w.vkey"))
        try:
            check_proof(changed.decode(), receipt.leaf, vkey, policy=Policy.of([witness], 1))
            ours = True
        except (LedgerError, UnicodeDecodeError):
            ours = False
        verdicts.add(ours)
        if outsiders != (ours, ours):
            differ.append((at, size, put, ours, outsiders))

    assert differ == []
    assert False in verdicts


def test_the_python_file_stands_alone(house: House, case: Case) -> None:
    house.append(["first"])
    case.put(receipt_of(house.folder, 0, house.private), (house.folder / "log.vkey").read_text())
    places = [str(case.folder / name) for name in ("log.vkey", "entry.tlog-proof", "entry.leaf")]

    done = subprocess.run([sys.executable, "-I", OUTSIDERS / "verify.py", *places], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "OK: entry 0 of 1 of malath.test/ledger\n")
    assert "malath" not in (OUTSIDERS / "verify.py").read_text().replace("Malath", "")
