"""`malath init`: the keys, the database, the first organisation and its first member."""

from __future__ import annotations

import argparse
import getpass
import sys

from malath.cli import passphrases
from malath.cli.keys import parse_holders, print_shares


def main(arguments: list[str]) -> int:
    """Make an installation in MALATH_HOME; refuses a folder that has keys already."""
    parser = argparse.ArgumentParser(prog="malath init")
    parser.add_argument("--holders", help="k/n: split the keys so that any k of n holders open the server")
    parser.add_argument("--organisation", help="name of the first organisation")
    parser.add_argument("--handle", help="sign-in name of its first member, a director")
    parser.add_argument("--password-file", help="that member's password, from a file's first line")
    passphrases.add_option(parser)
    options = parser.parse_args(arguments)

    from malath.platform.keeper import setup
    from malath.platform.keeper.client import home

    if setup.keyring_path(home()).exists():
        print(f"{home()} has keys already. Nothing was changed.", file=sys.stderr)
        return 1
    if options.holders:
        needed, count = parse_holders(options.holders)
        shares = setup.create_with_shares(home(), needed, count)
        print_shares(shares, needed)
        opening = shares[:needed]
    else:
        opening = [passphrases.chosen(options)]
        setup.create_with_passphrase(home(), opening[0])
    _found(options, opening)
    print(f"\nMade in {home()}. Start it with: malath serve")
    return 0


def _found(options: argparse.Namespace, opening: list[str]) -> None:
    """The database, and who may sign in first."""
    import django
    from django.core.management import call_command

    from malath.platform.keeper import process
    from malath.platform.keeper.client import home, keeper

    django.setup()
    call_command("migrate", verbosity=0)
    running = process.start(home())
    try:
        for share in opening:
            keeper().unseal(share)
        from malath.platform.access.founding import found_organisation
        from malath.platform.audit.actions import move_outbox

        name = options.organisation or input("Name of the first organisation: ").strip()
        handle = options.handle or input("Sign-in name of its first member (a director): ").strip()
        if options.password_file:
            with open(options.password_file, encoding="utf-8") as file:
                password = file.readline().rstrip("\n")
        else:
            password = getpass.getpass("Their password (12 characters or more): ")
        found_organisation(name=name, handle=handle, password=password)
        move_outbox()
    finally:
        running.terminate()
        running.wait(timeout=10)
