"""`malath ledger verify|cosign|stamp|prove`."""

from __future__ import annotations

import sys

_USAGE = """usage: malath ledger verify [FOLDER] [--json] [--since CHECKPOINT] [--vkey FILE]
       malath ledger cosign [FOLDER] [--witness URL[,VKEYFILE]]…
       malath ledger stamp [FOLDER] --authority URL[,ROOT.PEM]…
       malath ledger prove FOLDER INDEX [--size SIZE]"""


def main(arguments: list[str]) -> int:
    """Hand on to the engine's own commands; the data folder's ledger by default."""
    from malath.engines.ledger.command import verify_command
    from malath.engines.ledger.outside_commands import cosign_command, prove_command, stamp_command
    from malath.platform.keeper.client import home

    faces = {"verify": verify_command, "cosign": cosign_command, "stamp": stamp_command, "prove": prove_command}
    if not arguments or arguments[0] not in faces:
        print(_USAGE, file=sys.stderr)
        return 2
    rest = arguments[1:]
    if arguments[0] != "prove" and (not rest or rest[0].startswith("-")):
        rest = [str(home() / "ledger"), *rest]
    return faces[arguments[0]](rest)
