"""What a person and an association say about one testimony at once comes one after another."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from malath.accountability.testimony import answering, consenting
from malath.accountability.testimony.consenting import withdraw_consent
from malath.accountability.testimony.models import Consent, Passing, Seat
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.tests.conftest import Room, Seated, in_days
from malath.accountability.violations.sharing import share_event
from malath.accountability.violations.tests.test_erasing_together import together
from malath.platform.errors import NotAllowedError
from tests.people import Coalition

_WHY = "a test"


@pytest.mark.django_db(transaction=True)
def test_two_withdrawals_at_once_have_turns_of_their_own(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    consents = [room.say(Purpose.PUBLICATION), room.say(Purpose.SUBMISSION, "wgeid", knows_letter=True)]
    both, next_turn = threading.Barrier(2), consenting._next_turn

    def slowly(testimony: Any) -> int:
        turn = next_turn(testimony)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.5)
        return turn

    monkeypatch.setattr(consenting, "_next_turn", slowly)

    outcomes = together(*(partial(withdraw_consent, one, by=room.documenters.karim) for one in consents))

    assert outcomes == [[], []]
    rows = Consent.objects.unscoped(reason=_WHY)
    assert sorted(rows.values_list("turn", flat=True)) == [3, 4]
    assert not rows.filter(withdrawn_on=None).exists()


@pytest.mark.django_db
def test_a_withdrawal_takes_accesses_before_passings(room: Room, coalition: Coalition) -> None:
    consent, haven = room.share_with(coalition.haven), coalition.haven
    whom = {"organisation": haven, "reason": "they work on it too", "ends_at": timezone.now() + timedelta(days=9)}
    share_event(room.told.event, by=room.documenters.hala, **whom)

    with CaptureQueriesContext(connection) as queries:
        (passing,) = withdraw_consent(consent, by=room.documenters.karim)

    said = [one["sql"] for one in queries]
    ended = next(place for place, sql in enumerate(said) if sql.startswith('UPDATE "access_grant"'))
    taken = next(place for place, sql in enumerate(said) if f'FROM "{Passing._meta.db_table}"' in sql)
    assert ended < taken and passing.to_tell


@pytest.mark.django_db
def test_withdrawing_an_older_consent_leaves_a_seat_that_was_renewed(seated: Seated) -> None:
    room, yara = seated.room, seated.room.documenters.yara
    older = Consent.objects.visible_to(yara).get()
    newer = room.say(Purpose.SEAT, str(seated.families.pk), until=in_days(20), name_use=NameUse.NONE)

    withdraw_consent(older, by=yara)
    assert Seat.objects.visible_to(seated.salma).get().consent_id == newer.pk

    withdraw_consent(newer, by=yara)
    assert Seat.objects.visible_to(yara).get().ended_on == timezone.localdate()


@pytest.mark.django_db
def test_a_seat_that_ends_while_an_answer_waits_refuses_it(seated: Seated, monkeypatch: pytest.MonkeyPatch) -> None:
    seated.room.say(Purpose.PUBLICATION)
    proposal, locked = seated.propose(), answering._locked_testimony

    def waiting(*args: Any) -> Any:
        testimony = locked(*args)
        Seat.objects.unscoped(reason=_WHY).update(ended_on=timezone.localdate())
        return testimony

    monkeypatch.setattr(answering, "_locked_testimony", waiting)

    with pytest.raises(NotAllowedError):
        seated.answer(proposal, agrees=True)
