"""The documented format: schema, page and programme say the same, and what is wrong is named with its place."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from malath.engines.placement.command import place_command
from malath.engines.placement.errors import InstanceError
from malath.engines.placement.kinds import KINDS
from malath.engines.placement.reading import read_instance, read_text
from tests.placement.inline import inline
from tests.placement.instances import small
from tests.placement.schema import complaints
from tests.placement.test_fairness import street
from tests.placement.test_whatif import town

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCHEMA = json.loads((REFERENCE / "placement.schema.json").read_text("utf-8"))


def examples() -> list[dict[str, Any]]:
    """The indented blocks of the page that are an instance or a what-if file."""
    page = (REFERENCE / "placement-format.md").read_text("utf-8")
    blocks = re.findall(r"(?:^    .*\n)+", page, re.MULTILINE)
    return [json.loads(block) for block in blocks if "…" not in block]


def test_the_examples_are_what_they_say() -> None:
    """The instance can be solved, the changes can be made to it."""
    from malath.engines.placement.whatif import what_if

    instance, changes = examples()[:2]
    assert list(complaints(instance, SCHEMA, SCHEMA)) == []

    plan = inline(instance)
    assert (plan.placements, plan.value, plan.bound) == ([("c1", "h1")], 744, 744)

    told = what_if(instance, inline(instance), changes, solver=inline)

    assert [one["name"] for one in told["changes"]] == ["one more bed", "an interpreter and a place", "c2 in h1"]


def test_the_examples_of_the_other_kinds_are_what_they_say(tmp_path: Path) -> None:
    """Each is read, solved and checked."""
    kinds = examples()[2:]

    for at, data in enumerate(kinds):
        path, plan = tmp_path / f"{at}.json", tmp_path / f"{at}.plan.json"
        path.write_text(json.dumps(data), "utf-8")
        assert place_command([str(path), "-o", str(plan)]) == 0
        if "instance" in data:
            assert list(complaints(data["instance"], SCHEMA, SCHEMA)) == []
    assert {data["format"] for data in kinds} == set(KINDS)


@pytest.mark.parametrize("data", [town(), street()])
def test_instances_of_the_tests_fit_the_schema(data: dict[str, Any]) -> None:
    """With every part that the page describes."""
    assert list(complaints(data, SCHEMA, SCHEMA)) == []


def test_random_instances_fit_the_schema() -> None:
    """So the schema forbids nothing that the programme reads."""
    for seed in range(1_500):
        assert list(complaints(small(seed), SCHEMA, SCHEMA)) == [], seed


WRONG: list[tuple[str, Any, str]] = [
    ("format", "malath.placement/2", "format"),
    ("periods", 0, "instance.periods"),
    ("periods", 2.5, "instance.periods"),
    ("households", None, "instance.households"),
    ("households.0", [], "households[0]"),
    ("households.0.size", 0, "households[0].size"),
    ("households.0.size", "two", "households[0].size"),
    ("households.0.from", -1, "households[0].from"),
    ("households.1.features", "women", "households[1].features"),
    ("households.0.language_needed", "yes", "households[0].language_needed"),
    ("households.0.risk", 0, "households[0].risk"),
    ("households.0.care", [{"kind": "trauma"}], "care[0].within"),
    ("households.0.since", "long", "households[0].since"),
    ("homes.0.beds", -1, "homes[0].beds"),
    ("homes.0.kind", "hotel", "homes[0].kind"),
    ("homes.0.open", [[0]], "homes[0].open[0]"),
    ("networks.0.capacities.0.counts", "dogs", "capacities[0].counts"),
    ("networks.0.capacities.0.max", -1, "capacities[0].max"),
    ("limits.0.weights", "weight", "limits[0].weights"),
    ("limits.0.weights", {"amal": -1}, "limits[0].weights"),
    ("limits.0.max", True, "limits[0].max"),
    ("apart.0.scope", "street", "apart[0]"),
    ("apart.0.households", ["amal"], "apart[0]"),
    ("score", {"luck": 1}, "score.luck"),
    ("score", {"care_km_a_point": 0}, "score.care_km_a_point"),
    ("values", [["amal", "flat"]], "values[0]"),
]


@pytest.mark.parametrize(("where", "value", "message"), WRONG)
def test_what_the_schema_refuses_the_programme_refuses_and_names(where: str, value: Any, message: str) -> None:
    """Both, so that neither is laxer than the other."""
    data = changed(where, value)

    assert list(complaints(data, SCHEMA, SCHEMA))
    with pytest.raises(InstanceError, match=re.escape(message)):
        read_instance(data)


BEYOND: list[tuple[str, Any, str]] = [
    ("households.0.to", 9, "households[0]: from 0 to 9"),
    ("households.0.since", 3, "households[0].since"),
    ("households.1.id", "amal", "'amal' stands twice"),
    ("households.0.refused", ["castle"], "amal: home 'castle'"),
    ("homes.0.network", "paris", "homes[0].network 'paris'"),
    ("homes.0.refused", ["nobody"], "flat: household 'nobody'"),
    ("limits.0.homes", ["castle"], "limits[0].homes: home 'castle'"),
    ("limits.0.weights", {"nobody": 1}, "limits[0].weights: household 'nobody'"),
    ("apart.0.households", ["amal", "amal"], "apart[0]"),
    ("values", [["amal", "castle", 1]], "values[0]"),
    ("values", [["amal", "flat", 1], ["amal", "flat", 2]], "values[1]"),
]


@pytest.mark.parametrize(("where", "value", "message"), BEYOND)
def test_what_no_schema_can_say_the_programme_names(where: str, value: Any, message: str) -> None:
    """What one place says of another."""
    with pytest.raises(InstanceError, match=re.escape(message)):
        read_instance(changed(where, value))


def changed(where: str, value: Any) -> dict[str, Any]:
    """The town with one place written over."""
    data: dict[str, Any] = copy.deepcopy(town())
    *parents, last = where.split(".")
    held: Any = data
    for key in parents:
        held = held[int(key)] if key.isdigit() else held[key]
    held[int(last) if last.isdigit() else last] = value
    return data


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": NaN}', "\ud800"])
def test_what_is_no_instance_at_all_is_refused(text: str) -> None:
    """Without a trace of the programme's inside."""
    with pytest.raises(InstanceError):
        read_text(text)
