"""Everything that stops the reading of a package, each fact a class of its own with a stable code.

A caller sees only these: errors of the standard library end inside this folder. The English sentences are in `codes.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from struct import error as StructError
from zlib import error as ZlibError

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType

# What hostile bytes make the standard library raise. A fault of this program (KeyError, AttributeError) is not among them.
FAULTS_OF_BYTES = (
    OSError,
    ValueError,
    EOFError,
    OverflowError,
    RecursionError,
    IndexError,
    StructError,
    ZlibError,
    UnsupportedAlgorithm,
    DuplicateExtension,
    InvalidVersion,
    UnsupportedGeneralNameType,
)


class PackageError(Exception):
    """A package, or one entry of it, that is not read; `code` is stable, `facts` are plain values for the message."""

    code = "package.unreadable"

    def __init__(self, code: str | None = None, **facts: str | int) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code, facts)


class NotAPackageError(PackageError):
    """The bytes are neither a folder nor a zip."""

    code = "package.not_a_package"


class PackageDamagedError(PackageError):
    """The package as a whole is cut off or its directory contradicts itself."""

    code = "package.damaged"


class PackageUnsafeError(PackageError):
    """The package is built to harm its reader: a bomb, or entries that lie over each other."""

    code = "package.unsafe"


class EntryError(PackageError):
    """One entry cannot be read as the package describes it."""

    code = "entry.damaged"


class ContentError(PackageError):
    """A record inside the package (JSON, CSV, a key, a token) is not what its format asks for."""

    code = "content.malformed"


@contextmanager
def only_package_errors(code: str = PackageDamagedError.code) -> Iterator[None]:
    """Turn what the standard library raises on bad bytes into the PackageError that `code` belongs to."""
    try:
        yield
    except PackageError:
        raise
    except FAULTS_OF_BYTES as error:
        kinds = {"entry": EntryError, "content": ContentError}
        raise kinds.get(code.partition(".")[0], PackageDamagedError)(code, reason=type(error).__name__) from error


@contextmanager
def parsed_by_library(code: str = "content.malformed") -> Iterator[None]:
    """Turn whatever a parser of certificates and time-stamps raises into a ContentError.

    Such libraries raise errors of many kinds on forged bytes (rfc3161-client 1.0 a KeyError on an unknown kind of string), and
    one written in Rust that gives up raises a BaseException, which no `except Exception` sees.
    """
    try:
        yield
    except (PackageError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise ContentError(code, reason=type(error).__name__) from None
