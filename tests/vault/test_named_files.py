"""Files that are named on the command line and are not what they should be: one clear line, and nothing is done."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from malath.engines.vault.errors import BadExportError
from malath.engines.vault.export import checking
from tests.vault.house import House, surroundings

NOT_UTF8 = b"\xff\xfe\x00 not UTF-8 \xe9\n"


def refused(result: subprocess.CompletedProcess[str], text: str, code: int = 1) -> None:
    lines = result.stderr.strip().splitlines()
    assert result.returncode == code, result
    assert len(lines) == 1, lines
    assert text in lines[0], lines


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--passphrase-file", "FILE"),
        ("add", ".", "--passphrase-file", "FILE"),
        ("rotate", "--passphrase-file", "WORDS", "--new-passphrase-file", "FILE"),
        ("verify", "--since", "FILE"),
        ("verify", "--vkey", "FILE"),
    ],
)
def test_a_file_that_is_not_text(house: House, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_bytes(NOT_UTF8)
    places = {"FILE": str(tmp_path / "file"), "WORDS": str(house.words)}

    # A slip in what somebody kept is no finding: 2, where 1 says that the vault is not whole.
    code = 2 if arguments[0] == "verify" else 1
    refused(house.run(*(places.get(part, part) for part in arguments)), "is not text in UTF-8", code)

    house.must_be_whole()


def test_a_new_vault_needs_a_passphrase_that_is_text(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(NOT_UTF8)

    refused(house.at(tmp_path / "new").run("init", "--passphrase-file", tmp_path / "file"), "is not text in UTF-8")

    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("option", "text"), [("--vkey", "is not text in UTF-8"), ("--identity", "holds no age key")])
def test_a_package_is_checked_with_files_that_are_text(house: House, tmp_path: Path, option: str, text: str) -> None:
    (tmp_path / "file").write_bytes(NOT_UTF8)
    (tmp_path / "package").write_bytes(b"age-encryption.org/v1\n")
    command = [*house.command("check-export")[:-1], str(tmp_path / "package"), option, str(tmp_path / "file")]

    refused(subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings()), text)


def test_what_a_package_may_make_us_hold_in_memory_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_KEPT", 10_000)
    with tarfile.open(tmp_path / "package.tar", "w") as tar:
        for name, size in [("bag/data/payload", 50_000), *((f"bag/proofs/{number}", 4_000) for number in range(4))]:
            entry = tarfile.TarInfo(name)
            entry.size = size
            tar.addfile(entry, io.BytesIO(bytes(size)))

    with pytest.raises(BadExportError, match="together"):
        checking.check_export(tmp_path / "package.tar")
