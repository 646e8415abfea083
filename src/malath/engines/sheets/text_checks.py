"""Looks for what hides in texts: direction controls, formulas, broken encodings; and checks that a name is one."""

from __future__ import annotations

import re

from .calendar_words import is_unknown
from .folding import ARABIC_LETTER, BIDI_OVERRIDES, LATIN_LETTER, tidy
from .model import Level, Problem, Reading, Scalar, text_of

_MOJIBAKE = re.compile("\ufffd|[ÃÂØÙ][\u0080-\u00bf‚„†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]|ï»¿")
_COMMAND = re.compile(r"^\s*[=＝]|^\s*[@+\-]\s*[A-Za-z_.]+\s*[(!|]|^\s*[+\-]\s*\d+\s*[+*/]", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SUSPECT = re.compile(f"{_CONTROL.pattern}|[{BIDI_OVERRIDES}\ufffdÃÂØÙï]|^\\s*[=＝@+\\-]")
"""One look that most texts pass at once: what follows is only for those that do not."""
_PLACEHOLDER = re.compile(
    r"^(test|teste|exemple|example|xxx+|aaa+|nom|name|الاسم|تجربة|foo|bar|row|short|dummy|"
    "anonyme?|anonymous)$",
    re.IGNORECASE,
)


def hidden_problems(value: Scalar) -> list[Problem]:
    """Return what any text can hide, whatever its field."""
    if not isinstance(value, str) or not _SUSPECT.search(value):
        return []
    problems: list[Problem] = []
    if any(mark in value for mark in BIDI_OVERRIDES):
        problems.append(Problem(Level.WARN, "text.direction_control"))
    if _COMMAND.search(value):
        problems.append(Problem(Level.WARN, "text.looks_like_formula", {"text": value.strip()[:40]}))
    if _MOJIBAKE.search(value):
        problems.append(Problem(Level.WARN, "text.broken_encoding"))
    if _CONTROL.search(value):
        problems.append(Problem(Level.WARN, "text.control_characters"))
    return problems


def read_text(value: Scalar, *, keep_lines: bool = False) -> Reading:
    """Read a text: tidied, with its line breaks kept on wish."""
    raw = text_of(value)
    lines = [tidy(_without_controls(line)) for line in raw.splitlines()]
    text = "\n".join(lines).strip() if keep_lines else " ".join(line for line in lines if line)
    if not keep_lines and is_unknown(text):
        return Reading(None, "", raw)
    return Reading(text or None, text, raw)


def _without_controls(text: str) -> str:
    return _CONTROL.sub("", text)


def script_of(text: str) -> str:
    """Return 'arabic', 'latin', 'mixed', or '' for a text without letters of either."""
    arabic, latin = len(ARABIC_LETTER.findall(text)), len(LATIN_LETTER.findall(text))
    if arabic and latin:
        return "mixed"
    return "arabic" if arabic else "latin" if latin else ""


def read_name(value: Scalar) -> Reading:
    """Read a person's name: tidied, never re-spelled; says what makes it doubtful."""
    raw = text_of(value)
    reading = read_text(raw)
    name = reading.text.strip(" ,;.-")
    if not name or is_unknown(reading.raw):
        empty = Reading(None, "", raw)
        return empty.with_problem(Level.NOTE, "name.unknown") if reading.raw else empty
    found = Reading(name, name, raw)
    if any(letter.isdigit() for letter in name):
        found = found.with_problem(Level.WARN, "name.has_digits")
    if any(script_of(word) == "mixed" for word in name.split()):
        found = found.with_problem(Level.WARN, "name.mixed_scripts")
    if _PLACEHOLDER.match(name):
        found = found.with_problem(Level.WARN, "name.placeholder", text=name)
    elif len(name.split()) == 1:
        found = found.with_problem(Level.NOTE, "name.one_word")
    if len(name) > 120:
        found = found.with_problem(Level.WARN, "name.too_long", length=len(name))
    if not any(letter.isalpha() for letter in name):
        found = found.with_problem(Level.ERROR, "name.no_letters")
    if isinstance(value, str) and value != name and not found.problems and _tidied(value) != name:
        found = found.with_problem(Level.NOTE, "name.tidied")
    return found


def _tidied(value: str) -> str:
    """The trims that need no remark: spaces at the ends."""
    return value.strip()
