"""The project's own files, for tests that read them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "malath"


def python_files(*, migrations: bool = False) -> list[Path]:
    """Every Python file of the project."""
    folders = [SOURCES, ROOT / "tests", ROOT / "scripts", ROOT / "benchmarks"]
    files = [path for folder in folders for path in sorted(folder.rglob("*.py"))] + [ROOT / "conftest.py"]
    return [path for path in files if migrations or "migrations" not in path.parts]


def text_files() -> list[Path]:
    """Every text that is or may be committed: what git knows, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    endings = {".py", ".md", ".html", ".css", ".js", ".txt", ".toml", ".sh", ".svg", ".po", ".json", ""}
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.suffix in endings and path.is_file() and "fixtures" not in path.parts]
