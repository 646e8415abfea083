"""What a person at a terminal meets: no traceback, one line that says what happened, and nothing done by half."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from malath.engines.vault.commands import main
from tests.vault.house import House, surroundings

ARABIC = "\u0634\u0647\u0627\u062f\u0629 \U0001f5ce.txt"


def malath(*arguments: object, given: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    """The programme, with what is typed; no terminal."""
    command = [sys.executable, "-m", "malath.cli.main", *map(str, arguments)]
    # Without a terminal of its own, so that a passphrase is not asked for at the one the tests run in.
    return subprocess.run(
        command,
        input=given,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        env={**surroundings(), **extra},
        start_new_session=True,
    )


def said_no(result: subprocess.CompletedProcess[str], text: str, code: int = 1) -> None:
    assert result.returncode == code, result
    assert "Traceback" not in result.stderr
    assert text in result.stderr, result.stderr


def test_nobody_answers_the_questions(house: House, tmp_path: Path) -> None:
    item = house.add({"a.txt": b"one"})["a.txt"]

    said_no(malath("vault", "init", tmp_path / "new"), "a new passphrase is needed: --passphrase-file FILE")
    said_no(malath("vault", "list", house.path), "a passphrase is needed: --passphrase-file FILE")
    erase = malath("vault", "erase", house.path, item.id, "--reason", "x", "--passphrase-file", house.words)
    said_no(erase, "--yes")

    assert "Nothing was erased." in erase.stdout
    assert not (tmp_path / "new").exists()
    assert len(house.contents()) == 1


def test_a_terminal_that_knows_no_arabic(house: House, tmp_path: Path) -> None:
    (tmp_path / ARABIC).write_text("words")
    secret = ["--passphrase-file", house.words]

    for command in (["add", tmp_path / ARABIC], ["list", *secret], ["list", "--json", *secret], ["log", *secret]):
        result = malath("vault", command[0], house.path, *command[1:], PYTHONIOENCODING="latin-1")
        assert (result.returncode, result.stderr) == (0, "")
        assert r"\u0634\u0647" in result.stdout
    plain = malath("vault", "list", house.path, "--json", *secret, PYTHONIOENCODING="latin-1").stdout
    assert r"\ud83d\uddce" in plain, "machines are given JSON"


def test_evidence_is_not_added_where_no_server_is(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "MALATH_HOME"}
    command = [sys.executable, "-m", "malath.cli.main", "evidence", "add", str(tmp_path), "--by", "amal"]

    result = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    said_no(result, "There is no server's data in")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "malath-home").exists()


def test_a_head_on_paper_finds_a_vault_that_was_rolled_back(house: House, tmp_path: Path) -> None:
    house.add({"a.txt": b"one"})
    shutil.copytree(house.path, tmp_path / "earlier")
    (tmp_path / "b.txt").write_text("two")
    printed = malath("vault", "add", house.path, tmp_path / "b.txt").stdout.splitlines()[-1]
    size, root = re.search(r"(\d+) entries, root ([0-9a-f]{64})", printed).groups()  # type: ignore[union-attr]
    paper = tmp_path / "paper"

    for text in (f"{size} {root}\n", f"21 November: {size} entries, root {root.upper()}", printed):
        paper.write_text(text)
        assert malath("vault", "verify", house.path, "--since", paper).returncode == 0
        old = malath("vault", "verify", tmp_path / "earlier", "--since", paper)
        assert (old.returncode, "(rolled-back)" in old.stdout) == (1, True)
    paper.write_text(f"{size} {'0' * 64}")
    assert "(rewritten)" in malath("vault", "verify", house.path, "--since", paper).stdout


def test_a_slip_in_what_was_kept_is_no_finding(house: House, tmp_path: Path) -> None:
    house.add({"a.txt": b"one"})
    (tmp_path / "slip").write_text("12 abcdef")
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "other.vkey").write_text((House.build(other).path / "ledger" / "log.vkey").read_text())

    for option in ("--since", "--vkey"):
        said_no(malath("vault", "verify", house.path, option, tmp_path / "slip"), "nothing was checked", 2)
        said_no(malath("vault", "verify", house.path, option, tmp_path / "gone"), "No such file", 2)
    wrong = malath("vault", "verify", house.path, "--vkey", tmp_path / "other.vkey")
    assert (wrong.returncode, "NOT whole" in wrong.stdout) == (1, True), "a key that is another log's is one"


def test_add_says_what_it_left_out_and_what_came_in_before(house: House, tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "nothing here").mkdir(parents=True)
    (source / "a.txt").write_text("words")
    (source / "link").symlink_to("a.txt")
    os.mkfifo(tmp_path / "pipe")

    first = malath("vault", "add", house.path, source)
    sealed = malath("vault", "add", house.path, source)
    known = malath("vault", "add", house.path, source, "--passphrase-file", house.words)

    assert (first.returncode, first.stderr.count("left out")) == (0, 2)
    assert "nothing here: an empty folder" in first.stderr
    assert "1 file, 5 bytes. Sealed: what was in before came in again. Log: " in sealed.stdout
    assert "1 file, 5 bytes, 1 of them with the same bytes as others here. Log: " in known.stdout
    for given in (source / "link", tmp_path / "pipe", house.path):
        said_no(malath("vault", "add", house.path, given), "left out")


def test_add_that_is_stopped_says_how_to_go_on(house: House, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.bin").write_bytes(os.urandom(3 << 20))
    files = [str(tmp_path / f"{number}.bin") for number in range(3)]
    stopping = """
import sys
from malath.cli.main import main
from malath.engines.vault.commands import keeping

real = keeping.shown
def interrupt(name):
    raise KeyboardInterrupt
keeping.shown = interrupt
sys.exit(main(sys.argv[1:]))
"""
    command = [sys.executable, "-c", stopping, "vault", "add", str(house.path), *files]

    stopped = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings())
    again = malath("vault", "add", house.path, *files)

    said_no(stopped, "kept. The same command goes on where this one stopped.", 130)
    assert "came in before, with a run that was cut off" in again.stdout
    assert len(house.contents()) == 3
    house.must_be_whole()


def test_nothing_is_written_down_of_a_reading_that_has_nowhere_to_go(house: House, tmp_path: Path) -> None:
    item = house.add({"a.txt": b"one"})["a.txt"]
    secret = ["--passphrase-file", house.words]
    before = house.verify().entries
    whom = str(pyrage.x25519.Identity.generate().to_public())

    said_no(malath("vault", "get", house.path, item.id, "-o", tmp_path / "nowhere" / "x", *secret), "No such file")
    export = ["export", house.path, item.id, "--recipient", whom, "-o", tmp_path / "nowhere" / "x", *secret]
    said_no(malath("vault", *export), "No such file")

    assert house.verify().entries == before


def test_erasing_one_of_two_says_that_the_bytes_stay(house: House) -> None:
    secret = ["--passphrase-file", house.words]
    gone, twin = (house.add({name: b"the same"})[name] for name in ("one.txt", "other.txt"))

    first = malath("vault", "erase", house.path, gone.id, "--reason", "asked", "--yes", *secret)
    last = malath("vault", "erase", house.path, twin.id, "--reason", "asked", "--yes", *secret)

    assert f"{gone.id}: THE SAME BYTES STAY, as {twin.id}  other.txt\n" in first.stdout
    assert "STAY" not in last.stdout
    assert (first.returncode, last.returncode) == (0, 0)


def test_a_hold_ends_whichever_way_it_is_written(house: House) -> None:
    item = house.add({"a.txt": b"one"})["a.txt"]
    why = ["--reason", "an order", "--passphrase-file", house.words]

    for order in ([item.id, "--release"], ["--release", item.id]):
        assert malath("vault", "hold", house.path, item.id, *why).returncode == 0
        released = malath("vault", "hold", house.path, *order, *why)
        assert (released.returncode, released.stdout) == (0, "1 released.\n"), released.stderr


def test_verify_says_how_far_it_looked(house: House) -> None:
    house.add({"a.txt": b"1"})

    sealed, opened = malath("vault", "verify", house.path), house.run_open("verify")

    assert re.match(r"The vault is whole\. 1 pack, [\d.]+ \w+, sealed; log of \d+ entries, root", sealed.stdout)
    assert "Contents were not opened" in sealed.stdout
    assert "1 item, 1 object opened" in opened.stdout
    next(house.folder.packs.iterdir()).unlink()
    assert "NOT whole: 1 finding." in malath("vault", "verify", house.path).stdout


def test_a_full_disk_is_named(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_arguments: list[str]) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(main, "_command", lambda _name: full)
    monkeypatch.setattr(main, "_LITTLE", 1 << 60)

    assert main.vault_command(["add", str(house.path), "/etc/hostname"]) == 1

    said = capsys.readouterr().err
    assert "No space left on device, on the disk of /etc and " in said
    assert str(house.path) in said
    assert "What was said to be done is kept; make room and run the same again" in said
