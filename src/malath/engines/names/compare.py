"""Two whole names beside each other: which part answers which, why, and how alike they are (SC10, SH1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from malath.engines.names.align import ALIKE, likeness
from malath.engines.names.tokens import Piece, pieces

FIRST, MIDDLE, LAST = 1.6, 0.9, 1.2
FAMILY_FIRST, OTHER_ORDER, CONFLICT, GIVEN_MISSING = 0.03, 0.08, 0.06, 0.32
# سالم and السالم may be one family, or two: the article decides only where all else is equal.
ARTICLE = 0.004
_NONE = -1
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the left name and its counterpart, "" where there is none.

    Reasons: same, other script, spelling, weak letter, slip, initial, cut short, different, missing.
    """

    left: str
    right: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`score` from 0 to 1: from 0.85 the same name, below 0.7 another; `parts` say why; `reordered`: swapped."""

    score: float
    parts: tuple[Part, ...] = field(default=())
    reordered: bool = False


def compare(a: str, b: str) -> Comparison:
    """Compare two names in any script; symmetric; 1.0 for the same writing, 0.0 if either is empty."""
    left, right = pieces(a), pieces(b)
    if not left or not right:
        return Comparison(0.0)
    if (len(left), left) <= (len(right), right):
        return _compare(left, right)
    mirrored = _compare(right, left)
    parts = tuple(Part(p.right, p.left, p.reason, p.score) for p in mirrored.parts)
    return Comparison(mirrored.score, parts, mirrored.reordered)


def duplicate_score(names_a: Sequence[str], names_b: Sequence[str]) -> float:
    """The best comparison over the variants of two persons' names."""
    return max((compare(a, b).score for a in names_a for b in names_b), default=0.0)


def _compare(fewer: Sequence[Piece], more: Sequence[Piece]) -> Comparison:
    short, long = [piece.token for piece in fewer], [piece.token for piece in more]
    table = [[likeness(a, b).score for b in long] for a in short]
    n, m = len(short), len(long)
    straight, given_last = list(range(n)), [*range(1, n), 0]
    best: _Found | None = None
    for cost, rows, columns in (
        (0.0, straight, list(range(m))),
        (FAMILY_FIRST, given_last, list(range(m))),
        (FAMILY_FIRST, straight, [*range(1, m), 0]),
    ):
        if cost and n == 1:
            break
        allowed = _without_moved_initials(table, short, long) if cost else table
        pairs = [(rows[i], columns[j]) for i, j in _in_order([[allowed[r][c] for c in columns] for r in rows])]
        best = _better(best, _Found(_scored(allowed, pairs, rows, columns) - cost, cost, pairs))
    if n > 1 and (best is None or best.score < ALIKE):
        allowed = _without_moved_initials(table, short, long)
        pairs = _any_order(allowed)
        best = _better(
            best, _Found(_scored(allowed, pairs, straight, list(range(m))) - OTHER_ORDER, OTHER_ORDER, pairs)
        )
    assert best is not None
    articles = sum(fewer[i].article != more[j].article for i, j in best.pairs if table[i][j] >= ALIKE)
    score = round(best.score - ARTICLE * articles, 4)
    return Comparison(min(max(score, 0.0), 1.0), _parts(short, long, best.pairs), best.cost > 0)


class _Found(NamedTuple):
    score: float
    cost: float
    pairs: Pairs


def _without_moved_initials(table: list[list[float]], short: list[str], long: list[str]) -> list[list[float]]:
    """Where the order differs, an initial stands for a middle name or proves nothing."""

    def counts(i: int, j: int) -> bool:
        if len(short[i]) == 1 != len(long[j]):
            return 0 < j < len(long) - 1
        return not (len(long[j]) == 1 != len(short[i])) or 0 < i < len(short) - 1

    return [[score if counts(i, j) else 0.0 for j, score in enumerate(row)] for i, row in enumerate(table)]


def _better(best: _Found | None, other: _Found) -> _Found:
    return other if best is None or other.score > best.score + 1e-9 else best


def _worth(score: float) -> float:
    """A pair below the level of the same name soon counts for nothing: a son and his brother share all but one part."""
    if score >= ALIKE:
        return score
    return ALIKE * (max(score - 0.5, 0.0) / (ALIKE - 0.5)) ** 2


def _in_order(table: list[list[float]]) -> Pairs:
    """All rows paired with columns, order kept, for the greatest worth (rows are never more than columns)."""
    n, m = len(table), len(table[0])
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        best[i][m] = -100.0
        for j in range(m - 1, -1, -1):
            paired = _worth(table[i][j]) + 0.001 * (i == j == 0) + best[i + 1][j + 1]
            best[i][j] = max(paired, best[i][j + 1])
    pairs, j = [], 0
    for i in range(n):
        while best[i][j] == best[i][j + 1] and m - j - 1 >= n - i:
            j += 1
        pairs.append((i, j))
        j += 1
    return pairs


def _any_order(table: list[list[float]]) -> Pairs:
    ranked = sorted((-score, i, j) for i, row in enumerate(table) for j, score in enumerate(row))
    rows: set[int] = set()
    columns: set[int] = set()
    pairs = []
    for _, i, j in ranked:
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            pairs.append((i, j))
    return sorted(pairs)


def _scored(table: list[list[float]], pairs: Pairs, rows: list[int], columns: list[int]) -> float:
    n, m = len(rows), len(columns)
    row_place = {r: k for k, r in enumerate(rows)}
    column_place = {c: k for k, c in enumerate(columns)}
    total = weights = 0.0
    for i, j in pairs:
        weight = (_weight(row_place[i], n) + _weight(column_place[j], m)) / 2
        total += weight * _worth(table[i][j])
        weights += weight
    score = total / weights
    if n == 1 < m:
        return score * 0.62
    for column in set(columns) - {j for _, j in pairs}:
        place = column_place[column]
        # The given name is missing, in one order or the other: a father is not his son.
        score -= GIVEN_MISSING if place == 0 or column == 0 else 0.05 if place == m - 1 else 0.015
    return score - CONFLICT * sum(table[i][j] < 0.5 for i, j in pairs)


def _weight(place: int, count: int) -> float:
    if place == 0:
        return FIRST
    return LAST if place == count - 1 else MIDDLE


def _parts(short: list[str], long: list[str], pairs: Pairs) -> tuple[Part, ...]:
    answered = {j: i for i, j in pairs}
    parts = []
    for j, token in enumerate(long):
        i = answered.get(j, _NONE)
        if i == _NONE:
            parts.append(Part("", token, "missing", 0.0))
        else:
            found = likeness(short[i], token)
            parts.append(Part(short[i], token, found.reason, round(found.score, 4)))
    return tuple(parts)
