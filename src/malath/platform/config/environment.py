"""Reading the environment: texts, booleans, secrets from files, the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that NAME_FILE names, or the default."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def boolean(name: str) -> bool:
    """True for 1, true, yes, on."""
    return text(name).lower() in {"1", "true", "yes", "on"}


def host_secret(home: Path) -> str:
    """Django's secret key: from the environment, or made once and kept among the host keys, outside the database."""
    if given := text("MALATH_SECRET_KEY"):
        return given
    path = home / "keys" / "web.secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _asked(parts: SplitResult) -> dict[str, str]:
    """What stands after `?`, as libpq names it: sslmode, sslrootcert. What cannot be read is an error, never left out."""
    if not parts.query:
        return {}
    return dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True))


def database(home: Path) -> dict[str, Any]:
    """Django's database settings: MALATH_DATABASE as postgresql://user:password@host:port/name?sslmode=…, else SQLite in home."""
    url = text("MALATH_DATABASE")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "malath.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # secure_delete: what is erased leaves no trace in free pages. synchronous=FULL: nothing acknowledged is lost.
                # cache_size: in the 2 MB that SQLite takes by itself an import reads and writes the same pages again and again.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        # Compiling a statement of a page takes longer than running it: the median of a search was 30 ms with, 19 without.
        # Reading at random costs little more than reading on, but on a spinning disk. A page takes one core, not all.
        "OPTIONS": {"options": "-c jit=off -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"}
        | _asked(parts),
    }
