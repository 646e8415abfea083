"""The pages of the seat: the delegate's, the documenter's, the administrator's; what hostile hands send; who comes in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.accountability.testimony import seats
from malath.accountability.testimony.ending import note_passing
from malath.accountability.testimony.models import Association, PrivateReason, Seat, UseProposal
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.tests.conftest import Room, Seated, in_days
from malath.accountability.violations.tests.pages import OFFICER, SOURCE, TITLE, VICTIM
from malath.platform.access.models import Member
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
LISTS = ("seat", "seat_answered", "seat_left", "seat_members")


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, (name, response.status_code)
    return str(response.content.decode())


def waiting(seated: Seated) -> UseProposal:
    seated.room.say(Purpose.PUBLICATION)
    return seated.propose()


def test_an_administrator_founds_an_association_and_ends_it(
    room: Room, coalition: Coalition, as_member: AsMember, settings: Any
) -> None:
    settings.DEMO = True
    client, url = as_member(coalition.tariq), reverse("associations")
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"organisation": str(coalition.partner.pk)}).status_code == 422

    assert client.post(url, {"organisation": str(coalition.haven.pk)}).status_code == 303

    assert "1 victims" in page(client, "associations")
    documenter = as_member(room.documenters.yara)
    assert "Haven Association" in page(documenter, "testimony_consent", room.testimony.pk, "seat")
    association = Association.objects.visible_to(coalition.tariq).get()
    assert client.post(reverse("association_end", args=[association.pk])).status_code == 303
    assert documenter.get(reverse("testimony_consent", args=[room.testimony.pk, "seat"])).status_code == 404
    assert as_member(coalition.dalia).get(url).status_code == 404


def test_a_person_gives_a_seat_on_the_page_of_consents(seated: Seated, as_member: AsMember) -> None:
    client = as_member(seated.room.documenters.yara)
    url = reverse("testimony_consent", args=[seated.room.testimony.pk, "seat"])
    assert " checked" not in client.get(url).content.decode()
    sent = {"agrees": "yes", "given_by": "self", "given_on": timezone.localdate().isoformat(), "name_use": "initials"}
    assert client.post(url, sent).status_code == 422
    sent["association"] = str(seated.families.pk)
    assert client.post(url, sent | {"known_as": SOURCE}).status_code == 422
    assert client.post(url, sent | {"association": str(seated.room.documenters.archive.pk)}).status_code == 422

    assert client.post(url, sent | {"known_as": "U.S."}).status_code == 303

    assert "U.S." in page(as_member(seated.salma), "seat_members")
    # The seat is no use of it.
    assert "Nothing is allowed yet" in page(client, "testimony", seated.room.testimony.pk)


def test_a_use_is_asked_answered_and_shared(seated: Seated, coalition: Coalition, as_member: AsMember) -> None:
    seated.room.share_with(coalition.haven)
    hala, salma, event = as_member(seated.room.documenters.hala), as_member(seated.salma), seated.room.told.event.pk
    share, ask = reverse("violations_share", args=[event]), reverse("seats_of_event", args=[event])
    sent = {"to": str(coalition.haven.pk), "reason": "together", "until": in_days(5).isoformat()}
    refused = hala.post(share, sent)
    assert refused.status_code == 422 and "has not answered" in refused.content.decode()
    assert ask in refused.content.decode()

    assert hala.post(ask, {"to": sent["to"], "what": "the event", "until": in_days(9).isoformat()}).status_code == 303
    assert "1 use waits for your association" in page(salma, "seat")
    proposal = UseProposal.objects.visible_to(seated.salma).get()
    url = reverse("seat_use", args=[proposal.pk])
    body = page(salma, "seat_use", proposal.pk)
    assert "Haven Association" in body and "Full name" in body and "the event" in body and " checked" not in body
    answer = {"agrees": "yes", "seen": "1", "until": in_days(6).isoformat(), "reason": "they asked us"}
    assert salma.post(url, answer | {"until": in_days(10).isoformat()}).status_code == 422
    assert salma.post(url, answer).status_code == 303

    assert "Agreed" in page(hala, "seats_of_event", event)
    assert hala.post(share, sent).status_code == 303
    left = page(salma, "seat_left")
    assert "Haven Association" in left and "Sharing with another organisation" in left
    assert "they asked us" in page(salma, "seat_use", proposal.pk)
    assert "they asked us" not in page(hala, "testimony", seated.room.testimony.pk)


def test_a_documenter_proposes_what_the_person_allows_and_nothing_else(seated: Seated, as_member: AsMember) -> None:
    client = as_member(seated.room.documenters.yara)
    url = reverse("testimony_propose", args=[seated.room.testimony.pk])
    assert "agreed to no such use" in page(client, "testimony_propose", seated.room.testimony.pk)
    seated.room.say(Purpose.PUBLICATION)
    seated.room.say(Purpose.SUBMISSION, "wgeid", knows_letter=True, knows_summary=True)
    sent = {"what": "a summary", "until": in_days(9).isoformat()}

    for use in ("", "archive:", "seat:", "analysis:", "submission:ced", "sharing:" + str(uuid.uuid4()), "publication"):
        assert client.post(url, sent | {"use": use}).status_code == 422, use
    hostile = {"asked_by": str(seated.salma.pk), "reply": "yes", "agreed_until": in_days(9).isoformat(), "turn": "99"}
    assert client.post(url, sent | {"use": "submission:wgeid"} | hostile).status_code == 303

    proposal = UseProposal.objects.visible_to(seated.salma).get()
    assert (proposal.asked_by, proposal.reply, proposal.agreed_until) == (seated.room.documenters.yara, "waits", None)
    body = page(client, "testimony", seated.room.testimony.pk)
    assert "Waits for an answer" in body and "Take back" in body
    assert client.post(reverse("testimony_use_take_back", args=[proposal.pk])).status_code == 303
    assert "Nothing waits for your association" in page(as_member(seated.salma), "seat")


def test_a_delegates_pages_tell_nothing_of_what_was_told(seated: Seated, as_member: AsMember) -> None:
    d, told, testimony = seated.room.documenters, seated.room.told, seated.room.testimony
    proposal = waiting(seated)
    note_passing(
        testimony, purpose="publication", recipient="A paper", on=timezone.localdate(), by=d.yara, note="secretly"
    )
    seated.answer(proposal, True)
    client = as_member(seated.salma)
    bodies = [page(client, name) for name in LISTS] + [page(client, "seat_use", proposal.pk), page(client, "today")]

    hidden = [SOURCE, VICTIM, OFFICER, TITLE, told.event.number, "secretly", "They took him", "Yara", "Hala", "yara"]
    keys = [testimony.pk, told.event.pk, told.source.pk, told.victim.pk, told.information.pk, d.yara.pk]
    for body in bodies:
        assert [word for word in hidden + [str(key) for key in keys] if word in body] == []
    assert testimony.number in bodies[3] and "U. S." in bodies[3] and "A paper" in bodies[2]


def test_a_member_without_a_name_is_known_by_the_number_alone(seated: Seated, as_member: AsMember) -> None:
    seated.room.say(Purpose.SEAT, str(seated.families.pk), name_use=NameUse.NONE)

    body = page(as_member(seated.salma), "seat_members")

    assert "a member who gave no name" in body and "U. S." not in body


def test_to_another_association_and_to_those_who_document_the_seat_does_not_exist(
    seated: Seated, coalition: Coalition, as_member: AsMember
) -> None:
    proposal = waiting(seated)
    for stranger in (coalition.amal, coalition.lea, coalition.tariq, coalition.omar, seated.room.documenters.yara):
        client = as_member(stranger)
        assert [client.get(reverse(name)).status_code for name in LISTS] == [404] * 4
        assert client.post(reverse("seat_use", args=[proposal.pk]), {"agrees": "yes"}).status_code == 404
    nour = as_member(seated.nour)
    assert "Nothing waits" in page(nour, "seat") and seated.room.testimony.number not in page(nour, "seat_members")
    assert nour.get(reverse("seat_use", args=[proposal.pk])).status_code == 404
    assert nour.post(reverse("seat_give_up", args=[seated.seat.pk])).status_code == 404

    salma, pk, event = as_member(seated.salma), seated.room.testimony.pk, seated.room.told.event.pk
    theirs = [("testimony", pk), ("testimony_propose", pk), ("seats_of_event", event), ("violations_event", event)]
    assert [salma.get(reverse(name, args=[key])).status_code for name, key in theirs] == [404] * 4
    assert salma.post(reverse("testimony_use_take_back", args=[proposal.pk])).status_code == 404


def test_an_event_is_asked_about_by_those_who_answer_for_it(
    seated: Seated, coalition: Coalition, as_member: AsMember
) -> None:
    """Somebody with whom it was shared sees it, and asks nobody in its name."""
    seated.room.share_with(coalition.haven)
    seated.answer(seated.propose(Purpose.SHARING, str(coalition.haven.pk)), True)
    event, url = seated.room.told.event, reverse("violations_share", args=[seated.room.told.event.pk])
    sent = {"to": str(coalition.haven.pk), "reason": "together", "until": in_days(5).isoformat()}
    assert as_member(seated.room.documenters.hala).post(url, sent).status_code == 303

    lea = as_member(coalition.lea)

    assert lea.get(reverse("violations_event", args=[event.pk])).status_code == 200
    assert lea.get(reverse("seats_of_event", args=[event.pk])).status_code == 404


@pytest.mark.parametrize(
    "hostile", ["\x00", "a\u202eb", "x" * 30_000, "<script>alert(1)</script>", "٢٠٢٦", "-1", "9" * 30]
)
def test_hostile_answers_are_refused_or_shown_as_text(seated: Seated, as_member: AsMember, hostile: str) -> None:
    proposal, client = waiting(seated), as_member(seated.salma)
    url = reverse("seat_use", args=[proposal.pk])

    for field in ("agrees", "until", "seen", "reason"):
        now = UseProposal.objects.visible_to(seated.salma).get()
        sent = {"agrees": "no", "seen": str(now.turn), "until": in_days(3).isoformat(), "reason": ""}
        assert client.post(url, sent | {field: hostile}).status_code in (303, 422), field
    assert "<script>alert" not in client.get(url).content.decode()
    assert client.get(reverse("seat") + "?after=" + hostile[:50]).status_code == 200
    for kept in PrivateReason.objects.visible_to(seated.salma):
        assert kept.proposal_id == proposal.pk


def test_an_answer_to_what_changed_meanwhile_is_not_kept(seated: Seated, as_member: AsMember) -> None:
    proposal, client = waiting(seated), as_member(seated.salma)
    seated.answer(proposal, False)

    sent = {"agrees": "yes", "seen": "1", "until": in_days(3).isoformat()}
    response = client.post(reverse("seat_use", args=[proposal.pk]), sent)

    assert response.status_code == 422 and "changed this while you were writing" in response.content.decode()
    assert UseProposal.objects.visible_to(seated.salma).get().reply == "no"


def test_today_tells_the_delegate_what_waits_and_the_documenter_what_was_answered(
    seated: Seated, as_member: AsMember
) -> None:
    proposal, yara = waiting(seated), as_member(seated.room.documenters.yara)
    assert "1 use waits for your association" in page(as_member(seated.salma), "today")
    assert "waits for your association" not in page(as_member(seated.nour), "today")
    assert "the association answered" not in page(yara, "today")

    seated.answer(proposal, True)

    assert f"{seated.room.testimony.number}: the association answered" in page(yara, "today")
    assert "waits for your association" not in page(as_member(seated.salma), "today")


def test_a_seat_is_given_up_on_the_page(seated: Seated, as_member: AsMember) -> None:
    client = as_member(seated.salma)

    assert client.post(reverse("seat_give_up", args=[seated.seat.pk])).status_code == 303

    assert "No seat is held yet" in page(client, "seat_members")
    assert client.post(reverse("seat_give_up", args=[seated.seat.pk])).status_code == 404


def test_lists_go_on_where_a_page_ends(
    seated: Seated, make_room: Callable[[], Room], as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "PAGE", 2)
    waiting(seated)
    for _ in range(4):
        room = make_room()
        room.say(Purpose.SEAT, str(seated.families.pk), name_use=NameUse.NONE)
        room.say(Purpose.PUBLICATION)
        Seated(room, seated.families, seated.salma, seated.others, seated.nour, seated.seat).propose()

    for read in (seats.waiting_uses, seats.members_of_seats):
        found, after = [], None
        for _ in range(3):
            rows, after = read(Member.objects.get(pk=seated.salma.pk), after)
            found += [row.number for row in rows]
        assert len(set(found)) == len(found) == 5 and after is None
    assert "?after=" in page(as_member(seated.salma), "seat")


def test_the_pages_ask_as_often_for_many_as_for_few(
    seated: Seated, make_room: Callable[[], Room], as_member: AsMember
) -> None:
    waiting(seated)
    client = as_member(seated.salma)

    def queries() -> dict[str, int]:
        counts = {}
        for name in LISTS:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                page(client, name)
            counts[name] = len(seen)
        return counts

    queries()
    few = queries()
    for _ in range(3):
        room = make_room()
        room.say(Purpose.SEAT, str(seated.families.pk), name_use=NameUse.NONE)
        room.say(Purpose.PUBLICATION)
        Seated(room, seated.families, seated.salma, seated.others, seated.nour, seated.seat).propose()

    assert Seat.objects.visible_to(seated.salma).count() == 4
    assert queries() == few
    assert max(few.values()) <= 14


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_pages_speak_the_readers_language(seated: Seated, as_member: AsMember, language: str) -> None:
    proposal = waiting(seated)
    salma, yara = as_member(seated.salma, language), as_member(seated.room.documenters.yara, language)
    bodies = [page(salma, name) for name in LISTS] + [page(salma, "seat_use", proposal.pk)]
    bodies += [page(yara, "testimony_propose", seated.room.testimony.pk)]
    bodies += [page(yara, "seats_of_event", seated.room.told.event.pk)]

    for body in bodies:
        assert f'lang="{language}"' in body
        assert [words for words in ("association", "proposed", "Waits", "seat ") if f">{words}" in body] == []
