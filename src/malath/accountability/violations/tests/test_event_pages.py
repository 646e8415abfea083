"""The newest events, the page of an event, of a person and of a body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from malath.accountability.violations import newest
from malath.accountability.violations.models import Change, Event, Person
from malath.accountability.violations.recording import recording
from malath.accountability.violations.tests.pages import (
    OFFICER,
    SITE,
    SOURCE,
    TITLE,
    UNIT,
    VICTIM,
    first_code,
    tell_all,
)
from malath.accountability.violations.wording import term_label, when_label

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def text(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def events(documenters: Any, count: int, by: Any = None) -> list[Event]:
    with recording(organisation=documenters.archive, by=by or documenters.yara, kind=Change.Kind.STORY) as change:
        victim = change.person({"name": VICTIM})
        made = [change.event({"title": f"{TITLE} {number}", "when": "2013"}) for number in range(count)]
        for event in made:
            change.act(event, victim, {"kind": first_code("acts")})
    return made


def test_an_empty_room_says_what_to_do_next(documenters: Any, as_member: AsMember) -> None:
    page = text(as_member(documenters.yara), "violations")

    assert "Nothing is documented here yet" in page and reverse("violations_add") in page


def test_the_list_says_what_happened_when_where_and_how_far_it_is(documenters: Any, as_member: AsMember) -> None:
    tell_all(documenters)

    page = text(as_member(documenters.karim), "violations")

    assert TITLE in page and "about 2013" in page and "Aleppo" in page and "Draft" in page
    assert "1 documented event waits for a second member" in page


def test_the_list_is_paged_by_key_and_shows_each_event_once(
    documenters: Any, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "PAGE", 4)
    made = [one for count in (3, 1, 5, 1) for one in events(documenters, count)]
    client, url, seen = as_member(documenters.yara), reverse("violations"), list[Any]()

    while url:
        response = client.get(url)
        seen += [line.event for line in response.context["page"].lines]
        url = reverse("violations") + response.context["older"] if response.context["older"] else ""

    assert len(seen) == 10 and {one.pk for one in seen} == {one.pk for one in made}
    changes = [one.made_in_id for one in seen]
    assert changes == sorted(changes, reverse=True) and len(set(changes)) == 4


@pytest.mark.parametrize("after", ["nonsense", "00000000-0000-0000-0000-000000000000", "'; --", "%00"])
def test_a_cursor_that_makes_no_sense_begins_at_the_start(documenters: Any, as_member: AsMember, after: str) -> None:
    tell_all(documenters)

    assert TITLE in as_member(documenters.yara).get(reverse("violations"), {"after": after}).content.decode()


def test_an_event_says_who_did_what_to_whom_and_who_says_so(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters, fate={"fate": first_code("fates"), "known": "claimed"})

    page = text(as_member(documenters.karim), "violations_event", told.event.pk)

    for words in (TITLE, "They took him.", VICTIM, OFFICER, UNIT, SOURCE, SITE, "The minister", "about 2013"):
        assert words in page, words
    assert "March 2013, day unknown" in page and "claimed, not confirmed" in page
    assert "Yara of archive" in page and "EDTF" in page


def test_what_is_disputed_is_said_in_words_with_every_account(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters)
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        neighbour = change.person({"name": "A neighbour"})
        change.state(told.act, {"when": "2014"}, beside=True, source=neighbour)

    page = text(as_member(documenters.yara), "violations_event", told.event.pk)

    assert "Accounts differ" in page and "A neighbour" in page and "another account" in page
    assert page.index("March 2013, day unknown") < page.index("Also said")


def test_a_person_shows_the_parts_that_the_viewer_sees_and_no_others(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters)
    with recording(organisation=documenters.archive, by=documenters.hala, kind=Change.Kind.STORY) as change:
        closed = change.event({"title": "Behind closed doors"}, restricted=True)
        change.act(closed, told.victim, {"kind": first_code("acts")})

    client = as_member(documenters.karim)
    page = text(client, "violations_person", told.victim.pk)
    assert VICTIM in page and "Salim al-Abed" in page and TITLE in page and SOURCE in page
    assert "Behind closed doors" not in page and closed.number not in page
    assert "Behind closed doors" in text(as_member(documenters.hala), "violations_person", told.victim.pk)
    assert TITLE in text(client, "violations_person", told.officer.pk)
    assert TITLE in text(client, "violations_person", told.source.pk)
    assert TITLE in text(client, "violations_body", told.unit.pk)
    assert SITE in text(client, "violations_body", told.site.pk)


def test_a_victim_whom_the_viewer_may_not_see_is_a_protected_person(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters)
    Person.objects.unscoped(reason="test").filter(pk=told.victim.pk).update(is_restricted=True)

    page = text(as_member(documenters.karim), "violations_event", told.event.pk)

    assert "a protected person" in page and VICTIM not in page and str(told.victim.pk) not in page
    assert as_member(documenters.karim).get(reverse("violations_person", args=[told.victim.pk])).status_code == 404


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_list_asks_as_much_for_many_events_as_for_few(documenters: Any, as_member: AsMember) -> None:
    client, url = as_member(documenters.yara), reverse("violations")
    events(documenters, 2)
    few = queries(client, url)

    events(documenters, 30)

    assert queries(client, url) == few <= 12


def test_an_event_asks_as_much_for_many_acts_as_for_few(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters)
    client = as_member(documenters.yara)
    urls = [
        reverse("violations_event", args=[told.event.pk]),
        reverse("violations_person", args=[told.victim.pk]),
        reverse("violations_history", args=[told.event.pk]),
        reverse("violations_change", args=["act", told.act.pk]),
    ]
    few = [queries(client, url) for url in urls]
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        for number in range(12):
            other = change.person({"name": f"Somebody {number}"})
            act = change.act(told.event, told.victim, {"kind": first_code("acts"), "age": 30}, source=other)
            change.involvement(act, {}, person=other)
            change.information(told.event, {"text": "So it was."}, told_by=other)

    many = [queries(client, url) for url in urls]
    assert many == few
    assert max(many) <= 24, many


def test_events_stand_in_the_order_in_which_they_were_entered_and_none_is_a_number_alone(
    documenters: Any, as_member: AsMember
) -> None:
    d = documenters
    made = []
    for _number in range(8):
        with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
            event = change.event({})
            change.act(event, change.person({"name": "Rim"}), {"kind": "03.03", "when": "2013-05"})
        made.append(event.pk)

    lines = as_member(d.yara).get(reverse("violations")).context["page"].lines

    assert [one.event.pk for one in lines] == made[::-1]
    assert {(one.title, one.when) for one in lines} == {(term_label("acts", "03.03"), when_label("2013-05"))}
