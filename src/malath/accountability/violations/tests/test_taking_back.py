"""One wrong part is taken back alone: what was written after it stands, and it can be brought back (SC1; decision 0040)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.violations.errors import RecordUndoneError
from malath.accountability.violations.leaving import load_export, write_export
from malath.accountability.violations.models import (
    Act,
    Change,
    Event,
    Holding,
    Information,
    Involvement,
    Post,
    Record,
    Statement,
    Taking,
    Tie,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.searching import Asked, Criteria, counted
from malath.accountability.violations.taking_back import marks_for, take_back_part
from malath.accountability.violations.tests.pages import OFFICER, UNIT, first_code, hidden, tell_all
from malath.accountability.violations.tests.test_leaving import empty_the_room
from malath.accountability.violations.undoing import undo_change
from malath.platform.errors import ChangedMeanwhileError

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
WHY = "Another man of the same name"


def take(row: Record, by: Any) -> Change:
    return take_back_part(row, why=WHY, marks=marks_for(by, row), by=by)


def stands(row: Record, viewer: Any) -> bool:
    return bool(type(row).objects.visible_to(viewer).filter(pk=row.pk).exists())


def again(change: Change) -> Change:
    found: Change = Change.objects.unscoped(reason="test").get(pk=change.pk)
    return found


def test_a_part_goes_by_its_page_and_comes_back_from_the_history(documenters: Any, as_member: AsMember) -> None:
    d, client = documenters, as_member(documenters.karim)
    told = tell_all(d)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(told.event, {"title": "Written after it"})
    page = reverse("violations_take_back", args=["involvement", told.involvement.pk])
    change_page = client.get(reverse("violations_change", args=["involvement", told.involvement.pk]))
    assert page in change_page.content.decode()
    assert client.post(page, {"why": " "}).status_code == 422

    asks = client.get(page).content.decode()
    assert UNIT in asks and OFFICER in asks
    assert client.post(page, {**hidden(asks.encode()), "why": WHY}).status_code == 303

    event = reverse("violations_event", args=[told.event.pk])
    shown = client.get(event).content.decode()
    assert UNIT not in shown and "Written after it" in shown
    assert client.get(page).status_code == 404
    history = client.get(reverse("violations_history", args=[told.event.pk])).content.decode()
    assert WHY in history and "taken back as a whole" in history
    key = Change.objects.visible_to(d.karim).get(kind=Change.Kind.TAKE).key
    assert client.post(reverse("violations_undo", args=[told.event.pk, key])).status_code == 303
    assert UNIT in client.get(event).content.decode()


def test_an_act_goes_with_its_parts_from_searches_and_drafts_the_event(documenters: Any) -> None:
    d, told = documenters, tell_all(documenters)
    Event.objects.unscoped(reason="test").filter(pk=told.event.pk).update(stage="checked")
    asked = Asked(Criteria(kind=first_code("acts")))
    assert counted(d.yara, asked).number == 1

    taken = take(told.act, d.karim)

    assert counted(d.yara, asked).number == 0
    for row in (told.act, told.involvement, told.holding):
        assert not stands(row, d.yara)
        assert not Statement.objects.unscoped(reason="test").filter(record=row.pk, stands=True).exists()
    assert stands(told.information, d.yara)
    assert Event.objects.visible_to(d.yara).get(pk=told.event.pk).stage == "draft"
    undo_change(again(taken), by=d.yara)
    assert counted(d.yara, asked).number == 1 and all(
        stands(row, d.yara) for row in (told.act, told.involvement, told.holding)
    )


def test_what_was_taken_back_alone_stays_so_whatever_is_undone_around_it(documenters: Any) -> None:
    d, told = documenters, tell_all(documenters)
    story = Change.objects.visible_to(d.yara).get(kind=Change.Kind.STORY)
    part = take(told.involvement, d.karim)
    whole = take(told.act, d.karim)

    undo_change(again(part), by=d.yara)
    assert not stands(told.involvement, d.yara), "its act is gone still"
    undo_change(again(whole), by=d.yara)
    assert stands(told.involvement, d.yara)
    last = take(told.involvement, d.yara)
    undoing = undo_change(again(story), by=d.yara)
    undo_change(undoing, by=d.yara)
    assert stands(told.act, d.yara) and not stands(told.involvement, d.yara)
    undo_change(again(last), by=d.yara)
    assert stands(told.involvement, d.yara)
    assert said(told.involvement) == 1


def test_a_part_of_which_nothing_was_said_is_not_found_once_it_is_undone(documenters: Any) -> None:
    """A unit alone, as the form takes it: no statement says to which event it belongs."""
    d, told = documenters, tell_all(documenters)
    act = Act.objects.visible_to(d.yara).select_related("event").get(pk=told.act.pk)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        unit = change.body("unit", {"name": "Night watch"})
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        part = change.involvement(act, {}, body=unit)
    asked = Asked(Criteria(unit=unit.pk))
    assert counted(d.yara, asked).number == 1
    Event.objects.unscoped(reason="test").filter(pk=told.event.pk).update(stage="checked")

    undoing = undo_change(again(change.change), by=d.yara)

    assert counted(d.yara, asked).number == 0
    assert Event.objects.visible_to(d.yara).get(pk=told.event.pk).stage == "draft"
    undo_change(undoing, by=d.yara)
    assert counted(d.yara, asked).number == 1
    taken = take(part, d.karim)
    assert counted(d.yara, asked).number == 0
    undo_change(again(taken), by=d.yara)
    assert counted(d.yara, asked).number == 1


def test_what_was_added_later_goes_and_comes_back_with_its_event(documenters: Any) -> None:
    d, told = documenters, tell_all(documenters)
    story = Change.objects.visible_to(d.yara).get(kind=Change.Kind.STORY)
    event = Event.objects.visible_to(d.yara).get(pk=told.event.pk)
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        later = change.act(event, told.victim, {"kind": first_code("acts")})
        told_later = change.information(event, {})
    asked = Asked(Criteria(kind=first_code("acts")))
    assert counted(d.yara, asked).number == 2

    undoing = undo_change(story, by=d.yara)

    assert counted(d.yara, asked).number == 0 and not stands(told_later, d.yara)
    undone = undo_change(again(change.change), by=d.karim)
    undo_change(undone, by=d.karim)
    assert not stands(later, d.yara), "its event is gone still"
    undo_change(undoing, by=d.yara)
    assert counted(d.yara, asked).number == 2 and stands(told_later, d.yara)


def act_with_a_part(d: Any) -> tuple[Act, Involvement, Change, Change]:
    """An act that one change adds to an event, and a part of it that another adds."""
    told = tell_all(d)
    event = Event.objects.visible_to(d.yara).get(pk=told.event.pk)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as first:
        act = first.act(event, told.victim, {"kind": first_code("acts")})
    act = Act.objects.visible_to(d.yara).select_related("event").get(pk=act.pk)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as second:
        part = second.involvement(act, {"kind": first_code("perpetrators")})
    return act, part, first.change, second.change


def test_nothing_is_hung_on_what_was_undone_meanwhile(documenters: Any) -> None:
    """Both pages were open when a colleague undid the act, and then the story."""
    d = documenters
    act, _part, of_act, _of_part = act_with_a_part(d)
    event = Event.objects.visible_to(d.yara).get(pk=act.event_id)
    undo_change(again(of_act), by=d.yara)
    with (
        pytest.raises(RecordUndoneError),
        recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change,
    ):
        change.involvement(act, {"kind": first_code("perpetrators")})
    undo_change(Change.objects.visible_to(d.yara).get(kind=Change.Kind.STORY), by=d.yara)
    with (
        pytest.raises(RecordUndoneError),
        recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change,
    ):
        change.information(event, {"text": "One more"})
    assert not Information.objects.unscoped(reason="test").filter(made_in=change.change.pk).exists()


def test_a_part_goes_and_comes_back_with_an_act_of_another_change(documenters: Any) -> None:
    d = documenters
    act, part, of_act, _of_part = act_with_a_part(d)
    taken = take(part, d.yara)
    undoing = undo_change(again(of_act), by=d.yara)
    undo_change(again(taken), by=d.yara)
    assert not stands(part, d.yara), "its act is gone still"
    undo_change(undoing, by=d.yara)
    assert stands(act, d.yara) and stands(part, d.yara)


def test_a_part_that_comes_back_does_not_stand_on_an_act_that_was_taken_back(documenters: Any) -> None:
    d = documenters
    act, part, _of_act, of_part = act_with_a_part(d)
    undoing = undo_change(again(of_part), by=d.yara)
    taken = take(Act.objects.visible_to(d.yara).get(pk=act.pk), d.yara)
    undo_change(undoing, by=d.yara)
    assert not stands(part, d.yara)
    undo_change(again(taken), by=d.yara)
    assert stands(part, d.yara)


def test_an_event_comes_back_restricted_where_a_child_became_known_meanwhile(documenters: Any) -> None:
    d = documenters
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as story:
        event = story.event({"title": "At the wall"})
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        victim = change.person({"name": "Q."})
    event = Event.objects.visible_to(d.yara).get(pk=event.pk)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.act(event, victim, {"kind": first_code("acts"), "when": "2020"})
    undoing = undo_change(again(story.change), by=d.yara)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(victim, {"birth": "2015"})

    undo_change(undoing, by=d.yara)

    assert Event.objects.unscoped(reason="test").get(pk=event.pk).is_restricted


def said(row: Record) -> int:
    return int(Statement.objects.unscoped(reason="test").filter(record=row.pk, stands=True).count())


def test_every_kind_of_part_and_a_tie_goes_alone(documenters: Any, as_member: AsMember) -> None:
    d, told = documenters, tell_all(documenters)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        post = change.post(told.officer, told.unit, {"kind": "01", "when": "2013"})
        other = change.event({"title": "Another"})
        link = change.link(told.event, other, "01")
    for row in (told.information, told.intervention, told.holding, told.tie, post, link):
        take(row, d.karim)
        assert not stands(row, d.yara), row
    client = as_member(d.yara)
    for name, subject in (("person", told.source), ("body", told.unit)):
        assert WHY in client.get(reverse(f"violations_{name}_history", args=[subject.pk])).content.decode()
    for kind, pk in (("event", told.event.pk), ("person", told.victim.pk), ("body", told.unit.pk)):
        assert client.get(reverse("violations_take_back", args=[kind, pk])).status_code == 404
    outside = as_member(d.lea).get(reverse("violations_take_back", args=["act", told.act.pk]))
    assert outside.status_code == 404
    assert not Tie.objects.visible_to(d.yara).exists() and not Post.objects.visible_to(d.yara).exists()
    assert not Holding.objects.visible_to(d.yara).exists() and not Information.objects.visible_to(d.yara).exists()


def test_whoever_looked_before_somebody_changed_it_looks_again(documenters: Any, as_member: AsMember) -> None:
    d, told = documenters, tell_all(documenters)
    client, page = as_member(d.karim), reverse("violations_take_back", args=["act", told.act.pk])
    sent = {**hidden(client.get(page).content), "why": WHY}
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.involvement(told.act, {"kind": first_code("perpetrators")})

    answer = client.post(page, sent)

    assert answer.status_code == 409 and stands(told.act, d.yara)
    assert client.post(page, {**hidden(answer.content), "why": WHY}).status_code == 303
    with pytest.raises(ChangedMeanwhileError):
        take_back_part(told.information, why=WHY, marks="", by=d.yara)


def test_a_copy_holds_nothing_of_it_and_comes_back_with_the_same_digests(documenters: Any, tmp_path: Path) -> None:
    d, told = documenters, tell_all(documenters)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        wrong = change.act(told.event, told.victim, {"kind": first_code("acts"), "remarks": "A wrong word"})
    take(wrong, d.karim)

    first = write_export(tmp_path / "first", viewer=d.yara)

    held = b"".join(path.read_bytes() for path in (tmp_path / "first").rglob("*") if path.is_file()).decode()
    assert "A wrong word" not in held and WHY not in held and str(wrong.pk) not in held
    empty_the_room()
    load_export(tmp_path / "first", organisation=d.archive, by=d.karim)
    assert write_export(tmp_path / "second", viewer=d.yara).digest == first.digest
    assert Act.objects.visible_to(d.yara).count() == 1 and Involvement.objects.visible_to(d.yara).count() == 1
    assert not Taking.objects.unscoped(reason="test").exists()
