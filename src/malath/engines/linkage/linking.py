"""The whole way from lists to pairs with probabilities: candidates, evidence, learning, one-to-one or clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.blocking import Candidates, candidates
from malath.engines.linkage.clustering import cluster
from malath.engines.linkage.constraints import DECIDED, Constraints, Held
from malath.engines.linkage.decoys import chosen_by_both, honest, last_left
from malath.engines.linkage.fields import Field, fields_of
from malath.engines.linkage.memory import Memory
from malath.engines.linkage.model import Model, family_odds, learn, log_odds, probability
from malath.engines.linkage.one_to_one import assign, rivals, shared_probability
from malath.engines.linkage.people import People
from malath.engines.linkage.rivalry import less_rivals
from malath.engines.linkage.scoring import Pairs, Scorer
from malath.engines.linkage.standing import standing

Doubles = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.integer[Any]]
Progress = Callable[[str, float], None]
Bits = npt.NDArray[np.floating[Any]]
Keep = Callable[[Rows, Rows], npt.NDArray[np.bool_]]
# Finds the candidates of some people; may leave out those that are not worth keeping, where that is known already.
Search = Callable[[People, Keep], Candidates]
STEPS = 12
# So many rows must claim a row together before it is asked whether they repeat each other.
FEWEST_RIVALS = 100
# Learning stops when the number of expected pairs of one person moves by less than this share.
STILL = 1e-3
# A pair below this probability is not worth a line.
LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Linked:
    """Pairs by row, with their probability; with `clusters` the first row of each row's cluster."""

    people: People
    left: Rows
    right: Rows
    probability: Doubles
    clusters: Rows | None
    model: Model
    fields: list[Field]
    pairs: Pairs
    bits: npt.NDArray[np.floating[Any]]
    constraints: Constraints | None = None


def link(
    people: People,
    *,
    one_to_one: bool = False,
    search: Search = lambda people, keep: candidates(people),
    progress: Progress = lambda what, share: None,
    constraints: Constraints | None = None,
) -> Linked:
    """Link two lists, or find the persons within one. `search` may find the candidates elsewhere (on a cluster).

    What `constraints` decide stands, whatever the model learned says.
    """
    progress("counting names", 0.0)
    memory = Memory(people.parts)
    fields = fields_of(people, memory)
    scorer = Scorer(people, fields, memory)
    model = Model.at_first(people.comparisons, _expected(people), fields, scorer.strangers())
    progress("finding candidates", 0.0)
    found = search(people, lambda left, right: scorer.keeps(left, right, model))
    pairs = scorer.screen(found, model, lambda what, share: progress("comparing", share))
    progress("learning", 0.0)
    model = learned(model, fields, pairs, people, one_to_one)
    bits = log_odds(model, fields, pairs.evidence)
    if people.split:
        bits = _judged(scorer, model, fields, pairs, bits, one_to_one)
    rivalry = _rivalry(scorer, model, pairs, bits) if one_to_one else (1.0, 1.0)
    held = Held(pairs.left, pairs.right, bits)
    if constraints is not None:
        bits = constraints.decided(pairs.left, pairs.right, bits)
        held = constraints.held(pairs.left, pairs.right, bits)
    left, right, sure, clusters = _settled(people, held, one_to_one, rivalry, constraints)
    return Linked(people, left, right, sure, clusters, model, fields, pairs, bits, constraints)


def _judged(scorer: Scorer, model: Model, fields: list[Field], pairs: Pairs, bits: Bits, one_to_one: bool) -> Bits:
    """Bits of pairs between two lists, as the lists themselves let them be judged."""
    people = scorer.people
    judged = honest(people, model, fields, pairs, bits, one_to_one=one_to_one)
    if not one_to_one:
        return less_rivals(scorer, model, fields, pairs, judged)
    judged = last_left(people, model, fields, pairs, judged)
    return chosen_by_both(people, model, fields, pairs, bits, judged)


def _rivalry(scorer: Scorer, model: Model, pairs: Pairs, bits: npt.NDArray[np.floating[Any]]) -> tuple[float, float]:
    """How far rows that claim the same row are rivals: those that look like one person themselves are none."""
    found = []
    for shared, other in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
        one, two = rivals(shared, other, bits)
        if len(one) < FEWEST_RIVALS:
            found.append(1.0)
        else:
            found.append(float(1 - (scorer.bits(one, two, model) > 0).mean()))
    return found[0], found[1]


def _expected(people: People) -> float:
    """Before anything is learned: half of the shorter list, or one pair for two rows."""
    return max(0.5 * (min(people.split, people.total - people.split) if people.split else people.total), 1.0)


def learned(model: Model, fields: list[Field], pairs: Pairs, people: People, one_to_one: bool) -> Model:
    """The model after expectation and maximisation on the pairs."""
    expected = 0.0
    for _ in range(STEPS):
        bits = log_odds(model, fields, pairs.evidence)
        weight = shared_probability(pairs.left, pairs.right, bits, people.total) if one_to_one else probability(bits)
        families = probability(family_odds(model, fields, pairs.evidence))
        model = learn(model, fields, pairs.evidence, weight, families)
        if abs(weight.sum() - expected) <= STILL * max(expected, 1.0):
            break
        expected = float(weight.sum())
    return model


def _settled(
    people: People,
    pairs: Held,
    one_to_one: bool,
    rivalry: tuple[float, float],
    known: Constraints | None,
) -> tuple[Rows, Rows, Doubles, Rows | None]:
    bits = pairs.bits
    if one_to_one:
        sure = shared_probability(pairs.left, pairs.right, bits, people.total, rivalry)
        worth = np.flatnonzero(sure >= LEAST)
        chosen = worth[assign(pairs.left[worth], pairs.right[worth], bits[worth], people.total)]
        return pairs.left[chosen], pairs.right[chosen], sure[chosen], None
    if people.split:
        sure = probability(bits)
        worth = np.flatnonzero(sure >= LEAST)
        return pairs.left[worth], pairs.right[worth], sure[worth], None
    if known is None:
        clusters = cluster(people.total, *pairs)
    else:
        clusters = cluster(people.total, *pairs, apart=known.apart, together=known.group, source=known.source)
    return *_by_clusters(pairs, clusters), clusters


def _by_clusters(pairs: Held, clusters: Rows) -> tuple[Rows, Rows, Doubles]:
    """Pairs of one cluster at better than even odds, and what else is worth a line at less."""
    left, right, bits = standing(clusters, *pairs, DECIDED)
    sure = probability(bits)
    worth = np.flatnonzero(sure >= LEAST)
    return left[worth].astype(np.int32), right[worth].astype(np.int32), sure[worth]
