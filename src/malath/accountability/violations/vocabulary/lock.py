"""The lock of the vocabularies: a digest of every term, so that no label changes unseen.

    python -m malath.accountability.violations.vocabulary.lock [FILE]

checks the lists and rewrites the lock (tests/vocabulary/lock.txt). It refuses when a term changed or was added while
version.txt stands still, when a code has vanished, and when a label changed under the name of its reviewer.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from malath.accountability.violations.vocabulary.checking import check
from malath.accountability.violations.vocabulary.lists import names, terms, version
from malath.accountability.violations.vocabulary.terms import LANGUAGES, Term

LOCK = Path("tests/vocabulary/lock.txt")
DRAFT = "draft"


class Row(NamedTuple):
    """Digests of a term: its labels and who reviewed each, by language, and its mappings."""

    labels: tuple[str, ...]
    reviews: tuple[str, ...]
    rest: str


class Lock(NamedTuple):
    """A version and the rows of all its terms, by "list code"."""

    version: int
    rows: Mapping[str, Row]


def row_of(term: Term) -> Row:
    """The digests of one term."""
    return Row(
        labels=tuple(_digest(term.labels[language]) for language in LANGUAGES),
        reviews=tuple(_digest(term.reviewed[one]) if one in term.reviewed else DRAFT for one in LANGUAGES),
        rest=_digest(repr((term.huridocs, term.rome, term.articles, term.since, term.retired))),
    )


def current() -> Lock:
    """The lock as the lists now ask for it."""
    rows = {f"{name} {code}": row_of(term) for name in names() for code, term in terms(name).items()}
    return Lock(version(), rows)


def read(file: Path) -> Lock:
    """The lock that stands in a file."""
    head, *lines = file.read_text("utf-8").splitlines()
    rows = {}
    for line in lines:
        name, code, *digests = line.split()
        rows[f"{name} {code}"] = Row(tuple(digests[0:3]), tuple(digests[3:6]), digests[6])
    return Lock(int(head.removeprefix("version ")), rows)


def write(lock: Lock, file: Path) -> None:
    """Write a lock: the version, then one line a term."""
    lines = [" ".join((key, *row.labels, *row.reviews, row.rest)) for key, row in lock.rows.items()]
    file.write_text("\n".join((f"version {lock.version}", *lines)) + "\n", "utf-8")


def refusals(old: Lock, new: Lock) -> list[str]:
    """Why the lock must not be rewritten, a sentence each; none when all is in order."""
    found = [
        f"{key} has vanished: a code that was published is retired, not removed" for key in old.rows.keys() - new.rows
    ]
    changed = [key for key, row in new.rows.items() if key not in old.rows or _meaning(old.rows[key]) != _meaning(row)]
    if new.version <= old.version:
        found += [f"{key} changed or is new, and version.txt is still {new.version}" for key in changed]
    for key in changed:
        found += [
            f"{key}: its {one} changed under its reviewer's name" for one in _stale(old.rows.get(key), new.rows[key])
        ]
    return sorted(found)


def main(arguments: list[str]) -> int:
    """Check the lists and rewrite the lock; 1 and the reasons when that is refused."""
    file = Path(arguments[0]) if arguments else LOCK
    check()
    new = current()
    reasons = refusals(read(file), new) if file.exists() else []
    if reasons:
        print("\n".join(reasons), file=sys.stderr)
        return 1
    write(new, file)
    print(f"version {new.version}: {len(new.rows)} terms locked in {file}")
    return 0


def _meaning(row: Row) -> tuple[tuple[str, ...], str]:
    return row.labels, row.rest


def _stale(old: Row | None, new: Row) -> list[str]:
    if old is None:
        return []
    return [
        language
        for place, language in enumerate(LANGUAGES)
        if old.labels[place] != new.labels[place] and new.reviews[place] == old.reviews[place] != DRAFT
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
