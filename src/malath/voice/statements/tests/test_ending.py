"""A text that is given up closes for everybody, is told to those who were asked, and may be taken up again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.platform.errors import NotAllowedError
from malath.platform.notices.models import Notice
from malath.voice.statements import errors
from malath.voice.statements.actions.answering import answer_by_link, answer_text
from malath.voice.statements.actions.drafting import write_text
from malath.voice.statements.actions.ending import give_up, resume
from malath.voice.statements.actions.freezing import bind_translation, freeze_text, note_release
from malath.voice.statements.actions.inviting import invite_outside, link_of, make_link, open_again
from malath.voice.statements.published import signed_texts
from malath.voice.statements.rules import Act, Stage, acts_open
from malath.voice.statements.selectors import newest_version, statements_to_publish
from malath.voice.statements.tests.conftest import BODY, NAMES, Room, signing, soon
from malath.voice.statements.today import answers_waiting, remind_of_answers

pytestmark = pytest.mark.django_db


def test_it_closes_for_everybody_and_comes_back_as_it_was(room: Room) -> None:
    statement, officer = room.statement, room.officer
    freeze_text(statement, answer_by=soon(1), by=officer)
    assert answers_waiting(room.archive_director, timezone.now()).exists() and signed_texts(statement.pk, before=True)
    give_up(statement, by=officer)
    assert not answers_waiting(room.archive_director, timezone.now()).exists() and remind_of_answers() == 0
    assert signed_texts(statement.pk, before=True) == {} and statements_to_publish(officer) == []
    version = newest_version(officer, statement, "en")
    assert version is not None
    for act in (
        lambda: give_up(statement, by=officer),
        lambda: freeze_text(statement, answer_by=soon(), by=officer),
        lambda: note_release(statement, on=timezone.localdate(), by=officer),
        lambda: write_text(statement, title="Again", body=BODY, after=version.number, by=officer),
    ):
        with pytest.raises(errors.TextGivenUpError):
            act()
    assert resume(statement, by=officer).stage == Stage.SIGNING
    assert answers_waiting(room.archive_director, timezone.now()).exists()
    with pytest.raises(errors.NotGivenUpError):
        resume(statement, by=officer)


def test_nothing_is_answered_on_it_and_only_the_lead_gives_it_up(room: Room) -> None:
    now = timezone.now()
    assert acts_open("waiting", stage=Stage.GIVEN_UP, answer_by=soon(), now=now) == ()
    assert acts_open("signed", stage=Stage.GIVEN_UP, answer_by=soon(), now=now) == (Act.WITHDRAW,)
    assert Act.WITHDRAW in acts_open("signed", stage=Stage.SIGNING, answer_by=soon(), now=now)
    with pytest.raises(NotAllowedError):
        give_up(room.statement, by=room.archive_officer)


def test_what_is_out_is_not_given_up(room: Room) -> None:
    freeze_text(room.statement, answer_by=soon(), by=room.officer)
    note_release(room.statement, on=timezone.localdate(), by=room.officer)
    with pytest.raises(errors.TextReleasedError):
        give_up(room.statement, by=room.officer)


def test_on_the_pages_and_those_who_were_asked_are_told(room: Room, as_member: Callable[..., Client]) -> None:
    officer = as_member(room.officer)
    freeze_text(room.statement, answer_by=soon(), by=room.officer)
    page = reverse("statement", args=[room.statement.pk])
    assert "Give this text up" in officer.get(page).content.decode()
    assert officer.post(reverse("statement_give_up", args=[room.statement.pk])).status_code == 303
    told = Notice.objects.unscoped(reason="test").filter(member=room.archive_director, code="statements.given_up")
    assert told.exists()
    shown = officer.get(page).content.decode()
    assert "Take it up again" in shown and "Freeze the text</a>" not in shown
    assert officer.post(reverse("statement_give_up", args=[room.statement.pk])).status_code == 409
    assert officer.post(reverse("statement_resume", args=[room.statement.pk])).status_code == 303


def test_of_what_is_given_up_a_signature_is_taken_back_and_nothing_else_is_done(room: Room) -> None:
    edition = room.freeze()
    room.archive_signs()
    give_up(room.statement, by=room.officer)
    for act in (
        lambda: bind_translation(room.statement, language="fr", by=room.officer),
        lambda: open_again(room.outside, answer_by=soon(), by=room.officer),
        lambda: invite_outside(room.statement, names=NAMES, by=room.officer),
    ):
        with pytest.raises(errors.TextGivenUpError):
            act()
    answer_text(room.archive, signing(edition, "withdraw"), by=room.archive_director)
    assert resume(room.statement, by=room.officer).stage == Stage.SIGNING


def test_a_link_to_what_is_given_up_opens_for_a_signature_alone(room: Room) -> None:
    edition = room.freeze()
    waiting, _code = make_link(room.outside, by=room.officer)
    give_up(room.statement, by=room.officer)
    with pytest.raises(errors.LinkOverError):
        link_of(waiting)
    resume(room.statement, by=room.officer)
    answer_by_link(link_of(waiting), signing(edition))
    back, _code = make_link(room.outside, by=room.officer)
    give_up(room.statement, by=room.officer)
    assert answer_by_link(link_of(back), signing(edition, "withdraw")).act == Act.WITHDRAW
