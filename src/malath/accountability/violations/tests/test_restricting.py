"""Who may have been a child is not seen by everybody: by the age, or by any account of the birth, whichever is said first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.accountability.violations.models import Act, Change, Event, Person
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import set_restricted
from malath.accountability.violations.rules import could_be_minor
from malath.accountability.violations.sharing import share_event
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Grant

KIND = "03.03"


def test_a_minor_is_whoever_has_not_reached_the_eighteenth_birthday() -> None:
    for born in (date(1999, 1, 1) + timedelta(days=number) for number in range(4 * 366)):
        for day in (
            date(born.year + 18, born.month, min(born.day, 28)) + timedelta(days=number) for number in range(-2, 4)
        ):
            birthdays = day.year - born.year - ((day.month, day.day) < (born.month, born.day))

            assert could_be_minor(born, day) == (birthdays < 18)


@pytest.mark.parametrize(
    ("born", "when", "young"),
    [
        ("2005-01-01", "2013-05", True),
        ("1990", "2013", False),
        ("1995", "2013", True),  # born in its last days, and it was done in the first ones
        ("1994", "2013", False),
        ("1994~", "2013", True),  # about 1994 may be 1995
        ("1996/1999", "2013-05-02", True),
        ("2005", "", False),
        ("", "2013", False),
    ],
)
@pytest.mark.django_db
def test_the_birth_restricts_where_the_victim_may_have_been_a_child(
    documenters: Any, born: str, when: str, young: bool
) -> None:
    d = documenters

    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"title": "At the bakery"})
        act = change.act(event, change.person({"name": "Salma", "birth": born}), {"kind": KIND, "when": when})

    assert state(event) == (young, young, young) == (act.is_restricted, *2 * [young])


@pytest.mark.django_db
def test_the_time_of_the_event_counts_where_the_act_has_none_and_whenever_it_is_said(documenters: Any) -> None:
    d = documenters
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"title": "At the bakery"})
        change.act(event, change.person({"name": "Salma", "birth": "2004"}), {"kind": KIND})
    assert state(event) == (False, False, False)

    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(Event.objects.visible_to(d.yara).get(pk=event.pk), {"when": "2014-03"})

    assert state(event) == (True, True, True)


@pytest.mark.django_db
def test_a_birth_that_is_said_later_restricts_and_ends_what_was_shared(documenters: Any, coalition: Any) -> None:
    d = documenters
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        person, event = change.person({"name": "Salma", "birth": "1980"}), change.event({"when": "2013"})
        change.act(event, person, {"kind": KIND, "when": "2013"})
    ends_at = timezone.now() + timedelta(days=9)
    grant = share_event(event, organisation=coalition.haven, reason="A case together", ends_at=ends_at, by=d.hala)

    # Another account stands beside the first: it is enough that one of them makes a child of her.
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(person, {"birth": "2001"}, beside=True)

    ended = Grant.objects.unscoped(reason="a test looks").get(pk=grant.pk).withdrawn_on
    assert state(event) == (True, True, True) and ended == timezone.localdate()


@pytest.mark.django_db
def test_a_child_whom_somebody_entered_before_is_hidden_with_what_was_done_unless_seen_elsewhere(
    documenters: Any,
) -> None:
    d = documenters
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        alone, known = change.person({"name": "Salma"}), change.person({"name": "Rim"})
        change.act(change.event({"title": "An open one"}), known, {"kind": KIND})

    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"when": "2013"})
        for person in (alone, known):
            change.act(event, person, {"kind": KIND, "age": 12})

    seen = set(Person.objects.visible_to(d.karim).values_list("pk", flat=True))
    assert known.pk in seen and alone.pk not in seen


def state(event: Event) -> tuple[bool, ...]:
    """Whether the event, its act and its victim are restricted."""
    act = Act.objects.unscoped(reason="a test looks").select_related("event", "victim").get(event=event)
    return act.event.is_restricted, act.is_restricted, act.victim.is_restricted


@pytest.mark.django_db
def test_a_birth_without_an_end_stops_nothing_and_may_be_a_childs(documenters: Any) -> None:
    d = documenters

    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"when": "2013"})
        change.act(event, change.person({"name": "Salma", "birth": "1990/.."}), {"kind": KIND})

    assert state(event) == (True, True, True)


@pytest.mark.django_db
def test_whoever_is_a_child_today_was_one_whenever_it_was(documenters: Any) -> None:
    d, this_year = documenters, timezone.localdate().year

    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"title": "Nobody knows when"})
        change.act(event, change.person({"name": "Salma", "birth": str(this_year - 11)}), {"kind": KIND})

    assert state(event) == (True, True, True)


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"kind": "02.03"}, {"kind": KIND, "age": 12}])
def test_what_comes_back_into_an_event_that_was_opened_closes_it(
    documenters: Any, coalition: Any, values: dict[str, Any]
) -> None:
    d = documenters
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"title": "At the bakery"})
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        held = Event.objects.visible_to(d.yara).get(pk=event.pk)
        change.act(held, change.person({"name": "Salma"}), values)
    undone = undo_change(change.change, by=d.yara)
    held = Event.objects.visible_to(d.hala).get(pk=event.pk)
    set_restricted(held, restricted=False, words="nothing is in it", by=d.hala)
    held.refresh_from_db(from_queryset=Event.objects.unscoped(reason="a test"))
    ends_at = timezone.now() + timedelta(days=9)
    grant = share_event(held, organisation=coalition.haven, reason="A case together", ends_at=ends_at, by=d.hala)

    undo_change(undone, by=d.karim)

    ended = Grant.objects.unscoped(reason="a test looks").get(pk=grant.pk).withdrawn_on
    assert state(event) == (True, True, True) and ended == timezone.localdate()


@pytest.mark.django_db
def test_opening_an_event_shows_its_victim_again_and_restricting_hides_them(documenters: Any) -> None:
    d = documenters
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"when": "2013"})
        change.act(event, change.person({"name": "Salma"}), {"kind": KIND})

    for restricted in (True, False):
        held = Event.objects.visible_to(d.hala).get(pk=event.pk)
        set_restricted(held, restricted=restricted, words="a reason", by=d.hala)

        assert state(event) == (restricted, restricted, restricted)
