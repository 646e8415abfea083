"""A signed text that is given up goes nowhere: its hour is off, and journalists find it no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from malath.voice.site import actions
from malath.voice.site.models import Publication
from malath.voice.site.putting_out import CURRENT, bring_up_to_date, keep_site, public_folder
from malath.voice.site.rules import State
from malath.voice.site.tests.conftest import House
from malath.voice.statements.actions.ending import give_up, resume
from malath.voice.statements.published import states_of
from malath.voice.statements.tests.conftest import Room

pytestmark = pytest.mark.django_db


def test_its_hour_is_off_and_stays_off_when_it_is_taken_up_again(house: House, room: Room, signed: Publication) -> None:
    row = actions.publish(signed, at=timezone.now() + timedelta(hours=1), embargo=True, by=room.officer)
    assert bring_up_to_date()
    early = public_folder() / CURRENT / "embargo" / row.embargo
    assert early.is_dir()
    before = states_of([room.statement.pk])
    give_up(room.statement, by=room.officer)
    assert states_of([room.statement.pk]) != before
    held = house.now(row)
    assert (held.state, held.goes_out_at, held.embargo) == (State.DRAFT, None, "")
    assert keep_site() == 0 and not early.exists()
    resume(room.statement, by=room.officer)
    assert keep_site() == 0 and house.now(row).state == State.DRAFT
