"""The style sheet and the script: one direction-free sheet, colours in one place, within the budget, nothing inline."""

import gzip
import re
from pathlib import Path

from malath.platform.interface.tags.words import OTHER_NAMES, icon_names

ROOM = Path(__file__).resolve().parent.parent
HOUSE = ROOM.parent.parent
SHEET = (ROOM / "static/malath/malath.css").read_text("utf8")
SCRIPT = (ROOM / "static/malath/malath.js").read_text("utf8")
BUDGET = 12_000
TEMPLATES = [path for path in HOUSE.rglob("templates/**/*.html")]


def test_sheet_and_script_weigh_at_most_twelve_kilobytes():
    assert len(gzip.compress((SHEET + SCRIPT).encode(), 9)) <= BUDGET


def test_no_rule_knows_left_or_right():
    sides = r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)"
    physical = rf"(?<![-\w])(?:{sides}|left|right|top|bottom|(?:min-|max-)?(?:width|height))\s*:"
    found = [line.strip() for line in SHEET.splitlines() if re.search(physical, line)]

    assert not found
    assert not re.search(r"(?:text-align|float|clear)\s*:\s*(?:left|right)", SHEET)


def test_colours_are_written_among_the_tokens_only():
    tokens_end = SHEET.index("@layer base {")
    rest = re.sub(r"@layer print \{.*", "", SHEET[tokens_end:], flags=re.S)

    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!:)|\brgba?\(|\bhsla?\(|\boklch\(", re.sub(r"#veil", "", rest))


def test_the_script_evaluates_nothing():
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", SCRIPT)


def test_no_template_holds_inline_script_style_or_handler():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=")
    allowed = {"print.html"}
    found = [path.name for path in TEMPLATES if path.name not in allowed and inline.search(path.read_text("utf8"))]

    assert not found


def test_every_icon_that_a_template_names_exists():
    named = {
        (name, path.name) for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text("utf8"))
    }

    assert not {(name, page) for name, page in named if OTHER_NAMES.get(name, name) not in icon_names()}
