"""The commands by name."""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

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

_LITTLE = 32 << 20


def usage() -> str:
    """What `malath vault` alone prints."""
    rows = "\n".join(f"  malath vault {name:13} {about}" for name, (_where, about) in COMMANDS.items())
    return f"usage: malath vault COMMAND DIR …   (each explains itself with --help)\n\n{rows}\n"


def _command(name: str) -> Callable[[list[str]], int]:
    module, function = COMMANDS[name][0].split(".")
    found: Callable[[list[str]], int] = getattr(import_module(f"malath.engines.vault.commands.{module}"), function)
    return found


def _where(failed: OSError, arguments: list[str]) -> str:
    """Which file; of a full disk, which disk, and what became of the work."""
    if failed.errno not in {errno.ENOSPC, errno.EDQUOT}:
        return f" ({failed.filename})" if failed.filename else ""
    places = {place for text in arguments[1:] if (place := _folder_of(Path(text))) is not None}
    full = sorted(str(place) for place in places if shutil.disk_usage(place).free < _LITTLE)
    disk = " and ".join(full) or failed.filename or arguments[1]
    return f", on the disk of {disk}. What was said to be done is kept; make room and run the same again"


def _folder_of(path: Path) -> Path | None:
    """The folder that an argument names, or in which what it names lies."""
    if path.is_dir():
        return path
    return path.parent if len(path.parts) > 1 and path.parent.is_dir() else None


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
        print(f"malath vault {arguments[0]}: {failed.strerror or failed}{_where(failed, arguments)}", file=sys.stderr)
    return 1
