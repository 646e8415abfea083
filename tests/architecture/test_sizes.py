"""How the code reads: small files, small functions, no hidden direction marks, no unfinished corners."""

from __future__ import annotations

import ast
import re
from statistics import median

import pytest

from tests.architecture.sources import ROOT, SOURCES, python_files, text_files

MOST_LINES_A_FILE = 400
MOST_LINES_A_FUNCTION = 60
# Embeddings, overrides and isolates: text that reads otherwise than it runs (CVE-2021-42574). LRM and RLM are not among
# them; where a page needs one of the others, it is written as an escape or an element.
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError\(\)|[Cc]oming soon|[Bb]ientôt disponible")


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in python_files()
        if (n := len(p.read_text("utf-8").splitlines())) > MOST_LINES_A_FILE
    }

    assert long == {}


def test_half_of_the_files_are_short() -> None:
    lines = [
        n
        for p in SOURCES.rglob("*.py")
        if "migrations" not in p.parts and (n := len(p.read_text("utf-8").splitlines()))
    ]

    assert median(lines) <= 100


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > MOST_LINES_A_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = size

    assert long == {}


def test_no_text_holds_a_hidden_direction_mark() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in text_files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if HIDDEN.search(line)
    ]

    assert found == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html"), *SOURCES.rglob("*.js")]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]

    assert found == []


def test_no_test_is_skipped() -> None:
    skipping = re.compile(r"pytest\.(skip|mark\.(skip|xfail))|importorskip")
    found = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.name.startswith("test_") and path.name != "test_sizes.py" and skipping.search(path.read_text("utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize("kind", ["script", "style"])
def test_no_template_holds_a_script_or_a_style_of_its_own(kind: str) -> None:
    inline = {
        "script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE),
        "style": re.compile(r"<style\b|\sstyle\s*=\s*[\"']", re.IGNORECASE),
    }[kind]
    # The printed shell becomes PDF on the server, and never passes through a browser's policy.
    found = [
        f"{path.relative_to(SOURCES)}:{number}"
        for path in SOURCES.rglob("*.html")
        if path.name != "print.html"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if inline.search(line) and 'type="application/json"' not in line
    ]

    assert found == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    outside = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?:https?:)?//""", re.IGNORECASE)
    allowed = ("http://www.w3.org/", "https://www.w3.org/")
    found = [
        f"{path.relative_to(SOURCES)}:{number}"
        for path in [*SOURCES.rglob("*.html"), *SOURCES.rglob("*.css"), *SOURCES.rglob("*.js")]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if outside.search(line) and not any(place in line for place in allowed)
    ]

    assert found == []
