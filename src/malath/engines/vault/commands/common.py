"""What the vault's commands share: arguments, keys, the clock, how things are printed."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from malath.engines.keyring import KeyringFile, PassphraseCost, RootKeys, WrongKeyError
from malath.engines.ledger import LedgerDamagedError
from malath.engines.vault.errors import VaultDamagedError, VaultError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.reading import OpenVault, VaultKeys
from malath.engines.vault.settling import settle
from malath.engines.vault.writer import Writer


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hand() -> str:
    """By whose hand, for the chain of custody: MALATH_HAND, or the name of the account at this terminal."""
    return os.environ.get("MALATH_HAND") or getpass.getuser()


def parser(name: str, about: str) -> argparse.ArgumentParser:
    """A command's arguments, which begin with the vault's folder."""
    made = argparse.ArgumentParser(prog=f"malath vault {name}", description=about)
    made.add_argument("vault", type=Path, metavar="DIR", help="the vault's folder")
    return made


def add_passphrase(made: argparse.ArgumentParser) -> None:
    """Give a command its --passphrase-file."""
    text = "read the passphrase from a file's first line (shares: one on each line)"
    made.add_argument("--passphrase-file", type=Path, metavar="FILE", help=text)


def add_output(made: argparse.ArgumentParser) -> None:
    """Give a command its --output, --why and --force."""
    made.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    made.add_argument("--why", default="", help="why, for the chain of custody")
    made.add_argument("--force", action="store_true", help="replace FILE if it exists")


def must_be_free(options: argparse.Namespace) -> None:
    """Raises VaultError when the output is there already and was not to be replaced."""
    if options.output.exists() and not options.force:
        raise VaultError(f"{options.output} exists: --force replaces it")


def cost() -> PassphraseCost:
    """Argon2id's cost; tests lower it."""
    return PassphraseCost(8 * 1024, 1, 1) if os.environ.get("MALATH_FAST_PASSPHRASE") else PassphraseCost()


def opened_root(folder: VaultFolder, given: Path | None) -> tuple[KeyringFile, RootKeys]:
    """The keyring, opened by the passphrase or the shares from a file or the prompt. Raises VaultError."""
    keyring = KeyringFile.load(folder.keyring_path)
    try:
        if keyring.holders:
            needed = keyring.holders[0]
            lines = (
                first_lines(given)
                if given
                else [getpass.getpass(f"Share {i + 1} of {needed}: ") for i in range(needed)]
            )
            return keyring, keyring.unseal_with_shares(lines[:needed])
        text = first_lines(given)[0] if given else getpass.getpass("Passphrase: ")
        return keyring, keyring.unseal_with_passphrase(text)
    except WrongKeyError as wrong:
        raise VaultError("this does not open the vault") from wrong
    except EOFError as silent:
        raise VaultError("a passphrase is needed: --passphrase-file FILE") from silent


def read_text(path: Path) -> str:
    """A small text file that was named on the command line. Raises VaultError, OSError."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as bad:
        raise VaultError(f"{path} is not text in UTF-8") from bad


def first_lines(path: Path) -> list[str]:
    """The lines of a file with a passphrase or shares, one at least. Raises VaultError, OSError."""
    lines = read_text(path).splitlines()
    if not lines:
        raise VaultError(f"{path} is empty")
    return lines


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[tuple[OpenVault, Writer]]:
    """The vault, open, with a writer; what was taken in while it was sealed is settled first."""
    folder = VaultFolder.open(options.vault)
    _keyring, root = opened_root(folder, options.passphrase_file)
    vault = OpenVault(folder, VaultKeys.of(root))
    try:
        with Writer(folder, recipient=vault.keys.public) as writer:
            if folder.is_writable:
                settle(vault, writer, at=now())
            yield vault, writer
    except (LedgerDamagedError, VaultDamagedError):
        # A rotation at the same time takes the segments from under the old keys: that is no damage.
        vault.keys.must_stand(folder)
        raise
    finally:
        vault.close()


_JOINERS = {"\u200c", "\u200d"}


def shown(text: str) -> str:
    """A name as a terminal may show it: what would break the line, colour it or turn its direction is written out.
    The joiners that Arabic and Persian spelling needs stay."""
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter in _JOINERS or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else letter.encode("unicode_escape").decode()
        for letter in text
    )


def print_json(document: Any) -> None:
    """For machines."""
    plain = not (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    json.dump(document, sys.stdout, ensure_ascii=plain, indent=1)
    print()


class Progress:
    """Bytes and files so far, on the terminal; silent elsewhere."""

    def __init__(self, what: str) -> None:
        self._what, self._bytes, self._count = what, 0, 0
        self._shown = sys.stderr.isatty()

    def __call__(self, size: int) -> None:
        self._bytes += size
        self._count += 1
        if self._shown:
            print(f"\r{self._what}: {self._count}, {human(self._bytes)}   ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._shown and self._count:
            print(file=sys.stderr)


_IRREGULAR = {"entry": "entries", "older copy": "older copies"}


def counted(number: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {thing if number == 1 else _IRREGULAR.get(thing, thing + 's')}"


def human(size: int) -> str:
    """A size for people, in powers of 1,000."""
    value, units = float(size), ["bytes", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return counted(size, "byte") if units[0] == "bytes" else f"{value:.1f} {units[0]}"
