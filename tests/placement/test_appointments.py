"""Volunteers and appointments: as good as the best of every timetable, and no rule broken."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from malath.engines.placement.appointments import check_appointments, explain_appointment, plan_appointments, worth
from malath.engines.placement.errors import InstanceError
from malath.engines.placement.rota import read_rota
from tests.placement.inline import inline

TONGUES = ["ar", "ku", "fr"]


def week() -> dict[str, Any]:
    """Two days of four slots. Only Amal speaks Kurdish; Dana has three slots to give."""
    return {
        "format": "malath.appointments/1",
        "slots": 8,
        "days": [[0, 4], [4, 8]],
        "volunteers": [
            {"id": "amal", "free": [[0, 4]], "languages": ["ku", "fr"], "skills": ["car"], "features": ["woman"]},
            {"id": "dana", "free": [[0, 8]], "languages": ["fr"], "load": 3},
        ],
        "tasks": [
            {"id": "doctor", "duration": 2, "starts": [0], "travel": 2, "languages": ["ku"], "priority": 3},
            {"id": "office", "duration": 1, "starts": [0, 3, 5], "languages": ["fr"], "known": ["dana"], "wish": 3},
            {"id": "drive", "duration": 1, "starts": [2, 3], "skills": ["car"]},
            {"id": "court", "duration": 1, "starts": [3], "only": ["woman"]},
        ],
    }


def test_each_appointment_goes_to_somebody_who_can_and_is_free() -> None:
    """The way back from the doctor takes Amal until the day ends: nobody can drive, or go along to court."""
    table = plan_appointments(week(), solver=inline)

    assert table.appointments == [("doctor", "amal", 0), ("office", "dana", 3)]
    assert table.plan.value == table.plan.bound == 300 + 150


def test_a_day_that_ends_ends_the_way_back_too() -> None:
    """What is left of the way is not taken from the next morning."""
    data = week()
    data["volunteers"][0]["free"] = [[0, 8]]
    data["tasks"][0] |= {"starts": [2], "travel": 9}
    data["tasks"][3]["starts"] = [4]

    made = plan_appointments(data, solver=inline).appointments

    assert ("doctor", "amal", 2) in made and ("court", "amal", 4) in made


def test_why_nobody_comes_is_told_by_rules_and_by_what_takes_the_time() -> None:
    """The drive needs a car: Dana has none, and Amal is on her way back."""
    data = week()
    table = plan_appointments(data, solver=inline)

    told = explain_appointment(data, table, "drive")

    assert told["volunteer"] is None
    assert told["blocked"] == [["dana", ["skill:car"]]]
    assert {one["start"] for one in told["options"]} == {2, 3}
    assert all(full["taken_by"] == ["doctor@0"] for one in told["options"] for full in one["full"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"slots": 0}, "appointments.slots"),
        ({"days": [[0, 9]]}, "days[0]"),
        ({"volunteers": [{"id": "amal", "free": [[0, 4]], "load": -1}]}, "volunteers[0].load"),
        ({"tasks": [{"id": "court", "duration": 3, "starts": [6]}]}, "tasks[0].starts[0]"),
        ({"tasks": [{"id": "court", "duration": 1, "starts": [0], "known": ["boris"]}]}, "court: volunteer 'boris'"),
        ({"format": "malath.placement/1"}, "format"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, Any], message: str) -> None:
    """As in every file of this engine."""
    with pytest.raises(InstanceError) as wrong:
        read_rota({**week(), **change})

    assert message in str(wrong.value)


def test_every_timetable_is_as_good_as_the_best_of_all() -> None:
    """Random weeks: everything that could be planned, tried."""
    planned = 0
    for seed in range(150):
        data = some_week(seed)
        rota = read_rota(data)
        table = plan_appointments(data, solver=inline)
        assert check_appointments(rota, table.appointments) == []
        assert table.plan.value == pytest.approx(best(data)), seed
        planned += len(table.appointments)
    assert planned > 100


def best(data: dict[str, Any]) -> float:
    """The best of all timetables, by the checker alone."""
    rota = read_rota(data)
    volunteers = {one.id: one for one in rota.volunteers}
    options: list[list[Any]] = [
        [None, *((task.id, who.id, start) for who in rota.volunteers for start in task.starts)] for task in rota.tasks
    ]
    tasks = {task.id: task for task in rota.tasks}
    found = 0.0
    for chosen in product(*options):
        made = [one for one in chosen if one]
        total = sum(worth(rota, tasks[name], volunteers[who], start) for name, who, start in made)
        if total > found and not check_appointments(rota, made):
            found = total
    return found


def some_week(seed: int) -> dict[str, Any]:
    """A small random file."""
    chance = random.Random(seed)

    def some(words: list[str], share: float) -> list[str]:
        return [word for word in words if chance.random() < share]

    volunteers: list[dict[str, Any]] = [
        {
            "id": f"v{at}", "free": [[chance.randrange(4), chance.randint(5, 8)]], "languages": some(TONGUES, 0.6),
            "skills": some(["car"], 0.6), "features": some(["woman"], 0.5),
            "load": chance.choice([None, 2, 4]), "network": chance.choice(["", "n0", "n1"]),
        }
        for at in range(chance.randint(1, 3))
    ]  # fmt: skip
    names = [one["id"] for one in volunteers]
    tasks = [
        {
            "id": f"t{at}", "duration": chance.randint(1, 3),
            "starts": sorted(chance.sample(range(6), chance.randint(1, 2))),
            "travel": chance.randrange(3), "priority": chance.randint(1, 3), "languages": some(TONGUES, 0.3),
            "skills": some(["car"], 0.3), "only": some(["woman"], 0.2), "known": some(names, 0.3),
            "refused": some(names, 0.1), "wish": chance.choice([None, 2]), "network": chance.choice(["", "n0"]),
        }
        for at in range(chance.randint(1, 4))
    ]  # fmt: skip
    return {
        "format": "malath.appointments/1", "slots": 8, "days": [[0, 4], [4, 8]],
        "volunteers": volunteers, "tasks": tasks,
    }  # fmt: skip
