"""Who judges a change, and what judging gives away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from malath.platform.access.models import Membership
from malath.platform.access.rules import Role
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions.freezing import freeze_text, judge_change
from malath.voice.statements.actions.inviting import (
    invite_organisation,
)
from malath.voice.statements.tests.conftest import Room, soon
from tests.people import member

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


@pytest.mark.parametrize("named", [True, False])
def test_whoever_signs_unnamed_is_not_given_away_by_judging_a_change(
    room: Room, as_member: AsMember, named: bool
) -> None:
    third = invite_organisation(room.statement, room.coalition.partner, by=room.officer)
    farid = as_member(member("farid", room.coalition.partner, Role.DIRECTOR))
    assert third.pk
    room.freeze()
    room.archive_signs(named=named, names=dict.fromkeys(("ar", "en", "fr"), "Archive house"))
    room.rewrite("We ask.")
    edition = room.freeze(lead_says="form")
    judge_change(edition, signatory=room.archive, says="form", by=room.archive_director)
    reveal(room.archive_director, by=None, why="test")

    page = farid.get(url("statement", room.statement.pk)).content.decode()

    assert "said what it is:" in page and str(room.archive_director.display_name) not in page
    assert ("Archive house" in page) == named and ("an organisation that is not named" in page) != named
    assert "Archive house" in as_member(room.officer).get(url("statement", room.statement.pk)).content.decode()


def test_one_person_is_not_both_who_say_what_a_change_is(room: Room, as_member: AsMember) -> None:
    both = member("both", room.coalition.archive, Role.DIRECTOR)
    Membership.objects.create(
        member=both, organisation=room.coalition.haven, role=Role.COMMUNICATIONS_OFFICER, since=date(2026, 1, 1)
    )
    room.freeze()
    room.archive_signs()
    room.rewrite("We ask.")
    edition = freeze_text(room.statement, answer_by=soon(), lead_says="form", by=room.officer)

    with pytest.raises(NotAllowedError):
        judge_change(edition, signatory=room.archive, says="form", by=both)
    page = as_member(both).get(url("statement_judge", edition.pk)).content.decode()
    assert 'value="substance"' in page and 'value="form"' not in page
    judge_change(edition, signatory=room.archive, says="substance", by=room.archive_director)
    entry = OutboxEntry.objects.filter(verb="statement.asked").order_by("number").last()
    assert entry is not None and entry.member == room.archive_director.pk
