"""What stands in the way of an erasure, and how it is moved out of it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from malath.accountability.evidence import erasing as evidence_erasing
from malath.accountability.evidence.receiving import Told as ToldItem
from malath.accountability.evidence.receiving import receive
from malath.accountability.testimony.consenting import Given, give_consent, withdraw_consent
from malath.accountability.testimony.ending import note_passing, note_told
from malath.accountability.testimony.rules import Purpose
from malath.accountability.testimony.taking import take_testimony
from malath.accountability.violations.editing import Answers, say
from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure
from malath.accountability.violations.erasing.effects import effects_of
from malath.accountability.violations.errors import (
    ErasureBlockedError,
)
from malath.accountability.violations.models import (
    Event,
    Information,
    Statement,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import disagree, review_event
from malath.accountability.violations.sharing import share_event, withdraw_share
from malath.accountability.violations.tests.erased import (
    CODE,
    MARK,
    NAME,
    Told,
    answers,
    erase,
    everything_readable,
)
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Grant, Member

pytestmark = pytest.mark.django_db

_WHY = "test"


def test_a_share_that_stands_is_in_the_way_until_it_is_withdrawn(documenters: Any, second: Member, told: Told) -> None:
    hala, haven = documenters.hala, documenters.lea.home_organisation
    ends = timezone.now() + timedelta(days=5)
    grant = share_event(told.event, organisation=haven, reason=f"{MARK} for them", ends_at=ends, by=hala)
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.event, ground="wish", why="", by=hala)
    (obstacle,) = effects_of(told.event, by=hala).in_the_way
    assert haven.name in obstacle.words and obstacle.url.endswith("/share/")
    withdraw_share(grant, told.event, by=hala)

    erasure = ask_erasure(told.event, ground="wish", why="", by=hala)
    again = share_event(told.event, organisation=haven, reason="again", ends_at=ends, by=hala)
    with pytest.raises(ErasureBlockedError):
        carry_out_erasure(erasure, by=second)
    withdraw_share(again, told.event, by=hala)
    carry_out_erasure(erasure, by=second)

    assert not [one for one in Grant.objects.unscoped(reason=_WHY).filter(subject=told.event.pk) if one.reason]


def test_a_testimony_goes_with_its_event_and_what_must_be_told_stands_in_the_way(
    documenters: Any, second: Member, told: Told
) -> None:
    hala = documenters.hala
    taking = {"explained": MARK, "given_by": "self", "present": MARK}
    today = timezone.localdate()
    testimony = take_testimony(told.information.pk, taking=taking, taken_on=today, by=documenters.yara)
    given = Given(Purpose.SUBMISSION, True, today, [MARK], note=f"{NAME} said")
    consent = give_consent(testimony, given, by=documenters.yara)
    note_passing(testimony, purpose=Purpose.SUBMISSION, recipient=MARK, on=today, by=documenters.yara)
    (passing,) = withdraw_consent(consent, by=documenters.yara)
    (obstacle,) = effects_of(told.victim, by=hala).in_the_way
    assert obstacle.number == testimony.number
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.victim, ground="consent", why="", by=hala)
    note_told(passing, by=documenters.yara)

    assert {one.words: one.count for one in effects_of(told.victim, by=hala).goes}["Testimonies"] == 1
    erase(told.victim, documenters, second)

    for model in ("Testimony", "Consent", "Passing"):
        assert not apps.get_model("testimony", model).objects.unscoped(reason=_WHY).exists()
    text = Statement.objects.unscoped(reason=_WHY).filter(record=told.information.pk, field="text")
    assert not text.exists(), "what they told in words goes"
    assert Information.objects.visible_to(hala).filter(pk=told.information.pk).exists()


def test_evidence_under_a_hold_stands_in_the_way_and_is_not_erased_itself(
    documenters: Any, second: Member, told: Told
) -> None:
    hala, archive = documenters.hala, documenters.archive
    item = receive(io.BytesIO(b"seen"), name="seen.txt", organisation=archive, by=hala, told=ToldItem(title="Seen"))
    assert item is not None
    with recording(organisation=archive, by=documenters.yara, kind="edit") as change:
        change.information(told.event, {"text": MARK}, evidence=item.pk)
    assert effects_of(told.event, by=hala).items == 1
    evidence_erasing.set_hold(item, held=True, reason="A court asked", by=hala)
    (obstacle,) = effects_of(told.event, by=hala).in_the_way
    assert obstacle.number == item.number and str(item.pk) in obstacle.url
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.event, ground="wish", why="", by=hala)

    evidence_erasing.set_hold(item, held=False, reason="It ended", by=hala)
    erase(told.event, documenters, second)

    assert type(item).objects.visible_to(hala).get(pk=item.pk).erased_on is None


def test_an_event_that_was_checked_and_rests_on_their_word_alone_stands_in_the_way(
    documenters: Any, second: Member, told: Told
) -> None:
    hala, event = documenters.hala, Event.objects.visible_to(documenters.hala).get(pk=told.other.pk)
    review_event(event, to="checked", words="it fits", by=hala, seen_change=event.last_change, is_untied=True)

    (obstacle,) = effects_of(told.victim, by=hala).in_the_way
    assert obstacle.number == told.other.number
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.victim, ground="wish", why="", by=hala)
    with recording(organisation=documenters.archive, by=documenters.yara, kind="edit") as change:
        change.information(event, {"text": "another saw it"}, told_by=change.person({"name": "Another"}))
    event.refresh_from_db(from_queryset=Event.objects.visible_to(hala))
    review_event(event, to="checked", words="it fits", by=hala, seen_change=event.last_change, is_untied=True)
    erase(told.victim, documenters, second)

    assert Event.objects.visible_to(hala).get(pk=event.pk).stage == "draft", "what was checked has changed"


def test_a_text_that_names_the_person_is_struck_first_and_what_stood_before_goes(
    documenters: Any, second: Member, told: Told
) -> None:
    yara, hala = documenters.yara, documenters.hala
    say(told.event, answers(impact=f"The family of {NAME.upper()} fled", remarks="Fadwa street"), by=yara)
    disagree(told.event, words=f"Ask {NAME}", by=yara)
    effects = effects_of(told.victim, by=hala)
    assert [one.number for one in effects.in_the_way] == [told.event.number]
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.victim, ground="wish", why="", by=hala)

    event = Event.objects.visible_to(yara).get(pk=told.event.pk)
    say(event, answers(impact="The family fled"), by=yara)
    erase(told.victim, documenters, second)

    readable = everything_readable(yara)
    assert NAME not in readable and NAME.upper() not in readable
    assert "The family fled" in readable and "Fadwa street" in readable


def test_a_single_word_of_the_name_is_shown_and_left_to_judge(documenters: Any, second: Member, told: Told) -> None:
    say(told.victim, Answers({}, {"names": ["Fadwa"]}), by=documenters.yara)
    say(told.event, answers(remarks="in Fadwa street"), by=documenters.yara)

    effects = effects_of(told.victim, by=documenters.hala)

    assert effects.in_the_way == [] and [one.number for one in effects.doubtful] == [told.event.number]


def test_an_event_in_which_their_part_was_undone_is_looked_through(
    documenters: Any, second: Member, told: Told
) -> None:
    yara, archive = documenters.yara, documenters.archive
    with recording(organisation=archive, by=yara, kind="story") as change:
        event = change.event({"title": f"The arrest of {NAME}"})
    with recording(organisation=archive, by=yara, kind="edit") as change:
        change.act(event, told.victim, {"kind": CODE})
    undo_change(change.change, by=yara)

    assert [one.number for one in effects_of(told.victim, by=documenters.hala).in_the_way] == [event.number]
    event = Event.objects.visible_to(yara).get(pk=event.pk)
    say(event, answers(title="An arrest"), by=yara)
    erase(told.victim, documenters, second)

    assert NAME not in everything_readable(yara)


def test_what_was_undone_names_nobody_when_it_is_brought_back(documenters: Any, second: Member, told: Told) -> None:
    yara, archive = documenters.yara, documenters.archive
    with recording(organisation=archive, by=yara, kind="story") as change:
        event = change.event({"title": f"The arrest of {NAME}", "narrative": "In the morning"})
        act = change.act(event, told.victim, {"kind": CODE, "remarks": f"{NAME} fell"})
    with recording(organisation=archive, by=yara, kind="edit") as extra:
        late = extra.act(told.event, told.victim, {"kind": CODE})
    # Said in changes of their own: these stand though what they are about is gone.
    say(event, answers(impact=f"The family of {NAME} fled"), by=documenters.karim)
    say(act, answers(remarks=f"{NAME} fell hard"), by=documenters.karim)
    say(late, answers(remarks=f"{NAME} was hurt"), by=documenters.karim)
    undoings = [undo_change(one.change, by=yara) for one in (change, extra)]

    assert effects_of(told.victim, by=documenters.hala).in_the_way == []
    erase(told.victim, documenters, second)
    assert NAME not in everything_readable(yara)
    for undoing in undoings:
        undo_change(undoing, by=yara)

    assert NAME not in everything_readable(yara)
    assert Event.objects.visible_to(yara).filter(pk=event.pk).exists()
    assert "In the morning" in everything_readable(yara)
