"""From the rows to what the engine reads: identifiers and attributes in the format malath.placement/1, no name.

One period is one day. What is lived in already takes its beds and its share of every network's capacity.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.protection.cases.rules import Stage
from malath.protection.hosting.occupancy import Taken, taken_in
from malath.protection.hosting.rules import CapacityKind, HomeKind, ProblemKind, Span, beds_left, booking_problems
from malath.protection.hosting.selectors import capacities, facts_of_homes, held_checks, homes_touching
from malath.protection.placing.guards import is_near, rules_of
from malath.protection.placing.models import KeptApart, Need, Refusal
from malath.protection.placing.rules import WISH_FACTOR, WISH_POINTS, NeedState, Variant, Wanted, risk_of, wanted_of
from malath.protection.stays.selectors import homes_held

if TYPE_CHECKING:
    from malath.protection.hosting.models import Home

FLAGS = ("step_free", "children_welcome", "single_parent_support", "discreet", "women_only")
# A network's capacity is counted in stretches of so many days: whoever leaves makes place for somebody else.
STRETCH = 28


@dataclass
class Gathered:
    """Who looks, what is open, and the engine's input without scores that differ between plans.

    `barred`: pairs of case and home that the engine is told as refused, with the rule that truly stands against them.
    """

    needs: list[Need]
    homes: list[Home]
    first: date
    data: dict[str, Any]
    barred: dict[tuple[str, str], str] = field(default_factory=dict)
    past: list[Need] = field(default_factory=list)

    def day(self, period: int) -> date:
        """The day of a period."""
        return self.first + timedelta(days=period)


def needs_looking(viewer: Member) -> list[Need]:
    """The households that look for a home and hold none in that time, of the cases that the viewer sees; who waits
    longest first. Reveals the needs and their heads."""
    rows = list(
        Need.objects.visible_to(viewer)
        .filter(state=NeedState.LOOKING, case__stage=Stage.OPEN)
        .select_related("case__head", "case__organisation")
        .order_by("since", "pk")
    )
    reveal(rows, [need.case.head for need in rows], by=viewer, why="placing.needs")
    held: dict[uuid.UUID, list[Span]] = {}
    for case, _home, _network, begins, ends in homes_held(need.case_id for need in rows):
        held.setdefault(case, []).append(Span(begins, ends))
    return [need for need in rows if not _housed(wanted_of(need.details), held.get(need.case_id, []))]


def _housed(wanted: Wanted, held: Sequence[Span]) -> bool:
    return any(span.meets(Span(wanted.from_day, wanted.to_day)) for span in held)


def gather(viewer: Member, today: date) -> Gathered:
    """Everything that a plan is made from, as it stands. Reveals the needs and their heads."""
    needs = needs_looking(viewer)
    wanted = {need.pk: wanted_of(need.details) for need in needs}
    past = [need for need in needs if wanted[need.pk].to_day <= today]
    needs = [need for need in needs if need not in past]
    if not needs:
        return Gathered([], [], today, {}, past=past)
    first = max(today, min(wanted[need.pk].from_day for need in needs))
    last = max(wanted[need.pk].to_day for need in needs)
    homes = homes_touching(viewer, first, last)
    found = Gathered(needs, homes, first, {}, past=past)
    found.barred = {**dict(_near(found, wanted, viewer)), **dict.fromkeys(_unchecked(found, wanted), "checks")}
    refused = _refused(needs)
    networks = _networks(homes, Span(first, last))
    found.data = {
        "format": "malath.placement/1",
        "periods": (last - first).days,
        "households": [
            _household(need, wanted[need.pk], found, today, refused, {network["id"] for network in networks})
            for need in needs
        ],
        "homes": [_home(facts, first, last) for facts in facts_of_homes(homes)],
        "networks": networks,
        "limits": list(_beds_taken(homes, first, last, {max(first, wanted[need.pk].from_day) for need in needs})),
        "apart": _apart(needs),
    }
    return found


def for_variant(found: Gathered, variant: str, today: date) -> dict[str, Any]:
    """The engine's input for one sort of plan; nothing where nobody looks."""
    if not found.data:
        return {}
    data = dict(found.data)
    households = []
    for need, household in zip(found.needs, data["households"], strict=True):
        risk = risk_of(need.case.priority, need.since, today, variant)
        households.append({**household, "risk": risk})
    data["households"] = households
    if variant == Variant.WISHES:
        data["households"] = [_with_stronger_wishes(household) for household in households]
        data["homes"] = [
            {**home, "wishes": {kind: points * WISH_FACTOR for kind, points in home.get("wishes", {}).items()}}
            for home in data["homes"]
        ]
    return data


def _with_stronger_wishes(household: dict[str, Any]) -> dict[str, Any]:
    wishes = household["wishes"]["networks"]
    return {**household, "wishes": {"networks": {name: points * WISH_FACTOR for name, points in wishes.items()}}}


def _household(
    need: Need, wanted: Wanted, found: Gathered, today: date, refused: dict[uuid.UUID, set[str]], networks: set[str]
) -> dict[str, Any]:
    begin = (max(wanted.from_day, today) - found.first).days
    case = str(need.case_id)
    homes = {str(home.pk) for home in found.homes}
    barred = {home for house, home in found.barred if house == case} | refused.get(need.case_id, set())
    return {
        "id": case,
        "from": begin,
        "to": (wanted.to_day - found.first).days,
        "refused": sorted(barred & homes),
        **attributes_of(wanted, networks),
    }


def attributes_of(wanted: Wanted, networks: set[str]) -> dict[str, Any]:
    """What the engine scores of a household, without its days, its urgency and who said no to whom."""
    return {
        "size": wanted.persons,
        "features": ["women"] if wanted.women else [],
        "needs": sorted(wanted.requirements),
        "languages": sorted(wanted.languages),
        "language_needed": wanted.language_needed,
        "care": [{"kind": kind, "within": wanted.care_km, "places": 1} for kind in sorted(wanted.care)],
        "not_in": sorted(set(wanted.not_in) & networks),
        "wishes": {"networks": {name: WISH_POINTS for name in sorted(wanted.wishes) if name in networks}},
    }


def _home(facts: dict[str, Any], first: date, last: date) -> dict[str, Any]:
    spans = []
    for begins, ends in facts["open"]:
        span = [max(0, (date.fromisoformat(begins) - first).days), (min(date.fromisoformat(ends), last) - first).days]
        if span[0] < span[1]:
            spans.append(span)
    return {
        "id": facts["id"],
        "kind": "family" if facts["kind"] == HomeKind.FAMILY else "shared",
        "beds": facts["beds"],
        "open": spans,
        "network": facts["network"],
        "features": [flag for flag in FLAGS if facts[flag]],
        "only": ["women"] if facts["women_only"] else [],
        "languages": sorted(facts["languages"]),
    }


def _unchecked(found: Gathered, wanted: dict[uuid.UUID, Wanted]) -> Iterator[tuple[str, str]]:
    """Pairs that the booking would refuse for a check or the cooling-off: they hang on the first night."""
    held = held_checks(found.homes)
    for need in found.needs:
        for home in closed_by_checks(found, max(wanted[need.pk].from_day, found.first), held):
            yield str(need.case_id), home


def _near(found: Gathered, wanted: dict[uuid.UUID, Wanted], viewer: Member) -> Iterator[tuple[tuple[str, str], str]]:
    """Pairs that the booking would refuse because somebody they are kept apart from lives near in that time.

    To whom does not see both households it is a refusal like any other: the rule's name would tell where the other is.
    """
    spans = {need.case_id: Span(wanted[need.pk].from_day, wanted[need.pk].to_day) for need in found.needs}
    seen = {frozenset(pair) for pair in KeptApart.objects.visible_to(viewer).values_list("one", "other")}
    for case, other, scope in rules_of(spans):
        code = "near" if frozenset((case, other)) in seen else "refused"
        for _case, their_home, network, begins, ends in homes_held([other]):
            if spans[case].meets(Span(begins, ends)):
                yield from (
                    ((str(case), str(home.pk)), code)
                    for home in found.homes
                    if is_near(home, their_home, network, scope)
                )


def _refused(needs: Sequence[Need]) -> dict[uuid.UUID, set[str]]:
    rows = Refusal.objects.unscoped(reason="a no is a rule, whoever may read its reason")
    found: dict[uuid.UUID, set[str]] = {}
    for case, home in rows.filter(case__in=[need.case_id for need in needs]).values_list("case", "home"):
        found.setdefault(case, set()).add(str(home))
    return found


def _apart(needs: Sequence[Need]) -> list[dict[str, Any]]:
    cases = {need.case_id for need in needs}
    rows = KeptApart.objects.unscoped(reason="who must be kept apart is kept apart in every plan")
    return [
        {"households": [str(one), str(other)], "scope": scope}
        for one, other, scope in rows.filter(one__in=cases, other__in=cases).values_list("one", "other", "scope")
    ]


def _networks(homes: Sequence[Home], whole: Span) -> list[dict[str, Any]]:
    found = []
    cares = {facts["network"]: facts["care_km"] for facts in facts_of_homes(homes)}
    for network in sorted({home.network_id for home in homes}):
        rows = [row for row in capacities(network) if row.max > 0 and _meets(row, whole)]
        taken = taken_in([home.pk for home in homes if home.network_id == network], whole.from_day, whole.to_day)
        found.append({
            "id": str(network),
            "features": sorted({"single_parent_support" for row in rows if row.kind == CapacityKind.SINGLE_PARENT}),
            "languages": sorted({row.code for row in rows if row.kind == CapacityKind.INTERPRETER}),
            "care": cares[str(network)],
            "capacities": [part for row in rows for part in _capacity(row, whole, taken)],
        })  # fmt: skip
    return found


def _meets(row: Any, whole: Span) -> bool:
    return row.from_day < whole.to_day and (row.to_day is None or row.to_day > whole.from_day)


def _capacity(row: Any, whole: Span, taken: list[Taken]) -> Iterator[dict[str, Any]]:
    """A capacity in stretches, less the households that live there already."""
    counts = {CapacityKind.ACCOMPANIMENT: "households", CapacityKind.TRAUMA_CARE: "care:trauma"}.get(row.kind)
    if counts is None:
        return
    begin, end = max(row.from_day, whole.from_day), min(row.to_day or whole.to_day, whole.to_day)
    while begin < end:
        until = min(end, begin + timedelta(days=STRETCH))
        span = Span(begin, until)
        there = sum(span.meets(Span(stay.from_day, stay.to_day)) for stay in taken) if counts == "households" else 0
        yield {
            "name": str(row.kind),
            "counts": counts,
            "from": (begin - whole.from_day).days,
            "to": (until - whole.from_day).days,
            "max": max(0, row.max - there),
        }
        begin = until


def beds_taken_for(found: Gathered, arrivals: set[date]) -> list[dict[str, Any]]:
    """Beds that somebody has already, said of all days on which these arrive, and of those on which a stay begins."""
    return list(_beds_taken(found.homes, found.first, found.day(found.data["periods"]), arrivals))


def closed_by_checks(found: Gathered, first: date, held: dict[uuid.UUID, list[Any]]) -> list[str]:
    """The homes that no booking could take from this night on, for a check or the cooling-off."""
    return [
        str(home.pk)
        for home in found.homes
        if any(
            problem.kind != ProblemKind.NOT_OPEN
            for problem in booking_problems(
                state=home.state, offered_on=home.offered_on, needed=home.needed_checks, held=held[home.pk],
                open_spans=[Span(first, first + timedelta(days=1))], stay=Span(first, first + timedelta(days=1)),
            )
        )
    ]  # fmt: skip


def _beds_taken(homes: Sequence[Home], first: date, last: date, arrivals: set[date]) -> Iterator[dict[str, Any]]:
    """Beds that somebody has already, as limits: of a family's home nothing is left, of a shared one some beds.

    A limit counts whoever meets its periods, so what is left of a shared home is said of single days: only on a day on
    which somebody arrives, or fewer beds are left than before, can there be too many.
    """
    stays: dict[uuid.UUID, list[Taken]] = {}
    for stay in taken_in([home.pk for home in homes], first, last):
        stays.setdefault(stay.home, []).append(stay)
    for home in homes:
        there = stays.get(home.pk, [])
        if home.kind == HomeKind.FAMILY:
            for stay in there:
                yield _left(home, stay.from_day, stay.to_day, first, 0)
            continue
        for day in sorted(arrivals | {stay.from_day for stay in there}):
            persons = sum(stay.persons for stay in there if stay.from_day <= day < stay.to_day)
            if persons:
                yield _left(home, day, day + timedelta(days=1), first, beds_left(home.kind, home.beds, persons))


def _left(home: Home, begin: date, end: date, first: date, beds: int) -> dict[str, Any]:
    span = {"from": (begin - first).days, "to": (end - first).days}
    return {"name": "beds taken", "homes": [str(home.pk)], **span, "weights": "size", "max": beds}
