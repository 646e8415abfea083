"""While a text passes to another lead: what the old one still has open does nothing to what is the new one's by now."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.voice.site import actions, enclosing
from malath.voice.site.holders import held_for
from malath.voice.site.models import Enclosure, Publication
from malath.voice.site.tests.conftest import House
from malath.voice.statements.actions import handing
from malath.voice.statements.actions.freezing import note_release
from malath.voice.statements.models import Handover, Statement
from malath.voice.statements.tests.conftest import Room
from tests.evidence import samples

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"alt": {"en": "A red disc on a door"}, "credit": "Studio", "people": "nobody"}


def proposed(house: House, pk: object) -> Handover:
    held = Statement.objects.unscoped(reason="a test looks").get(pk=pk)
    return handing.propose_handover(held, house.coalition.archive, reason="We close.", by=house.officer)


def begin(house: House, pk: Any) -> Publication:
    return actions.begin_publication(
        house.coalition.haven, kind="joint", subject="return", statement=pk, by=house.officer
    )


def test_a_form_that_was_open_puts_nothing_on_it_and_does_not_put_it_out(house: House, signed: Publication) -> None:
    note_release(
        Statement.objects.unscoped(reason="a test looks").get(pk=signed.statement_id),
        on=timezone.localdate(),
        by=house.officer,
    )
    held, stale = held_for(house.officer, "publication", signed.pk), house.now(signed)
    picture = enclosing.put_picture(held, samples.photo(), SAID, by=house.officer)
    handing.accept_handover(proposed(house, signed.statement_id), by=house.elsewhere)

    with pytest.raises(ChangedMeanwhileError):
        enclosing.put_picture(held, samples.photo(), SAID, by=house.officer)
    with pytest.raises(ChangedMeanwhileError):
        enclosing.put_paper(held, samples.pdf(), SAID, by=house.officer)
    with pytest.raises(NotAllowedError):
        enclosing.describe(picture, SAID, after=picture.revision, by=house.officer)
    with pytest.raises(NotAllowedError):
        enclosing.take_off(picture, by=house.officer)
    with pytest.raises(NotAllowedError):
        actions.publish(stale, by=house.officer)
    with pytest.raises(NotAllowedError):
        actions.write_texts(stale, {}, after=house.now(signed).revision, by=house.officer)
    assert Enclosure.objects.visible_to(house.elsewhere).get().revision == picture.revision


def test_nobody_begins_with_a_text_that_passes_in_that_moment(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.freeze()
    waiting, read = proposed(house, room.statement.pk), actions.statement_led

    def slow(*given: Any) -> Statement:
        held = read(*given)
        handing.accept_handover(waiting, by=house.elsewhere)
        return held

    monkeypatch.setattr(actions, "statement_led", slow)
    with pytest.raises(ChangedMeanwhileError):
        begin(house, room.statement.pk)


def test_a_text_does_not_pass_without_what_was_begun_in_that_moment(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.freeze()
    waiting, lock = proposed(house, room.statement.pk), handing._held

    def slow(handover: Handover) -> tuple[Statement, Handover]:
        begin(house, room.statement.pk)
        return lock(handover)

    monkeypatch.setattr(handing, "_held", slow)
    with pytest.raises(ChangedMeanwhileError):
        handing.accept_handover(waiting, by=house.elsewhere)


def test_whoever_does_not_lead_a_text_does_not_put_it_out(house: House, signed: Publication) -> None:
    rows = Statement.objects.unscoped(reason="as a race might leave it").filter(pk=signed.statement_id)
    rows.update(organisation=house.coalition.archive, stage="released", released_on=timezone.localdate())
    with pytest.raises(ChangedMeanwhileError):
        actions.publish(signed, by=house.officer)
