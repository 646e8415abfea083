"""Two records of one person: proposed by one member, confirmed by another, read together, taken apart again as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.accountability.violations.errors import ReasonMissingError
from malath.accountability.violations.joining.actions import (
    confirm_join,
    end_join,
    marks_of,
    propose_join,
    take_apart,
)
from malath.accountability.violations.joining.errors import (
    JoinOverError,
    NotAlikeError,
    OneAlreadyError,
    TiedError,
    WrongJoinerError,
)
from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.linking import tie_people
from malath.accountability.violations.models import Act, Body, Change, Event, Join, Person, Statement
from malath.accountability.violations.party_page import body_page, person_page
from malath.accountability.violations.recording import recording
from malath.accountability.violations.searching import Asked, Criteria, page_of, proposed_for
from malath.accountability.violations.sharing import share_event
from malath.accountability.violations.tests.pages import first_code
from malath.platform.access.models import Grant
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError

pytestmark = pytest.mark.django_db


def tell(d: Any, name: str, **more: Any) -> tuple[Person, Event, Act]:
    """Somebody who suffered in an event of their own, by a source of their own."""
    with recording(organisation=d.archive, by=more.pop("by", d.yara), kind=Change.Kind.STORY) as change:
        source = change.person({"name": f"Source of {name}"})
        person = change.person({"name": name, **more.pop("values", {})}, source=source)
        event = change.event({"title": "A day in 2013", "when": "2013"}, source=source)
        act = change.act(event, person, {"kind": first_code("acts"), **more}, source=source)
    return person, event, act


def again(row: Any) -> Any:
    return type(row).objects.unscoped(reason="test").get(pk=row.pk)


def join(d: Any, one: Any, other: Any, by: Any = None, second: Any = None) -> Join:
    proposed = propose_join(one, other, reasons="Same mother, same day.", by=by or d.yara)
    rows = type(one).objects.unscoped(reason="test").filter(pk__in=whole(type(one), {one.pk, other.pk}), is_gone=False)
    return confirm_join(proposed, marks=marks_of(list(rows)), by=second or d.karim)


def everything() -> dict[str, Any]:
    """All rows of records and statements as they stand, but for what says which are one."""
    rows: dict[str, Any] = {}
    for model in (Person, Event, Act, Statement):
        columns = [field.attname for field in model._meta.concrete_fields if field.name != "value"]
        for row in model.objects.unscoped(reason="test").values(*columns):
            rows[f"{model.__name__} {row['id']}"] = row
    return rows


def test_a_join_takes_two_members_and_moves_nothing(documenters: Any) -> None:
    d = documenters
    (one, event, _act), (other, second, _more) = tell(d, "Salim al-Abed"), tell(d, "سليم العابد")
    before = everything()

    proposed = propose_join(one, other, reasons="Same mother.", by=d.yara)
    for refused, by in ((WrongJoinerError, d.yara), (NotAllowedError, d.lea), (NotAllowedError, d.amal)):
        with pytest.raises(refused):
            confirm_join(proposed, marks=marks_of([one, other]), by=by)
    with pytest.raises(OneAlreadyError):
        propose_join(other, one, reasons="x", by=d.karim)
    assert everything() == before
    confirm_join(proposed, marks=marks_of([one, other]), by=d.karim)

    for asked in (one, other):
        page = person_page(d.karim, again(asked))
        assert page["person"].pk == one.pk and len(page["suffered"]) == 2
        name = next(shown for shown in page["provenance"] if shown.code == "name")
        assert [(account.value, account.record) for account in name.accounts] == [
            ("Salim al-Abed", one.number), ("سليم العابد", other.number),
        ]  # fmt: skip
        assert {account.source.name for account in name.accounts} == {
            "Source of Salim al-Abed",
            "Source of سليم العابد",
        }
    asked = Asked(Criteria(person=other.pk))
    assert {act.event_id for act in page_of(d.karim, asked).acts} == {event.pk, second.pk}

    take_apart(Join.objects.visible_to(d.yara).get(), why="Two cousins after all.", by=d.karim)

    assert everything() == before
    assert len(person_page(d.karim, again(one))["suffered"]) == 1
    assert {act.event_id for act in page_of(d.karim, asked).acts} == {second.pk}
    with pytest.raises(JoinOverError):
        take_apart(proposed, why="again", by=d.karim)
    assert join(d, again(one), again(other)).is_standing


def test_what_is_written_after_a_join_stays_with_the_record_on_which_it_was_written(documenters: Any) -> None:
    d = documenters
    (one, _event, _act), (other, _second, _more) = tell(d, "Rana"), tell(d, "رنا")
    joined = join(d, one, other)
    with recording(organisation=d.archive, by=d.hala, kind=Change.Kind.EDIT) as change:
        change.state(again(other), {"occupation": "Teacher"})

    assert person_page(d.yara, again(one))["shown"][0].main.value == "Teacher"
    take_apart(joined, why="They are two.", by=d.yara)

    assert not person_page(d.yara, again(one))["shown"]
    assert person_page(d.yara, again(other))["shown"][0].main.value == "Teacher"


def test_a_confirmation_is_of_what_the_page_showed(documenters: Any) -> None:
    d = documenters
    (one, _event, _act), (other, _second, _more) = tell(d, "Rana"), tell(d, "رنا")
    proposed, marks = propose_join(one, other, reasons="Same day.", by=d.yara), marks_of([one, other])
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(again(other), {"mother": "Somebody else"})

    with pytest.raises(ChangedMeanwhileError):
        confirm_join(proposed, marks=marks, by=d.karim)
    assert end_join(proposed, by=d.karim).state == Join.State.REFUSED
    with pytest.raises(JoinOverError):
        confirm_join(proposed, marks=marks_of([again(one), again(other)]), by=d.karim)
    with pytest.raises(ReasonMissingError):
        propose_join(one, other, reasons="  ", by=d.yara)


def test_three_records_are_one_through_any_two_joins_and_come_apart_where_one_is_undone(documenters: Any) -> None:
    d = documenters
    first, second, third = (tell(d, name)[0] for name in ("Nour", "نور", "Nur"))
    upper = join(d, first, second)
    join(d, again(second), again(third))
    every = {first.pk, second.pk, third.pk}

    assert all(whole(Person, {pk}) == every for pk in every)
    with pytest.raises(OneAlreadyError):
        tie_people(again(first), again(third), kind=first_code("relationships"), values={}, by=d.yara)
    with pytest.raises(OneAlreadyError):
        propose_join(again(third), again(first), reasons="x", by=d.yara)
    take_apart(upper, why="The first is somebody else.", by=d.karim)

    assert whole(Person, {first.pk}) == {first.pk}
    assert whole(Person, {third.pk}) == {second.pk, third.pk}


def test_what_one_of_them_restricts_both_are(documenters: Any) -> None:
    d = documenters
    one = tell(d, "Open", by=d.karim)[0]
    hidden = tell(d, "Hidden", by=d.hala, age=15)[0]
    assert again(hidden).is_restricted

    # Who does not see both neither proposes nor confirms.
    with pytest.raises(NotAllowedError):
        propose_join(one, hidden, reasons="x", by=d.yara)
    from malath.platform.access.rules import Role
    from tests.people import member

    second = member("samar", d.archive, Role.DIRECTOR)
    joined = join(d, one, hidden, by=d.hala, second=second)

    seen = Person.objects.visible_to(d.yara)
    assert not seen.filter(pk__in=[one.pk, hidden.pk]).exists()
    assert Event.objects.visible_to(d.yara).count() == 1
    assert Person.objects.visible_to(second).filter(pk__in=[one.pk, hidden.pk]).count() == 2
    take_apart(joined, why="Not the same.", by=second)
    assert set(Person.objects.visible_to(d.yara).filter(pk__in=[one.pk, hidden.pk])) == {one}


def test_a_child_by_the_one_record_is_a_child_in_the_events_of_the_other(documenters: Any) -> None:
    d = documenters
    (one, event, _act), (other, _second, _more) = tell(d, "Born late"), tell(d, "Whose birth is known")
    until = {"reason": "together", "ends_at": timezone.now() + timedelta(days=9)}
    share_event(event, organisation=d.lea.home_organisation, by=d.hala, **until)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(again(other), {"birth": "1970"})
    joined = join(d, one, other)
    assert not again(event).is_restricted and Event.objects.visible_to(d.lea).filter(pk=event.pk).exists()

    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(again(other), {"birth": "2001"})

    assert again(event).is_restricted and not Event.objects.visible_to(d.lea).filter(pk=event.pk).exists()
    assert Grant.objects.unscoped(reason="test").get(subject=event.pk).withdrawn_on is not None
    with pytest.raises(NotAllowedError):
        take_apart(joined, why="x", by=d.karim)
    take_apart(joined, why="x", by=d.hala)
    assert again(event).is_restricted


def test_a_name_finds_the_acts_of_every_record_of_the_person(documenters: Any, commits: Callable[..., Any]) -> None:
    d = documenters
    with commits():
        (one, event, _act), (other, second, _more) = tell(d, "Khalil Haddad"), tell(d, "Abu Omar")
        join(d, one, other)

    proposed = proposed_for(d.yara, Criteria(), name="خليل حداد")
    assert {act.event_id for act in page_of(d.yara, Asked(Criteria(), proposed)).acts} == {event.pk, second.pk}


def test_those_who_are_two_are_not_joined(documenters: Any) -> None:
    d = documenters
    one, other = tell(d, "One brother")[0], tell(d, "Another brother")[0]
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        group, unit = change.person({"name": "A group"}, kind=Person.Kind.GROUP), change.body("unit", {"name": "U"})
        site = change.body("site", {"name": "S"})
        lower = change.body("unit", {"name": "Part of U"}, part_of=unit)
    with recording(organisation=d.lea.home_organisation, by=d.lea, kind=Change.Kind.EDIT) as change:
        theirs = change.person({"name": "Of another organisation"})

    tie_people(one, other, kind=first_code("relationships"), values={}, by=d.yara)
    for pair, refused in (((one, other), TiedError), ((one, group), NotAlikeError), ((unit, site), NotAlikeError),
                          ((unit, lower), TiedError), ((one, theirs), NotAlikeError)):  # fmt: skip
        with pytest.raises(refused):
            propose_join(*pair, reasons="x", by=d.yara)
    with pytest.raises((OneAlreadyError, IntegrityError)), transaction.atomic():
        propose_join(one, one, reasons="x", by=d.yara)


def test_units_and_places_are_joined_the_same_way(documenters: Any) -> None:
    d = documenters
    _person, _event, act = tell(d, "Somebody")
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        one, other = change.body("unit", {"name": "Branch 1"}), change.body("unit", {"name": "الفرع ١"})
        change.involvement(act, {}, body=other)
    joined = join(d, one, other)

    page = body_page(d.karim, again(one))
    assert len(page["involved"]) == 1 and len(page["records"]) == 2
    asked = Asked(Criteria(unit=one.pk))
    assert [found.pk for found in page_of(d.karim, asked).acts] == [act.pk]
    take_apart(joined, why="Two branches.", by=d.yara)
    assert not page_of(d.karim, asked).acts and not Body.objects.visible_to(d.karim).exclude(joined_to=None)
