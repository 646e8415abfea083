"""Initials of a name, in Arabic and Latin letters; and a text in which a name gives way to them.

Of a name the first and the last part stand, an initial each: «سليم درويش العابد» is «س. ع.», "Salim Darwish al-Abed" is
"S. A.". What belongs together is one part: عبد and what follows it, أبو and أم with a name, a name with الدين or الله. The
article and the words for "son of" are no part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from malath.engines.names.letters import is_arabic

_ALIFS, _MARKS = "اأإآٱ", re.compile("[\u064b-\u0652\u0670\u0640]")
# Stand before what they belong to; behind what they belong to; and no part at all.
_BEFORE = frozenset({
    "عبد", "ابو", "ابي", "ابا", "ام", "امه", "ذو", "abd", "abdul", "abdel", "abdal", "abdoul", "abu", "abou", "abi", "umm",
    "oum", "om", "um",
})  # fmt: skip
_BEHIND = frozenset({
    "الدين", "الله", "الاسلام", "الرحمن", "din", "deen", "eddin", "eddine", "uddin", "allah",
})  # fmt: skip
_NO_PART = frozenset({
    "بن", "ابن", "بنت", "ولد", "ال", "bin", "ben", "ibn", "bint", "ould", "al", "el", "ul", "ad", "as", "ash", "an", "ar",
    "at", "az", "de", "da", "di", "du", "des", "del", "la", "le", "van", "von", "der", "den",
})  # fmt: skip
_GLUED = re.compile(r"^(?:al|el|ul|ad|as|ash|an|ar|at|az)[-\u2010\u2011’'](?=\w)", re.IGNORECASE)
_LEAST_PART = 3


def initials_of(name: str) -> str:
    """The initials of a name; empty where it has no letter."""
    parts = parts_of_name(name)
    # A given name that opens with the letters of the article (الياس) has none.
    letters = [_initial(part, is_given=not place and len(parts) > 1) for place, part in enumerate(parts)]
    known = [letter for letter in letters if letter]
    return " ".join(f"{letter}." for letter in (known[:1] + known[1:][-1:]))


def parts_of_name(name: str) -> list[str]:
    """The parts of a name, each whole: «عبد الله», "Abu Zayd" and "Nour Eddine" are one."""
    parts: list[str] = []
    waiting = ""
    for word in _words(name):
        bare = _bare(word)
        if bare in _BEHIND and (parts or waiting):
            joined = f"{waiting} {word}" if waiting else f"{parts.pop()} {word}"
            parts.append(joined)
            waiting = ""
        elif waiting:
            waiting = f"{waiting} {word}"
            if bare not in _NO_PART:
                parts.append(waiting)
                waiting = ""
        elif bare in _BEFORE:
            waiting = word
        elif bare not in _NO_PART:
            parts.append(word)
    return [*parts, waiting] if waiting else parts


def with_initials(text: str, names: Iterable[str], initials: str) -> str:
    """A text in which the names, and each of their parts alone, give way to initials: however alif, ta marbuta and vowel marks
    are written, with what clings to an Arabic word before it."""
    known = sorted({" ".join(name.split()) for name in names if name.strip()}, key=len, reverse=True)
    for name in known:
        text = _pattern(name).sub(lambda found: f"{found[1]}{initials}", text)
    parts = {part for name in known for part in parts_of_name(name) if _stands_alone(part)}
    for part in sorted(parts, key=len, reverse=True):
        letter = _initial(part)
        text = _pattern(part).sub(lambda found, letter=letter: f"{found[1]}{letter}.", text)  # type: ignore[misc]
    return text


def without_names(
    text: str, names: Iterable[str], instead: str, *, keeping: Iterable[str] = (), alone: bool = True
) -> str:
    """A text in which the names, and each of their parts alone if `alone`, give way to other words. What stands as one of
    `keeping` stays: of two who share a family name, one may be named."""
    hidden = sorted({" ".join(name.split()) for name in names if name.strip()}, key=len, reverse=True)
    kept = sorted({" ".join(name.split()) for name in keeping if name.strip()}, key=len, reverse=True)
    known = {part for name in hidden for part in parts_of_name(name) if alone and _stands_alone(part)}
    patterns = [_pattern(one) for one in [*hidden, *sorted(known, key=len, reverse=True)]]
    done, at = "", 0
    for begin, end in _places_of(text, kept):
        done += _given_way(text[at:begin], patterns, instead) + text[begin:end]
        at = end
    return done + _given_way(text[at:], patterns, instead)


def _places_of(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Where the names stand, in order, none inside another."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted({found.span() for name in names for found in _pattern(name).finditer(text)}):
        if not found or begin >= found[-1][1]:
            found.append((begin, end))
    return found


def _given_way(text: str, patterns: Sequence[re.Pattern[str]], instead: str) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda found: f"{found[1]}{instead}", text)
    return text


def _stands_alone(part: str) -> bool:
    """Whether a part of a name is one also by itself: not "the" of "Salim the tailor"."""
    return len(_bare(part)) >= _LEAST_PART and (is_arabic(part) or not part[0].islower())


def _words(name: str) -> list[str]:
    # A hyphen joins an article to its name, or two names that are one; a full stop closes an initial.
    return [word for word in re.split(r"[\s.,،]+", name) if any(one.isalpha() for one in word)]


def _bare(word: str) -> str:
    plain = _MARKS.sub("", unicodedata.normalize("NFC", word)).casefold()
    return "".join("ا" if one in _ALIFS else one for one in plain)


def _initial(part: str, *, is_given: bool = False) -> str:
    word = _GLUED.sub("", part)
    plain = _MARKS.sub("", unicodedata.normalize("NFC", word))
    if not is_given and plain.startswith("ال") and len(plain) > _LEAST_PART:
        plain = plain[2:]
    letter = next((one for one in plain if one.isalpha()), "")
    return "أ" if letter in _ALIFS and letter else letter.upper()


def _pattern(name: str) -> re.Pattern[str]:
    """A name as it may be written in a text. The first group is what clings to it."""
    words = name.split()
    if is_arabic(name):
        body = r"[\s\u0640]*".join(_arabic(word) for word in words)
        return re.compile(rf"(?<!\w)([وفبكل]{{0,2}})(?:ال)?{body}(?!\w)")
    body = r"[\s\-\u2010\u2011]+".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w)()(?:al[-\s])?{body}(?!\w)", re.IGNORECASE)


def _arabic(word: str) -> str:
    plain = _MARKS.sub("", word)
    plain = plain[2:] if plain.startswith("ال") and len(plain) > _LEAST_PART else plain
    same = {"ة": "[ةه]", "ه": "[ةه]", "ى": "[ىي]", "ي": "[ىي]", **dict.fromkeys(_ALIFS, f"[{_ALIFS}]")}
    letters = "[\u064b-\u0652\u0670\u0640]*".join(same.get(one, re.escape(one)) for one in plain)
    return f"(?:ال)?{letters}[\u064b-\u0652\u0670\u0640]*"
