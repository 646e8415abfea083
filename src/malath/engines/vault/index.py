"""The index: which ledger entry tells of which item and object. A SQLite file that holds random ids, entry numbers and
keyed digests, and nothing that can be read; the ledger is the truth, and the index can be thrown away."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from malath.engines.vault.errors import VaultDamagedError

_TABLES = """
create table items (item blob primary key, entry integer not null, object blob not null) without rowid;
create table objects (object blob primary key, entry integer not null, keyed blob) without rowid;
create index objects_keyed on objects (keyed) where keyed is not null;
create table covered (size integer not null);
insert into covered values (0);
"""
_MASTER = "select type, name, tbl_name, sql from sqlite_master order by name"


class ItemRow(NamedTuple):
    """An item's id, the index of its ingest entry, its object's id."""

    item: bytes
    entry: int
    object: bytes


class ObjectRow(NamedTuple):
    """An object's id, the index of the entry with its key and place, the keyed digest of its contents if known."""

    object: bytes
    entry: int
    keyed: bytes | None


@dataclass(frozen=True)
class Rows:
    """What one commit changes: rows that come; items and objects that were erased; objects that turned out to be
    another's twin, each with the one that is kept."""

    items: list[ItemRow] = field(default_factory=list)
    objects: list[ObjectRow] = field(default_factory=list)
    gone_items: list[bytes] = field(default_factory=list)
    gone_objects: list[bytes] = field(default_factory=list)
    merged: list[tuple[bytes, bytes]] = field(default_factory=list)


class Index:
    """The open file; without a path one in memory, which begins empty. `covered` says up to which ledger entry the rows
    are complete. Everything raises VaultDamagedError when the file is damaged or its disk refuses. `check` raises when
    the keys under which digests are made are not the vault's any more: it is asked inside the change, so that nothing is
    written after a rotation has thrown all digests away."""

    def __init__(self, path: Path | None, *, check: Callable[[], object] = lambda: None) -> None:
        self._check = check
        new = path is None or not path.exists()
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=60, check_same_thread=False)
        try:
            with _named():
                self._database.execute("pragma journal_mode = wal")
                self._database.execute("pragma synchronous = full")
                if new or not self._rows("select 1 from sqlite_master where name = 'covered'"):
                    self._database.executescript("begin immediate;" + _TABLES + "commit;")
                self._rows("select item, entry, object from items limit 0")
                self._rows("select object, entry, keyed from objects limit 0")
        except BaseException:
            self._database.close()
            raise
        if path is not None:
            path.chmod(0o600)

    def _rows(self, question: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with _named():
            return self._database.execute(question, values).fetchall()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        with _named(), self._database:
            self._database.execute("begin immediate")
            yield self._database

    @property
    def covered(self) -> int:
        """How many ledger entries the rows speak for."""
        return int(self._rows("select coalesce(max(size), 0) from covered")[0][0])

    def add(self, rows: Rows, start: int, end: int) -> None:
        """Take in what the entries from start to end tell. The rows are complete up to `end` only if they were up to
        `start`; otherwise the next opening with the keys fills the gap."""
        with self._change() as database:
            database.executemany("insert or ignore into items values (?, ?, ?)", rows.items)
            database.executemany("insert or ignore into objects values (?, ?, ?)", rows.objects)
            database.executemany("delete from items where item = ?", [(item,) for item in rows.gone_items])
            database.executemany("delete from objects where object = ?", [(name,) for name in rows.gone_objects])
            for twin, kept in rows.merged:
                database.execute("update items set object = ? where object = ?", (kept, twin))
                database.execute("delete from objects where object = ?", (twin,))
            database.execute("update covered set size = ? where size = ?", (end, start))

    def replace(self, rows: Rows, covered: int) -> None:
        """Throw all rows away and take these, which speak for so many ledger entries."""
        with self._change() as database:
            self._check()
            database.execute("delete from items")
            database.execute("delete from objects")
            database.executemany("insert into items values (?, ?, ?)", rows.items)
            database.executemany("insert into objects values (?, ?, ?)", rows.objects)
            database.execute("delete from covered")
            database.execute("insert into covered values (?)", (covered,))

    def name_objects(self, named: Iterable[tuple[bytes, bytes]]) -> None:
        """Set (keyed digest, object)."""
        with self._change() as database:
            self._check()
            database.executemany("update objects set keyed = ? where object = ?", named)

    def item(self, item: bytes) -> ItemRow | None:
        """One item."""
        rows = self._rows("select item, entry, object from items where item = ?", (item,))
        return ItemRow(*rows[0]) if rows else None

    def object(self, name: bytes) -> ObjectRow | None:
        """One object."""
        rows = self._rows("select object, entry, keyed from objects where object = ?", (name,))
        return ObjectRow(*rows[0]) if rows else None

    def keyed(self, digest: bytes) -> bytes | None:
        """The object whose contents have this keyed digest."""
        rows = self._rows("select object from objects where keyed = ? limit 1", (digest,))
        return bytes(rows[0][0]) if rows else None

    def items(self) -> list[ItemRow]:
        """All items in the order in which they came."""
        return [ItemRow(*row) for row in self._rows("select item, entry, object from items order by entry")]

    def objects(self) -> list[ObjectRow]:
        """All objects in the order in which they came."""
        return [ObjectRow(*row) for row in self._rows("select object, entry, keyed from objects order by entry")]

    def items_of(self, name: bytes) -> list[ItemRow]:
        """The items whose contents are this object."""
        rows = self._rows("select item, entry, object from items where object = ? order by entry", (name,))
        return [ItemRow(*row) for row in rows]

    def twins(self) -> list[list[ObjectRow]]:
        """Objects that hold the same, oldest first."""
        rows = self._rows(
            "select object, entry, keyed from objects where keyed in "
            "(select keyed from objects where keyed is not null group by keyed having count(*) > 1) order by keyed, entry"
        )
        found: dict[bytes, list[ObjectRow]] = {}
        for row in rows:
            found.setdefault(row[2], []).append(ObjectRow(*row))
        return list(found.values())

    def unnamed(self) -> list[ObjectRow]:
        """Objects taken in while the vault was sealed and not yet compared with the others."""
        rows = self._rows("select object, entry, keyed from objects where keyed is null order by entry")
        return [ObjectRow(*row) for row in rows]

    def close(self) -> None:
        """Let the file go."""
        self._database.close()


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as bad:
        raise VaultDamagedError(f"index.db: {bad}. `malath vault rebuild` makes it anew") from bad


@contextmanager
def as_it_lies(path: Path) -> Iterator[Path]:
    """Where the file can be opened. SQLite writes beside what it opens, so on a disk that cannot be written this is a
    copy for the while: it holds random ids and keyed digests only."""
    if os.access(path.parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        yield path
        return
    with TemporaryDirectory() as place:
        for own in (path, path.with_name(path.name + "-wal")):
            if own.exists():
                shutil.copyfile(own, Path(place) / own.name)
        yield Path(place) / path.name


def is_whole(path: Path) -> str | None:
    """What is wrong with the file as SQLite sees it, or None: its pages, and the tables that it says it has."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            (answer,) = database.execute("pragma integrity_check").fetchone()
            tables = database.execute(_MASTER).fetchall()
        with closing(sqlite3.connect(":memory:")) as fresh:
            fresh.executescript(_TABLES)
            should_be = fresh.execute(_MASTER).fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as bad:
        return str(bad)
    if answer != "ok":
        return str(answer)
    return None if tables == should_be else "its tables are not those that it should have"
