"""Answers that cross: stale forms, new texts, withdrawals, reservations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.rules import Role
from malath.voice.statements import errors
from malath.voice.statements.actions.answering import answer_text
from malath.voice.statements.actions.freezing import note_release
from malath.voice.statements.actions.inviting import (
    invite_organisation,
    make_link,
    remove_signatory,
)
from malath.voice.statements.models import Answer
from malath.voice.statements.pages import page_of
from malath.voice.statements.rules import State
from malath.voice.statements.tests.conftest import NAMES, Room, signing, soon
from tests.people import member

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(digest|seen|pass)" value="([^"]*)"', page))


def given(act: str = "sign", **more: str) -> dict[str, str]:
    names = {f"name_{code}": name for code, name in NAMES.items()}
    return {"act": act, "signed_by": "Hind", "mandate": "body", **names, **more}


def test_of_two_answers_the_stale_form_does_not_win(room: Room, as_member: AsMember) -> None:
    room.freeze()
    client, place = as_member(room.archive_director), url("statement_answer", room.archive.pk)
    stale = fields(client.get(place).content.decode())
    room.archive_signs("reserve", words="Not the number")

    late = client.post(place, given(words="", **stale))

    assert late.status_code == 422 and room.row(room.archive).state == State.RESERVED
    assert fields(late.content.decode())["seen"] == State.RESERVED
    assert "checked" not in late.content.decode(), "no answer is chosen on the page of now"
    again = client.post(place, given("withdraw", **fields(late.content.decode())))
    assert again.status_code == 303 and room.row(room.archive).state == State.WITHDRAWN


def test_after_a_new_text_the_form_asks_for_the_answer_anew(room: Room, as_member: AsMember) -> None:
    room.freeze()
    secret, code = make_link(room.outside, by=room.officer)
    client, link = as_member(room.archive_director), Client(headers={"accept-language": "en"})
    inside, outside = url("statement_answer", room.archive.pk), url("statement_sign", secret)
    old = fields(client.get(inside).content.decode())
    old_link = fields(link.post(outside, {"code": code}).content.decode())
    room.rewrite("We ask for more.")
    edition = room.freeze()

    for who, place, sent in ((client, inside, old), (link, outside, old_link)):
        late = who.post(place, given(**sent))
        page = late.content.decode()
        assert late.status_code == 422 and "We ask for more." in page and "Nothing was signed" in page
        assert fields(page)["digest"] == edition.digest and "checked" not in page and 'value="Hind"' in page
    assert {room.row(room.archive).state, room.row(room.outside).state} == {State.WAITING}


def test_a_withdrawal_after_the_release_stays_under_the_text(room: Room, as_member: AsMember) -> None:
    edition = room.freeze(answer_by=soon(9))
    room.archive_signs()
    note_release(room.statement, on=timezone.localdate(), by=room.officer)
    room.archive_signs("withdraw")

    with pytest.raises(errors.AnswerNotOpenError):
        answer_text(room.archive, signing(edition), by=room.archive_director)
    with pytest.raises(errors.WithdrawalStandsError):
        remove_signatory(room.archive, by=room.officer)

    page = as_member(room.officer).get(url("statement", room.statement.pk)).content.decode()
    assert "Signatures withdrawn" in page and url("statement_remove", room.archive.pk) not in page
    place = url("statement_answer", room.archive.pk)
    assert "There is nothing to answer now" in as_member(room.archive_director).get(place).content.decode()


@pytest.mark.parametrize(("ago", "shown"), [(2, True), (0, False)])
def test_a_release_that_is_noted_late_shows_who_withdrew_since(room: Room, ago: int, shown: bool) -> None:
    edition = room.freeze(answer_by=soon(9))
    answer_text(room.own, signing(edition), by=room.director)
    room.archive_signs()
    room.archive_signs("withdraw")
    later = timezone.now() + timedelta(days=3)
    with time_machine.travel(later, tick=True):
        if ago:
            Answer.objects.visible_to(room.officer).filter(act="withdraw").update(on=timezone.localdate())
        note_release(room.statement, on=timezone.localdate() - timedelta(days=ago), by=room.officer)
        sheet = page_of(room.officer, room.statement).sheet
        assert [line.withdrawn_on for line in sheet.withdrawn] == ([timezone.localdate()] if shown else [])


def test_a_reservation_does_not_go_away_from_a_text_that_is_out(room: Room) -> None:
    edition = room.freeze(answer_by=soon(9))
    room.archive_signs("reserve", words="Not the number")
    note_release(room.statement, on=timezone.localdate(), by=room.officer)

    with pytest.raises(errors.AnswerNotOpenError):
        answer_text(room.archive, signing(edition), by=room.archive_director)
    assert room.row(room.archive).state == State.RESERVED


def test_a_reservation_without_a_name_is_shown_and_counted(room: Room, as_member: AsMember) -> None:
    edition = room.freeze()
    answer_text(room.own, signing(edition), by=room.director)
    room.archive_signs("reserve", words="Not the number", named=False, names=dict.fromkeys(NAMES, "Archive house"))
    third = invite_organisation(room.statement, room.coalition.partner, by=room.officer)
    farid = member("farid", room.coalition.partner, Role.DIRECTOR)
    assert third.pk

    sheet = page_of(farid, room.statement).sheet
    page = as_member(farid).get(url("statement", room.statement.pk)).content.decode()

    assert (sheet.count, sheet.reserved, sheet.unnamed_reservations) == (2, 1, ["Not the number"])
    assert "2 organisations signed this text, 1 of them with a reservation" in page
    assert "Reservation of an organisation that is not named" in page and "Not the number" in page
    assert "Archive house" not in page


def test_words_beside_a_plain_signature_are_refused(room: Room) -> None:
    room.freeze()
    with pytest.raises(errors.WordsNotShownError):
        room.archive_signs(words="Not the number")
    assert room.row(room.archive).state == State.WAITING
