"""The pages of an erasure: who finds them, what they say before, what stays afterwards."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.accountability.violations.erasing.actions import ask_erasure
from malath.accountability.violations.erasing.effects import effects_of
from malath.accountability.violations.erasing.rights import PAGE
from malath.accountability.violations.models import (
    Person,
    RecordErasure,
    Statement,
    Tie,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.sharing import share_event
from malath.accountability.violations.tests.erased import (
    CODE,
    MARK,
    NAME,
    Told,
    dumped,
    erase,
    everything_readable,
)
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Member
from malath.platform.access.tests.doors import fresh
from tests.reliability.secrets import found_in

pytestmark = pytest.mark.django_db

_WHY = "test"


def test_pages_say_what_goes_what_stays_and_take_two(
    documenters: Any, second: Member, told: Told, as_member: Any
) -> None:
    url = reverse("violations_erase", args=[told.event.pk])
    hala: Client = fresh(documenters.hala, as_member)
    page = hala.get(url).content.decode()
    assert told.officer.number in page, "who is in no other event is named"
    assert told.victim.number not in page
    assert hala.post(url, {"ground": "wish", "why": "because"}).status_code == 303
    assert hala.post(f"{url}now/").status_code == 403
    today = hala.get("/today/").content.decode()
    assert told.event.number in today

    samar: Client = fresh(second, as_member)
    assert told.event.number in samar.get("/today/").content.decode()
    page = samar.get(url).content.decode()
    assert "because" in page and "erase/now/" in page
    done = samar.post(f"{url}now/")
    assert done.status_code == 303 and done["Location"] == reverse("violations_erased")
    receipt = samar.get(done["Location"]).content.decode()
    assert told.event.number in receipt and MARK not in receipt
    for gone in (url, reverse("violations_event", args=[told.event.pk])):
        assert samar.get(gone).status_code == 404
    assert told.event.number in hala.get(reverse("violations_erased")).content.decode()


def test_a_person_is_erased_on_the_pages_and_a_request_is_refused(
    documenters: Any, second: Member, told: Told, as_member: Any
) -> None:
    url = reverse("violations_person_erase", args=[told.victim.pk])
    hala, samar = fresh(documenters.hala, as_member), fresh(second, as_member)
    assert hala.post(url, {"ground": "nonsense"}).status_code == 422
    assert hala.post(url, {"ground": "wish"}).status_code == 303
    assert samar.post(f"{url}end/").status_code == 303
    assert samar.post(f"{url}end/").status_code == 404
    assert hala.post(url, {"ground": "wish"}).status_code == 303
    assert samar.post(f"{url}now/").status_code == 303
    assert samar.get(url).status_code == 404
    assert told.victim.number in samar.get(reverse("violations_erased")).content.decode()


def test_nobody_else_finds_the_pages(documenters: Any, second: Member, told: Told, as_member: Any) -> None:
    from malath.accountability.violations.records import restrict_event

    restrict_event(told.event.pk, restricted=True)
    for stranger in (documenters.yara, documenters.lea, documenters.amal):
        client = fresh(stranger, as_member)
        for url in (
            reverse("violations_erase", args=[told.event.pk]),
            reverse("violations_person_erase", args=[told.victim.pk]),
        ):
            assert client.get(url).status_code == 404
            assert client.post(f"{url}now/").status_code == 404
    other = fresh(documenters.lea, as_member)
    assert other.get(reverse("violations_erase", args=[uuid.uuid4()])).status_code == 404
    page = as_member(documenters.yara).get(reverse("violations_person", args=[told.victim.pk])).content.decode()
    assert "/erase/" not in page
    ask_erasure(told.event, ground="wish", why="", by=documenters.hala)
    erase(told.victim, documenters, second)
    shown = fresh(documenters.lea, as_member).get(reverse("violations_erased"))
    assert shown.status_code == 404 or told.victim.number not in shown.content.decode()


def test_the_page_asks_as_often_for_a_large_event_as_for_a_small_one(
    documenters: Any, second: Member, told: Told, django_assert_max_num_queries: Any
) -> None:
    with recording(organisation=documenters.archive, by=documenters.yara, kind="edit") as change:
        for _one in range(8):
            change.act(told.event, change.person({"name": "Somebody"}), {"kind": CODE})
    for row in (told.event, told.victim):
        with django_assert_max_num_queries(50):
            effects_of(row, by=documenters.hala)


def test_receipts_come_a_page_at_a_time_and_none_is_left_out(documenters: Any, second: Member, as_member: Any) -> None:
    with recording(organisation=documenters.archive, by=documenters.yara, kind="story") as change:
        people = [change.person({"name": "Somebody"}) for _one in range(PAGE + 3)]
    today = timezone.localdate()
    shared = {"organisation": documenters.archive, "ground": "wish", "asked_by": documenters.hala, "asked_on": today}
    done = {"done_by": second, "backups_end_on": today}
    for place, person in enumerate(people):
        day = today - timedelta(days=place // 20)
        RecordErasure(person=person, done_on=day, **shared, **done).save(force_insert=True)

    client = as_member(documenters.hala)
    first = client.get(reverse("violations_erased"))
    second_page = client.get(reverse("violations_erased") + first.context["older"])

    shown = [one.person_id for page in (first, second_page) for one in page.context["receipts"]]
    assert len(shown) == len(set(shown)) == PAGE + 3 and not second_page.context["older"]


def test_a_guest_of_the_event_reads_of_an_erased_person_too(
    documenters: Any, second: Member, told: Told, as_member: Any
) -> None:
    hala, lea = documenters.hala, documenters.lea
    ends = timezone.now() + timedelta(days=5)
    share_event(told.event, organisation=lea.home_organisation, reason="to compare", ends_at=ends, by=hala)
    url = reverse("violations_event", args=[told.event.pk])
    assert NAME in as_member(lea).get(url).content.decode()

    erase(told.victim, documenters, second)

    page = as_member(lea).get(url).content.decode()
    assert "an erased person" in page and NAME not in page and told.victim.number not in page


def test_an_erased_person_stays_in_events_as_somebody_without_a_name(
    documenters: Any, second: Member, told: Told, as_member: Any
) -> None:
    yara = documenters.yara

    erase(told.victim, documenters, second)

    assert NAME not in everything_readable(yara) and found_in(dumped(), [NAME]) == []
    row = Person.objects.unscoped(reason=_WHY).get(pk=told.victim.pk)
    assert row.erased_on and bytes(row.key) == b""
    assert not Statement.objects.unscoped(reason=_WHY).filter(person=told.victim.pk).exists()
    assert not Tie.objects.unscoped(reason=_WHY).filter(other=told.victim.pk).exists()
    client = as_member(yara)
    page = client.get(reverse("violations_event", args=[told.event.pk]))
    assert "an erased person" in page.content.decode() and told.victim.number not in page.content.decode()
    assert MARK in page.content.decode(), "what happened stays"
    assert page.context["acts"][0].party.is_erased and not page.context["acts"][0].party.name
    assert client.get(reverse("violations_person", args=[told.victim.pk])).status_code == 404
    assert client.get(reverse("violations_change", args=["person", told.victim.pk])).status_code == 404
    found = client.get(reverse("violations_find")).content.decode()
    assert "an erased person" in found and told.victim.number not in found
    wgeid = client.get(reverse("violations_event", args=[told.other.pk])).content.decode()
    assert "an erased person" in wgeid, "as the source of the other event"


def test_people_undone_after_their_event_was_erased_are_offered_and_come_back(
    documenters: Any, second: Member, as_member: Any
) -> None:
    yara = documenters.yara
    with recording(organisation=documenters.archive, by=yara, kind="story") as change:
        event, person = change.event({"title": MARK}), change.person({"name": NAME})
        change.act(event, person, {"kind": CODE})
    erase(event, documenters, second)
    undoing = undo_change(change.change, by=yara)
    client = as_member(yara)

    shown = client.get(reverse("violations_gone")).content.decode()
    assert person.number in shown and event.number not in shown
    assert client.post(reverse("violations_bring_back", args=[undoing.key])).status_code == 303

    assert Person.objects.visible_to(yara).filter(pk=person.pk).exists()
    assert client.get(reverse("violations_event", args=[event.pk])).status_code == 404


@pytest.mark.parametrize("answer", ["now", "end"])
@pytest.mark.parametrize("kind", ["event", "person"])
def test_an_erasure_is_answered_also_when_what_it_is_about_was_undone_meanwhile(
    documenters: Any, second: Member, as_member: Any, kind: str, answer: str
) -> None:
    yara, hala, samar = documenters.yara, fresh(documenters.hala, as_member), fresh(second, as_member)
    with recording(organisation=documenters.archive, by=yara, kind="story") as change:
        row = change.event({"title": MARK}) if kind == "event" else change.person({"name": MARK})
    ask_erasure(row, ground="wish", why="", by=documenters.hala)
    undoing = undo_change(change.change, by=yara)
    url = reverse("violations_erase" if kind == "event" else "violations_person_erase", args=[row.pk])

    assert url in samar.get("/today/").content.decode()
    assert url in samar.get(reverse("violations_erased")).content.decode()
    for client in (hala, samar):
        assert client.get(url).status_code == 200
    assert fresh(documenters.lea, as_member).get(url).status_code == 404
    done = samar.post(f"{url}{answer}/")
    assert done.status_code == 303 and samar.get(done["Location"]).status_code == 200

    assert samar.get(url).status_code == 404 and url not in samar.get("/today/").content.decode()
    undo_change(undoing, by=yara)
    assert (MARK in everything_readable(yara)) is (answer == "end")
    assert samar.get(url).status_code == (404 if answer == "now" else 200)
