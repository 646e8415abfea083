"""The pages: taking, asking, withdrawing; what hostile hands send; who comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.accountability.testimony.checking import may_leave
from malath.accountability.testimony.models import Consent, Passing, Testimony
from malath.accountability.testimony.rules import ASKED, KEPT_UNLESS_REFUSED, Purpose
from malath.accountability.testimony.tests.conftest import Room
from malath.accountability.violations.tests.pages import SOURCE, tell_all
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_source_becomes_a_testimony_on_one_page(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url = reverse("testimony_take", args=[told.information.pk])
    assert SOURCE in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422

    sent = {"taken_on": today(), "explained": "what it is for", "language": "Arabic", "given_by": "self"}
    response = client.post(url, sent)

    testimony = Testimony.objects.visible_to(documenters.yara).get()
    assert (response.status_code, response["Location"]) == (303, reverse("testimony", args=[testimony.pk]))
    page = client.get(response["Location"]).content.decode()
    assert "Nothing is allowed yet: it goes nowhere beyond" in page and "it is kept here, with the name" in page
    # What the page says is what the rule does: of every purpose that was not asked, all but our own keeping is refused.
    refused = [one for one in ASKED if not may_leave(testimony, one, "").allowed]
    assert page.count("Not asked: not allowed.") == len(refused) == len(ASKED) - len(KEPT_UNLESS_REFUSED)
    assert client.get(url).status_code == 303


def test_a_parent_who_speaks_for_a_minor_is_named(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    sent = {"taken_on": today(), "explained": "x", "language": "Arabic", "given_by": "parent"}

    assert client.post(reverse("testimony_take", args=[told.information.pk]), sent).status_code == 422
    sent["given_by_name"] = "Umm Layla"
    assert client.post(reverse("testimony_take", args=[told.information.pk]), sent).status_code == 303


@pytest.mark.parametrize("purpose", ASKED)
def test_nothing_is_ticked_beforehand(room: Room, as_member: AsMember, purpose: str) -> None:
    page = as_member(room.documenters.yara).get(reverse("testimony_consent", args=[room.testimony.pk, purpose]))

    assert page.status_code == 200 and " checked" not in page.content.decode()
    assert as_member(room.documenters.yara).post(page.request["PATH_INFO"], {}).status_code == 422


def test_a_consent_is_given_and_taken_back_in_one_step(room: Room, as_member: AsMember) -> None:
    client = as_member(room.documenters.yara)
    url = reverse("testimony_consent", args=[room.testimony.pk, "submission"])
    sent = {"agrees": "yes", "given_by": "self", "given_on": today(), "mechanisms": ["wgeid"], "knows_letter": "on"}
    assert client.post(url, sent).status_code == 422
    sent |= {"name_use": "initials", "knows_summary": "on"}
    assert client.post(url, sent).status_code == 303
    page = client.get(reverse("testimony", args=[room.testimony.pk])).content.decode()
    assert "It may be used for 1 purpose" in page and "knows that a summary is public" in page

    consent = Consent.objects.visible_to(room.documenters.yara).get()
    response = as_member(room.documenters.karim).post(reverse("testimony_withdraw", args=[consent.pk]))

    assert response.status_code == 303
    page = client.get(reverse("testimony", args=[room.testimony.pk])).content.decode()
    assert "Nothing is allowed yet" in page and "Withdrawn" in page


def test_a_no_needs_neither_name_nor_recipient(room: Room, as_member: AsMember) -> None:
    url = reverse("testimony_consent", args=[room.testimony.pk, "sharing"])
    sent = {"agrees": "no", "given_by": "self", "given_on": today()}

    assert as_member(room.documenters.yara).post(url, sent).status_code == 303


def test_it_is_noted_to_whom_it_went_and_that_they_were_told(room: Room, as_member: AsMember) -> None:
    client, yara = as_member(room.documenters.yara), room.documenters.yara
    sent = {"purpose": "publication", "recipient": "A newspaper", "on": today()}
    assert client.post(reverse("testimony_passed", args=[room.testimony.pk]), sent).status_code == 303
    room.say(Purpose.PUBLICATION)
    client.post(reverse("testimony_withdraw", args=[Consent.objects.visible_to(yara).get().pk]))
    page = client.get(reverse("testimony", args=[room.testimony.pk])).content.decode()
    assert "1 receiver must be told" in page and "A newspaper" in page

    passing = Passing.objects.visible_to(yara).get()
    assert client.post(reverse("testimony_told", args=[passing.pk])).status_code == 303
    assert "must be told" not in client.get(reverse("testimony", args=[room.testimony.pk])).content.decode()


def test_whoever_may_not_see_it_gets_the_answer_of_what_does_not_exist(
    room: Room, coalition: Coalition, as_member: AsMember
) -> None:
    consent = room.say(Purpose.PUBLICATION)
    pages = [("testimony", room.testimony.pk), ("testimony_read_back", room.testimony.pk)]
    pages += [("testimony_passed", room.testimony.pk), ("testimony_take", room.told.information.pk)]

    for stranger in (coalition.lea, coalition.amal, coalition.chadia):
        client = as_member(stranger)
        assert [client.get(reverse(name, args=[pk])).status_code for name, pk in pages] == [404] * 4
        assert client.post(reverse("testimony_withdraw", args=[consent.pk])).status_code == 404


@pytest.mark.parametrize("hostile", ["\x00", "a\u202eb", "x" * 30_000, "<script>alert(1)</script>", "٢٠٢٦"])
def test_hostile_texts_are_refused_or_shown_as_text(room: Room, as_member: AsMember, hostile: str) -> None:
    client = as_member(room.documenters.yara)
    url = reverse("testimony_consent", args=[room.testimony.pk, "prosecution"])
    sent = {"agrees": "yes", "given_by": "self", "given_on": today(), "name_use": "none"}

    for field in ("others", "note", "given_by_name", "until", "given_on", "agrees"):
        assert client.post(url, {"others": "A court"} | sent | {field: hostile}).status_code in (303, 422), field
    assert "<script>alert" not in client.get(reverse("testimony", args=[room.testimony.pk])).content.decode()
    assert client.get(reverse("testimony_consent", args=[room.testimony.pk, "everything"])).status_code == 404


def test_the_list_asks_as_often_for_many_as_for_few(make_room: Callable[[], Room], as_member: AsMember) -> None:
    room = make_room()
    client = as_member(room.documenters.yara)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("testimonies")).status_code == 200
        return len(seen)

    queries()
    few = queries()
    for _ in range(3):
        make_room()

    assert queries() == few <= 12


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_pages_speak_the_readers_language(room: Room, as_member: AsMember, language: str) -> None:
    room.say(Purpose.PUBLICATION)
    client = as_member(room.documenters.yara, language)

    for name in ("testimony", "testimony_read_back", "testimony_passed"):
        page = client.get(reverse(name, args=[room.testimony.pk])).content.decode()
        assert f'lang="{language}"' in page
        assert "What the person" not in page and "Taken on" not in page and "On which day" not in page
