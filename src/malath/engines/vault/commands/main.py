"""The commands by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

from malath.engines.keyring import KeyringError
from malath.engines.ledger import LedgerError
from malath.engines.vault.errors import VaultError

# Each command imports only what it needs: a good part of a short command's time.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("keeping.init", "make an empty vault and its keys"),
    "add": ("keeping.add", "put files and folders in; needs no passphrase"),
    "list": ("keeping.list_items", "what is in it"),
    "get": ("keeping.get", "take one item out"),
    "log": ("keeping.log", "the chain of custody"),
    "verify": ("checking.verify", "check that everything is whole"),
    "export": ("giving.export", "write a package for others, who can check it without Malath"),
    "check-export": ("giving.check_export", "check such a package"),
    "hold": ("ruling.hold", "forbid that items are erased"),
    "erase": ("ruling.erase", "destroy items for good"),
    "rotate": ("ruling.rotate", "make new keys"),
    "replicate": ("copying.replicate", "copy what a replica lacks; needs no passphrase"),
    "repair": ("copying.repair", "bring back what is broken, or everything"),
    "rebuild": ("checking.rebuild", "make the index anew from the log"),
}


def usage() -> str:
    """What `malath vault` alone prints."""
    rows = "\n".join(f"  malath vault {name:13} {about}" for name, (_where, about) in COMMANDS.items())
    return f"usage: malath vault COMMAND DIR …   (each explains itself with --help)\n\n{rows}\n"


def _command(name: str) -> Callable[[list[str]], int]:
    module, function = COMMANDS[name][0].split(".")
    found: Callable[[list[str]], int] = getattr(import_module(f"malath.engines.vault.commands.{module}"), function)
    return found


def vault_command(arguments: list[str]) -> int:
    """Run one; its exit code. What went wrong is one line on the standard error, and exit code 1."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    if arguments[0] not in COMMANDS:
        print(f"malath vault: there is no command {arguments[0]!r}\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        return _command(arguments[0])(arguments[1:])
    except (VaultError, LedgerError, KeyringError) as refused:
        print(f"malath vault {arguments[0]}: {refused}", file=sys.stderr)
    except OSError as failed:
        where = f" ({failed.filename})" if failed.filename else ""
        print(f"malath vault {arguments[0]}: {failed.strerror or failed}{where}", file=sys.stderr)
    return 1
