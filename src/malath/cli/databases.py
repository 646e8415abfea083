"""Copying the database whole: SQLite by its own backup interface, PostgreSQL by pg_dump and pg_restore.

Nothing here needs Django: its settings would make a host key in a folder that is still to be filled.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from malath.platform.config import environment
from malath.platform.keeper.client import home

_SQLITE, _POSTGRES = "malath.sqlite3", "malath.dump"


class DatabaseRefusedError(Exception):
    """The database does not take what it should; the message says why. It is as it was."""


def _database() -> dict[str, Any]:
    return environment.database(home())


def is_sqlite() -> bool:
    return bool(_database()["ENGINE"].endswith("sqlite3"))


def member_name() -> str:
    """What the database is called in a backup."""
    return _SQLITE if is_sqlite() else _POSTGRES


def copy_to(target: Path) -> None:
    """A consistent copy of the running database; raises when it is not sound."""
    if not is_sqlite():
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    with sqlite3.connect(_database()["NAME"]) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise RuntimeError(f"the database is damaged: {verdict}")


def check_fits(folder: Path) -> None:
    """Raise unless an unpacked backup holds a database of the kind that is set here, and there is room for it."""
    if not (folder / member_name()).exists():
        kind = "SQLite" if is_sqlite() else "PostgreSQL"
        raise DatabaseRefusedError(f"The backup is not of {kind}: MALATH_DATABASE must be as where it was made")
    if is_sqlite():
        return
    count = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    if _postgres("psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={count}").strip() != "0":
        raise DatabaseRefusedError("The database is not empty")


def bring_back(folder: Path) -> None:
    """Fill an empty PostgreSQL database from an unpacked backup, all or nothing; SQLite's file only moves."""
    if is_sqlite():
        return
    source = folder / member_name()
    _postgres("pg_restore", "--no-owner", "--single-transaction", f"--dbname={_database()['NAME']}", str(source))
    source.unlink()


def _asked_of_libpq(options: Mapping[str, str]) -> dict[str, str]:
    """How the connection was asked for, under the names that PostgreSQL's programs read: no copy goes over a weaker one."""
    # Who keeps the record in SQLite need not have it.
    from psycopg.pq import Conninfo

    names = {one.keyword.decode(): one.envvar.decode() for one in Conninfo.get_defaults() if one.envvar}
    return {names[option]: value for option, value in options.items() if option in names}


def _postgres(program: str, *arguments: str) -> str:
    database = _database()
    variables = {
        **os.environ,
        **_asked_of_libpq(database["OPTIONS"]),
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    done = subprocess.run([program, *arguments], env=variables, capture_output=True, text=True)
    if done.returncode:
        # PostgreSQL's own words name tables, not what stands in them, except for the rows that a load stops at.
        words = done.stderr.strip().split("\n")[0]
        raise DatabaseRefusedError(f"{program} could not do its work: {words}")
    return done.stdout
