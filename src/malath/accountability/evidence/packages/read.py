"""One door for every package: recognise it, check its own proof, account for every entry."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from cryptography.x509 import Certificate

from .auto_archiver import check_auto_archiver, is_auto_archiver
from .backing import Backing, DescriptorBacking, FileBacking
from .errors import PackageError, only_package_errors
from .folder_source import FolderSource
from .limits import DEFAULT_LIMITS, Limits
from .model import Check, Kind, Outcome, Package, Source
from .proofmode import check_proofmode, is_proofmode
from .shelf import Shelf
from .wacz import check_wacz, is_wacz
from .zip_source import ZipSource

_READERS = (
    (Kind.WACZ, is_wacz, check_wacz),
    (Kind.PROOFMODE, is_proofmode, check_proofmode),
    (Kind.AUTO_ARCHIVER, is_auto_archiver, check_auto_archiver),
)


def read_package(
    path_or_file: str | os.PathLike[str] | BinaryIO,
    *,
    name: str,
    limits: Limits = DEFAULT_LIMITS,
    trusted_roots: Sequence[Certificate] = (),
) -> Package:
    """Read a folder, a zip, or a seekable file object that holds a zip; `name` is what its sender called it.

    `trusted_roots` are the authorities the organisation trusts for time-stamps and domain names; without them those checks end as
    "not checkable here". Raises PackageError, and nothing else, where the package is refused; a broken proof is no error, but a
    check with the outcome `broken`.
    """
    with only_package_errors("package.unreadable"):
        source = _source(path_or_file, limits)
        try:
            package = _read(source, name, limits, tuple(trusted_roots))
            _look_inside(package, limits, tuple(trusted_roots))
        except BaseException:
            source.close()
            raise
        return package


def _source(path_or_file: str | os.PathLike[str] | BinaryIO, limits: Limits) -> Source:
    if not isinstance(path_or_file, str | os.PathLike):
        return ZipSource(FileBacking(path_or_file), limits)
    if os.path.isdir(path_or_file):
        return FolderSource(path_or_file, limits)
    # Not blocking: a named pipe in the place of a file must not hold the room.
    backing = DescriptorBacking(os.open(path_or_file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
    try:
        return ZipSource(backing, limits)
    except BaseException:
        backing.close()
        raise


def _read(source: Source, name: str, limits: Limits, roots: tuple[Certificate, ...]) -> Package:
    shelf = Shelf(source, limits, roots)
    for kind, recognised, check in _READERS:
        if recognised(shelf):
            check(shelf)
            return shelf.package(name, kind)
    return shelf.package(name, Kind.FOLDER if isinstance(source, FolderSource) else Kind.ZIP)


def _look_inside(package: Package, limits: Limits, roots: tuple[Certificate, ...]) -> None:
    """Check each WACZ that lies in the package; its checks stand under `outer!inner`. One level deep, no further."""
    if package.kind is Kind.WACZ:
        return
    for item in package.items:
        if not item.path.lower().endswith(".wacz"):
            continue
        try:
            backing = item.entry.source.backing_for(item.entry)
            if backing is None:
                package.checks.append(
                    Check("package.inner", item.path, Outcome.NOT_CHECKABLE, {"reason": "packed_within_the_package"})
                )
                continue
            package.checks += _inner_checks(backing, item.path, limits, roots)
        except PackageError as error:
            package.checks.append(Check("package.inner", item.path, Outcome.BROKEN, {"reason": error.code}))


def _inner_checks(backing: Backing, path: str, limits: Limits, roots: tuple[Certificate, ...]) -> list[Check]:
    try:
        inner = _read(ZipSource(backing, limits), path, limits, roots)
        left = {"left_out": len(inner.left_out), "kind": inner.kind.value}
        found = [Check("package.inner", path, Outcome.HOLDS if inner.kind is Kind.WACZ else Outcome.BROKEN, left)]
        return found + [replace(check, subject=f"{path}!{check.subject}") for check in inner.checks]
    finally:
        backing.close()
