"""By which way the acts of a branch are come by: each is right for every question, and one of them is quick (SC1).

    all     the branch in the order of the pages, until enough fit: quick where much fits
    lanes   the same within each code of one column that is asked, which an index holds in that order too
    hung    what hangs on acts is gathered by its own index, then its acts: quick where few fit

No plan of a database's is quick for every question, and none can say so before it has begun. Here a sample of codes says
how many rows each way would look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from malath.accountability.violations.models import Act, Coded, Information, Involvement
from malath.accountability.violations.searching.branches import Branch
from malath.accountability.violations.searching.criteria import CODED, NONE, Criteria
from malath.accountability.violations.searching.fitting import (
    codes_asked,
    codes_under,
    hung_asked,
    kept_codes,
    standing_days,
)
from malath.accountability.violations.searching.sampling import Sample, sample

# Microseconds, about: a row of an index, a question by key beside it, a record that is listed in memory, looking into such
# a list, a record that is gathered with its act, a lane.
ROW, PROBE, LISTED, LOOK, HUNG, LANE = 0.3, 2.5, 0.35, 0.15, 5.0, 15.0
MOST_LANES = 64
SURELY = 1.5
"""So many times what a page takes must be expected in a range before it is taken that it will be full."""


@dataclass(frozen=True)
class Way:
    """One way; `rows` it is expected to look at, of so many in `total`. `listed`: of what hangs on acts what is listed in
    memory first, rather than asked for by key at each row. `fits`: the share of the gathered
    that fits what else is asked."""

    cost: float
    lead: str = ""
    lanes: tuple[str, ...] = ()
    hung: str = ""
    listed: frozenset[str] = frozenset()
    rows: float = 0
    total: float = 0
    fits: float = 1


def cheapest(criteria: Criteria, branch: Branch, most: int) -> Way:
    """The way that is expected to be the quickest."""
    return min(ways_for(criteria, branch, most), key=lambda way: way.cost)


def surest(criteria: Criteria, branch: Branch, most: int) -> Way | None:
    """The cheapest way of those that walk no order; None where there is none."""
    hung = [way for way in ways_for(criteria, branch, most) if way.hung]
    return min(hung, key=lambda way: way.cost, default=None)


def cheapest_to_count(criteria: Criteria, branch: Branch, most: int) -> Way:
    """The way by which so many are found the quickest in no order: what is gathered may be broken off."""

    def cost(way: Way) -> float:
        return way.rows * LISTED + min(way.rows, most / max(way.fits, 1e-9)) * 2 * HUNG if way.hung else way.cost

    return min(ways_for(criteria, branch, most), key=cost)


def ways_for(criteria: Criteria, branch: Branch, most: int) -> Iterator[Way]:
    """All ways, with what each is expected to take."""
    known = sample()
    columns = {column: known.share(Act, column, codes) for column, codes in codes_asked(criteria).items()}
    hung = {name: _hung_share(known, criteria, name) for name in hung_asked(criteria)}
    acts = _acts(known, branch)
    held = {name: hung[name] * _acts_held(known, branch, name) for name in hung}
    passing = prod(columns.values())

    def way(lead: str, lanes: tuple[str, ...]) -> Way:
        led = columns.get(lead, 1.0)
        rows, total = _looked_at(known, criteria, acts * led, passing / led * prod(hung.values()), most)
        rows = min(total, rows * max(len(lanes), 1)) if lead else rows
        cost, listed = _asked_beside(hung, held, rows * passing / led)
        return Way(rows * ROW + LANE * len(lanes) + cost, lead, lanes, listed=listed, rows=rows, total=total)

    yield way("", ())
    for column, codes in codes_asked(criteria).items():
        if len(codes) <= MOST_LANES and branch.entered_by is None:
            yield way(column, codes)
    for name, share in hung.items():
        if not (name == "perpetrator" and criteria.perpetrator == NONE):
            others = {other: hung[other] for other in hung if other != name}
            cost, listed = _asked_beside(others, held, share * acts * passing)
            fits = passing * prod(others.values()) * share * acts / max(held[name], 1e-9)
            yield Way(held[name] * HUNG + cost, hung=name, listed=listed, rows=held[name], fits=fits)


def _asked_beside(hung: dict[str, float], held: dict[str, float], rows: float) -> tuple[float, frozenset[str]]:
    """What it takes to ask so many rows for what hangs on them, and what of it is listed first: the rarest before. `held`: of
    each so many as are listed."""
    cost, listed = 0.0, []
    for name, share in sorted(hung.items(), key=lambda one: one[1]):
        by_key, by_list = rows * PROBE, held[name] * LISTED + rows * LOOK
        if by_list < by_key and name != "person":
            listed.append(name)
        cost += min(by_key, by_list)
        rows *= share
    return cost, frozenset(listed)


def _looked_at(known: Sample, criteria: Criteria, acts: float, fit: float, most: int) -> tuple[float, float]:
    """How many of so many acts are looked at until a page is full, where such a share fits; and all that can be."""
    total = acts * known.between(*standing_days(criteria))
    within = acts * known.between(criteria.first, criteria.last) if not criteria.undated else total
    wanted = most / max(fit, 1e-9)
    return (wanted if wanted * SURELY < within else total), total


def _acts(known: Sample, branch: Branch) -> float:
    if branch.entered_by is not None:
        return known.acts * known.restricted[branch.entered_by] / max(len(known.days), 1)
    return known.acts * known.share(Act, "organisation", [branch.organisation])


def _acts_held(known: Sample, branch: Branch, name: str) -> float:
    """Among how many acts such records are gathered: codes beside the columns say whose they are, and not who entered them."""
    if name in CODED and branch.organisation is not None:
        return known.acts * known.share(Act, "organisation", [branch.organisation])
    return _acts(known, branch)


def _hung_share(known: Sample, criteria: Criteria, name: str) -> float:
    acts = max(known.acts, 1)
    involved = known.rows.get(Involvement, 0) / acts
    if name == "unit":
        return min(1.0, involved * known.share(Involvement, "body", criteria.units))
    if name == "person":
        return 3 / acts
    if name == "told":
        return _told_share(known, criteria)
    if name in CODED:
        return min(1.0, known.rows.get(Coded, 0) / acts * known.share(Coded, "code", kept_codes(criteria, name)))
    if criteria.perpetrator == NONE:
        return max(1 - involved, 0.05)
    return min(1.0, involved * known.share(Involvement, "kind", codes_under("perpetrators", criteria.perpetrator)))


def _told_share(known: Sample, criteria: Criteria) -> float:
    asked = (
        ("material", "source_material", criteria.material),
        ("reliability", "reliability", criteria.reliability),
    )
    return prod(known.share(Information, column, codes_under(terms, code)) for column, terms, code in asked if code)
