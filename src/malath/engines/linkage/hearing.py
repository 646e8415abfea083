"""How alike two parts of names are, for millions of pairs at once: what `names.align.likeness` says, in numpy.

The costs are those of the names engine; tests/linkage/test_hearing.py holds the two together. Three things differ. For
texts taken out of PDF files, two neighbouring sounds that changed places cost little (علاء written عالء, the ligature of
lam and alef taken apart). An initial is no more than alike. Parts that sound far apart are not looked through for a slip.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from malath.engines.linkage.vocabulary import (
    ABD,
    OPEN_THEN_A,
    OPEN_THEN_I,
    SYMBOLS,
    THREE_STRONG,
    VOWEL_NUMBERS,
    Floats,
    Ints,
    Parts,
    Sounds,
    substitutions,
    symbols,
)
from malath.engines.names import costs
from malath.engines.names.align import ALIKE

Numbers = npt.NDArray[np.integer[Any]]
BATCH = 1 << 14
SWAPPED, LIGATURE = 0.62, 0.3
_FAR = np.float32(1e6)
_TABLES = substitutions()


def _among(sounds: Ints) -> npt.NDArray[np.bool_]:
    """For every sound whether it is one of these."""
    found = np.zeros(len(SYMBOLS) + 1, bool)
    found[sounds] = True
    return found


_SPLIT = [(symbols(long)[0], _among(symbols(one)), _among(symbols(two))) for long, (one, two) in costs.SPLIT.items()]
_LAM_ALEF, _OPENERS, _OPEN_VOWELS = _among(symbols("lA")), _among(symbols("A3")), _among(VOWEL_NUMBERS)
_DT, (_Y, _A) = _among(symbols("dt")), symbols("ya")
HARD_END, OPEN_END, CUT_SHORT = 0.06, 0.25, 0.7


def likenesses(parts: Parts, left: Ints, right: Ints) -> Floats:
    """0 to 1 for each pair of parts, by their numbers."""
    out = np.zeros(len(left), np.float32)
    same = left == right
    out[same] = 1.0
    apart = (parts.classes[left] ^ parts.classes[right]).astype(np.uint16)
    missing = np.minimum(np.bitwise_count(apart & parts.classes[left]), np.bitwise_count(apart & parts.classes[right]))
    shared = (parts.classes[left] & parts.classes[right]) > 0
    short = (parts.letters[left] == 1) | (parts.letters[right] == 1)
    weak = (parts.letters[left] <= 3) | (parts.letters[right] <= 3)
    look = np.flatnonzero(~same & ~short & ((shared & (missing <= 2)) | weak))
    for start in range(0, len(look), BATCH):
        chosen = look[start : start + BATCH]
        out[chosen] = _heard(parts, left[chosen], right[chosen])
    _one_slip(parts, left, right, look, out)
    _cut_short(parts, left, right, out)
    _initials(parts, left, right, np.flatnonzero(short & ~same), out)
    return out


def _heard(parts: Parts, left: Ints, right: Ints) -> Floats:
    sounds = parts.sounds
    swap = parts.arabic[right] & ~parts.arabic[left]
    a, b = np.where(swap, right, left), np.where(swap, left, right)
    kind = np.where(parts.arabic[a] != parts.arabic[b], 2, np.where(parts.arabic[a], 0, 1))
    best = _readings_alike(sounds, sounds.first[a], sounds.first[b], kind)
    for x, y in ((sounds.second, sounds.first), (sounds.first, sounds.second), (sounds.second, sounds.second)):
        again = np.flatnonzero((x[a] != sounds.first[a]) | (y[b] != sounds.first[b]))
        if len(again):
            best[again] = np.maximum(best[again], _readings_alike(sounds, x[a[again]], y[b[again]], kind[again]))
    names_a, names_b = parts.listed[a], parts.listed[b]
    both = (names_a[:, 0] >= 0) & (names_b[:, 0] >= 0)
    alike = ((names_a[:, :, None] == names_b[:, None, :]) & (names_a[:, :, None] >= 0)).any(axis=(1, 2))
    best = np.where(both & alike, np.maximum(best, 0.97), np.where(both, np.minimum(best, 0.74), best))
    return np.minimum(best, 0.99).astype(np.float32)


def _readings_alike(sounds: Sounds, a: Ints, b: Ints, kind: Ints) -> Floats:
    cost = _distances(sounds, a, b, kind) + _pattern_cost(sounds, a, b, kind)
    weight = (sounds.weight[a] + sounds.weight[b]) / 2
    score = 1.0 - cost / (0.5 + 0.25 * np.maximum(weight, 3.0))
    head_a, head_b = sounds.head[a], sounds.head[b]
    most = np.where(head_a == head_b, 1.0, np.where((head_a > 0) & (head_b > 0), 0.7, 0.72))
    score = np.minimum(score, most)
    score = np.where(sounds.tail[a] != sounds.tail[b], np.minimum(score, 0.72), score)
    empty = (sounds.length[a] == 0) | (sounds.length[b] == 0)
    return np.where(empty, 0.0, np.maximum(score, 0.0)).astype(np.float32)


def _pattern_cost(sounds: Sounds, a: Ints, b: Ints, kind: Ints) -> Floats:
    """Samir and سمر, Samer and Samar: the vowels of CaCiC mean a long letter in Arabic, that CaCaC has not."""
    x, y = sounds.pattern[a], sounds.pattern[b]
    across = ((x & THREE_STRONG) > 0) & ((y & OPEN_THEN_I) > 0) & (kind == 2)
    one = ((x & OPEN_THEN_I) > 0) & ((y & OPEN_THEN_A) > 0)
    two = ((y & OPEN_THEN_I) > 0) & ((x & OPEN_THEN_A) > 0)
    return np.where(across, 0.2, np.where((one | two) & (kind < 2), 0.15, 0.0)).astype(np.float32)


def _distances(sounds: Sounds, a: Ints, b: Ints, kind: Ints) -> Floats:
    """Edit distance, one cell of the table at a time for all pairs."""
    rows, columns = int(sounds.length[a].max(initial=0)), int(sounds.length[b].max(initial=0))
    stem_a = np.ascontiguousarray(sounds.stem[a][:, :rows].T)
    stem_b = np.ascontiguousarray(sounds.stem[b][:, :columns].T)
    across = kind == 2
    drop_a = _drops(sounds, a, across, rows)
    drop_b = _drops(sounds, b, across, columns)
    length_a, length_b = sounds.length[a], sounds.length[b]
    table = _TABLES.reshape(3, -1)
    base = kind.astype(np.int32) * table.shape[1]
    flat, width = table.reshape(-1), len(SYMBOLS) + 1
    splits = _splits(stem_b, across)
    opening = across & _OPENERS[stem_a[0]] & _OPEN_VOWELS[stem_b[0]]
    endings = _endings(sounds, a, b, across)
    before: list[Floats] = []
    row: list[Floats] = [np.zeros(len(a), np.float32)]
    for j in range(columns):
        row.append(row[-1] + drop_b[j])
    answer = np.full(len(a), _FAR)
    for i in range(rows):
        older, before = before, row
        row = [before[0] + drop_a[i]]
        at = base + stem_a[i].astype(np.int32) * width
        for j in range(columns):
            heard = flat[at + stem_b[j]]
            if i == j == 0:
                heard = np.where(opening, np.float32(0), heard)
            for found, price in endings.get((i, j), ()):
                heard[found] = np.minimum(heard[found], price)
            best = np.minimum(before[j] + heard, np.minimum(before[j + 1] + drop_a[i], row[j] + drop_b[j]))
            if i:
                best = _special(best, older, before, stem_a, stem_b, splits, i, j)
            row.append(best)
        _finish(answer, row, length_a, length_b, i + 1)
    return answer


def _endings(
    sounds: Sounds, a: Ints, b: Ints, across: npt.NDArray[np.bool_]
) -> dict[tuple[int, int], list[tuple[Numbers, np.float32]]]:
    """By the two last places, the pairs that end in t and d (Halit, Khaled), or in ى typed ي and a (فدوى, Fadwa)."""
    last_a, last_b = (sounds.stem[rows, np.maximum(sounds.length[rows], 1) - 1] for rows in (a, b))
    hard = _DT[last_a] & _DT[last_b] & (last_a != last_b)
    open_end = across & (sounds.length[a] >= 4) & (last_a == _Y) & (last_b == _A)
    found: dict[tuple[int, int], list[tuple[Numbers, np.float32]]] = {}
    for mask, price in ((hard, HARD_END), (open_end, OPEN_END)):
        chosen = np.flatnonzero(mask)
        places = sounds.length[a[chosen]].astype(np.int32) * 256 + sounds.length[b[chosen]]
        for place in np.unique(places).tolist():
            one, other = divmod(place, 256)
            found.setdefault((one - 1, other - 1), []).append((chosen[places == place], np.float32(price)))
    return found


def _finish(answer: Floats, row: list[Floats], length_a: Ints, length_b: Ints, i: int) -> None:
    done = np.flatnonzero(length_a == i)
    if len(done):
        answer[done] = np.stack([cell[done] for cell in row])[length_b[done], np.arange(len(done))]


def _drops(sounds: Sounds, readings: Ints, across: npt.NDArray[np.bool_], most: int) -> Floats:
    chosen = np.where(across[:, None], sounds.drop_across[readings, :most], sounds.drop_same[readings, :most])
    return np.ascontiguousarray(chosen.T)


def _splits(stem_b: Ints, across: npt.NDArray[np.bool_]) -> list[list[tuple[Numbers, int]]]:
    """For each column the pairs whose Latin digraph there may be two Arabic letters, with which digraph it is."""
    return [
        [
            (found, kind)
            for kind, (long, _, _) in enumerate(_SPLIT)
            if len(found := np.flatnonzero(across & (row == long)))
        ]
        for row in stem_b
    ]


def _special(
    best: Floats,
    older: list[Floats],
    before: list[Floats],
    stem_a: Ints,
    stem_b: Ints,
    splits: list[list[tuple[Numbers, int]]],
    i: int,
    j: int,
) -> Floats:
    """A digraph that is two letters, and two neighbours that changed places."""
    for found, kind in splits[j]:
        _, one, two = _SPLIT[kind]
        fits = found[one[stem_a[i - 1][found]] & two[stem_a[i][found]]]
        best[fits] = np.minimum(best[fits], older[j][fits] + np.float32(0.05))
    if j:
        swapped = np.flatnonzero((stem_a[i] == stem_b[j - 1]) & (stem_a[i - 1] == stem_b[j]) & (stem_a[i] != stem_b[j]))
        if len(swapped):
            ligature = _LAM_ALEF[stem_a[i][swapped]] & _LAM_ALEF[stem_b[j][swapped]]
            price = np.where(ligature, np.float32(LIGATURE), np.float32(SWAPPED))
            best[swapped] = np.minimum(best[swapped], older[j - 1][swapped] + price)
    return best


def _one_slip(parts: Parts, left: Ints, right: Ints, look: Numbers, out: Floats) -> None:
    """One slip of the finger in a long part of the same script: 0.8 at least."""
    longest = np.maximum(parts.letters[left[look]], parts.letters[right[look]])
    shortest = np.minimum(parts.letters[left[look]], parts.letters[right[look]])
    fit = look[
        (out[look] < 0.8)
        & (out[look] > 0.3)
        & (parts.arabic[left[look]] == parts.arabic[right[look]])
        & (shortest >= 6)
        & (longest - shortest <= 1)
        & (parts.strong[left[look]] != parts.strong[right[look]])
    ]
    if len(fit):
        words = parts.words
        distance = process.cpdist(
            [words[n] for n in left[fit]],
            [words[n] for n in right[fit]],
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1,
            workers=1,
        )
        slips = fit[distance == 1]
        out[slips] = np.maximum(out[slips], 0.8)


def _cut_short(parts: Parts, left: Ints, right: Ints, out: Floats) -> None:
    """A bare عبد and one of the names that begin with it."""
    first, head = parts.sounds.first, parts.sounds.head
    for one, other in ((left, right), (right, left)):
        chosen = np.flatnonzero(parts.bare[one] & (head[first[other]] == ABD) & (out < CUT_SHORT))
        out[chosen] = CUT_SHORT


def _initials(parts: Parts, left: Ints, right: Ints, chosen: Numbers, out: Floats) -> None:
    from malath.engines.names.align import likeness

    for n in chosen:
        out[n] = min(likeness(parts.words[left[n]], parts.words[right[n]]).score, ALIKE)
