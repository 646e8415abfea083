"""What leaves follows the association's answer, and so does the end of a seat; what a delegate learns, and does not (SC4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from malath.accountability.testimony.answering import Answered, answer_use
from malath.accountability.testimony.checking import may_leave
from malath.accountability.testimony.consenting import withdraw_consent
from malath.accountability.testimony.ending import note_passing, note_told
from malath.accountability.testimony.errors import (
    MayNotLeaveError,
    MayNotLeaveUntilError,
    NotSeatedError,
)
from malath.accountability.testimony.models import Consent, Passing, PrivateReason, Seat, UseProposal
from malath.accountability.testimony.proposing import Use, propose_for_event
from malath.accountability.testimony.rules import DAYS_AFTER_SEAT, Purpose, Why
from malath.accountability.testimony.seating import give_up_seat
from malath.accountability.testimony.tests.conftest import Room, Seated, in_days
from malath.accountability.testimony.tests.test_leaving import empty_the_rooms
from malath.accountability.violations.leaving import load_export, write_export
from malath.accountability.violations.models import Event, Information, Person
from malath.accountability.violations.sharing import share_event
from malath.accountability.violations.tests.pages import SOURCE
from malath.platform.access.models import Grant, Member, Organisation
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.notices.models import Notice
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def publication(room: Room) -> Why:
    return may_leave(room.testimony, Purpose.PUBLICATION, "").why


def share(seated: Seated, to: Organisation, days: int = 9) -> Grant:
    event, ends_at = seated.room.told.event, timezone.now() + timedelta(days=days)
    by = seated.room.documenters.hala
    return share_event(event, organisation=to, reason="they work on it too", ends_at=ends_at, by=by)


def agreed_share(seated: Seated, to: Organisation, days: int = 30) -> UseProposal:
    """The person and the association agree that an organisation sees the event."""
    seated.room.share_with(to)
    return seated.answer(seated.propose(Purpose.SHARING, str(to.pk)), True, days)


def seen_by_lea(seated: Seated) -> bool:
    event = seated.room.told.event.pk
    return bool(Event.objects.visible_to(Member.objects.get(handle="lea")).filter(pk=event).exists())


# What leaves.


def test_an_event_is_shared_only_while_the_association_agrees(seated: Seated, coalition: Coalition) -> None:
    haven = coalition.haven
    seated.room.share_with(haven)
    with pytest.raises(MayNotLeaveError) as waits:
        share(seated, haven)
    assert waits.value.fields == {"why": Why.SEAT_WAITS.label}

    proposal = seated.propose(Purpose.SHARING, str(haven.pk))
    seated.answer(proposal, False)
    with pytest.raises(MayNotLeaveError) as refused:
        share(seated, haven)
    assert refused.value.fields == {"why": Why.SEAT_REFUSED.label}

    seated.answer(proposal, True, 30)
    with pytest.raises(MayNotLeaveUntilError):
        share(seated, haven, days=60)
    share(seated, haven, days=9)
    assert seen_by_lea(seated)


def test_a_refusal_ends_what_was_shared_by_an_earlier_yes(seated: Seated, coalition: Coalition) -> None:
    proposal = agreed_share(seated, coalition.haven)
    share(seated, coalition.haven)

    seated.answer(proposal, False)

    assert not seen_by_lea(seated)
    passing = Passing.objects.visible_to(seated.room.documenters.yara).get()
    assert passing.to_tell and passing.told_on is None


def test_a_shorter_yes_shortens_what_was_shared(seated: Seated, coalition: Coalition) -> None:
    proposal = agreed_share(seated, coalition.haven)
    share(seated, coalition.haven, days=20)

    seated.answer(proposal, True, 2)

    assert seen_by_lea(seated)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert not seen_by_lea(seated)


def test_a_guests_copy_leaves_out_what_the_association_does_not_allow(
    seated: Seated, coalition: Coalition, tmp_path: Path
) -> None:
    agreed_share(seated, coalition.haven, days=5)
    share(seated, coalition.haven, days=4)
    write_export(tmp_path / "agreed", viewer=coalition.lea)
    assert SOURCE in (tmp_path / "agreed" / "statements.jsonl").read_text()

    # An answer that ended, of an access that did not: the copy asks the rule again.
    Grant.objects.unscoped(reason="a test").update(ends_at=timezone.now() + timedelta(days=20))
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        write_export(tmp_path / "ended", viewer=Member.objects.get(pk=coalition.lea.pk))

    assert SOURCE not in (tmp_path / "ended" / "statements.jsonl").read_text()


def test_every_seat_in_an_event_is_asked_at_once_or_none(seated: Seated, coalition: Coalition) -> None:
    use = Use(Purpose.SHARING, str(coalition.haven.pk), "the event", in_days(5))
    event, yara = seated.room.told.event.pk, seated.room.documenters.yara
    with pytest.raises(MayNotLeaveError):
        propose_for_event(event, use, by=yara)
    seated.room.share_with(coalition.haven)

    assert len(propose_for_event(event, use, by=yara)) == 1
    assert UseProposal.objects.visible_to(seated.salma).count() == 1


# The end of a seat.


def test_a_seat_that_the_person_takes_back_shows_nothing_more_and_binds_three_days(seated: Seated) -> None:
    room = seated.room
    room.say(Purpose.PUBLICATION)
    seated.answer(seated.propose(), False)
    consent = Consent.objects.visible_to(room.documenters.yara).get(purpose="seat")

    withdraw_consent(consent, by=room.documenters.karim)

    for model in (Seat, UseProposal, Passing):
        assert not model.objects.visible_to(seated.salma).exists()
    assert Notice.objects.visible_to(seated.salma).filter(code="testimony.seat_ended").count() == 1
    assert publication(room) is Why.SEAT_REFUSED
    with time_machine.travel(timezone.now() + timedelta(days=DAYS_AFTER_SEAT + 1)):
        assert publication(room) is Why.AGREED


def test_ending_a_seat_lets_nothing_go_that_was_never_proposed(seated: Seated, coalition: Coalition) -> None:
    room = seated.room
    room.share_with(coalition.haven)
    room.say(Purpose.SEAT, agrees=False)

    with pytest.raises(MayNotLeaveError) as refused:
        share(seated, coalition.haven)

    assert refused.value.fields == {"why": Why.SEAT_ENDED.label}
    with pytest.raises(NotSeatedError):
        seated.propose(Purpose.SHARING, str(coalition.haven.pk))


def test_an_association_gives_a_seat_up_itself_and_nobody_for_it(seated: Seated, coalition: Coalition) -> None:
    d = seated.room.documenters
    for by in (d.yara, d.hala, seated.nour, coalition.tariq):
        with pytest.raises(NotAllowedError):
            give_up_seat(seated.seat, by=by)

    give_up_seat(seated.seat, by=seated.salma)

    assert not Seat.objects.visible_to(seated.salma).exists()
    assert Notice.objects.visible_to(d.hala).filter(code="testimony.seat_given_up").count() == 1
    assert OutboxEntry.objects.filter(verb="testimony.seat_ended").count() == 1


def test_taking_back_a_no_to_another_association_leaves_the_seat(seated: Seated) -> None:
    seated.room.say(Purpose.SEAT, str(seated.others.pk), agrees=False)

    assert Seat.objects.visible_to(seated.salma).exists()


def test_an_association_that_leaves_the_coalition_sees_nothing_and_nothing_leaves(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    proposal = seated.propose()
    seated.families.in_coalition = False
    seated.families.save()
    salma = Member.objects.get(pk=seated.salma.pk)

    for model in (Seat, UseProposal, Passing, PrivateReason):
        assert not model.objects.visible_to(salma).exists()
    with pytest.raises(NotAllowedError):
        answer_use(proposal, Answered(True, proposal.turn, in_days(3)), by=salma)
    assert publication(seated.room) is Why.SEAT_WAITS


# What a delegate learns, and does not.


def test_a_delegate_sees_no_testimony_no_consent_no_event_and_no_person(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    seated.propose()

    for model in (type(seated.room.testimony), Consent, Event, Information, Person):
        assert not model.objects.visible_to(seated.salma).exists(), model
    for model in (Seat, UseProposal, Passing):
        assert not model.objects.visible_to(seated.nour).exists(), model


def test_a_delegate_sees_what_left_and_cannot_say_that_somebody_was_told(seated: Seated) -> None:
    yara, told = seated.room.documenters.yara, {"purpose": Purpose.PUBLICATION, "recipient": "A newspaper"}
    passing = note_passing(seated.room.testimony, on=timezone.localdate(), by=yara, **told)
    seated.room.say(Purpose.PUBLICATION)
    withdraw_consent(Consent.objects.visible_to(yara).get(purpose="publication"), by=yara)

    seen: Any = Passing.objects.visible_to(seated.salma).get()

    assert seen.pk == passing.pk and seen.to_tell
    with pytest.raises(NotAllowedError):
        note_told(seen, by=seated.salma)


def test_seats_come_back_with_the_record_and_bind_again(seated: Seated, tmp_path: Path) -> None:
    d = seated.room.documenters
    seated.room.say(Purpose.PUBLICATION)
    seated.answer(seated.propose(), False, reason="the family is threatened")
    first = write_export(tmp_path / "first", viewer=d.yara)
    text = (tmp_path / "first" / "consents.jsonl").read_text()
    assert "threatened" not in text and seated.salma.handle not in text

    empty_the_rooms()
    load_export(tmp_path / "first", organisation=d.archive, by=d.karim)

    assert write_export(tmp_path / "second", viewer=d.yara).digest == first.digest
    assert publication(seated.room) is Why.SEAT_REFUSED
    assert UseProposal.objects.visible_to(seated.salma).get().reply == "no"
