"""An instance as it is written: households, homes, networks, limits, rules (docs/reference/placement-format.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FORMAT = "malath.placement/1"
Number = int | float
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Care:
    """Specialised care that a household needs: within how many kilometres, and how many of them."""

    kind: str
    within: Number
    places: int


@dataclass(frozen=True, slots=True)
class Household:
    """Who needs one home for the periods `first` to `end` (exclusive)."""

    id: str
    size: int
    first: int
    end: int
    risk: int = 1
    kind: str = ""
    features: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    language_needed: bool = False
    care: tuple[Care, ...] = ()
    not_in: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    network_wishes: Mapping[str, Number] = field(default_factory=dict)
    home_wishes: Mapping[str, Number] = field(default_factory=dict)
    since: int | None = None

    @property
    def waited(self) -> int | None:
        """Periods from the day a home was asked for until the stay can begin; None where the file does not say."""
        return None if self.since is None else self.first - self.since


@dataclass(frozen=True, slots=True)
class Home:
    """A shared flat (beds shared by households) or a family's (one household at a time)."""

    id: str
    kind: str
    beds: int
    open: Spans
    network: str = ""
    features: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    wishes: Mapping[str, Number] = field(default_factory=dict)

    @property
    def is_family(self) -> bool:
        """Whether one household at a time lives there."""
        return self.kind == "family"


@dataclass(frozen=True, slots=True)
class Network:
    """A city's local network: what it gives to every home there. `care`: kind of care -> kilometres."""

    id: str
    features: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    care: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `max` of weight, counted once for each household placed in `homes` whose stay meets the periods."""

    name: str
    homes: tuple[str, ...]
    first: int
    end: int
    weights: str | Mapping[str, Number]
    max: Number
    network: str = ""

    def weight(self, household: Household) -> Number:
        """What the household counts here."""
        if isinstance(self.weights, str):
            return 1 if self.weights == "one" else household.size
        return self.weights.get(household.id, 0)


@dataclass(frozen=True, slots=True)
class Apart:
    """Two households that must not be in the same home, or network, at the same time."""

    households: tuple[str, str]
    scope: str


@dataclass(frozen=True, slots=True)
class Score:
    """How attributes become points; value = size x risk x (placed + points)."""

    placed: Number = 100
    language: Number = 10
    languages_counted: int = 2
    fit: Number = 12
    spare_bed: Number = 3
    care: Number = 15
    care_km_a_point: Number = 10


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything a plan is made from. Identifiers only: no name and no address has a place here."""

    periods: int
    households: tuple[Household, ...]
    homes: tuple[Home, ...]
    networks: tuple[Network, ...] = ()
    limits: tuple[Limit, ...] = ()
    apart: tuple[Apart, ...] = ()
    score: Score = Score()
    values: Sequence[tuple[str, str, Number]] | None = None
    digest: str = ""
