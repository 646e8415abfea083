"""What would be if: the changes of a file malath.whatif/1, made to an instance (docs/reference/placement-format.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from malath.engines.placement.errors import InstanceError

Data = dict[str, Any]
VERBS = ("add", "set", "lift", "forbid", "force")


def parts_of(change: Any, path: str) -> list[tuple[str, Data, str]]:
    """The parts of one change: verb, what it says, and its place in the file. Raises InstanceError."""
    if not isinstance(change, dict) or not isinstance(change.get("name"), str):
        raise InstanceError(f'{path}: must be an object with a "name"')
    strange = change.keys() - {"name", *VERBS}
    if strange:
        raise InstanceError(f"{path}.{min(strange)}: a change holds {', '.join(VERBS)}, and its name")
    found = []
    for verb in VERBS:
        said = change.get(verb, [])
        for at, part in enumerate(said if isinstance(said, list) else [said]):
            where = f"{path}.{verb}" + (f"[{at}]" if isinstance(said, list) else "")
            if not isinstance(part, dict):
                raise InstanceError(f"{where}: must be an object")
            found.append((verb, part, where))
    if not found:
        raise InstanceError(f"{path}: changes nothing: say {', '.join(VERBS)}")
    return found


def amended(data: Data, verb: str, part: Data, path: str) -> Data:
    """The instance with one part of a change made: add, set or lift. Raises InstanceError."""
    if verb == "lift":
        return _lifted(data, part, path)
    if verb == "add" and "new_home" in part:
        if not isinstance(part["new_home"], dict):
            raise InstanceError(f"{path}.new_home: must be an object, as homes are")
        return {**data, "homes": [*data["homes"], part["new_home"]]}
    for name, make in (("home", _home), ("network", _network), ("limit", _limit)):
        if name in part:
            return make(data, verb, part, path)
    raise InstanceError(f"{path}: must name a home, a network or a limit")


def named(items: Iterable[Any], key: str, name: str, change: Callable[[Data], Data], path: str) -> list[Data]:
    """The list in which those of this name are changed. Raises InstanceError where there is none."""
    found, seen = [], False
    for one in items:
        mine = str(one.get(key, "")) == str(name)
        seen |= mine
        found.append(change(one) if mine else one)
    if not seen:
        raise InstanceError(f"{path}: {name!r} is not in this instance")
    return found


def _home(data: Data, verb: str, part: Data, path: str) -> Data:
    def change(home: Data) -> Data:
        kept, known = dict(home), False
        if "beds" in part:
            kept["beds"], known = _number(part, "beds", path) + (home["beds"] if verb == "add" else 0), True
        if "open" in part and verb == "add":
            kept["open"], known = [*home["open"], part["open"]], True
        return _told(kept, verb, part, path, known=known)

    return {**data, "homes": named(data["homes"], "id", part["home"], change, path)}


def _network(data: Data, verb: str, part: Data, path: str) -> Data:
    def change(network: Data) -> Data:
        kept, known = dict(network), False
        if "counts" in part:
            kept["capacities"], known = _capacities(network, verb, part, path), True
        if "care" in part and verb == "add" and isinstance(part["care"], dict):
            kept["care"], known = {**network.get("care", {}), **part["care"]}, True
        return _told(kept, verb, part, path, known=known)

    return {**data, "networks": named(data.get("networks", ()), "id", part["network"], change, path)}


def _capacities(network: Data, verb: str, part: Data, path: str) -> list[Data]:
    """The capacities that count so; where the change names periods, those that meet them."""
    found, seen = [], False
    span = {key: _number(part, key, path) for key in ("from", "to") if key in part}
    for held in network.get("capacities", ()):
        meets = held["from"] < span.get("to", held["to"]) and span.get("from", held["from"]) < held["to"]
        mine = held["counts"] == part["counts"] and meets
        seen |= mine
        found.append({**held, "max": _most(held["max"], verb, part, path)} if mine else held)
    if not seen:
        raise InstanceError(f"{path}: {part['network']!r} has no capacity that counts {part['counts']!r} then")
    return found


def _limit(data: Data, verb: str, part: Data, path: str) -> Data:
    def change(limit: Data) -> Data:
        return {**limit, "max": _most(limit["max"], verb, part, path)}

    return {**data, "limits": named(data.get("limits", ()), "name", part["limit"], change, path)}


def _most(most: Any, verb: str, part: Data, path: str) -> Any:
    return most + _number(part, "places", path) if verb == "add" else _number(part, "max", path)


def _told(kept: Data, verb: str, part: Data, path: str, *, known: bool) -> Data:
    """A language or a feature more, for a home or a network."""
    for key, words in (("language", "languages"), ("feature", "features")):
        if key in part and verb == "add":
            kept[words], known = [*kept.get(words, ()), part[key]], True
    if not known:
        raise InstanceError(f"{path}: does not say what to {verb}")
    return kept


def _number(part: Data, key: str, path: str) -> Any:
    value = part.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InstanceError(f"{path}.{key}: must be a number")
    return value


def _lifted(data: Data, part: Data, path: str) -> Data:
    if "limit" in part:
        limits = [limit for limit in data.get("limits", ()) if str(limit.get("name", "")) != str(part["limit"])]
        if len(limits) == len(data.get("limits", ())):
            raise InstanceError(f"{path}: {part['limit']!r} is not in this instance")
        return {**data, "limits": limits}
    if "apart" in part:
        pair = set(map(str, part["apart"])) if isinstance(part["apart"], list) else set()
        rules = [rule for rule in data.get("apart", ()) if set(map(str, rule["households"])) != pair]
        if len(rules) == len(data.get("apart", ())):
            raise InstanceError(f"{path}: these two are not kept apart in this instance")
        return {**data, "apart": rules}
    if "household" not in part or not isinstance(part.get("rule"), str):
        raise InstanceError(f"{path}: must name a household and its rule, a limit, or two that are kept apart")
    return _rule_lifted(data, str(part["household"]), part["rule"], path)


def _rule_lifted(data: Data, who: str, rule: str, path: str) -> Data:
    """The instance in which one hard rule does not hold for one household. Beds and windows are no such rule."""
    kind, _colon, word = rule.partition(":")
    wanted = {str(need) for home in data["homes"] for need in home.get("only", ())}

    def change(one: Data) -> Data:
        kept = dict(one)
        if kind == "needs":
            kept["needs"] = [need for need in one.get("needs", ()) if str(need) != word]
        elif kind == "care":
            kept["care"] = [care for care in one.get("care", ()) if str(care["kind"]) != word]
        elif rule == "language":
            kept["language_needed"] = False
        elif rule == "only":
            kept["features"] = sorted({*map(str, one.get("features", ())), *wanted})
        elif rule in ("network", "refused"):
            kept["not_in" if rule == "network" else "refused"] = []
        else:
            raise InstanceError(f"{path}.rule: {rule!r} cannot be lifted for a household; add beds or a window instead")
        return kept

    homes = data["homes"]
    if rule == "refused":
        homes = [{**one, "refused": [n for n in one.get("refused", ()) if str(n) != who]} for one in homes]
    return {**data, "homes": homes, "households": named(data["households"], "id", who, change, path)}
