"""T21: names as hostile as a file system allows, files as large and as many. Kept exactly, shown harmlessly."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

from malath.engines.vault import Intake
from tests.vault.house import DAY, HAND, House, surroundings
from tests.vault.plan import say, times

TINY = times(10_000, 100_000)
SPARSE = times(1 << 30, 10 << 30)
ALLOWED = 64 << 20

NAMES = [
    b"plain.txt",
    "صورة\u202egpj.exe".encode(),
    "\u2066isolated\u2069\u200f\u200e\u061c".encode(),
    "😀𝒜🇸🇾.jpg".encode(),
    unicodedata.normalize("NFD", "أمل آدم مؤمن é").encode(),
    unicodedata.normalize("NFC", "أمل آدم مؤمن é").encode(),
    b"\xff\xfe not text \xc3\x28",
    b"\xed\xa0\x80 a lone surrogate",
    b"two\nlines",
    b"a tab\tand a \x1b[31mcolour\x1b]0;title\x07",
    b"\r0000  receipt  of  another",
    b"x" * 255,
    "س".encode() * 127,
    b"..hidden",
    b"...",
    b". .",
    b"..\\..\\windows",
    b"%2e%2e%2fetc",
    b"-rf",
    b"Clash.TXT",
    b"clash.txt",
    b" leading and trailing ",
    b"C:",
    b"CON",
    b"*?<>|\"'`$(true)&;",
    "\x85\x9b31m\u2028\u2029".encode(),
]


def test_every_name_is_kept_exactly_and_shown_harmlessly(house: House, tmp_path: Path) -> None:
    source = os.fsencode(tmp_path / "source")
    os.mkdir(source)
    for number, name in enumerate(NAMES):
        with open(os.path.join(source, name), "wb") as file:
            file.write(b"contents %d" % number)

    added = house.run_open("add", tmp_path / "source")
    listed = house.run_open("list")
    as_json = house.run_open("list", "--json")

    assert (added.returncode, listed.returncode, as_json.returncode) == (0, 0, 0), (added.stderr, listed.stderr)
    kept = {}
    with house.open() as vault:
        for item in vault.items():
            raw = item.facts.get("name_bytes")
            name = base64.b64decode(raw) if raw else item.name.encode()
            kept[name.removeprefix(b"source/")] = b"".join(bytes(part) for part in vault.read(item))
    assert kept == {name: b"contents %d" % number for number, name in enumerate(NAMES)}
    assert len(json.loads(as_json.stdout)) == len(NAMES)
    for printed in (added.stdout, listed.stdout):
        lines = printed.split("\n")
        assert len(lines) == len(NAMES) + 2, "a name broke a line"
        assert not [
            letter for letter in printed if letter != "\n" and unicodedata.category(letter) in {"Cc", "Zl", "Zp"}
        ]
        assert not {"\u202e", "\u2066", "\u200f", "\u061c"} & set(printed)
    say(len(kept), len(NAMES), "hostile names kept")


MEASURED = """
import os, resource, sys
from pathlib import Path
from malath.engines.vault import Intake, VaultFolder, Writer
clock = lambda: "2026-11-21T10:00:00Z"

def peak():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) << 10

idle = peak()
with Writer(VaultFolder.open(Path(sys.argv[1]))) as writer:
    summary = Intake(writer, by="amal", clock=clock).add_files([Path(sys.argv[2])], done=lambda items: None)
print(peak() - idle, summary.files, summary.size)
"""


def measured(house: House, source: Path) -> tuple[int, int, int]:
    """(memory over idle, files, bytes) of an intake, from a process of its own."""
    command = [sys.executable, "-c", MEASURED, str(house.path), str(source)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=surroundings())
    memory, files, size = map(int, result.stdout.split())
    return memory, files, size


def test_a_huge_sparse_file_takes_no_memory(house: House, tmp_path: Path) -> None:
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(SPARSE)

    memory, files, size = measured(house, tmp_path / "sparse")

    assert (files, size) == (1, SPARSE)
    assert memory <= ALLOWED, f"{memory >> 20} MiB over idle"
    say(size, SPARSE, f"bytes of one file with {memory >> 20} MiB over idle")


def test_very_many_tiny_files(house: House, tmp_path: Path) -> None:
    for number in range(TINY):
        path = tmp_path / "many" / f"{number // 1000}" / f"{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d" % number)

    memory, files, _size = measured(house, tmp_path / "many")

    assert files == TINY
    assert memory <= 2 * ALLOWED, f"{memory >> 20} MiB over idle"
    house.must_be_whole()
    say(files, TINY, f"tiny files with {memory >> 20} MiB over idle")


def test_a_link_out_of_the_folder_is_not_followed(house: House, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "link").symlink_to("/etc/passwd")
    (source / "up").symlink_to("..")
    os.mkfifo(source / "pipe")
    (source / "file").write_bytes(b"in")
    with house.writing() as writer:
        summary = Intake(writer, by=HAND, clock=lambda: DAY).add_files([source], done=lambda items: None)

    assert summary.files == 1
    assert sorted(Path(left.path).name for left in summary.left_out) == ["link", "pipe", "up"]
