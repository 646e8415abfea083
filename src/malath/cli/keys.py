"""`malath unseal`, `malath seal`, `malath holders`: the key holders' commands at the terminal."""

from __future__ import annotations

import argparse
import sys

from malath.cli import passphrases
from malath.platform.errors import DomainError
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.setup import keyring_path, passphrase_cost

# The command line speaks English, and needs no settings to do so.
_WORDS = {
    "keeper.wrong-passphrase": "This does not open the keys.",
    "keeper.gone": "The keeper does not answer: is the server running?",
}


def unseal(arguments: list[str]) -> int:
    """Give the passphrase or one share to a running server."""
    parser = argparse.ArgumentParser(prog="malath unseal")
    passphrases.add_option(parser)
    options = parser.parse_args(arguments)
    try:
        status = keeper().unseal(passphrases.given(options, "Passphrase or share: "))
    except DomainError as refusal:
        print(f"{_WORDS.get(refusal.code, refusal.code)} The server stays as it was.", file=sys.stderr)
        return 1
    if status["sealed"]:
        print(f"{status['shares_given']} of {status['holders'][0]} shares given.")
    else:
        print("The server is open.")
    return 0


def seal(arguments: list[str]) -> int:
    """Take the keys away now."""
    argparse.ArgumentParser(prog="malath seal").parse_args(arguments)
    try:
        keeper().seal_server()
    except DomainError:
        print("No keeper answers: nothing holds keys.", file=sys.stderr)
        return 1
    print("Sealed.")
    return 0


def holders(arguments: list[str]) -> int:
    """Split the keys anew (`--holders 2/3`), or put them under one passphrase; no data is encrypted again."""
    from malath.engines.keyring import KeyringFile, WrongKeyError

    parser = argparse.ArgumentParser(prog="malath holders")
    parser.add_argument("--holders", help="k/n: any k of n holders open the server; without it, one new passphrase")
    passphrases.add_option(parser)
    options = parser.parse_args(arguments)
    keyring = KeyringFile.load(keyring_path(home()))
    try:
        if keyring.holders:
            shares = [passphrases.given(options, f"Share {i + 1}: ") for i in range(keyring.holders[0])]
            root = keyring.unseal_with_shares(shares)
        else:
            root = keyring.unseal_with_passphrase(passphrases.given(options, "Passphrase of today: "))
    except WrongKeyError:
        print("This does not open the keys. Nothing was changed.", file=sys.stderr)
        return 1
    options.passphrase_file = None
    if options.holders:
        needed, count = parse_holders(options.holders)
        print_shares(keyring.reshare(root, needed, count), needed)
    else:
        keyring.change_passphrase(root, passphrases.chosen(options), cost=passphrase_cost())
        print("The new passphrase holds from the next unsealing.")
    keyring.save(keyring_path(home()))
    return 0


def parse_holders(text: str) -> tuple[int, int]:
    """`2/3` as (2, 3); raises SystemExit when it makes no sense."""
    try:
        needed, count = (int(part) for part in text.split("/"))
    except ValueError:
        raise SystemExit("--holders wants k/n, such as 2/3") from None
    if not 2 <= needed <= count <= 16:
        raise SystemExit("--holders wants at least 2 of at most 16")
    return needed, count


def print_shares(shares: list[str], needed: int) -> None:
    """Print each holder's share on a page of its own."""
    for number, share in enumerate(shares, 1):
        words = share.split()
        print(
            f"\n── Share {number} of {len(shares)}: any {needed} together open the server. Write it down; keep it apart. ──"
        )
        for start in range(0, len(words), 5):
            print("   " + "  ".join(f"{start + i + 1:2}. {word:10}" for i, word in enumerate(words[start : start + 5])))
