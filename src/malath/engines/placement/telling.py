"""The reasons as the command line shows them, in plain English. A page of the programme translates the codes itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

REASONS = {
    "placed": "lives in {home}",
    "none possible": "has no home: no home is possible",
    "none worthy": "has no home: every possible home is worth nothing",
    "full": "has no home: every possible home is full",
    "left free": "has no home, though one is free: the search ended before it saw that",
}
SHOWN = 5


def explanation(told: Mapping[str, Any]) -> Iterator[str]:
    """An explanation, line by line."""
    yield f"{told['household']} {REASONS[told['reason']].format(home=told['home'])}"
    if told["why"]:
        yield from _option(told["why"])
    others = [one for one in told["options"] if one["home"] != told["home"]][:SHOWN]
    yield f"{told['possible']} homes are possible" + (
        "; after the prices of what they use, the best others:" if others else ""
    )
    for one in others:
        yield from _option(one)
    for one in told["blocked"]["rules"]:
        yield f"  {one['rule']}: rules out {one['homes']} homes, {one['alone']} of them alone"
    for one in told["smallest"][:SHOWN]:
        yield f"  without {' and '.join(one['lift'])}: {_names([home['home'] for home in one['homes']])}"
    for one in told["next"]:
        yield f"if it must live in {one['home']}: {_interval(one)}"
    if told["without"]:
        yield f"if it refuses {told['home']}: {told['without']['home'] or 'no home'}; {_interval(told['without'])}"


def _option(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {one['home']}: worth {one['value']:g}, uses places worth {one['price_at_most']:.1f} at most, net {one['net']:.1f}"
    if "points" in one:
        terms = ", ".join(f"{name} {points:g}" for name, points in one["points"].items())
        yield f"    {one['worth']} x ({one['placed']:g} for a home; {terms})"
    for line in one["uses"]:
        yield f"    {_use(line)}: {line['price_at_most']:.1f} at most"
    for full in one["full"]:
        yield f"    full: {full.get('limit') or full['code']}, taken by {_names(full['taken_by'])}"


def _use(line: Mapping[str, Any]) -> str:
    if line["of"] == "limit":
        return f"{line['limit']}, periods {line['from']} to {line['to']}"
    if line["of"] == "together":
        return "places that are short together"
    return f"beds of {line['home']}" if line["of"] == "beds" else f"apart from {line['household']}"


def _interval(one: Mapping[str, Any]) -> str:
    low, high = one["change"]
    change = f"{low:+g}" if high - low < 1e-6 else f"between {low:+g} and {high:+g}"
    parts = [f"all together {change}"]
    parts += [f"{word} {_names(one[key])}" for word, key in (("gain", "gained"), ("lose", "lost")) if one[key]]
    return "; ".join(parts)


def changes(told: Mapping[str, Any]) -> Iterator[str]:
    """The answers to a what-if file, line by line."""
    for one in told["changes"]:
        if "impossible" in one:
            yield f"{one['name']}: impossible, breaks {', '.join(one['impossible'])}"
        else:
            yield f"{one['name']}: {_interval(one)}; households {one['households']:+d}, persons {one['persons']:+d}"
    if told["scarce"]:
        yield "what is short, by the price of one more (a hint what to ask about, no promise):"
    for one in told["scarce"]:
        yield f"  {_use(one)}: {one['price']:.0f}"


def shares(told: Mapping[str, Any]) -> Iterator[str]:
    """A fairness report, line by line."""
    for one in ({"by": "all", "group": "", "has": True, **told["all"]}, *told["groups"]):
        name = f"{one['by']} {'' if one['has'] else 'not '}{one['group']}".strip()
        share = "" if one["share"] is None else f" ({100 * one['share']:.0f}%)"
        score = "" if one["score"] is None else f", score {one['score']:.1f}"
        waiting = one["waiting"]
        longest = f", longest wait of those without {waiting['longest']}" if waiting["known"] else ""
        yield f"{name}: {one['placed']} of {one['households']} households placed{share}{score}{longest}"
    envy = told["envy"]
    yield f"envy that risk justifies: {envy['pairs']} pairs, {envy['households']} households"
    for one in envy["list"]:
        yield f"  {one['household']} (risk {one['risks'][0]}) wants {one['wants']} of {one['of']} (risk {one['risks'][1]})"


def appointment(told: Mapping[str, Any]) -> Iterator[str]:
    """Why a volunteer comes, or nobody, line by line."""
    yield f"{told['task']}: " + (f"{told['volunteer']} at {told['start']}" if told["volunteer"] else "nobody")
    for one in told["options"][:SHOWN]:
        taken = [name for full in one["full"] for name in full["taken_by"]]
        held = f", taken by {_names(taken)}" if taken else ", free"
        yield f"  {one['volunteer']} at {one['start']}: worth {one['value']:g}, net {one['net']:.1f}{held}"
    for volunteer, rules in told["blocked"]:
        yield f"  {volunteer}: {', '.join(rules)}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
