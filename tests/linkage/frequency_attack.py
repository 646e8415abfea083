"""An attack on encoded lists by the frequency of names, without the secret.

Who has an encoded file knows how it was made (the features of a name, how many bits each sets) and how frequent names are
in public. Bits that one frequent feature sets are set together: groups of such bits are looked for, as in the attack by
pattern mining of Christen, Vidanage, Ranbaduge and Schnell (2018). Each group's share of the rows, and the share that two
groups have in common, are then fitted to those that public frequencies lead one to expect, as Kuzu, Kantarcioglu, Durham
and Malin (2011) fit frequencies under constraints. What a row's groups stand for says its given name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.private.encoding import PLACES, SERVANT_OF, letter_pairs

Floats = npt.NDArray[np.float32]
Feature = tuple[str, str]
FEWEST_BITS = 4
MOST_GROUPS, LEAST_SHARE = 60, 0.02
ROUNDS = 12


def attack(
    packed: npt.NDArray[np.uint8],
    public: Mapping[tuple[str, str], int],
    rows: int,
    *,
    together: float = 0.45,
    present: float = 0.8,
) -> list[str]:
    """For each encoded row the skeleton of the given name that it most likely holds; "" where there is no saying.

    `public` counts (place, skeleton) in `rows` people. `together` is the least correlation within a group of bits, and
    `present` the share of a group that a row must have; noise wants both lower.
    """
    bits = np.unpackbits(packed, axis=1).astype(np.float32)
    names, has = _expected(public, rows)
    groups = _groups(bits, together)
    if not groups or not names:
        return [""] * len(packed)
    member = np.stack([bits[:, group].mean(axis=1) >= present for group in groups], axis=1).astype(np.float32)
    observed = member.T @ member / len(member)
    features = sorted(has)
    joint = _joint(features, has, names, public, rows)
    meant = _fitted(observed, joint)
    return _named(member, [features[n] for n in meant], public)


def _expected(
    public: Mapping[tuple[str, str], int], rows: int
) -> tuple[list[tuple[str, str]], dict[Feature, set[int]]]:
    """Names by number, and for each feature that enough rows have, the names with it."""
    names = [name for name in public if name[1]]
    has: dict[Feature, set[int]] = {}
    for number, (place, skeleton) in enumerate(names):
        for feature in letter_pairs(skeleton):
            has.setdefault((place, feature), set()).add(number)
    share = {feature: sum(public[names[n]] for n in found) / rows for feature, found in has.items()}
    return names, {feature: found for feature, found in has.items() if share[feature] >= LEAST_SHARE}


def _joint(
    features: list[Feature],
    has: dict[Feature, set[int]],
    names: list[tuple[str, str]],
    public: Mapping[tuple[str, str], int],
    rows: int,
) -> Floats:
    """The share of people with both of two features: in one place by counting, in two as if they were independent."""
    share = [sum(public[names[n]] for n in has[feature]) / rows for feature in features]
    joint = np.outer(share, share).astype(np.float32)
    for i, one in enumerate(features):
        for j, other in enumerate(features):
            if one[0] == other[0]:
                joint[i, j] = sum(public[names[n]] for n in has[one] & has[other]) / rows
    return joint


def _groups(bits: Floats, least: float) -> list[npt.NDArray[np.int64]]:
    """Groups of bits that are set together, the closest first."""
    centred = bits - bits.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    together = (centred.T @ centred) / np.maximum(np.outer(spread, spread), 1e-6)
    near = together >= least
    free = spread > 0
    found = []
    while len(found) < MOST_GROUPS:
        counts = (near & free[None, :] & free[:, None]).sum(axis=1)
        seed = int(counts.argmax())
        if counts[seed] < FEWEST_BITS:
            break
        group = np.flatnonzero(near[seed] & free)
        found.append(group)
        free[group] = False
    return found


def _fitted(observed: Floats, joint: Floats) -> list[int]:
    """For each group the feature it stands for: nearest in share, then bettered one by one until all pairs fit best."""
    alone, expected = np.diag(observed), np.diag(joint)
    best: tuple[float, list[int]] = (float("inf"), [])
    for start in range(4):
        dice = np.random.default_rng(start)
        noise = 1 + 0.1 * start * dice.standard_normal((len(alone), len(expected)))
        apart = np.abs(np.log(np.maximum(alone, 1e-4))[:, None] - np.log(expected)[None, :]) * noise
        meant = [int(row.argmin()) for row in apart]
        meant = _bettered(meant, observed, joint, apart)
        cost = sum(_cost(at, meant[at], meant, observed, joint) for at in range(len(meant)))
        best = min(best, (cost, meant))
    return best[1]


def _bettered(meant: list[int], observed: Floats, joint: Floats, apart: Floats) -> list[int]:
    for _ in range(ROUNDS):
        before = list(meant)
        for at in range(len(meant)):
            likely = np.argsort(apart[at])[:40].tolist()
            meant[at] = min(likely, key=lambda one: _cost(at, one, meant, observed, joint))
        if meant == before:
            break
    return meant


def _cost(at: int, feature: int, meant: list[int], observed: Floats, joint: Floats) -> float:
    told = np.array(meant)
    told[at] = feature
    lacking = observed[at] - joint[feature, told]
    twice = (told == feature).sum() - 1
    return float((lacking**2).sum()) + 0.02 * float(twice)


def _named(member: Floats, meant: list[Feature], public: Mapping[tuple[str, str], int]) -> list[str]:
    """The given name that explains a row's groups best; among equals the more frequent."""
    first = [n for n, feature in enumerate(meant) if feature[0] == PLACES[0] and feature[1] != SERVANT_OF]
    counted = Counter(
        {skeleton: count for (place, skeleton), count in public.items() if place == PLACES[0] and skeleton}
    )
    names = [name for name, _ in counted.most_common(100)]
    if not first or not names:
        return [""] * len(member)
    pairs = [set(letter_pairs(name)) for name in names]
    holds = np.array([[meant[n][1] in own for n in first] for own in pairs], np.float32)
    likely = np.log(np.array([counted[name] for name in names], np.float32))
    evidence = member[:, first] * 2 - 1
    score = evidence @ (2 * holds - 1).T * 2 + likely[None, :]
    return [names[n] for n in score.argmax(axis=1).tolist()]
