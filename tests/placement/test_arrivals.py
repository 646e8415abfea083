"""Week by week: a scarce place is kept for those who will need it, and that is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.placement_year import arrivals, make_year
from malath.engines.placement import futures
from malath.engines.placement.arrivals import decide, read_week
from malath.engines.placement.checking import check
from malath.engines.placement.errors import InstanceError
from malath.engines.placement.highs import linear
from malath.engines.placement.reading import read_instance


def house() -> dict[str, Any]:
    """One step-free room and one under the roof. Amal could live in both and likes the step-free one; every past season
    brought a household at high risk that could live nowhere else."""
    return {
        "format": "malath.arrivals/1",
        "now": 0,
        "samples": 3,
        "instance": {
            "format": "malath.placement/1",
            "periods": 8,
            "homes": [
                {"id": "ground", "kind": "family", "beds": 1, "open": [[0, 8]], "features": ["step_free"]},
                {"id": "attic", "kind": "family", "beds": 1, "open": [[0, 8]]},
            ],
            "households": [{"id": "amal", "size": 1, "from": 0, "to": 8, "wishes": {"homes": {"ground": 20}}}],
        },
        "past": [
            [{"id": "then", "size": 1, "from": week, "to": 8, "risk": 3, "needs": ["step_free"]}] for week in (2, 3, 4)
        ],
    }


def test_a_scarce_place_is_kept_for_those_who_will_need_it() -> None:
    """And it is said: which, from when to when, at what price, for how many."""
    told = decide(house())

    assert told["placements"] == [["amal", "attic"]]
    (kept,) = told["kept"]
    assert (kept["home"], kept["wanted_by"], kept["instead"]) == ("ground", "amal", "attic")
    assert kept["price"] > 20
    assert (kept["expected"], kept["soonest"], kept["needs"]) == (1.0, 2, {"step_free": 1.0})


def test_without_a_past_everybody_gets_the_best_of_now() -> None:
    """Nor is anything kept where the price is not to count."""
    assert decide({**house(), "past": []})["placements"] == [["amal", "ground"]]
    assert decide({**house(), "strength": 0})["placements"] == [["amal", "ground"]]


def test_more_futures_than_seasons_are_drawn_anew_and_the_same_seed_draws_the_same() -> None:
    """From all past households, as many as a season has."""
    data = {**house(), "samples": 7}

    first, again, other = (read_week(data, seed=seed).drawn for seed in (4, 4, 5))

    assert first == again != other
    assert [len(season) for season in first] == [1] * 7


def test_nobody_is_turned_away_by_prices_that_were_not_solved_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that the clock cut short has no say."""
    monkeypatch.setattr(
        futures, "linear", lambda model, seconds: replace(linear(model, seconds=seconds), timed_out=True)
    )

    told = decide(house())

    assert told["placements"] == [["amal", "ground"]]
    assert (told["kept"], told["futures"]) == ([], 0)


def test_who_has_come_already_is_no_future() -> None:
    """Only past households that came later in their season."""
    assert [len(season) for season in read_week({**house(), "now": 3}).drawn] == [0, 0, 1]


def test_who_is_placed_stays_and_takes_what_they_take() -> None:
    """The room of Boris is not given a second time."""
    data = house()
    data["instance"]["households"].append({"id": "boris", "size": 1, "from": 0, "to": 8})
    data["placed"] = [["boris", "attic"]]

    told = decide(data)

    assert told["placements"] in ([], [["amal", "ground"]])
    assert not check(read_instance(data["instance"]), [*data["placed"], *told["placements"]])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"placed": [["nobody", "attic"]]}, "'nobody'"),
        ({"placed": [["amal", "castle"]]}, "'castle'"),
        ({"past": [{"id": "then"}]}, "arrivals.past"),
        ({"now": -1}, "arrivals.now"),
        ({"format": "malath.placement/1"}, "format"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], message: str) -> None:
    """As in every file of this engine."""
    with pytest.raises(InstanceError) as wrong:
        decide({**house(), **change})

    assert message in str(wrong.value)


def test_a_year_week_by_week_breaks_no_rule() -> None:
    """A small invented year; what was decided is never undone."""
    year = make_year(40, 20, 3, 5)
    past = [arrivals(40, 3, 100 + at, "p") for at in range(2)]
    lives: dict[str, str] = {}
    for week in range(0, 52, 4):
        new = [one for one in year["households"] if week <= one["from"] < week + 4]
        here = [one for one in year["households"] if one["id"] in lives]
        told = decide(
            {
                "format": "malath.arrivals/1", "now": week, "instance": {**year, "households": new + here},
                "placed": [list(pair) for pair in lives.items()], "past": past, "samples": 2,
            }
        )  # fmt: skip
        assert not lives.keys() & {who for who, _home in told["placements"]}
        lives |= {who: home for who, home in told["placements"]}
    assert check(read_instance(year), list(lives.items())) == []
    assert len(lives) > 20
