"""Keys that one name gives in any script: a fine one to store and compare, a coarse one to find candidates by.

Fine: b t th j h kh d dh r z s sh gh f k l m n, and y, w where they are written long. Coarse: classes of letters that
transliterations confuse, without weak letters; the opening vowel is "a".
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from malath.engines.names import lexicon
from malath.engines.names.sounds import VOWELS, Sound, readings

MOST_VARIANTS = 6
_FINE = {
    **{
        "T": "t",
        "8": "th",
        "g": "j",
        "7": "h",
        "5": "kh",
        "X": "kh",
        "D": "d",
        "6": "dh",
        "Z": "z",
        "S": "s",
        "$": "sh",
    },
    **{"c": "sh", "C": "k", "9": "gh", "v": "f", "q": "k", "I": "y", "U": "w", "H": "", "3": "", "A": ""},
    **dict.fromkeys("aeiou", ""),
}
_COARSE = {
    **{"T": ("t",), "8": ("t", "s", "d"), "j": ("j",), "g": ("j", "k"), "7": ("h",), "5": ("h",), "X": ("h", "ks")},
    **{"D": ("d", "z"), "6": ("d", "z"), "Z": ("z", "d"), "S": ("s",), "$": ("x",), "c": ("x", "h"), "C": ("k", "j")},
    **{"9": ("k",), "v": ("f", ""), "q": ("k",), "3": ("",), "H": ("",)},
    **dict.fromkeys("aeiouAIUwy", ("",)),
}
_SPLIT_COARSE = {"8": "th", "$": "sh", "6": "dh"}
_DOUBLED = re.compile(r"(.)\1+")


def key(token: str) -> str:
    """The fine key: equal for the usual spellings of one name in both scripts (محمود, Mahmoud: mhmwd)."""
    head = lexicon.known_single(token)
    sound = readings(head or token)[0]
    return {"abd": "abd", "abu": "ab"}.get(sound.head, "") + _fine(sound.stem) + sound.tail


def _fine(stem: str) -> str:
    opening = "a" if stem[:1] in VOWELS or stem[:1] == "3" else ""
    closing = "y" if len(stem) > 1 and stem[-1] == "i" else ""
    found = "".join(_FINE.get(c, c) for c in stem) + closing
    if opening and found[:1] in ("y", "w") and stem[:1] in "3A":
        found = found[1:] if stem[:1] == "3" and found[1:] else found
    if len(stem) > 2 and stem[-1] in "7h":
        found = found[:-1]
    return (opening + _DOUBLED.sub(r"\1", found)) or "0"


def coarse(token: str) -> str:
    """The coarse key: the first of `coarse_variants`."""
    return coarse_variants(token)[0]


@lru_cache(maxsize=65536)
def coarse_variants(token: str, *, unfinished: bool = False) -> tuple[str, ...]:
    """All coarse keys of a part, the likeliest first; several where a letter is ambiguous (g, c, th, ذ).

    `unfinished` is for a part still being typed: its last letter is not taken for an ending.
    """
    found: dict[str, None] = {}
    sounds = list(readings(token))
    for head in sorted(lexicon.known(token)):
        sounds += readings(head)
    for sound in sounds:
        for variant in _coarse_of(sound, unfinished):
            found.setdefault(variant)
    return tuple(found)


def _coarse_of(sound: Sound, unfinished: bool) -> list[str]:
    stem = sound.stem
    options: list[tuple[str, ...]] = []
    for i, c in enumerate(stem):
        choice = _COARSE.get(c, (c,))
        if i == 0 and (c in VOWELS or c == "3"):
            choice = ("w",) if c == "U" and stem[1:2] in VOWELS else ("a",)
        elif i == 0 and c in "wy":
            choice = (c,)
        elif c in _SPLIT_COARSE and not sound.arabic and 0 < i < len(stem) - 1:
            choice = (*choice, _SPLIT_COARSE[c])
        options.append(choice)
    if len(stem) > 2 and not unfinished:
        if stem[-1] in "7h":
            options[-1] = ("",)
        elif stem[-1] in "tT":
            options[-1] = ("d",)
    head = {"abd": "abd", "abu": "ab"}.get(sound.head, "")
    tail = "dn" if sound.tail else ""
    variants = []
    for letters in product(*options):
        variants.append(_DOUBLED.sub(r"\1", head + "".join(letters) + tail) or "0")
        if len(variants) == MOST_VARIANTS:
            break
    return variants
