"""Compile the rooms' translations (`compile`, needs only Babel), or check that they are complete (`check`)."""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent / "src" / "malath"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
Catalogues = list[tuple[Path, Catalog]]
# A context, or None, and the message: one string, or the singular and the plural.
Key = tuple[str | None, str | tuple[str, ...]]


def catalogues() -> Catalogues:
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
    found = [f"left over: {message_id!r}" for message_id in catalogue.obsolete]
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


def held_by(catalogue: Catalog) -> set[Key]:
    """The messages of a catalogue, as the code writes them."""
    return {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id))
        for message in catalogue
        if message.id
    }


def strays(path: Path, said: Iterable[Key], held: Iterable[Key]) -> list[str]:
    """What a room says and its catalogue lacks, and what the catalogue holds and nobody says any more."""
    said, held = set(said), set(held)
    return [f"{_short(path)}: lacks {key!r}" for key in sorted(said - held, key=repr)] + [
        f"{_short(path)}: nobody says {key!r} any more" for key in sorted(held - said, key=repr)
    ]


def all_strays(found: Catalogues) -> list[str]:
    """Strays of every catalogue; a message in a folder without catalogues is one too."""
    sys.path.insert(0, str(ROOT.parent.parent))
    from scripts.messages import by_room  # Compiling must do without Django.

    said = by_room()
    rows = [f"no catalogue for {key!r}" for key in sorted(said.get(None, ()), key=repr)]
    for path, catalogue in found:
        rows += strays(path, said.get(path.parents[3], ()), held_by(catalogue))
    return rows


def quarrels(found: Catalogues) -> list[str]:
    """One message translated in two ways: Django merges the catalogues, so that one room would speak for both."""
    ways: dict[tuple[str, str | None, str], dict[str, Path]] = defaultdict(dict)
    for path, catalogue in found:
        for message in catalogue:
            if message.id:
                source = message.id if isinstance(message.id, str) else message.id[0]
                ways[str(catalogue.locale), message.context, source].setdefault(str(message.string), path)
    return [
        f"{language} {source!r} is translated in two ways: {', '.join(_short(path) for path in paths.values())}"
        for (language, _context, source), paths in sorted(ways.items(), key=repr)
        if len(paths) > 1
    ]


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def check_all() -> int:
    """Print every problem; 1 when there is one."""
    found = catalogues()
    rows = [f"{_short(path)}: {problem}" for path, catalogue in found for problem in problems(catalogue)]
    rows += all_strays(found) + quarrels(found)
    print("\n".join(rows) or f"{len(found)} translation files are complete.")
    return int(bool(rows))


if __name__ == "__main__":
    sys.exit(check_all() if "check" in sys.argv[1:] else compile_all())
