"""Who would answer for another through a link, and what a link's answer shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from malath.platform.errors import NotAllowedError
from malath.voice.statements import errors
from malath.voice.statements.actions.answering import answer_by_link
from malath.voice.statements.actions.inviting import (
    link_of,
    make_link,
    pass_for,
)
from malath.voice.statements.models import SigningLink
from malath.voice.statements.pages import page_of
from malath.voice.statements.rules import State
from malath.voice.statements.tests.conftest import Room, signing

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_the_lead_makes_no_link_for_an_organisation_that_has_members_here(room: Room, as_member: AsMember) -> None:
    room.freeze()
    for row in (room.archive, room.own):
        with pytest.raises(NotAllowedError):
            make_link(row, by=room.officer)
    client = as_member(room.officer)
    assert client.post(url("statement_link", room.archive.pk)).status_code == 404

    page = client.get(url("statement", room.statement.pk)).content.decode()

    assert url("statement_link", room.outside.pk) in page
    assert url("statement_link", room.archive.pk) not in page
    assert not SigningLink.objects.visible_to(room.officer).exists()


def test_a_link_of_an_organisation_that_has_members_here_answers_nothing(room: Room) -> None:
    edition = room.freeze()
    secret, _code = make_link(room.outside, by=room.officer)
    link = link_of(secret)
    SigningLink.objects.visible_to(room.officer).update(signatory=room.archive)
    link.signatory = room.archive

    with pytest.raises(errors.LinkOverError):
        link_of(secret)
    with pytest.raises(errors.LinkOverError):
        answer_by_link(link, signing(edition))
    assert room.row(room.archive).state == State.WAITING


def test_an_answer_by_a_link_is_shown_as_one(room: Room, as_member: AsMember) -> None:
    edition = room.freeze()
    room.archive_signs(names={code: "Archive" for code in ("ar", "en", "fr")})
    secret, _code = make_link(room.outside, by=room.officer)
    answer_by_link(link_of(secret), signing(edition))

    assert [line.is_by_link for line in page_of(room.officer, room.statement).sheet.lines] == [False, True]
    page = as_member(room.officer).get(url("statement", room.statement.pk)).content.decode()
    assert page.count("by a link, without an account") == 2, "under the text, and on the board"
    other = as_member(room.archive_director).get(url("statement", room.statement.pk)).content.decode()
    assert other.count("by a link, without an account") == 1


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_a_code_is_read_in_the_digits_of_every_keyboard(room: Room, digits: str) -> None:
    room.freeze()
    secret, code = make_link(room.outside, by=room.officer)
    link = link_of(secret)

    assert pass_for(link, code.translate(str.maketrans("0123456789", digits)))
    assert link.tries == 0
