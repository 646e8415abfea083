"""What one household and one home are to each other, said a second time in plain Python: rules, terms, value.

The checker, the explanations and the plan without a solver stand on this; the solver on `attributes`. A test holds
the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from malath.engines.placement.instance import Care, Home, Household, Instance, Limit, Network, Number

NO_NETWORK = Network("")


def exact(number: Number) -> Fraction:
    """The number as it is written, without binary rounding."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


class Judge:
    """Answers about pairs of an instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.households = {household.id: household for household in instance.households}
        self.homes = {home.id: home for home in instance.homes}
        self.networks = {network.id: network for network in instance.networks}

    @cached_property
    def listed(self) -> Mapping[tuple[str, str], Number] | None:
        """The listed values by pair, where the instance lists values."""
        values = self.instance.values
        return None if values is None else {(household, home): value for household, home, value in values}

    def network(self, home: Home) -> Network:
        """The home's network; one that gives nothing where it has none."""
        return self.networks.get(home.network, NO_NETWORK)

    def broken(self, household: Household, home: Home) -> list[str]:
        """The names of the hard rules that this pair breaks, in a fixed order; [] if the pair is possible."""
        network = self.network(home)
        found = []
        if household.size > home.beds:
            found.append("beds")
        if not any(first <= household.first and household.end <= end for first, end in home.open):
            found.append("open")
        found += [f"needs:{need}" for need in sorted(household.needs - home.features - network.features)]
        if home.only - household.features:
            found.append("only")
        understood = household.languages & (home.languages | network.languages)
        if household.language_needed and not understood:
            found.append("language")
        found += [f"care:{care.kind}" for care in sorted(household.care, key=_kind) if self._far(care, network)]
        if home.network in household.not_in:
            found.append("network")
        if home.id in household.refused or household.id in home.refused:
            found.append("refused")
        if self.listed is not None and (household.id, home.id) not in self.listed:
            found.append("not listed")
        return found

    @cached_property
    def limits_of(self) -> Mapping[str, list[int]]:
        """The numbers of the limits that each home stands in."""
        found: dict[str, list[int]] = {home: [] for home in self.homes}
        for at, limit in enumerate(self.instance.limits):
            for home in limit.homes:
                found[home].append(at)
        return found

    def counted(self, household: Household, home: Home) -> list[int]:
        """The numbers of the limits that count this household in this home."""
        limits = self.instance.limits
        return [at for at in self.limits_of[home.id] if meets(household, limits[at])]

    def too_heavy(self, household: Household, home: Home) -> list[str]:
        """The limits that the household exceeds there even alone."""
        limits = [self.instance.limits[at] for at in self.counted(household, home)]
        return [f"limit:{limit.name}" for limit in limits if exact(limit.weight(household)) > exact(limit.max)]

    def rules_broken(self, household: Household, home: Home) -> list[str]:
        """Whatever makes the pair impossible in every plan: hard rules, and limits that it exceeds alone."""
        return self.broken(household, home) + self.too_heavy(household, home)

    def _far(self, care: Care, network: Network) -> bool:
        return care.kind not in network.care or network.care[care.kind] > care.within

    def points(self, household: Household, home: Home) -> dict[str, Number]:
        """The terms of the score, by name."""
        score, network = self.instance.score, self.network(home)
        shared = len(household.languages & home.languages)
        points: dict[str, Number] = {
            "wishes": household.network_wishes.get(home.network, 0) + household.home_wishes.get(home.id, 0),
            "language": score.language * min(shared, score.languages_counted),
            "fit": max(0, score.fit - score.spare_bed * (home.beds - household.size)),
            "host": home.wishes.get(household.kind, 0),
        }
        near = [max(0, score.care - network.care.get(c.kind, 10**9) // score.care_km_a_point) for c in household.care]
        points["care"] = min([score.care, *near])
        return points

    def value(self, household: Household, home: Home) -> Fraction:
        """What the placement is worth: as listed, or size x risk x (placed + points)."""
        if self.listed is not None:
            return exact(self.listed[household.id, home.id])
        total = exact(self.instance.score.placed) + sum(map(exact, self.points(household, home).values()))
        return household.size * household.risk * total


def meets(stay: Household, other: Household | Limit) -> bool:
    """Whether a stay shares a period with another stay, or with the periods of a limit."""
    return stay.first < other.end and other.first < stay.end


def _kind(care: Care) -> str:
    return care.kind
