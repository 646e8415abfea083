"""Accounts of one field: versions in line, one beside the other, which stands first, and one taken back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from malath.accountability.violations.errors import AccountGoneError
from malath.accountability.violations.models import Act, Change, Event, Statement
from malath.accountability.violations.recording import recording
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.tests.pages import tell_all
from malath.accountability.violations.undoing import undo_change
from malath.accountability.violations.versions import Version, standing_among

pytestmark = pytest.mark.django_db
CODE = "place_words"


def change(documenters: Any, row: Any, value: Any, **how: Any) -> Change:
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as writing:
        writing.state(row, {CODE: value}, **how)
    return writing.change


def standing(row: Any, code: str = CODE) -> list[Statement]:
    return said_of(row.entered_by, [row])[row.pk].by_field.get(code, [])


def words(row: Any) -> list[str]:
    return [one.value["v"] for one in standing(row)]


@pytest.fixture
def event(documenters: Any) -> Event:
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.STORY) as writing:
        made = writing.event({"title": "Arrest"})
    return made


# ── undoing invents nothing ──
def test_undoing_an_older_correction_leaves_the_newer_one_alone(documenters: Any, event: Event) -> None:
    _first, second, _third = (change(documenters, event, word) for word in ("FIRST", "SECOND", "THIRD"))

    undoing = undo_change(second, by=documenters.yara)
    assert words(event) == ["THIRD"]

    undo_change(undoing, by=documenters.yara)
    assert words(event) == ["THIRD"]


def test_what_an_undone_correction_had_ended_stands_once_nothing_else_does(documenters: Any, event: Event) -> None:
    _first, second, third = (change(documenters, event, word) for word in ("FIRST", "SECOND", "THIRD"))

    undo_change(second, by=documenters.yara)
    undo_change(third, by=documenters.yara)

    assert words(event) == ["FIRST"]


def test_what_is_brought_back_does_not_stand_beside_what_was_said_since(documenters: Any, event: Event) -> None:
    first = change(documenters, event, "FIRST")
    undoing = undo_change(first, by=documenters.yara)
    change(documenters, event, "NEW")

    undo_change(undoing, by=documenters.yara)

    assert words(event) == ["NEW"]


def test_a_value_taken_away_twice_stays_away_when_one_of_both_is_undone(documenters: Any, event: Event) -> None:
    change(documenters, event, "FIRST")
    once = change(documenters, event, None)
    undoing = undo_change(once, by=documenters.yara)
    twice = change(documenters, event, None)
    undo_change(undoing, by=documenters.yara)

    undo_change(twice, by=documenters.yara)
    assert words(event) == []


STEPS = st.lists(
    st.tuples(st.sampled_from(["say", "say", "beside", "away", "prefer", "end", "undo", "undo"]), st.integers(0, 20)),
    max_size=14,
)


def toggled(documenters: Any, change: Change) -> None:
    """Undo a change, or bring it back."""
    rows = Change.objects.visible_to(documenters.yara)
    now = rows.get(pk=change.pk)
    undo_change(rows.filter(undoes=now).latest("pk") if now.is_undone else now, by=documenters.yara)


@settings(max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=STEPS)
def test_no_sequence_of_saying_and_undoing_invents_an_account(documenters: Any, steps: list[tuple[str, int]]) -> None:
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.STORY) as writing:
        row = writing.event({"title": "Arrest"})
    changes: list[Change] = []
    beside = 0

    for number, (step, of) in enumerate(steps):
        now = standing(row)
        if step == "undo" and changes:
            toggled(documenters, changes[of % len(changes)])
        elif step in ("say", "beside", "away"):
            beside += step == "beside"
            value = None if step == "away" else f"value {number}"
            changes.append(change(documenters, row, value, beside=step == "beside"))
        elif now and step in ("prefer", "end"):
            with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as writing:
                chosen = now[of % len(now)].pk
                writing.prefer(row, chosen) if step == "prefer" else writing.take_back(row, chosen)
            changes.append(writing.change)
        said = words(row)
        assert len(said) == len(set(said)) <= beside + 1

    before = words(row)
    rows = Change.objects.visible_to(documenters.yara)
    stood = [one for one in changes if not rows.get(pk=one.pk).is_undone]
    for one in stood:
        toggled(documenters, one)
    assert words(row) == []
    for one in reversed(stood):
        toggled(documenters, one)
    assert words(row) == before


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_of_one_account_the_newest_version_that_is_not_undone_stands(order: list[int], undone: set[int]) -> None:
    line = uuid.uuid4()
    pks = [uuid.UUID(int=number + 1) for number in range(6)]

    def number(change: int) -> int | None:
        return None if change in undone or change > 5 else change

    versions = [Version(pks[one], line, number(one), number(one + 1)) for one in order]

    left = [pks[one] for one in range(6) if one not in undone]
    assert standing_among(versions) == set(left[-1:])


# ── which stands first, and one taken back ──
def told_twice(documenters: Any) -> Any:
    """An act of March, as the mother has it, and of June, as another source does."""
    told = tell_all(documenters)
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as writing:
        writing.state(told.act, {"when": "2013-06"}, beside=True, source=told.officer)
    return told


def whens(told: Any) -> list[tuple[str, Any, str]]:
    said = standing(told.act, "when")
    return [(one.value["v"], one.source_id, one.entered_in.by.handle) for one in said]


def test_which_account_stands_first_is_said_and_undone_and_nothing_is_lost(documenters: Any) -> None:
    told = told_twice(documenters)
    march, june = ("2013-03-XX", told.source.pk, "yara"), ("2013-06", told.officer.pk, "yara")
    assert whens(told) == [march, june]

    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as writing:
        assert writing.prefer(told.act, standing(told.act, "when")[1].pk)
    assert whens(told) == [june, march]
    assert Act.objects.visible_to(documenters.yara).get(pk=told.act.pk).when == "2013-06"

    undo_change(writing.change, by=documenters.karim)
    assert whens(told) == [march, june]
    assert Act.objects.visible_to(documenters.yara).get(pk=told.act.pk).when == "2013-03-XX"


def test_to_write_what_another_account_says_lets_that_account_stand_first(documenters: Any) -> None:
    told = told_twice(documenters)

    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as writing:
        assert writing.state(told.act, {"when": "2013-06"}) == ["when"]

    assert whens(told) == [("2013-06", told.officer.pk, "yara"), ("2013-03-XX", told.source.pk, "yara")]


def test_a_source_that_corrects_itself_does_not_come_to_stand_first(documenters: Any) -> None:
    told = told_twice(documenters)
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as writing:
        writing.prefer(told.act, standing(told.act, "when")[1].pk)

    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as writing:
        writing.state(told.act, {"when": "2013-04"}, as_source=True, source=told.source)

    assert [value for value, _source, _by in whens(told)] == ["2013-06", "2013-04"]


def test_one_account_is_taken_back_and_the_other_stands_on(documenters: Any) -> None:
    told = told_twice(documenters)
    first, second = standing(told.act, "when")

    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as writing:
        writing.take_back(told.act, first.pk)
    assert [value for value, _source, _by in whens(told)] == ["2013-06"]

    undo_change(writing.change, by=documenters.karim)
    assert [one.pk for one in standing(told.act, "when")] == [first.pk, second.pk]


def test_an_account_that_stands_no_more_is_not_chosen(documenters: Any) -> None:
    told = told_twice(documenters)
    ended = standing(told.act, "when")[0].pk
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as writing:
        writing.take_back(told.act, ended)

    for choose in ("prefer", "take_back"):
        with (
            pytest.raises(AccountGoneError),
            recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as writing,
        ):
            getattr(writing, choose)(told.act, ended)
    with (
        pytest.raises(AccountGoneError),
        recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as writing,
    ):
        writing.take_back(told.event, standing(told.act, "when")[0].pk)


def test_two_accounts_that_say_the_same_do_not_differ(documenters: Any, event: Event) -> None:
    change(documenters, event, "FIRST")
    second = change(documenters, event, "SECOND")
    change(documenters, event, "FIRST", beside=True)

    undo_change(second, by=documenters.yara)

    assert words(event) == ["FIRST", "FIRST"]
    assert not said_of(documenters.yara, [event])[event.pk].is_disputed
