"""What members' words make of a pair, as a table; which pair comes first."""

from __future__ import annotations

import pytest

from malath.people.matching.rules import Clarity, State, clarity_of, state_after, turn_of

S, D, U = "same", "different", "unsure"


@pytest.mark.parametrize(
    ("said", "alone", "of_two"),
    [
        ([], "waiting", "waiting"),
        ([U], "unsure", "unsure"),
        ([U, U], "unsure", "unsure"),
        ([S], "same", "second"),
        ([S, U], "same", "second"),
        ([S, S], "same", "same"),
        ([D], "different", "different"),
        ([D, U], "different", "different"),
        ([S, D], "disputed", "disputed"),
        ([S, D, U], "disputed", "disputed"),
        ([S, S, D], "same", "same"),
        ([S, D, D], "different", "different"),
        ([S, S, D, D], "disputed", "disputed"),
    ],
)
def test_the_words_in_force_make_the_state(said: list[str], alone: str, of_two: str) -> None:
    assert state_after(said, needs_two=False) == alone
    assert state_after(said, needs_two=True) == of_two


@pytest.mark.parametrize(
    ("score", "has_against", "clarity"),
    [
        (12.0, False, Clarity.CLEAR),
        (9.0, False, Clarity.CLEAR),
        (12.0, True, Clarity.LIKELY),
        (8.9, False, Clarity.LIKELY),
        (7.0, True, Clarity.LIKELY),
        (6.9, False, Clarity.UNCLEAR),
        (0.0, True, Clarity.UNCLEAR),
    ],
)
def test_what_has_something_against_it_is_never_clear(score: float, has_against: bool, clarity: Clarity) -> None:
    assert clarity_of(score, has_against=has_against) == clarity


def test_begun_by_a_colleague_comes_first_then_the_clear_ones_then_what_is_disputed_and_unsure() -> None:
    queue = [
        (State.SECOND, Clarity.UNCLEAR),
        (State.WAITING, Clarity.CLEAR),
        (State.WAITING, Clarity.LIKELY),
        (State.WAITING, Clarity.UNCLEAR),
        (State.DISPUTED, Clarity.CLEAR),
        (State.UNSURE, Clarity.CLEAR),
    ]

    assert sorted(queue, key=lambda each: turn_of(*each)) == queue
