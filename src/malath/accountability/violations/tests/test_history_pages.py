"""The history of an event: every change with its entry, undone as a whole and brought back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.violations import history
from malath.accountability.violations.models import Change, Event
from malath.accountability.violations.recording import recording
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.tests.pages import TITLE, Told, opened, tell_all
from malath.platform.audit.actions import move_outbox

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def edited(documenters: Any, as_member: AsMember, told: Told, title: str = "Arrest at the gate") -> Change:
    url, form = opened(as_member(documenters.karim), "event", told.event, title=title)
    as_member(documenters.karim).post(url, form)
    found: Change = Change.objects.visible_to(documenters.yara).latest("pk")
    return found


def undo(client: Client, told: Told, change: Change) -> int:
    return client.post(reverse("violations_undo", args=[told.event.pk, change.key])).status_code


def title(documenters: Any, told: Told) -> Any:
    return said_of(documenters.hala, [told.event])[told.event.pk].main("title")


def test_the_history_says_who_changed_what_from_what_with_its_entry(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters)
    edited(documenters, as_member, told)
    move_outbox()

    page = as_member(documenters.yara).get(reverse("violations_history", args=[told.event.pk])).content.decode()

    assert TITLE in page and "Arrest at the gate" in page and "Karim of archive" in page and "Yara of archive" in page
    assert "Ledger, entry" in page


def test_a_change_is_undone_and_brought_back_from_the_page(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    change = edited(documenters, as_member, told)

    assert undo(client, told, change) == 303 and title(documenters, told) == TITLE
    assert undo(client, told, change) == 409
    undoing = Change.objects.visible_to(documenters.yara).latest("pk")
    page = client.get(reverse("violations_history", args=[told.event.pk])).content.decode()
    assert "A change was taken back as a whole." in page and "Bring back" in page

    assert undo(client, told, undoing) == 303 and title(documenters, told) == "Arrest at the gate"


def test_an_event_that_was_undone_as_a_whole_can_come_back(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    story = Change.objects.visible_to(documenters.yara).get()

    response = client.post(reverse("violations_undo", args=[told.event.pk, story.key]), follow=True)
    page = response.content.decode()
    assert told.event.number in page and TITLE not in page
    assert client.get(reverse("violations_event", args=[told.event.pk])).status_code == 404
    assert told.event.number not in as_member(documenters.lea).get(reverse("violations_gone")).content.decode()

    back = reverse("violations_bring_back", args=[Change.objects.visible_to(documenters.yara).latest("pk").key])
    assert as_member(documenters.lea).post(back).status_code == 404
    assert client.post(back).status_code == 303
    assert client.get(reverse("violations_event", args=[told.event.pk])).status_code == 200
    assert client.post(back).status_code == 404


def test_a_restricted_event_that_is_gone_is_told_to_nobody_who_may_not_see_it(
    documenters: Any, as_member: AsMember
) -> None:
    told = tell_all(documenters, age=15)
    story = Change.objects.visible_to(documenters.yara).get()
    assert undo(as_member(documenters.karim), told, story) == 404
    assert undo(as_member(documenters.yara), told, story) == 303
    back = reverse("violations_bring_back", args=[Change.objects.visible_to(documenters.yara).latest("pk").key])

    assert told.event.number not in as_member(documenters.karim).get(reverse("violations_gone")).content.decode()
    assert as_member(documenters.karim).post(back).status_code == 404
    assert told.event.number in as_member(documenters.hala).get(reverse("violations_gone")).content.decode()


def test_a_change_that_holds_more_than_the_member_sees_is_not_undone_from_here(
    documenters: Any, as_member: AsMember
) -> None:
    with recording(organisation=documenters.archive, by=documenters.hala, kind=Change.Kind.STORY) as change:
        open_one = change.event({"title": "Open"})
        change.event({"title": "Closed"}, restricted=True)
    made = Change.objects.visible_to(documenters.yara).get()
    url = reverse("violations_undo", args=[open_one.pk, made.key])

    assert as_member(documenters.yara).post(url).status_code == 409
    assert Event.objects.visible_to(documenters.hala).count() == 2
    assert as_member(documenters.hala).post(url).status_code == 303


def test_what_came_with_an_import_is_undone_with_it(documenters: Any, as_member: AsMember) -> None:
    with recording(
        organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.IMPORT, batch=uuid.uuid4()
    ) as change:
        event = change.event({"title": "Row 1"})
    made = Change.objects.visible_to(documenters.yara).get()

    page = as_member(documenters.yara).get(reverse("violations_history", args=[event.pk])).content.decode()
    assert "is undone with it" in page
    assert as_member(documenters.yara).post(reverse("violations_undo", args=[event.pk, made.key])).status_code == 409


def test_a_change_of_another_event_is_not_found_here(documenters: Any, as_member: AsMember) -> None:
    told, other = tell_all(documenters), tell_all(documenters)
    change = edited(documenters, as_member, other)

    assert undo(as_member(documenters.yara), told, change) == 404


def test_a_long_history_is_paged(documenters: Any, as_member: AsMember, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 3)
    told, client = tell_all(documenters), as_member(documenters.yara)
    for number in range(6):
        edited(documenters, as_member, told, f"Title {number}")
    url, seen = reverse("violations_history", args=[told.event.pk]), list[int]()
    address = url

    while address:
        found = client.get(address).context["history"]
        seen += [entry.change.pk for entry in found.entries]
        address = f"{url}?before={found.before}" if found.before else ""

    assert len(seen) == 7 and seen == sorted(set(seen), reverse=True)


def test_the_note_of_a_change_is_read_back(documenters: Any, as_member: AsMember) -> None:
    with recording(
        organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.STORY, note="Told by telephone"
    ) as change:
        event = change.event({"title": "Noted"})

    page = as_member(documenters.karim).get(reverse("violations_history", args=[event.pk])).content.decode()

    assert "Told by telephone" in page
