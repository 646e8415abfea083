"""`malath place` as somebody at a terminal meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from malath.engines.placement.command import place_command
from tests.placement.test_appointments import week
from tests.placement.test_arrivals import house
from tests.placement.test_chains import spring
from tests.placement.test_moving import floor
from tests.placement.test_whatif import town


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "town.json"
    path.write_text(json.dumps(town()), "utf-8")
    return path


def test_a_plan_is_written_and_passes_its_check(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has both files sees that every rule is kept and the bound holds."""
    plan = tmp_path / "plan.json"

    assert place_command([str(instance), "-o", str(plan)]) == 0
    assert "1 of 3 households placed" in capsys.readouterr().out
    assert json.loads(plan.read_text("utf-8"))["format"] == "malath.plan/1"

    assert place_command([str(instance), "--plan", str(plan), "--check"]) == 0
    assert "every rule is kept" in capsys.readouterr().out


def test_a_plan_that_was_tampered_with_fails_its_check(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A household where it may not live, a value that is not the placements', a bound that the prices do not prove."""
    path = tmp_path / "plan.json"
    place_command([str(instance), "-o", str(path)])
    plan = json.loads(path.read_text("utf-8"))
    plan["placements"].append(["amal", "flat"])
    plan["proof"]["bound_by_prices"] -= 50
    path.write_text(json.dumps(plan), "utf-8")
    capsys.readouterr()

    assert place_command([str(instance), "--plan", str(path), "--check", "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert any("breaks the rule 'language'" in problem for problem in problems)
    assert any("are worth" in problem for problem in problems)
    assert any("the prices prove" in problem for problem in problems)


def test_reasons_changes_and_shares_are_told(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As text for people, as JSON for machines."""
    asked = tmp_path / "whatif.json"
    change = {"name": "an interpreter", "add": {"network": "brest", "language": "ar"}}
    asked.write_text(json.dumps({"format": "malath.whatif/1", "changes": [change]}), "utf-8")
    options = [str(instance), "--explain", "amal", "--what-if", str(asked), "--fairness"]

    assert place_command(options) == 0
    told = capsys.readouterr().out
    assert "amal has no home: no home is possible" in told
    assert "language: rules out 2 homes, 2 of them alone" in told
    assert "an interpreter: all together" in told
    assert "size 1: 1 of 1 households placed (100%)" in told

    assert place_command([*options, "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert answers["explanation"]["reason"] == "none possible"
    assert answers["what_if"]["changes"][0]["gained"] == ["amal"]
    assert answers["fairness"]["all"]["placed"] == 1


def test_appointments_are_planned_by_the_same_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the format that the file names."""
    path, plan = tmp_path / "week.json", tmp_path / "plan.json"
    path.write_text(json.dumps(week()), "utf-8")

    assert place_command([str(path), "-o", str(plan), "--explain", "drive"]) == 0

    told = capsys.readouterr().out
    assert "2 of 4 tasks planned" in told and "dana: skill:car" in told
    assert json.loads(plan.read_text("utf-8"))["appointments"] == [["doctor", "amal", 0], ["office", "dana", 3]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (spring(), "1 of 1 households housed, 1 moves"),
        (floor(), "boris: from ground to attic"),
        (house(), "ground is kept from 0 to 8 at a price of"),
    ],
)
def test_chains_moves_and_arrivals_are_told(
    data: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each by the format that the file names; what is written passes the checker first."""
    path, plan = tmp_path / "asked.json", tmp_path / "plan.json"
    path.write_text(json.dumps(data), "utf-8")

    assert place_command([str(path), "-o", str(plan)]) == 0

    assert said in capsys.readouterr().out
    assert json.loads(plan.read_text("utf-8"))["format"].startswith("malath.")


def test_what_does_not_serve_is_told_with_its_place(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1; 2 where nothing is asked for."""
    data = town()
    data["households"][1]["size"] = 0
    instance.write_text(json.dumps(data), "utf-8")

    assert place_command([str(instance), "-o", str(tmp_path / "plan.json")]) == 1
    assert "households[1].size: must be a whole number" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        place_command([str(instance)])


def test_a_file_that_numbers_its_households_gets_its_numbers_back(tmp_path: Path) -> None:
    data = {
        "format": "malath.placement/1", "periods": 4,
        "households": [{"id": 1, "size": 2, "from": 0, "to": 4}],
        "homes": [{"id": 7, "kind": "family", "beds": 3, "open": [[0, 4]]}],
        "values": [[1, 7, 4.5]],
    }  # fmt: skip
    (tmp_path / "in.json").write_text(json.dumps(data))

    code = place_command([str(tmp_path / "in.json"), "-o", str(tmp_path / "plan.json")])

    assert code == 0
    assert json.loads((tmp_path / "plan.json").read_text())["placements"] == [[1, 7]]
