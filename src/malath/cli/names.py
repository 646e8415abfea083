"""`malath names compare A B` and `malath names key A`."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Hand on to the engine's own commands."""
    from malath.engines.names.command import compare_command, key_command

    faces = {"compare": compare_command, "key": key_command}
    if not arguments or arguments[0] not in faces:
        print("usage: malath names compare A B | malath names key A", file=sys.stderr)
        return 2
    return faces[arguments[0]](arguments[1:])
