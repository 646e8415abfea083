"""Short ways to read a package in a test and to ask how a check ended."""

from __future__ import annotations

import io
from typing import Any

from malath.accountability.evidence.packages import Check, Outcome, Package, read_package

from .zips import Files, zipped

HOLDS, BROKEN, ABSENT, NOT_CHECKABLE = Outcome.HOLDS, Outcome.BROKEN, Outcome.ABSENT, Outcome.NOT_CHECKABLE


def read(files: Files | bytes, **options: Any) -> Package:
    """Read files as a zip, or bytes as they are; every entry must be accounted for."""
    package = read_package(
        io.BytesIO(files if isinstance(files, bytes) else zipped(files)), name="a package", **options
    )
    assert len(package.items) + len(package.proofs) + len(package.left_out) == package.entry_count
    return package


def checks(package: Package, code: str, subject: str | None = None) -> list[Check]:
    """The checks with this code, and subject."""
    return [check for check in package.checks if check.code == code and subject in (None, check.subject)]


def outcomes(package: Package, code: str, subject: str | None = None) -> set[Outcome]:
    """How they ended."""
    return {check.outcome for check in checks(package, code, subject)}


def broken(package: Package) -> set[str]:
    """The codes of everything broken."""
    return {check.code for check in package.checks if check.outcome is BROKEN}


def flipped(files: Files, path: str, place: int = -1) -> Files:
    """The files with one bit of one of them turned."""
    data = bytearray(files[path])
    data[place] ^= 1
    return {**files, path: bytes(data)}


def without(files: Files, path: str) -> Files:
    """The files but one."""
    return {name: data for name, data in files.items() if name != path}
