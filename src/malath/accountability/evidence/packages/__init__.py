"""Readers of other people's evidence packages: WACZ, ProofMode, Auto Archiver, plain zips and folders (SC1, SC2).

    with read_package("bundle.zip", name="from the partner") as package:
        for item in package.items:       # path, size, claims; item.open() streams, nothing is unpacked
            ...
        for check in package.checks:     # each proof that came with it: holds, broken, absent, not checkable here
            ...

Every entry ends as an item, a proof file or left out with a reason. Texts are the room's: here are codes (`CODES`) and facts.
"""

from .codes import CODES
from .errors import ContentError, EntryError, NotAPackageError, PackageDamagedError, PackageError, PackageUnsafeError
from .limits import DEFAULT_LIMITS, Limits
from .model import Check, Claim, Entry, Item, Kind, LeftOut, Outcome, Package, ProofFile, Role
from .read import read_package

__all__ = [
    "CODES",
    "DEFAULT_LIMITS",
    "Check",
    "Claim",
    "ContentError",
    "Entry",
    "EntryError",
    "Item",
    "Kind",
    "LeftOut",
    "Limits",
    "NotAPackageError",
    "Outcome",
    "Package",
    "PackageDamagedError",
    "PackageError",
    "PackageUnsafeError",
    "ProofFile",
    "Role",
    "read_package",
]
