"""Names of units that change, to what they belonged, who held a post: each with its time and its source (SC1; decision 0039)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure
from malath.accountability.violations.joining.actions import propose_join
from malath.accountability.violations.joining.errors import TiedError
from malath.accountability.violations.models import Belonging, Body, BodyName, Change, Person, Post, Statement
from malath.accountability.violations.recording import recording
from malath.accountability.violations.tests.pages import OFFICER, UNIT, VICTIM, Told, opened, tell_all
from malath.accountability.violations.tests.test_joining import join
from malath.accountability.violations.units.times import may_have_held, period_of
from malath.engines.edtf import Period

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
MARCH = Period(date(2013, 3, 1), date(2013, 3, 31))
THEN, AFTER, STAFF, BRIGADE = "Battalion of then", "Regiment of after", "Staff of the north", "Brigade above it"


def send(client: Client, page: str, told: Told, **typed: Any) -> Any:
    response = client.post(reverse(page, args=[told.unit.pk]), typed)
    assert response.status_code == 303, response.content
    return response


def over_time(d: Any, client: Client) -> Told:
    """The unit of an act of March 2013, with its names, what it belonged to and posts in it, entered by the pages."""
    told = tell_all(d)
    # Entered out of order: the page tells them by their time.
    send(client, "violations_add_name", told, name=AFTER, when="since 2015")
    send(
        client, "violations_add_name", told, name=THEN, when="from 2012 to about 2014", source_number=told.source.number
    )
    send(client, "violations_add_belonging", told, above_name=BRIGADE, when="2012/2014")
    send(client, "violations_add_belonging", told, above_name=STAFF, when="2016")
    officer = told.officer.number
    held = {"person_number": officer, "position": "Captain", "source_number": told.source.number, "sure": "01"}
    send(client, "violations_add_post", told, kind="01.01", when="2012/2013-06", **held)
    send(client, "violations_add_post", told, kind="05", when="2016/..", person_name="A guard of later")
    send(client, "violations_add_post", told, kind="04", person_name="Somebody without a time")
    return told


def test_whether_it_may_have_held_is_said_by_its_time() -> None:
    for when, held in {
        "2012/2014~": True, "2013-03-31": True, "../2013-03": True, "2013-02": False, "2013-04/..": False, "": False,
    }.items():  # fmt: skip
        assert may_have_held([when], MARCH) is held, when
    assert may_have_held(["2012", "2013"], MARCH)
    assert period_of(None, "", "2013-03") == MARCH and period_of("", None) is None


def test_a_units_page_tells_its_names_and_posts_in_order_of_time(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)
    told = over_time(documenters, client)

    page = client.get(reverse("violations_body", args=[told.unit.pk])).content.decode()

    places = [
        page.index(words) for words in (f">{THEN}<", f">{AFTER}<", f">{BRIGADE}<", f">{STAFF}<", "A guard of later")
    ]
    assert places == sorted(places)
    for words in ("from 2012 to about 2014", "since 2015", "Captain", "Umm Salim", "nobody says when"):
        assert words in page, words
    person = client.get(reverse("violations_person", args=[told.officer.pk])).content.decode()
    assert "Captain" in person and UNIT in person


def test_an_act_shows_the_name_of_then_and_the_posts_that_sources_record(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)
    told = over_time(documenters, client)

    event = client.get(reverse("violations_event", args=[told.event.pk])).content.decode()
    then = client.get(reverse("violations_posts_then", args=[told.act.pk])).content.decode()

    assert UNIT in event and THEN in event and AFTER not in event
    assert reverse("violations_posts_then", args=[told.act.pk]) in event
    command, undated = then.index("In command then"), then.index("Posts whose time nobody says")
    assert command < then.index(OFFICER) < undated < then.index("Somebody without a time")
    assert "Umm Salim" in then and "not a finding" in then
    assert "A guard of later" not in then and AFTER not in then and STAFF not in then
    # The brigade above it then stands there too, one step up.
    assert BRIGADE in then and "Above it" in then


def test_two_names_of_one_time_are_said_to_be_two(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)
    told = over_time(documenters, client)
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        change.body_name(told.unit, {"name": UNIT, "when": "2013"})

    event = client.get(reverse("violations_event", args=[told.event.pk])).content.decode()

    words = event[event.index("2 names are recorded for that time:") :][:600]
    assert UNIT in words and THEN in words and "called then" not in event


def test_a_name_of_any_time_finds_it(documenters: Any, as_member: AsMember, commits: Callable[..., Any]) -> None:
    client = as_member(documenters.yara)
    with commits():
        told = over_time(documenters, client)

    def found(words: str) -> bool:
        return told.unit.number in client.post(reverse("violations_bodies"), {"name": words}).content.decode()

    assert found(THEN) and found(AFTER) and found(UNIT)
    with commits():
        row = BodyName.objects.visible_to(documenters.yara).select_related("made_in").order_by("made_in_id").first()
        url = reverse("violations_body_undo", args=[told.unit.pk, row.made_in.key])
        assert client.post(url).status_code == 303
    assert not found(AFTER) and found(THEN)


def test_a_post_is_changed_disputed_undone_and_brought_back(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)
    told = over_time(documenters, client)
    post = Post.objects.visible_to(documenters.yara).select_related("made_in").get(person=told.officer)
    url, sent = opened(client, "post", post, position="Major")
    again = {**sent, "position": "Colonel"}

    assert client.post(url, sent).status_code == 303
    assert as_member(documenters.karim).post(url, again).status_code == 409
    history = client.get(reverse("violations_body_history", args=[told.unit.pk])).content.decode()
    assert "Major" in history and "What is said of the post" in history and THEN in history
    assert "Major" in client.get(reverse("violations_person_history", args=[told.officer.pk])).content.decode()
    back = reverse("violations_body_undo", args=[told.unit.pk, post.made_in.key])
    assert client.post(back).status_code == 303
    assert not Post.objects.visible_to(documenters.yara).filter(pk=post.pk).exists()
    undoing = Change.objects.visible_to(documenters.yara).latest("pk")
    assert client.post(reverse("violations_body_undo", args=[told.unit.pk, undoing.key])).status_code == 303
    assert Post.objects.visible_to(documenters.yara).filter(pk=post.pk).exists()


def test_whoever_may_not_see_both_learns_nothing_of_a_post(documenters: Any, as_member: AsMember) -> None:
    d, client = documenters, as_member(documenters.yara)
    told = over_time(d, client)
    Person.objects.unscoped(reason="test").filter(pk=told.officer.pk).update(is_restricted=True, entered_by=d.hala)
    hers, others = (as_member(who) for who in (d.karim, d.lea))
    post = Post.objects.unscoped(reason="test").get(person=told.officer)

    for page in ("violations_body", "violations_posts", "violations_body_history"):
        assert "Captain" not in hers.get(reverse(page, args=[told.unit.pk])).content.decode(), page
    assert "Captain" not in hers.get(reverse("violations_posts_then", args=[told.act.pk])).content.decode()
    assert hers.get(reverse("violations_change", args=["post", post.pk])).status_code == 404
    for page in ("violations_add_name", "violations_add_belonging", "violations_add_post", "violations_posts"):
        assert others.get(reverse(page, args=[told.unit.pk])).status_code == 404, page
    assert others.get(reverse("violations_posts_then", args=[told.act.pk])).status_code == 404
    Body.objects.unscoped(reason="test").update(is_restricted=True, entered_by=d.hala)
    assert not Post.objects.visible_to(d.karim).exists() and not BodyName.objects.visible_to(d.karim).exists()
    assert not Belonging.objects.visible_to(d.karim).exists()


def test_what_is_wrong_is_said_and_nothing_is_lost(documenters: Any, as_member: AsMember) -> None:
    client, told = as_member(documenters.yara), tell_all(documenters)
    unit = [told.unit.pk]

    for page, typed in (
        ("violations_add_name", {"when": "2012"}),
        ("violations_add_name", {"name": "X", "when": "2014/2012"}),
        ("violations_add_belonging", {"when": "2012"}),
        ("violations_add_belonging", {"above_number": told.unit.number}),
        ("violations_add_post", {"kind": "01"}),
    ):
        response = client.post(reverse(page, args=unit), typed)
        assert response.status_code == 422, (page, typed)
    assert not BodyName.objects.visible_to(documenters.yara).exists()


def test_units_that_are_joined_are_read_together_and_a_belonging_forbids_it(
    documenters: Any, as_member: AsMember
) -> None:
    d, client = documenters, as_member(documenters.yara)
    told = over_time(d, client)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        twin = change.body("unit", {"name": "The same unit"})
        change.body_name(twin, {"name": "Its oldest name", "when": "2010"})

    sides = client.post(
        reverse("violations_body_join", args=[told.unit.pk]), {"number": twin.number}, follow=True
    ).content.decode()
    for words in ("Names over time", "Its oldest name", THEN, "What it belonged to", BRIGADE, OFFICER, "Captain"):
        assert words in sides, words
    join(d, told.unit, twin)

    page = client.get(reverse("violations_body", args=[twin.pk])).content.decode()

    names = [page.index(f">{words}<") for words in ("Its oldest name", THEN, AFTER)]
    assert names == sorted(names)
    itself = client.post(reverse("violations_add_belonging", args=[told.unit.pk]), {"above_number": twin.number})
    assert itself.status_code == 422
    brigade = Belonging.objects.visible_to(d.yara).select_related("above").order_by("made_in_id").first().above
    with pytest.raises(TiedError):
        propose_join(brigade, told.unit, reasons="The same.", by=d.yara)


def test_a_persons_posts_go_with_them(documenters: Any, second: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)
    told = over_time(documenters, client)
    erasure = ask_erasure(told.officer, ground="wish", why="They asked.", by=documenters.hala)

    carry_out_erasure(erasure, by=second)

    assert not Post.objects.unscoped(reason="test").filter(person=told.officer).exists()
    assert not Statement.objects.unscoped(reason="test").filter(of="post", person=told.officer).exists()
    page = client.get(reverse("violations_body", args=[told.unit.pk])).content.decode()
    assert "Captain" not in page and not re.search(OFFICER, page) and VICTIM not in page
