"""Testimonies are taken and read back; consents are given for themselves, and withdrawn in one step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.accountability.testimony import today
from malath.accountability.testimony.checking import consent_check, may_leave
from malath.accountability.testimony.consenting import withdraw_consent
from malath.accountability.testimony.ending import note_passing, note_told
from malath.accountability.testimony.errors import (
    AlreadyTakenError,
    ConsentEndsInPastError,
    GivenInFutureError,
    MayNotLeaveError,
    NameStaysError,
    NobodyToldError,
    RecipientMissingError,
)
from malath.accountability.testimony.models import Consent, Passing, Testimony
from malath.accountability.testimony.rules import NameUse, Purpose, Why
from malath.accountability.testimony.taking import confirm_reading, take_testimony
from malath.accountability.testimony.tests.conftest import TAKING, Room
from malath.accountability.violations.models import Change, Event
from malath.accountability.violations.recording import recording
from malath.accountability.violations.sharing import share_event
from malath.platform.access.models import Grant
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def share(room: Room, organisation: Any) -> Grant:
    with_whom = {"organisation": organisation, "reason": "they work on it too", "ends_at": in_days(9)}
    return share_event(room.told.event, by=room.documenters.hala, **with_whom)


def test_a_testimony_is_taken_once_of_a_source_who_is_named(room: Room) -> None:
    yara = room.documenters.yara

    with pytest.raises(AlreadyTakenError):
        take_testimony(room.told.information.pk, taking=TAKING, taken_on=timezone.localdate(), by=yara)
    with recording(organisation=room.documenters.archive, by=yara, kind=Change.Kind.EDIT) as change:
        nobody = change.information(room.told.event, {"text": "It was seen."})
    with pytest.raises(NobodyToldError):
        take_testimony(nobody.pk, taking=TAKING, taken_on=timezone.localdate(), by=yara)


def test_it_is_read_back_with_what_was_corrected(room: Room) -> None:
    karim, today_is = room.documenters.karim, timezone.localdate()

    confirm_reading(room.testimony, read_by="Karim", on=today_is, corrections="It was a Tuesday.", by=karim)

    row = Testimony.objects.visible_to(karim).get()
    reveal(row, by=karim, why="a test")
    assert (row.confirmed_on, row.reading["corrections"]) == (today_is, "It was a Tuesday.")
    with pytest.raises(GivenInFutureError):
        confirm_reading(row, read_by="", on=today_is + timedelta(days=1), corrections="", by=karim)


def test_nothing_is_allowed_before_it_is_asked(room: Room) -> None:
    event, information, source = room.told.event, room.told.information, room.told.source
    rows = [event, information, source]

    for purpose in set(Purpose) - {Purpose.ARCHIVE}:
        answers = consent_check(room.documenters.yara, rows, purpose, "anybody")
        assert {answer.why for answer in answers.values()} == {Why.NOT_ASKED}, purpose


def test_each_purpose_is_allowed_for_itself_under_the_name_that_was_chosen(room: Room) -> None:
    room.say(Purpose.SUBMISSION, "wgeid", knows_letter=True, knows_summary=True)

    answer = may_leave(room.told.event, Purpose.SUBMISSION, "wgeid")
    assert (answer.allowed, answer.name_use) == (True, NameUse.INITIALS)
    assert not may_leave(room.told.event, Purpose.SUBMISSION, "ced").allowed
    assert not may_leave(room.told.event, Purpose.PUBLICATION, "").allowed


def test_who_was_not_told_of_the_letter_is_not_submitted(room: Room) -> None:
    room.say(Purpose.SUBMISSION, "wgeid", knows_letter=True)

    assert may_leave(room.told.event, Purpose.SUBMISSION, "wgeid").why is Why.NOT_TOLD


def test_a_consent_needs_a_recipient_and_days_that_make_sense(room: Room) -> None:
    today_is = timezone.localdate()

    with pytest.raises(RecipientMissingError):
        room.say(Purpose.SHARING, " ")
    with pytest.raises(ConsentEndsInPastError):
        room.say(Purpose.PUBLICATION, until=today_is - timedelta(days=1))
    with pytest.raises(GivenInFutureError):
        room.say(Purpose.PUBLICATION, given_on=today_is + timedelta(days=1))
    assert not Consent.objects.visible_to(room.documenters.yara).exists()


def test_an_event_is_shared_only_with_those_to_whom_its_witness_agreed(room: Room, coalition: Coalition) -> None:
    with pytest.raises(MayNotLeaveError):
        share(room, coalition.haven)

    room.share_with(coalition.haven)
    grant = share(room, coalition.haven)

    assert Event.objects.visible_to(coalition.lea).filter(pk=room.told.event.pk).exists()
    passing = Passing.objects.visible_to(room.documenters.yara).get()
    reveal(passing, by=room.documenters.yara, why="a test")
    assert (passing.grant_id, passing.details["recipient"]) == (grant.pk, str(coalition.haven.pk))


def test_an_event_is_not_shared_where_a_witness_agreed_without_any_name(room: Room, coalition: Coalition) -> None:
    room.say(Purpose.SHARING, str(coalition.haven.pk), name_use=NameUse.NONE)

    with pytest.raises(NameStaysError):
        share(room, coalition.haven)

    assert not Event.objects.visible_to(coalition.lea).filter(pk=room.told.event.pk).exists()


def test_a_later_yes_without_the_name_ends_what_was_shared_with_it(room: Room, coalition: Coalition) -> None:
    room.share_with(coalition.haven)
    grant = share(room, coalition.haven)

    room.say(Purpose.SHARING, str(coalition.haven.pk), name_use=NameUse.INITIALS)

    grant.refresh_from_db(from_queryset=Grant.objects.unscoped(reason="a test"))
    assert grant.withdrawn_on == timezone.localdate()
    assert Passing.objects.visible_to(room.documenters.yara).filter(to_tell=True).count() == 1


def test_withdrawing_ends_the_share_and_says_who_must_be_told(room: Room, coalition: Coalition) -> None:
    consent = room.share_with(coalition.haven)
    grant = share(room, coalition.haven)

    to_tell = withdraw_consent(consent, by=room.documenters.karim)

    grant.refresh_from_db(from_queryset=Grant.objects.unscoped(reason="a test"))
    assert grant.withdrawn_on == timezone.localdate()
    assert not Event.objects.visible_to(coalition.lea).filter(pk=room.told.event.pk).exists()
    assert [one.details["recipient"] for one in to_tell] == [str(coalition.haven.pk)]
    assert Notice.objects.visible_to(room.documenters.hala).filter(code="testimony.withdrawn").exists()
    entry = OutboxEntry.objects.get(verb="testimony.consent_withdrawn")
    assert (entry.member, entry.facts["purpose"]) == (room.documenters.karim.pk, "sharing")
    assert withdraw_consent(consent, by=room.documenters.karim) == []
    with pytest.raises(MayNotLeaveError):
        share(room, coalition.haven)


def test_a_later_no_ends_what_rested_on_the_yes(room: Room, coalition: Coalition) -> None:
    room.share_with(coalition.haven)
    share(room, coalition.haven)

    room.say(Purpose.SHARING, agrees=False)

    assert not Event.objects.visible_to(coalition.lea).filter(pk=room.told.event.pk).exists()


def test_withdrawing_one_purpose_leaves_the_others(room: Room) -> None:
    room.say(Purpose.PUBLICATION)
    room.say(Purpose.ANALYSIS)
    withdraw_consent(Consent.objects.visible_to(room.documenters.yara).get(purpose="publication"), by=room.documenters.yara)  # fmt: skip

    assert not may_leave(room.told.event, Purpose.PUBLICATION, "").allowed
    assert may_leave(room.told.event, Purpose.ANALYSIS, "").allowed


def test_what_was_submitted_is_noted_and_its_receiver_told(room: Room) -> None:
    yara = room.documenters.yara
    consent = room.say(Purpose.SUBMISSION, "wgeid", knows_letter=True, knows_summary=True)
    note_passing(room.testimony, purpose="submission", recipient="wgeid", on=timezone.localdate(), by=yara)

    withdraw_consent(consent, by=yara)

    assert [matter.title() for matter in today.told_today(yara, timezone.now())] != []
    passing = Passing.objects.visible_to(yara).get(to_tell=True)
    note_told(passing, by=yara)
    assert list(today.told_today(yara, timezone.now())) == []
    assert Passing.objects.visible_to(yara).get().told_on == timezone.localdate()


def test_a_consent_that_ends_is_on_today_and_reminded_once(room: Room) -> None:
    room.say(Purpose.PUBLICATION, until=timezone.localdate() + timedelta(days=20))
    room.say(Purpose.ANALYSIS, until=timezone.localdate() + timedelta(days=200))

    (matter,) = today.consents_today(room.documenters.karim, timezone.now())
    assert matter.due == timezone.localdate() + timedelta(days=20)
    assert (today.remind_of_consents(), today.remind_of_consents()) == (1, 1)
    assert Notice.objects.visible_to(room.documenters.yara).filter(code="testimony.consent_ending").count() == 1


def test_guests_of_an_event_and_strangers_see_no_testimony(room: Room, coalition: Coalition) -> None:
    room.share_with(coalition.haven)
    share(room, coalition.haven)

    for stranger in (coalition.lea, coalition.boris, coalition.amal, coalition.tariq):
        assert not Testimony.objects.visible_to(stranger).exists()
        assert not Consent.objects.visible_to(stranger).exists()
        with pytest.raises(NotAllowedError):
            withdraw_consent(Consent.objects.unscoped(reason="a test").get(), by=stranger)
    with pytest.raises((NotAllowedError, NotFoundError)):
        take_testimony(room.told.information.pk, taking=TAKING, taken_on=timezone.localdate(), by=coalition.lea)


def test_a_restricted_testimony_is_seen_by_those_who_may_see_such_records(make_room: Callable[[], Room]) -> None:
    from malath.accountability.violations.reviewing import set_restricted

    room = make_room()
    set_restricted(room.told.event, restricted=True, words="a minor", by=room.documenters.hala)

    assert Testimony.objects.visible_to(room.documenters.hala).exists()
    assert Testimony.objects.visible_to(room.documenters.yara).exists()
    assert not Testimony.objects.visible_to(room.documenters.karim).exists()


def test_nothing_that_was_said_stands_readable_in_the_database(room: Room) -> None:
    from django.db import connection

    room.say(Purpose.PROSECUTION, "Zumurruda Court", note="Zumurruda", given_by="parent", given_by_name="Zumurruda")
    note_passing(
        room.testimony, purpose="prosecution", recipient="Zumurruda", on=timezone.localdate(), by=room.documenters.yara
    )

    tables = (
        "SELECT * FROM testimony_testimony",
        "SELECT * FROM testimony_consent",
        "SELECT * FROM testimony_passing",
    )
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(table)
            stands = repr(cursor.fetchall())
            assert "Zumurruda" not in stands and "her sister" not in stands
