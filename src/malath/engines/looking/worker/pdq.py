"""PDQ, the perceptual hash of pictures, in plain Python.

Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Facebook, 2019
(github.com/facebook/ThreatExchange, hashing/hashing.pdf). A picture becomes 64 by 64 means of brightness by two passes
of a box filter in each direction (Jarosz, SIGGRAPH 2001), then the 16 by 16 lowest frequencies of its cosine transform
without the first; each bit says whether a frequency lies above their median.

The two passes and the picking of every n-th point are linear, so they are done at once as two products with a thin
matrix: the same numbers, without half a million additions.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sqrt
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

NEAR = 31
GOOD_QUALITY = 50
_SIDE = 64
# Above this the pass through plain Python is too slow; the mean of pixels loses nothing that 64 points could show.
_LARGEST = 1600
_SMALLEST = 5
_FREQUENCIES = 16


def near(one: str, other: str) -> int:
    """In how many of the 256 bits two hashes (64 hexadecimal digits each) differ: `NEAR` or fewer is the same picture."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def hash_of(picture: Image) -> tuple[str, int]:
    """The hash as 64 hexadecimal digits, and its quality from 0 (nothing to see) to 100; below 50 it says little."""
    grey = picture.convert("L")
    if min(grey.size) < _SMALLEST:
        return "0" * 64, 0
    if max(grey.size) > _LARGEST:
        grey.thumbnail((_LARGEST, _LARGEST))
    small = _means(grey.tobytes(), *grey.size)
    frequencies = _transform(small)
    median = sorted(frequencies)[len(frequencies) // 2 - 1]
    bits = sum(1 << place for place, value in enumerate(frequencies) if value > median)
    return f"{bits:064x}", _quality(small)


@lru_cache(maxsize=64)
def _taps(length: int) -> list[tuple[int, list[float]]]:
    """For each of 64 points: where its neighbourhood begins among `length` pixels, and the weight of each pixel."""
    window = (length + 2 * _SIDE - 1) // (2 * _SIDE)
    right = (window + 2) // 2 - 1
    left = window - right - 1

    def box(at: int) -> range:
        return range(max(0, at - left), min(length - 1, at + right) + 1)

    found = []
    for point in range(_SIDE):
        weights: dict[int, float] = {}
        outer = box(int((point + 0.5) * length / _SIDE))
        for middle in outer:
            inner = box(middle)
            for pixel in inner:
                weights[pixel] = weights.get(pixel, 0.0) + 1 / (len(outer) * len(inner))
        found.append((min(weights), [weights[pixel] for pixel in sorted(weights)]))
    return found


def _means(grey: bytes, width: int, height: int) -> list[list[float]]:
    across = _taps(width)
    rows = []
    for top in range(0, width * height, width):
        row = grey[top : top + width]
        rows.append([sum(map(mul, weights, row[at : at + len(weights)])) for at, weights in across])
    columns = list(zip(*rows, strict=True))
    down = _taps(height)
    turned = [[sum(map(mul, weights, column[at : at + len(weights)])) for at, weights in down] for column in columns]
    return [list(row) for row in zip(*turned, strict=True)]


@lru_cache(maxsize=1)
def _cosines() -> list[list[float]]:
    scale = sqrt(2 / _SIDE)
    return [
        [scale * cos(pi / 2 / _SIDE * (frequency + 1) * (2 * place + 1)) for place in range(_SIDE)]
        for frequency in range(_FREQUENCIES)
    ]


def _transform(small: list[list[float]]) -> list[float]:
    waves = _cosines()
    columns = list(zip(*small, strict=True))
    half = [[sum(map(mul, wave, column)) for column in columns] for wave in waves]
    return [sum(map(mul, row, wave)) for row in half for wave in waves]


def _quality(small: list[list[float]]) -> int:
    turned = zip(*small, strict=True)
    steps = [(a, b) for line in [*small, *turned] for a, b in pairwise(line)]
    return min(100, sum(abs(int((a - b) * 100 / 255)) for a, b in steps) // 90)
