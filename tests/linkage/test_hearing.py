"""Linkage hears millions of parts of names in numpy: it must hear what the names engine hears, but for what is said here."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

from malath.engines.linkage.hearing import likenesses
from malath.engines.linkage.vocabulary import Parts, Vocabulary, describe
from malath.engines.names import coarse, tokens
from malath.engines.names.align import ALIKE, likeness
from malath.engines.names.sounds import readings
from tests.linkage.invented import GIVEN

ARABIC, LATIN = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئء", "abcdefghijklmnopqrstuvwxyzéçşğıöü"
# From here up levels differ; below, all parts are different.
HEARD, NEAR = 0.6, 0.005
# Below this no slip of the finger is looked for.
FAR = 0.3


def invented_parts(dice: random.Random) -> list[str]:
    """Given names in both scripts, names that nobody bears, and all of them with a slip or two."""
    names = [name for line in GIVEN for name in line]
    for _ in range(120):
        names.append("".join(dice.choices(ARABIC[:28], k=dice.randrange(2, 7))))
        syllables = (dice.choice("bdfghjklmnqrstz") + dice.choice("aeiou") for _ in range(dice.randrange(1, 4)))
        names.append("".join(syllables) + dice.choice(["", "n", "d", "t", "sh", "kh"]))
    names += ["عبد", "abd", "abdel", "عبد الكريم", "Abdulrahman", "Abdelkader", "فدوى", "Fadwa", "سلوى", "Salwa"]
    slipped = [_slip(name, ARABIC if name > "\u0600" else LATIN, dice) for name in names]
    return sorted({part for name in [*names, *slipped] for part in tokens(name)})


def _slip(name: str, letters: str, dice: random.Random) -> str:
    place = dice.randrange(len(name))
    return dice.choice(
        [
            name[:place] + name[place + 1 :],
            name[:place] + dice.choice(letters) + name[place:],
            name[:place] + dice.choice(letters) + name[place + 1 :],
            name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
        ]
    )


def parts_of(words: list[str]) -> Parts:
    vocabulary = Vocabulary()
    for word in words:
        vocabulary.number(word)
    return describe(vocabulary)


def pairs_to_hear(words: list[str], dice: random.Random) -> list[tuple[int, int]]:
    """Each part with some others, and with those that have the same coarse key: where likeness is decided."""
    near: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        near[coarse(word)].append(number)
    pairs = [(number, other) for number in range(len(words)) for other in dice.sample(range(len(words)), 6)]
    return pairs + [(one, other) for group in near.values() for one in group for other in group[:8]]


def neighbours_swapped(one: str, other: str) -> bool:
    """Whether two neighbouring sounds of one part stand the other way round in the other."""
    turns = [{pair for reading in readings(part) for pair in pairwise(reading.stem)} for part in (one, other)]
    return any((second, first) in turns[1] for first, second in turns[0] if first != second)


def heard(one: str, other: str) -> float:
    parts = parts_of([one, other])
    return float(likenesses(parts, np.array([0]), np.array([1]))[0])


@pytest.mark.parametrize("seed", [1, 2])
def test_thousands_of_parts_are_heard_as_the_names_engine_hears_them(seed: int) -> None:
    dice = random.Random(seed)
    words = invented_parts(dice)
    parts, pairs = parts_of(words), pairs_to_hear(words, dice)
    assert len(pairs) > 3000

    left, right = np.array(pairs, np.int64).T
    scores = likenesses(parts, left, right)

    wrong, swapped = [], 0
    for (a, b), score in zip(pairs, scores.tolist(), strict=True):
        known = likeness(words[a], words[b])
        meant = min(known.score, ALIKE) if known.reason == "initial" else known.score
        if abs(score - meant) <= NEAR or max(score, meant) < HEARD:
            continue
        if score > meant and neighbours_swapped(words[a], words[b]):
            swapped += 1
        elif not (known.reason == "slip" and score <= FAR):
            wrong.append((words[a], words[b], round(score, 3), known))
    assert wrong == []
    assert swapped < len(pairs) / 200


def test_hearing_does_not_ask_which_part_comes_first() -> None:
    dice = random.Random(3)
    words = invented_parts(dice)
    parts = parts_of(words)
    left, right = np.array(pairs_to_hear(words, dice), np.int64).T

    assert np.abs(likenesses(parts, left, right) - likenesses(parts, right, left)).max() < NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("فدوى", "Fadwa"),
        ("خالد", "Halit"),
        ("أسامة", "Osama"),
        ("عبد", "Abdulkarim"),
        ("abdel", "عبدالكريم"),
        ("خالد", "k"),
    ],
)
def test_what_the_names_engine_treats_apart_is_heard_too(one: str, other: str) -> None:
    [a], [b] = tokens(one), tokens(other)

    assert heard(a, b) == pytest.approx(min(likeness(a, b).score, 0.99 if len(b) > 1 else ALIKE), abs=NEAR)


@pytest.mark.parametrize(("one", "other"), [("علاء", "عالء"), ("صلاح", "صالح"), ("سلامة", "سالمة"), ("بلال", "بالل")])
def test_lam_and_alef_taken_apart_in_a_pdf_are_nearly_the_same(one: str, other: str) -> None:
    [a], [b] = tokens(one), tokens(other)

    assert heard(a, b) >= 0.7
    assert heard(a, b) > likeness(a, b).score
