"""Asking for a passphrase: at the prompt, or from a file."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

SHORTEST = 12


def add_option(parser: argparse.ArgumentParser) -> None:
    """Give a command its --passphrase-file."""
    parser.add_argument("--passphrase-file", type=Path, help="read the passphrase from a file's first line")


def given(options: argparse.Namespace, prompt: str = "Passphrase: ") -> str:
    """The passphrase."""
    if options.passphrase_file:
        return str(options.passphrase_file.read_text(encoding="utf-8").splitlines()[0])
    return getpass.getpass(prompt)


def chosen(options: argparse.Namespace) -> str:
    """A new passphrase, asked twice; raises SystemExit when it is too short or differs."""
    if os.environ.get("MALATH_FAST_PASSPHRASE"):
        print("MALATH_FAST_PASSPHRASE is set: guessing this passphrase is cheap. Not for real data.", file=sys.stderr)
    passphrase = given(options, "Choose a passphrase (12 characters or more): ")
    if len(passphrase) < SHORTEST:
        raise SystemExit("The passphrase is too short: 12 characters or more, best six words.")
    if not options.passphrase_file and getpass.getpass("Once more: ") != passphrase:
        raise SystemExit("The two differ. Nothing was made.")
    return passphrase
