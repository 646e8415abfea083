"""The seat of a victims' association: founded, given, asked, answered (SC4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from malath.accountability.testimony.answering import Answered, answer_use
from malath.accountability.testimony.checking import may_leave
from malath.accountability.testimony.errors import (
    AskedTooSoonError,
    MayNotLeaveError,
    NameTooMuchError,
    NotAnAssociationError,
    NotProposedError,
    NotSeatedError,
    OtherSeatError,
    UseEndsWronglyError,
)
from malath.accountability.testimony.models import Association, Consent, PrivateReason, Seat, UseProposal
from malath.accountability.testimony.proposing import Use, propose_use, take_back
from malath.accountability.testimony.rules import NameUse, Purpose, Why
from malath.accountability.testimony.seating import end_association, found_association
from malath.accountability.testimony.selectors import purposes_asked
from malath.accountability.testimony.tests.conftest import Room, Seated, in_days
from malath.platform.access.models import Member, Membership
from malath.platform.access.rules import Role
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import Sealed, reveal
from tests.people import Coalition, member

pytestmark = pytest.mark.django_db


def publication(room: Room) -> Why:
    return may_leave(room.testimony, Purpose.PUBLICATION, "").why


# Founding and giving a seat.


def test_only_who_runs_the_system_says_which_organisation_is_an_association(coalition: Coalition) -> None:
    for by in (coalition.dalia, coalition.lea, coalition.boris, coalition.omar):
        with pytest.raises(NotAllowedError):
            found_association(coalition.archive, by=by)
    with pytest.raises(NotAllowedError):
        found_association(coalition.partner, by=coalition.tariq)

    one, again = (found_association(coalition.archive, by=coalition.tariq) for _ in range(2))

    assert one.pk == again.pk
    assert OutboxEntry.objects.filter(verb="testimony.association_founded").count() == 1


def test_the_seat_is_asked_only_where_another_organisation_can_take_it(room: Room, coalition: Coalition) -> None:
    archive = coalition.archive
    assert Purpose.SEAT not in purposes_asked(archive.pk)

    found_association(archive, by=coalition.tariq)
    assert Purpose.SEAT not in purposes_asked(archive.pk)
    association = found_association(coalition.haven, by=coalition.tariq)
    assert Purpose.SEAT in purposes_asked(archive.pk)

    end_association(association, by=coalition.tariq)
    assert Purpose.SEAT not in purposes_asked(archive.pk)
    with pytest.raises(NotAnAssociationError):
        room.say(Purpose.SEAT, str(coalition.haven.pk), name_use=NameUse.NONE)
    assert not Consent.objects.visible_to(room.documenters.yara).exists()


def test_a_seat_that_stands_stays_when_its_association_takes_no_more(seated: Seated, coalition: Coalition) -> None:
    association = Association.objects.visible_to(coalition.tariq).get(organisation=seated.families)

    end_association(association, by=coalition.tariq)

    seated.room.say(Purpose.PUBLICATION)
    assert publication(seated.room) is Why.SEAT_WAITS


@pytest.mark.parametrize(
    ("name_use", "known_as"), [(NameUse.NONE, "U. S."), (NameUse.INITIALS, "Umm Salim"), (NameUse.INITIALS, "سليم")]
)
def test_the_association_learns_no_more_of_a_name_than_the_person_allows(
    seated: Seated, name_use: str, known_as: str
) -> None:
    with pytest.raises(NameTooMuchError):
        seated.room.say(Purpose.SEAT, str(seated.families.pk), name_use=name_use, known_as=known_as)

    assert Consent.objects.visible_to(seated.room.documenters.yara).count() == 1


def test_one_association_holds_a_seat_until_its_consent_ends(seated: Seated) -> None:
    with pytest.raises(OtherSeatError):
        seated.room.say(Purpose.SEAT, str(seated.others.pk))
    seated.room.say(Purpose.SEAT, str(seated.families.pk), until=in_days(2), name_use=NameUse.NONE)
    assert Seat.objects.visible_to(seated.salma).count() == 1

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        again = Member.objects.get(pk=seated.salma.pk)
        assert not Seat.objects.visible_to(again).exists()
        seated.room.say(Purpose.SEAT, str(seated.others.pk))

        assert Seat.objects.visible_to(seated.nour).get().organisation_id == seated.others.pk
        assert Seat.objects.visible_to(seated.room.documenters.yara).get(pk=seated.seat.pk).ended_on == in_days(-1)


def test_an_organisation_does_not_answer_for_its_own_testimonies(seated: Seated, coalition: Coalition) -> None:
    found_association(coalition.archive, by=coalition.tariq)

    with pytest.raises(NotAnAssociationError):
        seated.room.say(Purpose.SEAT, str(coalition.archive.pk))


# Asking.


def test_nothing_is_proposed_that_the_person_did_not_allow(seated: Seated) -> None:
    with pytest.raises(MayNotLeaveError) as refused:
        seated.propose()

    assert refused.value.fields == {"why": Why.NOT_ASKED.label}


def test_a_use_is_proposed_once_and_as_whoever_asks(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)

    one, again = seated.propose(), seated.propose(days=400)

    assert one.pk == again.pk and one.asked_by_id == seated.room.documenters.yara.pk
    assert UseProposal.objects.visible_to(seated.salma).get().reply == "waits"
    entry = OutboxEntry.objects.get(verb="testimony.use_proposed")
    assert (entry.member, entry.row) == (seated.room.documenters.yara.pk, one.pk)
    assert "summary" not in str(entry.facts)
    assert Notice.objects.visible_to(seated.salma).filter(code="testimony.use_proposed", path="/seat/").count() == 1
    assert not Notice.objects.visible_to(seated.nour).filter(code="testimony.use_proposed").exists()


@pytest.mark.parametrize("days", [-1, 365 * 5 + 2])
def test_a_use_ends_on_a_day_that_can_be_seen(seated: Seated, days: int) -> None:
    seated.room.say(Purpose.PUBLICATION)

    with pytest.raises(UseEndsWronglyError):
        seated.propose(days=days)


def test_neither_the_archive_nor_the_seat_is_proposed(seated: Seated) -> None:
    for purpose in (Purpose.ARCHIVE, Purpose.SEAT):
        with pytest.raises(NotProposedError):
            seated.propose(purpose, "anybody")


def test_nobody_is_asked_where_no_seat_stands(make_room: Callable[[], Room]) -> None:
    room = make_room()
    room.say(Purpose.PUBLICATION)
    with pytest.raises(NotSeatedError):
        propose_use(room.testimony, Use(Purpose.PUBLICATION, "", "all", in_days(3)), by=room.documenters.yara)


def test_who_does_not_see_the_testimony_proposes_nothing(seated: Seated, coalition: Coalition) -> None:
    seated.room.say(Purpose.PUBLICATION)
    use = Use(Purpose.PUBLICATION, "", "all of it", in_days(3))

    for by in (coalition.lea, coalition.amal, seated.salma, seated.nour, coalition.tariq):
        with pytest.raises(NotAllowedError):
            propose_use(seated.room.testimony, use, by=by)


def test_a_refusal_is_not_asked_about_again_before_a_month(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    seated.answer(seated.propose(), False)

    with pytest.raises(AskedTooSoonError):
        seated.propose()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert seated.propose().reply == "waits"
        assert publication(seated.room) is Why.SEAT_REFUSED


def test_a_longer_use_is_proposed_beside_the_agreement_that_stands(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    first = seated.answer(seated.propose(), True, 30)

    assert seated.propose(days=20).pk == first.pk
    assert seated.propose(days=60).reply == "waits"
    assert publication(seated.room) is Why.AGREED


def test_what_waits_can_be_taken_back_and_what_was_answered_cannot(seated: Seated) -> None:
    yara = seated.room.documenters.yara
    seated.room.say(Purpose.PUBLICATION)
    proposal = seated.propose()
    take_back(proposal, by=yara)
    take_back(proposal, by=yara)
    with pytest.raises(NotAllowedError):
        seated.answer(proposal, True)

    second = seated.answer(seated.propose(), False)
    with pytest.raises(NotAllowedError):
        take_back(second, by=yara)
    with pytest.raises(NotAllowedError):
        take_back(second, by=seated.salma)


# Answering.


def test_only_a_delegate_who_holds_the_seat_answers(seated: Seated, coalition: Coalition) -> None:
    seated.room.say(Purpose.PUBLICATION)
    proposal, d = seated.propose(), seated.room.documenters
    director = member("families-director", seated.families, Role.DIRECTOR)

    for by in (d.yara, d.karim, d.hala, coalition.tariq, coalition.dalia, director, seated.nour):
        with pytest.raises(NotAllowedError):
            answer_use(proposal, Answered(True, proposal.turn, in_days(3)), by=by)
    assert publication(seated.room) is Why.SEAT_WAITS


def test_who_documents_can_be_no_delegate(seated: Seated) -> None:
    """Both roles in one hand, written past every rule: the answer is for an association, and of others' testimonies."""
    yara = seated.room.documenters.yara
    Membership.objects.create(
        member=yara, organisation=yara.home_organisation, role=Role.VICTIMS_DELEGATE, since=in_days(-1)
    )
    yara = Member.objects.get(pk=yara.pk)
    seated.room.say(Purpose.PUBLICATION)
    proposal = seated.propose()

    with pytest.raises(NotAllowedError):
        answer_use(proposal, Answered(True, proposal.turn, in_days(3)), by=yara)


def test_an_answer_is_to_what_was_read(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    proposal = seated.propose()
    seated.answer(proposal, False)

    with pytest.raises(ChangedMeanwhileError):
        answer_use(proposal, Answered(True, 1, in_days(3)), by=seated.salma)


@pytest.mark.parametrize("days", [-1, 91, None])
def test_an_agreement_ends_within_what_was_proposed(seated: Seated, days: int | None) -> None:
    seated.room.say(Purpose.PUBLICATION)
    proposal = seated.propose()
    until = None if days is None else in_days(days)

    with pytest.raises(UseEndsWronglyError):
        answer_use(proposal, Answered(True, proposal.turn, until), by=seated.salma)


def test_it_leaves_while_the_association_agrees_and_no_longer(seated: Seated) -> None:
    room = seated.room
    room.say(Purpose.PUBLICATION)
    assert publication(room) is Why.SEAT_WAITS
    proposal = seated.propose()
    assert publication(room) is Why.SEAT_WAITS

    seated.answer(proposal, True, 30)
    assert publication(room) is Why.AGREED
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert publication(room) is Why.SEAT_WAITS
    seated.answer(proposal, False)
    assert publication(room) is Why.SEAT_REFUSED
    seated.answer(proposal, True, 1)
    assert publication(room) is Why.AGREED


def test_the_association_agrees_to_no_more_of_a_name_than_was_proposed(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION, name_use=NameUse.NONE)
    seated.answer(seated.propose(), True)
    seated.room.say(Purpose.PUBLICATION, name_use=NameUse.NAME)

    assert may_leave(seated.room.testimony, Purpose.PUBLICATION, "").name_use == NameUse.NONE


def test_a_no_of_the_person_is_not_outvoted(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    seated.answer(seated.propose(), True)

    seated.room.say(Purpose.PUBLICATION, agrees=False)

    assert publication(seated.room) is Why.REFUSED


def test_the_reason_stays_with_the_association(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    proposal = seated.propose()
    seated.answer(proposal, False, reason="the family is threatened")
    seated.answer(proposal, True, reason="they moved away")
    d, director = seated.room.documenters, member("families-director", seated.families, Role.DIRECTOR)

    for other in (d.yara, d.hala, seated.nour, director):
        assert not PrivateReason.objects.visible_to(other).exists()
    kept = PrivateReason.objects.visible_to(seated.salma).get()
    assert isinstance(kept.words, Sealed) and kept.sealed_subject == seated.families.pk
    reveal(kept, by=seated.salma, why="a test")
    assert [one["words"] for one in kept.words["said"]] == ["the family is threatened", "they moved away"]
    assert "threatened" not in str(list(OutboxEntry.objects.values_list("facts", flat=True)))


def test_whoever_asked_hears_of_the_answer_and_it_leaves_an_entry(seated: Seated) -> None:
    seated.room.say(Purpose.PUBLICATION)
    proposal = seated.answer(seated.propose(), False)

    path = f"/testimonies/{seated.room.testimony.pk}/"
    for hears in (seated.room.documenters.yara, seated.room.documenters.hala):
        assert Notice.objects.visible_to(hears).filter(code="testimony.use_answered", path=path).count() == 1
    entry = OutboxEntry.objects.get(verb="testimony.use_refused")
    assert (entry.member, entry.row, entry.facts["purpose"]) == (seated.salma.pk, proposal.pk, "publication")
