"""`malath ledger verify`."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Hand on to the engine's own command; the data folder's ledger by default."""
    from malath.engines.ledger.command import verify_command
    from malath.platform.keeper.client import home

    if not arguments or arguments[0] != "verify":
        print("usage: malath ledger verify [FOLDER] [--json] [--since CHECKPOINT]", file=sys.stderr)
        return 2
    rest = arguments[1:]
    if not rest or rest[0].startswith("-"):
        rest = [str(home() / "ledger"), *rest]
    return verify_command(rest)
