"""All distinct parts of the names in the lists, each as numbers that numpy can compare by the million."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.names import align, coarse_variants, costs, is_arabic, lexicon
from malath.engines.names.align import _strong
from malath.engines.names.sounds import VOWELS, Sound, readings

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
Bytes = npt.NDArray[np.integer[Any]]

MOST_SOUNDS = 14
MOST_KEYS = 3
MOST_LISTED = 3
THREE_STRONG, OPEN_THEN_I, OPEN_THEN_A = 1, 2, 4
ABD = 1
_HEADS = {"": 0, "abd": ABD, "abu": 2}
# Consonants that hands and scripts confuse share a class: two parts without a common class cannot sound alike.
_CLASSES = (
    "bp",
    "tT8",
    "jgC",
    "7h",
    "5Xkq9Cg",
    "dD6Z",
    "r",
    "zZ6D8",
    "sSC8",
    "$c",
    "fv",
    "l",
    "m",
    "n",
    "wUuov",
    "yIi",
)
SYMBOLS = "\0" + "bptT8jgh75XxdD6rzZsS$cC9fvqklmn3wyAIUaeiouH0123456789"
_NUMBER = {symbol: number for number, symbol in enumerate(SYMBOLS)}


class Vocabulary:
    """Numbers for parts of names, in the order in which they were met."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        """The number of a part, a new one for a part not met before."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
        return found

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Readings of all parts as rows of numbers; `first[w]` and `second[w]` are the rows of part w (equal if it has one).

    `drop_same` and `drop_across` hold what it costs that a sound has no counterpart, within a script and across.
    """

    first: Ints
    second: Ints
    stem: Bytes
    length: Bytes
    head: Bytes
    tail: Bytes
    weight: Floats
    drop_same: Floats
    drop_across: Floats
    pattern: Bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of each part: script, whether it is a bare عبد that a longer name was cut to, listed names (-1:
    none), classes of its consonants, its strong consonants as a number, coarse keys, sounds."""

    words: list[str]
    arabic: npt.NDArray[np.bool_]
    bare: npt.NDArray[np.bool_]
    letters: Bytes
    listed: Ints
    classes: npt.NDArray[np.integer[Any]]
    strong: Ints
    keys: Ints
    key_names: list[str]
    sounds: Sounds


def describe(vocabulary: Vocabulary) -> Parts:
    """Look at every part once."""
    words = vocabulary.words
    key_numbers: dict[str, int] = {}
    listed_numbers: dict[str, int] = {}
    strong_numbers: dict[str, int] = {}
    keys = np.full((len(words), MOST_KEYS), -1, np.int32)
    listed = np.full((len(words), MOST_LISTED), -1, np.int32)
    for row, word in enumerate(words):
        for column, key in enumerate(coarse_variants(word)[:MOST_KEYS]):
            keys[row, column] = key_numbers.setdefault(key, len(key_numbers))
        for column, head in enumerate(sorted(lexicon.known(word))[:MOST_LISTED]):
            listed[row, column] = listed_numbers.setdefault(head, len(listed_numbers))
    sounds, classes = _sounds(words)
    return Parts(
        words,
        np.fromiter((is_arabic(word) for word in words), bool, len(words)),
        np.fromiter((word in align.BARE_ABD for word in words), bool, len(words)),
        np.fromiter((min(len(word), 255) for word in words), np.uint8, len(words)),
        listed,
        classes,
        np.fromiter((strong_numbers.setdefault(_strong(w), len(strong_numbers)) for w in words), np.int32, len(words)),
        keys,
        list(key_numbers),
        sounds,
    )


def _sounds(words: list[str]) -> tuple[Sounds, npt.NDArray[np.integer[Any]]]:
    rows: list[Sound] = []
    first, second = np.zeros(len(words), np.int32), np.zeros(len(words), np.int32)
    for number, word in enumerate(words):
        found = readings(word)
        first[number], second[number] = len(rows), len(rows) + len(found) - 1
        rows.extend((found[0], found[-1]) if len(found) > 1 else found)
    stems = [sound.stem[:MOST_SOUNDS] for sound in rows]
    shape = (len(rows), MOST_SOUNDS)
    stem, drop_same, drop_across = np.zeros(shape, np.uint8), np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    remembered: dict[tuple[str, bool], tuple[list[int], list[float], list[float]]] = {}
    for row, sound in enumerate(rows):
        text = stems[row]
        known = remembered.get((text, sound.arabic))
        if known is None:
            known = remembered[text, sound.arabic] = _row(text, sound.arabic)
        stem[row, : len(text)], drop_same[row, : len(text)], drop_across[row, : len(text)] = known
    classes = np.fromiter((_classes(text) for text in stems), np.uint16, len(rows))
    sounds = Sounds(
        first,
        second,
        stem,
        np.fromiter(map(len, stems), np.uint8, len(rows)),
        np.fromiter((_HEADS.get(sound.head, 0) for sound in rows), np.uint8, len(rows)),
        np.fromiter((1 if sound.tail else 0 for sound in rows), np.uint8, len(rows)),
        np.fromiter((sum(c not in "aeiou" for c in text) for text in stems), np.float32, len(rows)),
        drop_same,
        drop_across,
        np.fromiter(map(_pattern, stems), np.uint8, len(rows)),
    )
    return sounds, classes[first] | classes[second]


def _row(stem: str, arabic: bool) -> tuple[list[int], list[float], list[float]]:
    places = range(len(stem))
    return (
        [_NUMBER.get(c, len(SYMBOLS)) for c in stem],
        [costs.drop(stem, i, arabic=arabic, across=False) for i in places],
        [costs.drop(stem, i, arabic=arabic, across=True) for i in places],
    )


def _pattern(stem: str) -> int:
    return (
        THREE_STRONG * bool(align._THREE_STRONG.fullmatch(stem))
        + OPEN_THEN_I * bool(align._OPEN_THEN_I.fullmatch(stem))
        + OPEN_THEN_A * bool(align._OPEN_THEN_A.fullmatch(stem))
    )


def _classes(stem: str) -> int:
    return sum(1 << bit for bit, letters in enumerate(_CLASSES) if any(c in letters for c in stem))


def substitutions() -> Floats:
    """The cost of hearing one sound as another in three tables: within Arabic, within Latin, Arabic as Latin."""
    size = len(SYMBOLS) + 1
    out = np.ones((3, size, size), np.float32)
    for number, table in enumerate((costs.ARABIC, costs.LATIN, costs.ACROSS)):
        for a, row in _NUMBER.items():
            for b, column in _NUMBER.items():
                out[number, row, column] = costs.substitution(a, b, table) if row and column else 1.0
    return out


def symbols(letters: str) -> Ints:
    """Numbers of some sounds."""
    return np.array([_NUMBER[c] for c in letters], np.int32)


VOWEL_NUMBERS = symbols("".join(sorted(VOWELS)))
