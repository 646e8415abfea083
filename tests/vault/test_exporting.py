"""T18: a package is checked by a clerk who has never heard of Malath, with the commands of the page inside it; forged
packages are refused. T20's part: the time-stamps travel with it."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyrage
import pytest

from malath.engines.ledger.timestamps import AuthorityAddress, stamp
from malath.engines.vault.commands.main import vault_command
from malath.engines.vault.errors import BadExportError, ErasedItemError, VaultDamagedError
from malath.engines.vault.export.checking import check_export
from malath.engines.vault.export.exporting import export
from malath.engines.vault.holding import erase, hold, release
from tests.engines.authority import Authority
from tests.vault.house import DAY, HAND, House

THINGS = {
    "شهادة/ملف الشهادة.txt": "رأت ريما الباب مفتوحاً".encode(),
    "photo, one.jpg": bytes(range(256)) * 8_000,
    "-rf": b"a name that a shell would trip over",
    "=1+1.csv": b"a name that a spreadsheet would run",
    "empty": b"",
}


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[AuthorityAddress]]:
    place = tmp_path_factory.mktemp("authorities")
    with Authority(place / "first") as one, Authority(place / "second") as other:
        yield [AuthorityAddress(each.url, each.root_pem.read_bytes()) for each in (one, other)]


@pytest.fixture
def court(tmp_path: Path) -> tuple[Path, str]:
    """The court's age key: (file, recipient)."""
    key = pyrage.x25519.Identity.generate()
    path = tmp_path / "court.txt"
    path.write_text(f"{key}\n")
    return path, str(key.to_public())


@pytest.fixture
def package(house: House, tmp_path: Path, court: tuple[Path, str], authorities: list[AuthorityAddress]) -> Path:
    """A package of everything, stamped by two authorities."""
    items = house.add(THINGS)
    assert all(outcome.stamp for outcome in stamp(house.path / "ledger", authorities))
    target = tmp_path / "package.age"
    with house.open() as vault, house.writing() as writer:
        ids = [item.id for item in items.values()]
        export(vault, writer, ids, target, recipients=[court[1]], by=HAND, at=DAY, why="trial")
    return target


@pytest.fixture
def bag(package: Path, court: tuple[Path, str], tmp_path: Path) -> Path:
    """The same, opened and unpacked as the clerk does."""
    place = tmp_path / "court"
    place.mkdir()
    run(f"age -d -i {court[0]} {package} | tar -x", place)
    [bag] = place.iterdir()
    return bag


def run(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    """A command of the recipe, in a shell that knows the system's programs and bagit.py, and nothing of ours."""
    tools = place.parent / "tools"
    if not tools.exists():
        tools.mkdir()
        shutil.copy(Path(sys.executable).parent / "bagit.py", tools / "bagit.py")
    environment = {
        "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin:/usr/lib/go/bin",
        "HOME": str(place.parent),
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        ["sh", "-c", command], cwd=place, env=environment, capture_output=True, text=True, timeout=120
    )


def commands(bag: Path) -> list[str]:
    """The commands of VERIFY.txt after the package was opened, as they stand there."""
    text = (bag / "VERIFY.txt").read_text()
    block = text[: text.index("HOW TO CHECK")]
    lines = [re.sub(r"^\(\d\)|^    ", "", line).strip() for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(("age ", "cd "))]


def test_a_clerk_checks_everything_without_malath(bag: Path) -> None:
    for command in commands(bag):
        done = run(command, bag)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        if command.startswith("sh "):
            assert done.stdout.strip() == "all hold"
        if "openssl" in command:
            assert (done.stdout + done.stderr).count("Verification: OK") == 2

    assert sorted(path.read_bytes() for path in (bag / "data").rglob("*") if path.is_file()) == sorted(THINGS.values())


def test_the_page_is_in_three_languages_and_names_the_key(bag: Path, house: House) -> None:
    text = (bag / "VERIFY.txt").read_text()

    for heading in ("HOW TO CHECK THIS PACKAGE", "COMMENT VÉRIFIER CE PAQUET", "كيف تتحقق من هذه الحزمة"):
        assert heading in text
    assert text.count((house.path / "ledger" / "log.vkey").read_text().strip()) == 3


def test_the_chain_of_custody_is_told_as_a_table_and_in_premis(bag: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((bag / "custody.csv").read_text(encoding="utf-8-sig"))))
    root = ElementTree.parse(bag / "custody.xml").getroot()  # noqa: S314 (we wrote it)
    names = {"p": "http://www.loc.gov/premis/v3"}

    assert [row["event"] for row in rows] == ["ingestion", "exporting"] * len(THINGS)
    assert {row["agent"] for row in rows} == {HAND}
    assert {element.text for element in root.findall("p:object/p:originalName", names)} == set(THINGS)
    assert len(root.findall("p:event", names)) == len(rows)


def test_our_own_check_agrees(package: Path, court: tuple[Path, str], bag: Path, house: House) -> None:
    vkey = (house.path / "ledger" / "log.vkey").read_text()

    for found in (check_export(package, identity=court[0], vkey=vkey), check_export(bag)):
        assert found.findings == []
        assert (found.files, found.items, len(found.stamps)) == (5, 5, 2)


REASONS = [
    '=1+1, "quoted", and \'so\'',
    "a path C:\\new\\table, and\na line\tmore",
    "«أمر المحكمة»، رقم ٧",
    'ends with a backslash \\',
    '{"by":"somebody else","why":"no"}',
    "-dash", "+plus", "@at", " spaces  kept ", "$(touch x) `id` %s",
]  # fmt: skip


def test_whatever_stands_in_a_reason_the_clerk_agrees(house: House, tmp_path: Path, court: tuple[Path, str]) -> None:
    item = house.add({"a.txt": b"one"})["a.txt"].id
    target = tmp_path / "package.age"
    with house.open() as vault, house.writing() as writer:
        for reason in REASONS:
            hold(vault, writer, [item], reason=reason, by='Amal, "the lawyer"', at=DAY)
        release(vault, writer, [item], reason="", by=HAND, at=DAY)
        export(vault, writer, [item], target, recipients=[court[1]], by=HAND, at=DAY)
    (place := tmp_path / "court").mkdir()
    run(f"age -d -i {court[0]} {target} | tar -x", place)
    [bag] = place.iterdir()

    assert check_export(bag).findings == []
    for command in commands(bag):
        if "openssl" not in command:
            done = run(command, bag)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert check_export(bag).findings == [], "what the clerk built lies beside the bag"


def flip(path: Path, place: float = 0.5) -> None:
    body = bytearray(path.read_bytes())
    body[int(len(body) * place)] ^= 1
    path.write_bytes(body)


def redo_manifests(bag: Path) -> None:
    """What a forger does who knows BagIt: the manifests are made anew."""
    for kind in ("manifest", "tagmanifest"):
        for algorithm in ("sha256", "sha512"):
            payload = sorted(
                path for path in bag.rglob("*") if path.is_file() and path.relative_to(bag).parts[0] == "data"
            )
            tags = sorted(
                path
                for path in bag.rglob("*")
                if path.is_file() and path not in payload and not path.name.startswith("tagmanifest")
            )
            names = [path.relative_to(bag).as_posix() for path in (payload if kind == "manifest" else tags)]
            done = subprocess.run(
                [f"{algorithm}sum", "--", *names], cwd=bag, capture_output=True, text=True, check=True
            )
            (bag / f"{kind}-{algorithm}.txt").write_text(done.stdout)


def first(bag: Path, pattern: str) -> Path:
    return sorted(bag.glob(pattern))[0]


def _swap(one: Path, other: Path) -> None:
    body = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(body)


def _swap_payloads(bag: Path) -> None:
    files = sorted(path for path in (bag / "data").rglob("*") if path.is_file())
    _swap(files[0], files[1])


def _replace(path: Path, old: bytes, new: bytes) -> None:
    body = path.read_bytes()
    assert old in body
    path.write_bytes(body.replace(old, new, 1))


def _cut_line(path: Path, number: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))


def _double_line(path: Path, number: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[number]]))


def _lend_event(bag: Path) -> None:
    """What was proven of one item is put beside another."""
    one, other = sorted(bag.glob("proofs/*/events"))[:2]
    for path in one.iterdir():
        shutil.copy(path, other / path.name.replace(path.name.split(".")[0], "0"))


FORGERIES: dict[str, Callable[[Path], object]] = {
    "a payload changed": lambda bag: flip(first(bag, "data/0002/*")),
    "a payload removed": lambda bag: first(bag, "data/0001/*").unlink(),
    "a payload added": lambda bag: (bag / "data/0001/more.txt").write_text("more"),
    "two payloads swapped": _swap_payloads,
    "an entry's text changed": lambda bag: _replace(first(bag, "proofs/*/entry.json"), b"2026-", b"2025-"),
    "an entry's salt changed": lambda bag: flip(first(bag, "proofs/*/entry.salt"), 0.2),
    "an entry's body digest changed": lambda bag: flip(first(bag, "proofs/*/entry.body"), 0.2),
    "a proof changed": lambda bag: flip(first(bag, "proofs/*/entry.tlog-proof"), 0.3),
    "a proof removed": lambda bag: first(bag, "proofs/*/entry.tlog-proof").unlink(),
    "two proofs swapped": lambda bag: _swap(*sorted(bag.glob("proofs/*/entry.tlog-proof"))[:2]),
    "a stamped proof removed": lambda bag: first(bag, "proofs/*/entry.stamped.tlog-proof").unlink(),
    "an event's text changed": lambda bag: _replace(first(bag, "proofs/*/events/*.json"), b"amal", b"dana"),
    "the log's key replaced": lambda bag: flip(bag / "proofs/log.vkey", 0.9),
    "a time-stamp changed": lambda bag: flip(first(bag, "proofs/timestamps/*.tsr"), 0.7),
    "a stamped note changed": lambda bag: flip(first(bag, "proofs/timestamps/*.note"), 0.4),
    "an item added to the list": lambda bag: _replace(bag / "items.csv", b"path\n", b"path\n00,00,data/x\n"),
    "an item taken from the list": lambda bag: (bag / "items.csv").write_text("item,sha256,path\n"),
    "a digest changed in the list": lambda bag: flip(bag / "items.csv", 0.6),
    "a whole proof folder removed": lambda bag: shutil.rmtree(first(bag, "proofs/*/entry.json").parent),
    "a name in the custody changed": lambda bag: _replace(bag / "custody.csv", b"amal", b"dana"),
    "a time in the custody changed": lambda bag: _replace(bag / "custody.csv", b",2026-", b",2025-"),
    "a line of the custody removed": lambda bag: _cut_line(bag / "custody.csv", 2),
    "a line of the custody twice": lambda bag: _double_line(bag / "custody.csv", 2),
    "the custody for machines changed": lambda bag: _replace(bag / "custody.xml", b"amal", b"dana"),
    "the proofs of events removed": lambda bag: shutil.rmtree(first(bag, "proofs/*/events")),
    "an event's proof removed": lambda bag: first(bag, "proofs/*/events/*.tlog-proof").unlink(),
    "an event of another item": _lend_event,
    "the bag's declaration removed": lambda bag: (bag / "bagit.txt").unlink(),
}


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_forged_package_is_refused(forgery: str, bag: Path) -> None:
    FORGERIES[forgery](bag)
    assert not check_export(bag).ok, forgery

    redo_manifests(bag)

    assert not check_export(bag).ok, f"{forgery}, with manifests made anew"


def test_each_forgery_is_another_one() -> None:
    assert len(FORGERIES) == 28


@pytest.mark.parametrize(
    "forgery",
    [
        "a payload changed",
        "an entry's text changed",
        "two payloads swapped",
        "a proof changed",
        "a name in the custody changed",
        "a time in the custody changed",
        "a line of the custody removed",
        "a line of the custody twice",
        "the proofs of events removed",
        "an event's proof removed",
        "an event of another item",
    ],
)
def test_the_clerks_own_commands_refuse_it_too(forgery: str, bag: Path) -> None:
    FORGERIES[forgery](bag)
    redo_manifests(bag)

    assert any(run(command, bag).returncode for command in commands(bag))


def test_another_key_does_not_open_it(package: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")

    with pytest.raises(BadExportError):
        check_export(package, identity=other)


def test_a_cut_off_package_is_refused(package: Path, court: tuple[Path, str]) -> None:
    body = package.read_bytes()
    package.write_bytes(body[: len(body) * 2 // 3])

    with pytest.raises(BadExportError):
        check_export(package, identity=court[0])


def test_nothing_is_written_when_an_object_is_broken(house: House, tmp_path: Path, court: tuple[Path, str]) -> None:
    item = house.add({"a.txt": b"words" * 100})["a.txt"]
    flip(next(house.folder.packs.iterdir()), 0.3)

    with house.open() as vault, house.writing() as writer, pytest.raises(VaultDamagedError):
        export(vault, writer, [item.id], tmp_path / "p.age", recipients=[court[1]], by=HAND, at=DAY)

    assert not (tmp_path / "p.age").exists()
    assert not list(tmp_path.glob("*.part"))


def test_an_erased_item_cannot_be_given(house: House, tmp_path: Path, court: tuple[Path, str]) -> None:
    items = house.add({"a.txt": b"one", "b.txt": b"two"})
    with house.open() as vault, house.writing() as writer:
        erase(vault, writer, [items["a.txt"].id], reason="asked", by=HAND, at=DAY)

        with pytest.raises(ErasedItemError):
            export(vault, writer, [items["a.txt"].id], tmp_path / "p.age", recipients=[court[1]], by=HAND, at=DAY)


def test_the_commands_export_and_check(
    house: House, tmp_path: Path, court: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    item = house.add({"a.txt": b"one"})["a.txt"]
    target = tmp_path / "p.age"
    arguments = ["--recipient", court[1], "-o", str(target), "--passphrase-file", str(house.words)]

    assert vault_command(["export", str(house.path), item.id, *arguments]) == 0
    assert vault_command(["check-export", str(target), "--identity", str(court[0])]) == 0
    assert vault_command(["export", str(house.path), item.id, *arguments]) == 1
    assert (
        vault_command(["export", str(house.path), item.id, "--recipient", "age1nobody", *arguments[2:], "--force"]) == 1
    )

    said = capsys.readouterr()
    assert "The package holds. 1 file, 1 item, 2 receipts." in said.out
    assert os.path.getsize(target) > 1_000
