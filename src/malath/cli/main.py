"""The `malath` command: a thin face over engines and rooms. Each command imports only what it needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("malath.cli.init:main", "make the keys, the database and the first organisation"),
    "serve": ("malath.cli.serve:main", "start the server, sealed"),
    "unseal": ("malath.cli.keys:unseal", "give the passphrase or a share to a running server"),
    "seal": ("malath.cli.keys:seal", "take the keys away from a running server, now"),
    "holders": ("malath.cli.keys:holders", "split the keys anew between holders, or change the passphrase"),
    "backup": ("malath.cli.backup:main", "write an encrypted backup and prove it"),
    "restore": ("malath.cli.restore:main", "bring a backup back on an empty machine"),
    "ledger": ("malath.cli.ledger:main", "verify the ledger; have it cosigned and time-stamped; prove an entry"),
    "witness": ("malath.cli.witness:main", "watch that another organisation's ledger only grows"),
    "vault": ("malath.cli.vault:main", "keep evidence in a folder: encrypted, provable, without a server"),
    "evidence": ("malath.cli.evidence:main", "take a folder into the evidence room of a running server"),
    "violations": ("malath.cli.violations:main", "write the record of violations to a folder, check one, bring one in"),
    "names": ("malath.cli.names:main", "compare two names, or show a name's key"),
    "link": ("malath.cli.link:main", "find rows of the same person, within a list or between two"),
    "site": ("malath.cli.site:main", "write the published site for mirrors, check a mirror; take a page down"),
    "place": ("malath.cli.place:main", "which home for which household: a plan, its proof, its reasons"),
    "demo": ("malath.demo.command:main", "a fictional coalition on the loopback address"),
    "manage": ("malath.cli.manage:main", "Django's own commands"),
}


def usage() -> str:
    """What `malath` alone prints."""
    rows = "\n".join(f"  malath {name:10} {what}" for name, (_where, what) in COMMANDS.items())
    head = "usage: malath COMMAND …   (the data folder is MALATH_HOME, by default ./malath-home)"
    return f"{head}\n\n{rows}\n\n  malath --version   which version this is\n"


def command(name: str) -> Callable[[list[str]], int]:
    """The function behind a command's name."""
    module, function = COMMANDS[name][0].split(":")
    found: Callable[[list[str]], int] = getattr(import_module(module), function)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    if arguments[0] == "--version":
        print(f"malath {version('malath')}")
        return 0
    if arguments[0] not in COMMANDS:
        print(f"malath: there is no command {arguments[0]!r}\n\n{usage()}", file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a name is given its letters' numbers: no command ends in the middle for that.
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
    try:
        return command(arguments[0])(arguments[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
