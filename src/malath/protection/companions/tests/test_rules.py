"""A week as the engine reads it: free half hours, the way there and back, hours that were promised."""

from __future__ import annotations

from datetime import date, datetime

from malath.engines.placement.appointments import broken
from malath.engines.placement.rota import read_rota
from malath.protection.companions.rules import Ask, Helper, free_of, monday_of, slots_of, week_as_rota

MONDAY = date(2026, 11, 23)


def _helper(*times: str, hours: int | None = None) -> Helper:
    return Helper("lea", frozenset({"accompany"}), frozenset({"ar"}), False, frozenset(times), hours)


def _ask(hour: int, *, minutes: int = 60, way: int = 0) -> Ask:
    starts = datetime(2026, 11, 25, hour)
    return Ask("one", starts, minutes, way, "accompany", frozenset({"ar"}), False, 1, frozenset(), frozenset())


def test_a_week_begins_on_monday_and_half_hours_are_filled() -> None:
    assert monday_of(date(2026, 11, 29)) == MONDAY
    assert slots_of(datetime(2026, 11, 23, 8), datetime(2026, 11, 23, 9, 10), MONDAY) == (16, 19)
    assert slots_of(datetime(2026, 11, 22, 23), datetime(2026, 11, 23, 1), MONDAY) == (0, 2)


def test_parts_of_a_day_that_meet_are_one_span_and_what_is_taken_is_cut_out() -> None:
    assert free_of(_helper("2-am", "2-pm", "4-eve"), []) == [[112, 132], [228, 236]]
    assert free_of(_helper("2-am"), [(100, 114), (118, 120)]) == [[114, 118], [120, 122]]
    assert free_of(_helper(), [])[0] == [16, 40]


def test_who_has_no_time_for_the_way_back_is_not_proposed() -> None:
    def rules(ask: Ask, helper: Helper) -> list[str]:
        rota = read_rota(week_as_rota([ask], [helper], [], MONDAY))
        return broken(rota, rota.tasks[0], rota.volunteers[0], rota.tasks[0].starts[0])

    assert rules(_ask(12), _helper("2-am")) == []
    assert rules(_ask(12, way=30), _helper("2-am")) == ["free"]


def test_promised_hours_are_less_what_is_taken() -> None:
    taken = [("lea", datetime(2026, 11, 24, 9), datetime(2026, 11, 24, 11))]
    (volunteer,) = week_as_rota([_ask(10)], [_helper(hours=3)], taken, MONDAY)["volunteers"]
    assert volunteer["load"] == 2
    after = [("lea", datetime(2026, 11, 30, 9), datetime(2026, 11, 30, 11))]
    (volunteer,) = week_as_rota([_ask(10)], [_helper(hours=3)], after, MONDAY)["volunteers"]
    assert volunteer["load"] == 6


def test_a_sunday_evening_may_end_on_monday() -> None:
    assert slots_of(datetime(2026, 11, 29, 20), datetime(2026, 11, 30, 2), MONDAY) == (328, 340)
