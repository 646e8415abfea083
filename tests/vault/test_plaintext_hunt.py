"""T12: what was put in can be found nowhere in the vault's folder, in no spelling that a disk or a network knows."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.vault.house import House
from tests.vault.plan import say, times

CANARIES = times(60, 1000)
ARABIC = ["أمل الحلبي", "بوريس درويش", "شادية النجار", "دانا قاسم"]
LATIN = ["Amal al-Halabi", "Boris Darwish", "Chadia Najjar", "Dana Kassem"]
ACCOUNT = "the-account-of-amal"


def spellings(text: str) -> Iterator[bytes]:
    """A text as UTF-8, UTF-16 both ways, base64 at each of its three places in a stream, and hexadecimal."""
    plain = text.encode()
    yield from (plain, text.encode("utf-16-le"), text.encode("utf-16-be"))
    for body in (plain, text.encode("utf-16-le")):
        yield from (body.hex().encode(), body.hex().upper().encode())
        for shift in range(3):
            # Whole groups only: what is before and after the text changes the letters at its ends.
            whole = base64.b64encode(bytes(shift) + body)[4 if shift else 0 : (shift + len(body)) // 3 * 4]
            yield whole
            yield whole.translate(bytes.maketrans(b"+/", b"-_"))


def canaries() -> Iterator[tuple[str, str]]:
    """(file name, contents), each told apart by its number."""
    for number in range(CANARIES):
        one, other = ARABIC[number % 4], LATIN[number % 4]
        yield (
            f"شهادة {number:04} {other}.txt",
            f"{one} {number:04} قالت: رأيت كل شيء. {other} {number:04}, 33.5138N 36.2765E",
        )


def hunted(place: Path, source: Path, made: list[tuple[str, str]]) -> set[bytes]:
    words = [str(place), str(source), source.name, ACCOUNT, "33.5138N", *ARABIC, *LATIN]
    words += [name for name, _body in made] + [body for _name, body in made] + ["شهادة"]
    return {spelling for word in words for spelling in spellings(word) if len(spelling) >= 6}


def hits(folder: Path, needles: set[bytes]) -> list[tuple[str, bytes]]:
    found = []
    for path in folder.rglob("*"):
        found += [(path.name, needle) for needle in needles if needle in os.fsencode(path.relative_to(folder))]
        if path.is_file():
            body = path.read_bytes()
            found += [(path.name, needle) for needle in needles if needle in body]
    return found


def test_the_hunt_itself_finds_what_lies_open(tmp_path: Path) -> None:
    made = [*canaries()][:3]
    needles = hunted(tmp_path, tmp_path / "the-source", made)
    for number, spelling in enumerate(spellings(made[1][1])):
        (tmp_path / "vault").mkdir(exist_ok=True)
        (tmp_path / "vault" / f"{number}").write_bytes(b"..." + spelling + b"...")

    found = {name for name, _needle in hits(tmp_path / "vault", needles)}

    assert found == {f"{number}" for number in range(len([*spellings(made[1][1])]))}


def test_nothing_that_was_put_in_lies_open_in_the_folder(house: House, tmp_path: Path) -> None:
    source, made = tmp_path / "the-source-folder", [*canaries()]
    for name, body in made:
        (source / name[-9:]).mkdir(parents=True, exist_ok=True)
        (source / name[-9:] / name).write_text(body)
    needles = hunted(tmp_path, source, made)
    surroundings = {**os.environ, "MALATH_HAND": ACCOUNT, "MALATH_FAST_PASSPHRASE": "1"}

    def run(*arguments: object) -> None:
        command = house.command(*arguments)
        subprocess.run(command, check=True, capture_output=True, env=surroundings)

    run("add", source)
    assert not hits(house.path, needles)
    run("add", source, "--passphrase-file", house.words)
    run("list", "--passphrase-file", house.words)
    run("verify", "--passphrase-file", house.words)
    assert not hits(house.path, needles)

    killed = subprocess.Popen([*house.command("add", source)], env=surroundings, stdout=subprocess.PIPE)
    assert killed.stdout is not None
    killed.stdout.readline()
    killed.kill()
    killed.communicate()
    assert not hits(house.path, needles)
    with house.open() as vault:
        assert len(vault.items()) >= 2 * CANARIES
    say(len(made), CANARIES, f"canaries in {len(needles)} spellings: no hit")


def test_the_commands_of_a_sealed_vault_refuse_to_read_and_take_in(house: House, tmp_path: Path) -> None:
    """T13: without the passphrase, or with a wrong one, no command tells anything; `add` and `verify` work."""
    (tmp_path / "file").write_text("what was said")
    item = house.add({"testimony": b"what was said"})["testimony"].id
    wrong = tmp_path / "wrong"
    wrong.write_text("seven other words for the tests\n")
    commands = [("list",), ("log",), ("log", item), ("get", item, "-o", tmp_path / "out"), ("rebuild",)]
    commands += [("hold", item, "--reason", "a case"), ("erase", item, "--reason", "asked for")]

    refused = 0
    for command in commands:
        for given in ([], ["--passphrase-file", wrong]):
            result = subprocess.run(
                house.command(*command, *given), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
                start_new_session=True, env={**os.environ, "MALATH_FAST_PASSPHRASE": "1"},
            )  # fmt: skip
            assert result.returncode == 1, result
            assert "Traceback" not in result.stderr, result.stderr
            assert "testimony" not in result.stdout + result.stderr
            refused += 1
    assert house.run("add", tmp_path / "file").returncode == 0
    assert house.run("verify").returncode == 0
    assert not list(tmp_path.glob("out*"))
    house.must_be_whole()
    say(refused, 2 * len(commands), "commands refused while sealed")
