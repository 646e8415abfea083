"""By which way the acts of a branch are come by: each is right for every question, and one of them is quick (SC1).

    all     the branch in the order of the pages, until enough fit: quick where much fits
    led     the same within the codes of one criterion: an index holds each of five columns in that order, and lanes hold
            what hangs on acts. What else is asked is read in the row that is looked at
    person  a person's parts are gathered by their own indexes, then their acts: always few

No plan of a database's is quick for every question, and none can say so before it has begun. Here a sample of codes says
how many rows each way would look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from malath.accountability.violations.lanes import PERPETRATOR
from malath.accountability.violations.searching.branches import Branch
from malath.accountability.violations.searching.criteria import Criteria
from malath.accountability.violations.searching.fitting import (
    codes_asked,
    lanes_asked,
    needs_acts,
    others_asked,
    standing_days,
)
from malath.accountability.violations.searching.sampling import Sample, sample

# Microseconds, about: a row of an index with the codes beside it, a question by key, an act by its key; a code that is merged
# with others, in a column of acts (a planner weighs each of their many indexes for it) or in a lane.
ROW, PROBE, ACT, MERGED_COLUMN, MERGED_LANE = 0.7, 2.5, 4.0, 120.0, 40.0
MOST_LANES = 64
SURELY = 1.5
"""So many times what a page takes must be expected in a range before it is taken that it will be full."""


@dataclass(frozen=True)
class Way:
    """One way; `rows` it is expected to look at, of so many in `total`. `lead`: the criterion within whose codes it goes;
    `lanes`: these codes, which are merged into one order."""

    cost: float
    lead: str = ""
    lanes: tuple[str, ...] = ()
    rows: float = 0
    total: float = 0


def cheapest(criteria: Criteria, branch: Branch, most: int) -> Way:
    """The way that is expected to be the quickest."""
    return min(ways_for(criteria, branch, most), key=lambda way: way.cost)


def surest(criteria: Criteria, branch: Branch, most: int) -> Way:
    """The way that has the fewest rows in all."""
    return min(ways_for(criteria, branch, most), key=lambda way: way.total)


def ways_for(criteria: Criteria, branch: Branch, most: int) -> Iterator[Way]:
    """All ways, with what each is expected to take."""
    known = sample()
    columns, lanes = codes_asked(criteria), lanes_asked(criteria)
    share = {column: known.share(column, codes) for column, codes in columns.items()}
    hung = {name: known.share_found(codes) for name, codes in lanes.items()}
    other = {name: _other_share(known, name) for name in others_asked(criteria)}
    of_organisation = known.acts * known.share("organisation", [branch.organisation])
    acts = _acts(known, branch, of_organisation)
    passing = prod([*share.values(), *hung.values()])
    fits = passing * prod(other.values())

    def way(lead: str, codes: tuple[str, ...]) -> Way:
        led = share.get(lead, hung.get(lead, 1.0))
        rows, total = _looked_at(known, criteria, acts * led, fits / led, most)
        left = rows * passing / led
        each = (ACT if lead in hung and needs_acts(criteria) else 0) + PROBE * len(other)
        merged = (MERGED_LANE if lead in hung else MERGED_COLUMN) * len(codes)
        return Way(rows * ROW + merged + left * each, lead, codes, rows, total)

    yield way("", ())
    if "person" in other:
        yield Way(PROBE, "person")
    for lead, codes in [*columns.items(), *lanes.items()]:
        if len(codes) <= MOST_LANES:
            yield way(lead, codes)


def _looked_at(known: Sample, criteria: Criteria, acts: float, fit: float, most: int) -> tuple[float, float]:
    """How many of so many acts are looked at until a page is full, where such a share fits; and all that can be."""
    total = acts * known.between(*standing_days(criteria))
    within = acts * known.between(criteria.first, criteria.last) if not criteria.undated else total
    wanted = most / max(fit, 1e-9)
    return (wanted if wanted * SURELY < within else total), total


def _acts(known: Sample, branch: Branch, of_organisation: float) -> float:
    if branch.entered_by is not None:
        return known.acts * known.restricted[branch.entered_by] / max(len(known.days), 1)
    return of_organisation


def _other_share(known: Sample, name: str) -> float:
    if name == "person":
        return 3 / max(known.acts, 3)
    involved = sum(number for code, number in known.lanes.items() if code.startswith(f"{PERPETRATOR}/"))
    return max(1 - involved / max(len(known.days), 1), 0.05)
