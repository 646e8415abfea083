"""Files with one place spoilt: they are read, or refused with a sentence; nothing else comes out."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from malath.engines.placement.arrivals import read_week
from malath.engines.placement.chains import read_chains
from malath.engines.placement.errors import InstanceError, PlacementError
from malath.engines.placement.moving import Moves
from malath.engines.placement.reading import read_instance
from malath.engines.placement.rota import read_rota
from malath.engines.placement.running import Plan
from malath.engines.placement.verifying import plan_from, verify
from malath.engines.placement.whatif import what_if
from tests.placement.inline import inline
from tests.placement.test_appointments import week
from tests.placement.test_arrivals import house
from tests.placement.test_chains import spring
from tests.placement.test_fairness import street
from tests.placement.test_moving import floor
from tests.placement.test_whatif import town

JUNK: list[Any] = [None, True, -1, 0.5, float("nan"), 10**30, "", "word", [], [[]], {}, {"x": []}, [None, {}]]


def spoilt(data: Any) -> Iterator[Any]:
    """The file with each place in turn replaced, and each key in turn left out."""
    for path in list(places(data)):
        for junk in [*JUNK, ...]:
            other = copy.deepcopy(data)
            held = other
            for key in path[:-1]:
                held = held[key]
            if junk is ...:
                del held[path[-1]]
            else:
                held[path[-1]] = junk
            yield other


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside."""
    if path:
        yield path
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from places(data[key], (*path, key))


def changes() -> dict[str, Any]:
    """Every sort of change."""
    return {
        "name": "all of it",
        "add": [
            {"home": "flat", "beds": 1}, {"home": "flat", "open": [0, 2]}, {"limit": "persons", "places": 1},
            {"network": "brest", "counts": "households", "places": 1}, {"network": "brest", "care": {"trauma": 9}},
            {"network": "brest", "language": "ar"}, {"new_home": {"id": "new", "beds": 1, "open": [[0, 8]]}},
        ],
        "set": {"home": "flat", "beds": 2},
        "lift": [{"household": "amal", "rule": "language"}, {"apart": ["amal", "boris"]}, {"limit": "persons"}],
    }  # fmt: skip


def ask(change: Any) -> None:
    def read(data: Any) -> Plan:
        read_instance(data)
        return Plan([], 0.0, 0.0, {})

    what_if(town(), read(town()), {"format": "malath.whatif/1", "changes": [change]}, solver=read)


READERS: list[tuple[Callable[[Any], Any], Any]] = [
    (read_instance, town()),
    (read_instance, street()),
    (read_rota, week()),
    (read_chains, spring()),
    (Moves, floor()),
    (read_week, house()),
    (ask, changes()),
    (ask, {"name": "one", "force": {"household": "boris", "home": "flat"}}),
    (ask, {"name": "one", "add": {"network": "brest", "counts": "households", "from": 0, "to": 9, "places": 1}}),
]


@pytest.mark.parametrize(("reader", "data"), READERS)
def test_a_spoilt_file_is_read_or_refused(reader: Callable[[Any], Any], data: Any) -> None:
    """By an error of the engine, which has a text."""
    refused = 0
    for other in spoilt(data):
        try:
            reader(other)
        except PlacementError as wrong:
            assert str(wrong)
            refused += 1
    assert refused > 5


def test_a_spoilt_plan_is_read_and_checked_or_refused() -> None:
    """A stranger's plan may hold anything."""
    data = town()
    plan = inline(data).as_json()
    plan["proof"]["sharper"] = {"bound": 1.0, "duals": {"halves": [], "limits": [[0, 1, 1, 2.0]]}}
    for other in spoilt(plan):
        try:
            verify(data, plan_from(other))
        except PlacementError as wrong:
            assert str(wrong)


def test_half_a_character_is_refused_by_name_and_not_met_when_the_plan_is_written() -> None:
    """JSON lets it pass; no file can hold it."""
    data = town()
    data["households"][0]["id"] = "amal\ud800"
    with pytest.raises(InstanceError, match="half a character"):
        read_instance(data)


def test_the_solver_works_where_the_machine_allows_less_memory_than_it_would_ask_for() -> None:
    """In a container with a limit of its own the worker takes what there is, and does not end with a traceback."""
    allowed = 3 * 2**30
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({allowed}, {allowed}));"
        "from malath.engines.placement import worker; import sys; sys.argv = ['worker', '8192'];"
        "sys.exit(worker.main())"
    )
    ended = subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
