"""Reads the tables beside this file: a case a line, its columns parted by bars, remarks behind #."""

from __future__ import annotations

from pathlib import Path


def lines_of(table: str) -> list[list[str]]:
    """The cells of each line."""
    text = (Path(__file__).parent / f"{table}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]
