"""From evidence to probability: Fellegi and Sunter's model with three kinds of pairs instead of two.

A pair of rows is one person, two of one family, or two strangers. Brothers share father, grandfather, family, mother and
place, as one person does; what tells them apart is the first name and the birth. Taking the family for a kind of its
own counts the lineage once: it speaks against strangers, and not against a brother.

    odds of one person = P(evidence | person) pi_person / (P(evidence | family) pi_family + P(evidence | strangers))

Sources: Fellegi and Sunter, "A Theory for Record Linkage" (1969); term frequencies after Winkler (1989); the shares m
learned by expectation and maximisation (Dempster, Laird and Rubin 1977), the shares u measured on random pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.aligning import Bits, usual
from malath.engines.linkage.fields import Field
from malath.engines.linkage.frequencies import FIRST
from malath.engines.linkage.memory import DIFFERENT, LEVELS

Doubles = npt.NDArray[np.floating[Any]]
Floats = npt.NDArray[np.floating[Any]]
Levels = npt.NDArray[np.integer[Any]]
NO_PART = -1
# In a wide family a first name is given again (to a grandson, a cousin) with this chance, however rare it is elsewhere.
GIVEN_AGAIN = 0.08
_TINIEST, _LARGEST = -20, 30
# Bits of a field that back a name; and the last level on which parts are taken for the same.
BACKING, WELL_ALIKE = 2.0, 2
# As many imagined pairs as this stand behind each share before anything is counted.
IMAGINED = 200.0
LEAST_SHARE = 2e-4
# How often one person's two names are whole, lack parts on one side, and have parts that answer nothing on both.
SHAPES = np.array([0.75, 0.2, 0.05])
_BOTH_LACK = -3.0
# Spellings that differ much are found least, and would teach that they do not exist: they keep this part of their share.
HELD = np.array([0.0, 0.0, 0.1, 0.3, 0.3, 0.3])


PLAIN = ("level", "role", "across", "frequency", "price", "partner")


@dataclass(slots=True)
class Evidence:
    """What was seen on pairs, kept so that weights can change without looking again.

    `level`, `role`, `across`, `frequency`, `partner` have a column for each part of the left name (-1 level: no
    counterpart); `partner` is the place of the part that answers it on the right.
    """

    level: Levels
    role: Levels
    across: Levels
    frequency: Floats
    price: Floats
    partner: Levels
    fields: dict[str, Levels] = field(default_factory=dict)
    rarity: dict[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.price)

    def take(self, rows: list[int] | npt.NDArray[np.integer[Any]]) -> Evidence:
        """The evidence on some of the pairs."""
        level, role, across, partner = (array[rows] for array in (self.level, self.role, self.across, self.partner))
        frequency, price = self.frequency[rows], self.price[rows]
        fields = {name: array[rows] for name, array in self.fields.items()}
        return Evidence(
            level, role, across, frequency, price, partner, fields, {n: a[rows] for n, a in self.rarity.items()}
        )


@dataclass(slots=True)
class Shares:
    """Of one field: how often each level is met among one person's rows, and among strangers."""

    m: Doubles
    u: Doubles

    @property
    def bits(self) -> Doubles:
        """log2 m/u by level."""
        return np.log2(self.m / self.u)


@dataclass(slots=True)
class Model:
    """All that is learned."""

    comparisons: float
    person: float
    family: float
    names: Doubles
    shares: dict[str, Shares]
    shapes: Doubles

    @staticmethod
    def at_first(comparisons: float, expected: float, fields: list[Field], strangers: dict[str, Doubles]) -> Model:
        """Before learning: as many pairs of one person as expected, and families as many again."""
        shares = {f.name: Shares(_share(np.array(f.usual)), strangers[f.name]) for f in fields}
        return Model(comparisons, expected / comparisons, expected / comparisons, usual(), shares, SHAPES)

    @property
    def name_bits(self) -> Bits:
        """Bits of the parts of names."""
        return Bits.of(self.names)


def _share(counts: Doubles) -> Doubles:
    raised = np.maximum(counts / counts.sum(), LEAST_SHARE)
    found: Doubles = raised / raised.sum()
    return found


def field_bits(
    model: Model, fields: list[Field], levels: dict[str, Levels], rarity: dict[str, Floats]
) -> tuple[Floats, Floats]:
    """Bits of all fields together for one person, and for one family, against strangers."""
    some = next(iter(levels.values()))
    person, family = np.zeros(len(some), np.float32), np.zeros(len(some), np.float32)
    for one in fields:
        said = bits_of(model, one, levels[one.name], rarity.get(one.name))
        person += said
        family += said if one.kin is None else np.append(np.array(one.kin, np.float32), np.float32(0))[levels[one.name]]
    return person, family


def bits_of(model: Model, one: Field, level: Levels, rarity: Floats | None) -> Floats:
    """Bits of one field for one person against strangers; 0 where it is missing."""
    shares = model.shares[one.name]
    table = np.append(shares.bits, 0.0).astype(np.float32)
    said = table[level]
    if rarity is None:
        return said
    return np.where(level == 0, np.float32(np.log2(shares.m[0])) - rarity, said).astype(np.float32)


def name_bits(model: Model, evidence: Evidence) -> tuple[Floats, Floats, Floats]:
    """Bits of the first parts for one person, of the first parts for one family, and of the lineage with the shape."""
    table = model.name_bits.table
    said = table[evidence.role, evidence.across, np.maximum(evidence.level, 0)] - evidence.frequency
    said = np.where(evidence.level == NO_PART, np.float32(0), said)
    first = evidence.role == FIRST
    person = (said * first).sum(axis=1)
    whole = np.log2(model.shapes / SHAPES).astype(np.float32)[shape_of(evidence.price)]
    return person + whole, kin_bits(person), (said * ~first).sum(axis=1) + evidence.price


def shape_of(price: Floats) -> Levels:
    """0 where the names answer each other whole, 1 where one lacks parts, 2 where both do or the order was turned."""
    found: Levels = np.select([price >= 0, price > _BOTH_LACK], [0, 1], 2).astype(np.int8)
    return found


def kin_bits(first: Floats) -> Floats:
    """Bits of the first names for two of one family, from those for one person: a name that is given again agrees as one
    person's does, the others as among strangers."""
    again = GIVEN_AGAIN * np.exp2(np.clip(first, _TINIEST, _LARGEST))
    found: Floats = np.log2(1 - GIVEN_AGAIN + again).astype(np.float32)
    return found


def log_odds(model: Model, fields: list[Field], evidence: Evidence) -> Floats:
    """Bits for one person against everything else."""
    first, kin, lineage = name_bits(model, evidence)
    person, family = field_bits(model, fields, evidence.fields, evidence.rarity) if fields else (0.0, 0.0)
    return combined(model, first + lineage + person, kin + lineage + family)


def combined(model: Model, person: Floats, family: Floats) -> Floats:
    """Bits for one person against one family and strangers together."""
    against = np.logaddexp2(np.log2(model.family) + family, np.log2(max(1 - model.person - model.family, 0.5)))
    found: Floats = (np.log2(model.person) + person - against).astype(np.float32)
    return found


def family_odds(model: Model, fields: list[Field], evidence: Evidence) -> Floats:
    """Bits for one family against everything else."""
    first, kin, lineage = name_bits(model, evidence)
    person, family = field_bits(model, fields, evidence.fields, evidence.rarity) if fields else (0.0, 0.0)
    against = np.logaddexp2(np.log2(model.person) + first + lineage + person, np.float32(0))
    found: Floats = (np.log2(model.family) + kin + lineage + family - against).astype(np.float32)
    return found


def probability(bits: npt.NDArray[np.floating[Any]]) -> Doubles:
    """The probability of odds in bits."""
    return 1.0 / (1.0 + np.exp2(-np.clip(bits.astype(np.float64), -1000, 1000)))


def contradicted(model: Model, fields: list[Field], evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Pairs of which the fields together say that they are two."""
    if not fields:
        return np.zeros(len(evidence), bool)
    together, _ = field_bits(model, fields, evidence.fields, evidence.rarity)
    return np.less(together, 0)


def spoken_for(model: Model, fields: list[Field], evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Pairs for which a field beside the name speaks, by BACKING bits."""
    found = np.zeros(len(evidence), bool)
    for one in fields:
        found |= np.append(model.shares[one.name].bits, 0.0)[evidence.fields[one.name]] > BACKING
    return found


def backed(model: Model, fields: list[Field], evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Pairs for which a field beside the name speaks; or whose names are whole and well alike."""
    whole = (evidence.price >= 0) & (evidence.level.max(axis=1) <= WELL_ALIKE)
    found: npt.NDArray[np.bool_] = spoken_for(model, fields, evidence) | whole
    return found


def _not_excused(m: Doubles, one: Field) -> Doubles:
    """What speaks against one person may be learned to be rarer than usual, and not to be commoner: a namesake whose
    age differs would otherwise teach that ages differ."""
    usual = _share(np.array(one.usual))
    against = usual < np.array(one.strangers)
    return _share(np.where(against, np.minimum(m, usual), m))


def learn(model: Model, fields: list[Field], evidence: Evidence, weight: Doubles, families: Doubles) -> Model:
    """One step of maximisation: shares as the weighted pairs show them, held by imagined pairs of the usual kind."""
    start = usual()
    names = np.empty_like(start)
    for role in range(3):
        for across in (0, 1):
            there = (evidence.role == role) & (evidence.across == across) & (evidence.level != NO_PART)
            weights = np.broadcast_to(weight[:, None], there.shape)[there]
            counts = np.bincount(evidence.level[there], weights=weights, minlength=LEVELS)
            learned = _share(counts[:LEVELS] + IMAGINED * start[role, across])
            names[role, across] = _share(np.maximum(learned, HELD * start[role, across]))
    shares = {}
    for one in fields:
        level = evidence.fields[one.name]
        there = level >= 0
        counts = np.bincount(level[there], weights=weight[there], minlength=len(one.levels))
        learned = _share(counts + IMAGINED * np.array(one.usual))
        shares[one.name] = Shares(_not_excused(learned, one), model.shares[one.name].u)
    # With names alone, a name that lacks parts cannot be told from another's: nothing is learned of it.
    lacking = np.bincount(shape_of(evidence.price), weights=weight, minlength=len(SHAPES))
    shapes = _share(lacking + IMAGINED * SHAPES) if fields else SHAPES
    person = max(weight.sum(), 1.0) / model.comparisons
    family = max(families.sum(), 1.0) / model.comparisons
    return Model(model.comparisons, person, family, names, shares, shapes)


__all__ = [
    "DIFFERENT",
    "Evidence",
    "Model",
    "Shares",
    "backed",
    "combined",
    "contradicted",
    "field_bits",
    "kin_bits",
    "learn",
    "log_odds",
    "name_bits",
    "probability",
    "shape_of",
    "spoken_for",
]
