"""Volunteers and appointments: who accompanies whom, when. The same engine plans them (SH4).

A volunteer is a home that takes one at a time; a task is a household for each time at which it could begin, of which at
most one is placed; loads and "once" are limits. So bound, proof and prices are those of malath.placement/1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from malath.engines.placement.costs import Costs
from malath.engines.placement.errors import PlacementError, SolverStoppedError
from malath.engines.placement.judging import Judge
from malath.engines.placement.occupancy import Occupancy
from malath.engines.placement.reading import read_instance
from malath.engines.placement.rota import Rota, Task, Volunteer, read_rota
from malath.engines.placement.running import Plan, solve

RESULT = "malath.appointments-plan/1"
Appointment = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Appointments (task, volunteer, start), and the plan of the placement instance that they were made as."""

    appointments: list[Appointment]
    plan: Plan

    def as_json(self) -> dict[str, Any]:
        """As it is written to a file; the proof is about the instance that `as_placement` makes."""
        plan = self.plan
        told = {"value": plan.value, "bound": plan.bound, "gap": plan.gap}
        return {"format": RESULT, **told, "appointments": [list(one) for one in self.appointments], "proof": plan.proof}


def plan_appointments(data: Any, *, solver: Callable[[dict[str, Any]], Plan] = solve) -> Timetable:
    """A checked timetable for a file malath.appointments/1. Raises InstanceError, SolverStoppedError."""
    rota = read_rota(data)
    plan = solver(as_placement(rota))
    made = sorted((_task(name), volunteer, _start(name)) for name, volunteer in plan.placements)
    problems = check_appointments(rota, made)
    if problems:
        raise SolverStoppedError(f"the timetable did not pass the checker: {problems[0]}")
    return Timetable(made, plan)


def broken(rota: Rota, task: Task, volunteer: Volunteer, start: int) -> list[str]:
    """The rules that forbid this volunteer for the task at this time, in a fixed order."""
    found = [f"skill:{skill}" for skill in sorted(task.skills - volunteer.skills)]
    if task.languages and not task.languages & volunteer.languages:
        found.append("language")
    if task.only - volunteer.features:
        found.append("only")
    if task.network and volunteer.network and task.network != volunteer.network:
        found.append("network")
    if volunteer.id in task.refused:
        found.append("refused")
    if not any(first <= start and start + task.duration <= end for first, end in volunteer.free):
        found.append("free")
    return found


def worth(rota: Rota, task: Task, volunteer: Volunteer, start: int) -> int | float:
    """priority x (placed + continuity, where they know each other, + `wish` less 1 for each slot off the wished time)."""
    points = rota.placed + (rota.continuity if volunteer.id in task.known else 0)
    if task.wish is not None:
        points += max(0, rota.wish - abs(start - task.wish))
    return task.priority * points


def as_placement(rota: Rota) -> dict[str, Any]:
    """The instance in the format malath.placement/1. Household `TASK@START` lives with a volunteer while it lasts."""
    people, values, limits = [], [], []
    loads: dict[str, dict[str, int]] = {volunteer.id: {} for volunteer in rota.volunteers}
    for task in rota.tasks:
        able: dict[str, None] = {}
        for start in task.starts:
            name = f"{task.id}@{start}"
            people.append({"id": name, "size": 1, "from": start, "to": _busy_until(rota, task, start)})
            for volunteer in rota.volunteers:
                if not broken(rota, task, volunteer, start):
                    values.append([name, volunteer.id, worth(rota, task, volunteer, start)])
                    loads[volunteer.id][name] = task.duration
                    able[volunteer.id] = None
        if len(task.starts) > 1 and able:
            weights = {f"{task.id}@{start}": 1 for start in task.starts}
            limits.append(_limit(f"once:{task.id}", list(able), weights, 1, rota.slots))
    limits += [
        _limit(f"load:{volunteer.id}", [volunteer.id], loads[volunteer.id], volunteer.load, rota.slots)
        for volunteer in rota.volunteers
        if volunteer.load is not None
    ]
    return {
        "format": "malath.placement/1",
        "periods": rota.slots,
        "households": people,
        "homes": [{"id": one.id, "kind": "family", "beds": 1, "open": [[0, rota.slots]]} for one in rota.volunteers],
        "limits": limits,
        "values": values,
    }


def _limit(name: str, homes: list[str], weights: Mapping[str, int], most: int, slots: int) -> dict[str, Any]:
    return {"name": name, "homes": homes, "from": 0, "to": slots, "weights": weights, "max": most}


def _busy_until(rota: Rota, task: Task, start: int) -> int:
    """When the volunteer can begin something else: after the way there, but a day's end ends it too."""
    end = start + task.duration
    day = min((close for first, close in rota.days if first <= start < close), default=rota.slots)
    return max(end, min(end + task.travel, day))


def _task(name: str) -> str:
    return name.rpartition("@")[0]


def _start(name: str) -> int:
    return int(name.rpartition("@")[2])


def check_appointments(rota: Rota, made: Sequence[Appointment]) -> list[str]:
    """What is wrong with a timetable, a sentence each; [] if nothing is. Knows nothing of how it was made."""
    tasks = {task.id: task for task in rota.tasks}
    volunteers = {volunteer.id: volunteer for volunteer in rota.volunteers}
    unknown = [
        one for one in made if one[0] not in tasks or one[1] not in volunteers or one[2] not in tasks[one[0]].starts
    ]
    if unknown:
        return [f"{one[0]} with {one[1]} at {one[2]}: not in this file" for one in unknown]
    problems = [
        f"{name} with {who} at {start} breaks {rule!r}"
        for name, who, start in made
        for rule in broken(rota, tasks[name], volunteers[who], start)
    ]
    names = [name for name, _who, _start in made]
    problems += [
        f"{name} is planned more than once" for name in sorted({name for name in names if names.count(name) > 1})
    ]
    return problems + [problem for who in volunteers.values() for problem in _overloads(rota, tasks, who, made)]


def _overloads(rota: Rota, tasks: Mapping[str, Task], who: Volunteer, made: Sequence[Appointment]) -> Iterator[str]:
    mine = sorted((start, name) for name, volunteer, start in made if volunteer == who.id)
    hours = sum(tasks[name].duration for _start, name in mine)
    if who.load is not None and hours > who.load:
        yield f"{who.id} gives {hours} of {who.load} slots"
    for (early, one), (late, other) in combinations(mine, 2):
        if late < _busy_until(rota, tasks[one], early):
            yield f"{who.id} cannot be at {one} and {other}"


def explain_appointment(data: Any, table: Timetable, task: str) -> dict[str, Any]:
    """Why this volunteer at this time, or nobody: rules that rule out volunteers, times taken by whom, prices "at most"."""
    rota = read_rota(data)
    wanted = next((one for one in rota.tasks if one.id == task), None)
    if wanted is None:
        raise PlacementError(f"there is no task {task!r} in this file")
    judge = Judge(read_instance(as_placement(rota)))
    costs, occupancy = Costs(judge, table.plan.proof.get("duals", {})), Occupancy(judge, table.plan.placements)
    own = frozenset(f"{task}@{start}" for start in wanted.starts)
    options: list[dict[str, Any]] = []
    blocked: list[list[Any]] = []
    for volunteer in rota.volunteers:
        ruled = {start: broken(rota, wanted, volunteer, start) for start in wanted.starts}
        if all(ruled.values()):
            # A volunteer lacks what they lack at the time at which they lack the least.
            blocked.append([volunteer.id, min(ruled.values(), key=len)])
            continue
        home = judge.homes[volunteer.id]
        for start in (start for start, rules in ruled.items() if not rules):
            household = judge.households[f"{task}@{start}"]
            value, price = float(judge.value(household, home)), costs.price(household, home)
            full = occupancy.full(household, home, without=own)
            options.append(
                {"volunteer": volunteer.id, "start": start, "value": value, "price_at_most": price,
                 "net": value - price, "full": full}
            )  # fmt: skip
    options.sort(key=lambda one: (-one["net"], one["volunteer"], one["start"]))
    found = next((one for one in table.appointments if one[0] == task), None)
    return {
        "task": task,
        "volunteer": found[1] if found else None,
        "start": found[2] if found else None,
        "options": options,
        "blocked": blocked,
    }
