"""How alike two parts of names are: the cheapest way to hear one as the other."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from malath.engines.names import costs, lexicon
from malath.engines.names.letters import is_arabic
from malath.engines.names.sounds import VOWELS, Sound, readings

# From here up, two parts are taken for the same name.
ALIKE = 0.85
# What is left of عبد الكريم and the like where a name was cut.
BARE_ABD = frozenset(("عبد", "abd", "abed", "abdel", "abdul", "abdo", "abdou", "عبده"))
_WEAK_OR_SHORT = re.compile(r"[aeiouwyAIU3H]")
_OPEN_THEN_I = re.compile(r"[^aeiouAIU]a[^aeiouAIUwy][ei][^aeiouAIUwyH]")
_OPEN_THEN_A = re.compile(r"[^aeiouAIU]a[^aeiouAIUwy]a[^aeiouAIUwyH]")
# The first letter of a digraph stands for the letter: K. for خالد, D. for Djihad.
_INITIALS = frozenset(("k5", "s$", "g9", "t8", "d6", "dj", "z6", "zD", "cj", "cd", "j$", "g3", "ow", "uw", "iy", "ey"))
_OPENING = tuple("A3aeiouIU")
_THREE_STRONG = re.compile(r"[^wyAH3]{3}")


class Likeness(NamedTuple):
    """`score` from 0 to 1, and the reason in one word or two."""

    score: float
    reason: str


def likeness(a: str, b: str) -> Likeness:
    """Two parts as `tokens` gives them. Symmetric; 1 only for the same writing or the same listed name."""
    return _likeness(a, b) if a <= b else _likeness(b, a)


@lru_cache(maxsize=131072)
def _likeness(a: str, b: str) -> Likeness:
    if a == b:
        return Likeness(1.0, "same")
    across = is_arabic(a) != is_arabic(b)
    if len(a) == 1 or len(b) == 1:
        return _initial(a, b)
    if a.isdigit() or b.isdigit():
        return Likeness(0.0, "different")
    score = max(_readings_alike(x, y) for x in readings(a) for y in readings(b))
    listed_a, listed_b = lexicon.known(a), lexicon.known(b)
    others = bool(listed_a and listed_b) and not listed_a & listed_b
    if listed_a & listed_b:
        score = max(score, 0.97)
    return _named(a, b, min(score, 0.74) if others else score, across, others)


def _named(a: str, b: str, score: float, across: bool, others: bool) -> Likeness:
    if score >= ALIKE:
        return Likeness(min(score, 0.99), "other script" if across else "spelling")
    if not across and not others and _one_slip(a, b):
        return Likeness(max(score, 0.8), "slip")
    if score > 0.4 and _strong(a) == _strong(b):
        return Likeness(score, "weak letter")
    cut = _cut_compound(a, b)
    if cut and score < 0.7:
        return Likeness(0.7, "cut short")
    return Likeness(score, "spelling" if score >= 0.75 else "different")


def _strong(token: str) -> str:
    sound = readings(token)[0]
    return sound.head + _WEAK_OR_SHORT.sub("", sound.stem) + sound.tail


def _one_slip(a: str, b: str) -> bool:
    """One slip of the finger in a long part, on a consonant; a weak letter makes another name (محمد and محمود)."""
    if min(len(a), len(b)) < 6 or DamerauLevenshtein.distance(a, b, score_cutoff=1) != 1:
        return False
    return _strong(a) != _strong(b)


def _cut_compound(a: str, b: str) -> bool:
    return any(x in BARE_ABD and readings(y)[0].head == "abd" for x, y in ((a, b), (b, a)))


def _initial(a: str, b: str) -> Likeness:
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(long) == 1 and is_arabic(long) == is_arabic(short):
        return Likeness(0.0, "different")
    for x in readings(short):
        for y in readings(long):
            first = (y.head or y.stem)[:1]
            table = _table(x, y)
            if first and x.stem and costs.substitution(x.stem[0], first, table) <= 0.15:
                return Likeness(0.9, "initial")
            if x.stem[:1] + first in _INITIALS or (x.stem[:1] in _OPENING and first in _OPENING):
                return Likeness(0.9, "initial")
    return Likeness(0.0, "different")


def _table(x: Sound, y: Sound) -> costs.Costs:
    if x.arabic != y.arabic:
        return costs.ACROSS
    return costs.ARABIC if x.arabic else costs.LATIN


def _readings_alike(x: Sound, y: Sound) -> float:
    if not x.stem or not y.stem:
        return 0.0
    cost = _distance(x, y)
    weight = (_weight(x.stem) + _weight(y.stem)) / 2
    score = 1.0 - cost / (0.5 + 0.25 * max(weight, 3.0))
    if x.head != y.head:
        score = min(score, 0.7 if x.head and y.head else 0.72)
    if x.tail != y.tail:
        score = min(score, 0.72)
    return max(score, 0.0)


def _weight(stem: str) -> float:
    return sum(1.0 for c in stem if c not in "aeiou")


def _distance(x: Sound, y: Sound) -> float:
    """Edit distance with the costs of the two scripts; Arabic first where they differ."""
    if y.arabic and not x.arabic:
        x, y = y, x
    across = x.arabic != y.arabic
    table = _table(x, y)
    a, b = x.stem, y.stem
    drop_a = [costs.drop(a, i, arabic=x.arabic, across=across) for i in range(len(a))]
    drop_b = [costs.drop(b, j, arabic=y.arabic, across=across) for j in range(len(b))]
    cost = _cheapest(a, b, drop_a, drop_b, table, across)
    return cost + _pattern_cost(a, b, across)


def _cheapest(a: str, b: str, drop_a: list[float], drop_b: list[float], table: costs.Costs, across: bool) -> float:
    before: list[float] = []
    row = [0.0]
    ends_open = len(a) >= 4 and a[-1] == "y" and b[-1] == "a"  # a final ى typed ي: فدوى Fadwa
    for cost in drop_b:
        row.append(row[-1] + cost)
    for i, sound in enumerate(a):
        older, before = before, row
        row = [before[0] + drop_a[i]]
        for j, other in enumerate(b):
            ends = i == len(a) - 1 and j == len(b) - 1
            best = before[j] + _hear(sound, other, table, across and i == j == 0, ends)
            best = min(best, before[j + 1] + drop_a[i], row[j] + drop_b[j])
            if across and ends_open and ends:
                best = min(best, before[j] + 0.25)
            if across and i and other in costs.SPLIT:
                one, two = costs.SPLIT[other]
                if a[i - 1] in one and sound in two:
                    best = min(best, older[j] + 0.05)
            row.append(best)
    return row[-1]


def _hear(a: str, b: str, table: costs.Costs, opening: bool, closing: bool) -> float:
    # At the end Turks and Kurds say t for d: Halit, Reşit.
    if closing and a in "dt" and b in "dt":
        return 0.0 if a == b else 0.06
    # In front, the Arabic letter only says that there is a vowel: أسامة Osama, إبراهيم Ibrahim.
    if opening and a in "A3" and b in VOWELS:
        return 0.0
    return 0.0 if a == b else costs.substitution(a, b, table)


def _pattern_cost(a: str, b: str, across: bool) -> float:
    """Samir and سمر, Samer and Samar: the vowels of CaCiC mean a long letter in Arabic, that CaCaC has not."""
    if across:
        return 0.2 if _THREE_STRONG.fullmatch(a) and _OPEN_THEN_I.fullmatch(b) else 0.0
    one = bool(_OPEN_THEN_I.fullmatch(a)) and bool(_OPEN_THEN_A.fullmatch(b))
    two = bool(_OPEN_THEN_I.fullmatch(b)) and bool(_OPEN_THEN_A.fullmatch(a))
    return 0.15 if one or two else 0.0
