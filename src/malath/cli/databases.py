"""Copying the database whole: SQLite by its own backup interface, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def member_name() -> str:
    """What the database is called in a backup."""
    return "malath.sqlite3" if is_sqlite() else "malath.dump"


def copy_to(target: Path) -> None:
    """A consistent copy of the running database; raises when it is not sound."""
    if not is_sqlite():
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise RuntimeError(f"the database is damaged: {verdict}")


def bring_back(source: Path) -> None:
    """Put a copied database in the place of an empty one."""
    if is_sqlite():
        source.rename(settings.DATABASES["default"]["NAME"])
    else:
        _postgres("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_database()['NAME']}", str(source))


def _database() -> dict[str, Any]:
    return dict(settings.DATABASES["default"])


def _postgres(program: str, *arguments: str) -> None:
    database = _database()
    environment = {
        **os.environ,
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    subprocess.run([program, *arguments], env=environment, check=True)
