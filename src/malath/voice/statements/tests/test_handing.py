"""The lead of a text passes to another organisation: by both, whole, and with nobody's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.rules import Role
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.notices.models import Notice
from malath.voice.site.actions import begin_publication, publish
from malath.voice.site.models import Publication
from malath.voice.statements import errors
from malath.voice.statements.actions.answering import answer_text
from malath.voice.statements.actions.ending import give_up
from malath.voice.statements.actions.freezing import freeze_text, judge_change, note_release
from malath.voice.statements.actions.handing import (
    accept_handover,
    decline_handover,
    propose_handover,
    withdraw_handover,
)
from malath.voice.statements.actions.inviting import invite_organisation, link_of, make_link, remove_signatory
from malath.voice.statements.models import Handover, Signatory, Statement
from malath.voice.statements.selectors import signatory_own
from malath.voice.statements.sheets import asked_of
from malath.voice.statements.tests.conftest import Room, signing, soon
from tests.people import member

pytestmark = pytest.mark.django_db


def now_of(room: Room) -> Statement:
    found: Statement = Statement.objects.unscoped(reason="a test looks").get(pk=room.statement.pk)
    return found


def proposed(room: Room) -> Handover:
    return propose_handover(room.statement, room.coalition.archive, reason="We close our office.", by=room.officer)


def test_the_other_leads_once_it_accepts_and_it_alone(room: Room) -> None:
    edition = room.freeze()
    room.archive_signs("reserve", words="Not the third point.")
    secret, _code = make_link(room.outside, by=room.officer)
    before = room.row(room.archive)
    handover = proposed(room)
    assert now_of(room).organisation_id == room.coalition.haven.pk
    with pytest.raises(NotAllowedError):
        invite_organisation(room.statement, room.coalition.archive, by=room.archive_officer)

    held = accept_handover(handover, by=room.archive_officer)

    assert held.organisation_id == room.coalition.archive.pk and held.stage == "signing"
    stands = room.row(room.archive)
    assert (stands.state, stands.signed_edition_id, stands.signed_on) == ("reserved", edition.pk, before.signed_on)
    assert room.edition().digest == edition.digest
    with pytest.raises(errors.LinkOverError):  # the old lead knows it
        link_of(secret)
    # A page that the old lead had opened before does nothing after.
    for act in (
        lambda: freeze_text(room.statement, answer_by=soon(), by=room.officer),
        lambda: give_up(room.statement, by=room.officer),
        lambda: note_release(room.statement, on=timezone.localdate(), by=room.officer),
    ):
        with pytest.raises(ChangedMeanwhileError):
            act()
    assert len(asked_of(room.archive_officer, held)) == 3
    assert {row.organisation_id for row in asked_of(room.officer, held)} == {
        room.coalition.haven.pk,
        room.coalition.archive.pk,
    }
    accepted = Handover.objects.unscoped(reason="test").select_related("statement", "taker").get()
    entry = OutboxEntry.objects.get(verb="statement.handover-accepted")
    assert (entry.facts["giver"], entry.facts["taker"]) == (
        str(room.coalition.haven.pk),
        str(room.coalition.archive.pk),
    )
    with pytest.raises(errors.HandoverOverError):
        decline_handover(accepted, by=room.archive_officer)


def test_nobody_hands_over_what_is_not_theirs_nor_to_whom_it_does_not_concern(room: Room) -> None:
    with pytest.raises(NotAllowedError):
        propose_handover(room.statement, room.coalition.archive, reason="Ours now", by=room.archive_officer)
    with pytest.raises(errors.CannotLeadError):
        propose_handover(room.statement, room.coalition.haven, reason="To ourselves", by=room.officer)
    handover = proposed(room)
    with pytest.raises(errors.HandoverWaitsError):
        proposed(room)
    for outsider in (room.officer, room.coalition.chadia):
        with pytest.raises(NotAllowedError):
            accept_handover(handover, by=outsider)
        with pytest.raises(NotAllowedError):
            decline_handover(handover, by=outsider)
    decline_handover(handover, by=room.archive_officer)
    assert now_of(room).organisation_id == room.coalition.haven.pk
    again = proposed(room)
    withdraw_handover(again, by=room.officer)
    with pytest.raises(errors.HandoverOverError):
        accept_handover(again, by=room.archive_officer)


def test_whoever_speaks_for_both_does_not_accept_alone(room: Room) -> None:
    from malath.platform.access.models import Grant, Membership  # noqa: F401

    handover = proposed(room)
    handover.proposed_by = room.archive_officer
    with pytest.raises(errors.HandoverTakesTwoError):
        accept_handover(handover, by=room.archive_officer)


def test_a_name_that_was_told_to_one_lead_is_not_told_to_another(room: Room) -> None:
    far = member("lina", room.coalition.archive, Role.DIRECTOR)
    room.freeze()
    handover = proposed(room)
    link, _code = make_link(room.outside, by=room.officer)
    from malath.voice.statements.actions.answering import answer_by_link

    answer_by_link(link_of(link), signing(room.edition(), named=False))
    with pytest.raises(errors.UnnamedToldOneError):
        accept_handover(handover, by=room.archive_officer)
    withdraw_handover(handover, by=room.officer)
    with pytest.raises(errors.UnnamedToldOneError):
        proposed(room)
    assert not Signatory.objects.visible_to(far).filter(pk=room.outside.pk).exists()


def test_one_organisation_does_not_say_alone_what_a_change_is(room: Room) -> None:
    room.freeze()
    answer_text(signatory_own(room.director, room.own.pk), signing(room.edition()), by=room.director)
    handover = proposed(room)
    room.rewrite("We ask for the doors to be opened now.")
    waiting = freeze_text(room.statement, answer_by=soon(), lead_says="form", by=room.officer)
    with pytest.raises(errors.ChangeWaitsError):
        accept_handover(handover, by=room.archive_officer)
    judge_change(waiting, signatory=None, says="substance", by=room.officer)
    assert accept_handover(handover, by=room.archive_officer).organisation_id == room.coalition.archive.pk


def test_giving_up_or_asking_no_longer_ends_a_proposal(room: Room) -> None:
    proposed(room)
    remove_signatory(room.archive, by=room.officer)
    assert Handover.objects.unscoped(reason="test").get().ending == "withdrawn"
    invite_organisation(room.statement, room.coalition.archive, by=room.officer)
    proposed(room)
    give_up(room.statement, by=room.officer)
    assert not Handover.objects.unscoped(reason="test").filter(ended_on=None).exists()


def test_a_draft_for_the_site_goes_along_and_waits_for_no_hour(room: Room) -> None:
    room.freeze()
    row = begin_publication(
        room.coalition.haven, kind="statement", subject="detention", statement=room.statement.pk, by=room.officer
    )
    publish(row, at=soon(2), embargo=True, by=room.officer)
    accept_handover(proposed(room), by=room.archive_officer)
    moved = Publication.objects.unscoped(reason="test").get(pk=row.pk)
    assert (moved.state, moved.goes_out_at, moved.embargo) == ("draft", None, "")
    assert not Publication.objects.visible_to(room.officer).exists()
    assert Publication.objects.visible_to(room.archive_officer).get() == moved


def test_what_is_out_stays_with_whoever_published_it(room: Room) -> None:
    room.freeze()
    row = begin_publication(
        room.coalition.haven, kind="statement", subject="detention", statement=room.statement.pk, by=room.officer
    )
    publish(row, by=room.officer)
    held = accept_handover(propose_handover(now_of(room), room.coalition.archive, reason="Closing", by=room.officer),
        by=room.archive_officer)  # fmt: skip
    assert held.stage == "released"
    assert Publication.objects.visible_to(room.officer).get().state == "out"


def test_an_answer_reaches_the_lead_that_its_page_named(room: Room) -> None:
    edition = room.freeze()
    accept_handover(proposed(room), by=room.archive_officer)
    own = signatory_own(room.director, room.own.pk)
    with pytest.raises(ChangedMeanwhileError):
        answer_text(own, signing(edition, lead=str(room.coalition.haven.pk)), by=room.director)
    answer_text(own, signing(edition, lead=str(room.coalition.archive.pk)), by=room.director)


def test_on_the_pages(room: Room, as_member: Callable[..., Client]) -> None:
    ours, theirs = as_member(room.officer), as_member(room.archive_officer)
    third = as_member(member("nadia", room.coalition.archive, Role.DOCUMENTER))
    page, give = (
        reverse("statement", args=[room.statement.pk]),
        reverse("statement_hand_over", args=[room.statement.pk]),
    )
    assert theirs.get(give).status_code == 404
    asked = ours.get(give).content.decode()
    assert "House of Witnesses" in asked.partition("tell them yourselves")[2], "nothing here tells a guest"
    assert ours.post(give, {"to": str(room.coalition.archive.pk), "reason": ""}).status_code == 422
    assert ours.post(give, {"to": str(room.coalition.archive.pk), "reason": "We close."}).status_code == 303
    handover = Handover.objects.unscoped(reason="test").get()
    here = reverse("statement_handover", args=[handover.pk])
    assert "We close." in theirs.get(here).content.decode() and third.get(here).status_code == 404
    assert Notice.objects.unscoped(reason="test").filter(member=room.archive_officer, path=here).exists()
    assert ours.post(here, {"answer": "accept"}).status_code == 404
    assert theirs.post(reverse("statement_handover_withdraw", args=[handover.pk])).status_code == 404
    assert "is asked to lead this text" in theirs.get(reverse("today")).content.decode()
    assert theirs.post(here, {"answer": "accept"}).status_code == 303
    assert "Your organisation led this text until" in ours.get(page).content.decode()
    assert ours.get(give).status_code == 404 and theirs.get(give).status_code == 200
