"""Compile the rooms' translations (`compile`), or check that they are complete (`check`). Needs only Babel."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent / "src" / "malath"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def catalogues() -> list[tuple[Path, Catalog]]:
    """Every .po file with its catalogue."""
    found = []
    for path in sorted(ROOT.rglob("*.po")):
        with path.open("rb") as file:
            found.append((path, read_po(file, locale=path.parent.parent.name)))
    return found


def compile_all() -> None:
    """Write each .mo beside its .po."""
    for path, catalogue in catalogues():
        body = io.BytesIO()
        write_mo(body, catalogue)
        path.with_suffix(".mo").write_bytes(body.getvalue())


def problems(catalogue: Catalog) -> list[str]:
    """What is empty, fuzzy, has other placeholders than its source, or lacks a plural form."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        if message.fuzzy:
            found.append(f"fuzzy: {source!r}")
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        if not all(strings) or (isinstance(message.id, tuple) and len(strings) != catalogue.num_plurals):
            found.append(f"not translated: {source!r}")
            continue
        found += placeholder_problems(message, strings)
    return found


def placeholder_problems(message: Message, strings: list[str]) -> list[str]:
    """A translation uses the source's placeholders; a plural form for zero, one or two may leave the number out."""
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = set().union(*(PLACEHOLDER.findall(source) for source in sources))
    found = []
    for string in strings:
        used = set(PLACEHOLDER.findall(string))
        if used - allowed or (len(strings) == 1 and used != allowed):
            found.append(f"placeholders differ: {sources[0]!r} -> {string!r}")
    return found


def check_all() -> int:
    """Print every problem; 1 when there is one."""
    rows = [
        f"{path.relative_to(ROOT)}: {problem}" for path, catalogue in catalogues() for problem in problems(catalogue)
    ]
    print("\n".join(rows) or f"{len(catalogues())} translation files are complete.")
    return int(bool(rows))


if __name__ == "__main__":
    sys.exit(check_all() if "check" in sys.argv[1:] else compile_all())
