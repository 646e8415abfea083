"""An event or a person is erased by two members, and then nothing readable of it is left anywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from malath.accountability.search.actions import keep_search
from malath.accountability.violations.choosing import Chosen
from malath.accountability.violations.editing import Answers, add_act, say
from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure, end_erasure
from malath.accountability.violations.errors import (
    ErasureOverError,
    RecordErasedError,
    WrongEraserError,
)
from malath.accountability.violations.leaving import ExportNotEmptyError, load_export, write_export
from malath.accountability.violations.models import (
    Act,
    Change,
    Event,
    Person,
    RecordErasure,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.searching import Criteria, proposed_for
from malath.accountability.violations.tests.erased import (
    CODE,
    MARK,
    NAME,
    Told,
    answers,
    dumped,
    erase,
    everything_readable,
    notices,
)
from malath.accountability.violations.tests.test_leaving import empty_the_room
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Member
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from tests.reliability.secrets import found_in

pytestmark = pytest.mark.django_db

_WHY = "test"


def test_of_an_erased_event_nothing_readable_is_left_and_its_people_stay(
    documenters: Any, second: Member, told: Told
) -> None:
    yara = documenters.yara
    assert MARK in everything_readable(yara)

    receipt = erase(told.event, documenters, second)

    assert receipt.backups_end_on == timezone.localdate() + timedelta(days=30)
    assert MARK not in everything_readable(yara)
    assert found_in(dumped(), [MARK]) == []
    assert not Event.objects.visible_to(yara).filter(pk=told.event.pk).exists()
    assert not Act.objects.unscoped(reason=_WHY).filter(event=told.event.pk).exists()
    kept = Event.objects.unscoped(reason=_WHY).get(pk=told.event.pk)
    assert (kept.number, kept.place, kept.when, bytes(kept.key)) == (told.event.number, "", "", b"")
    assert NAME in everything_readable(yara), "the person is another subject"
    assert Person.objects.visible_to(yara).get(pk=told.victim.pk).erased_on is None
    assert Event.objects.visible_to(yara).filter(pk=told.other.pk).exists()
    verbs = OutboxEntry.objects.filter(verb__startswith="violations.erasure").order_by("number")
    assert [one.verb for one in verbs] == ["violations.erasure-asked", "violations.erasure-done"]
    assert MARK not in str([one.facts for one in verbs])


def test_who_asked_never_carries_it_out_and_the_database_says_so_too(
    documenters: Any, second: Member, told: Told
) -> None:
    hala = documenters.hala
    erasure = ask_erasure(told.event, ground="wish", why="", by=hala)
    assert ask_erasure(told.event, ground="law", why="", by=second).pk == erasure.pk, "one waits, not two"

    with pytest.raises(WrongEraserError):
        carry_out_erasure(erasure, by=hala)
    for stranger in (documenters.yara, documenters.lea, documenters.amal):
        with pytest.raises(NotAllowedError):
            ask_erasure(told.event, ground="wish", why="", by=stranger)
        with pytest.raises(NotAllowedError):
            carry_out_erasure(erasure, by=stranger)
        with pytest.raises(NotAllowedError):
            end_erasure(erasure, by=stranger)

    rows = RecordErasure.objects.unscoped(reason=_WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=erasure.pk).update(done_by=hala, done_on=timezone.localdate())
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordErasure(
            event=told.event,
            organisation=documenters.archive,
            ground="wish",
            asked_by=second,
            asked_on=erasure.asked_on,
        ).save(force_insert=True)
    assert rows.get(pk=erasure.pk).is_waiting


def test_it_is_answered_once(documenters: Any, second: Member, told: Told) -> None:
    erasure = ask_erasure(told.event, ground="wish", why="", by=documenters.hala)
    carry_out_erasure(erasure, by=second)

    for act in (carry_out_erasure, end_erasure):
        with pytest.raises(RecordErasedError):
            act(erasure, by=second)
    with pytest.raises(RecordErasedError):
        ask_erasure(told.event, ground="wish", why="", by=second)


def test_it_is_withdrawn_or_refused_and_the_other_hears_of_it(documenters: Any, second: Member, told: Told) -> None:
    hala = documenters.hala
    first = ask_erasure(told.victim, ground="wish", why=MARK, by=hala)
    assert notices(second) == ["violations.erasure_asked"] and notices(hala) == []
    end_erasure(first, by=hala)
    with pytest.raises(ErasureOverError):
        carry_out_erasure(first, by=second)
    assert notices(hala) == []

    again = ask_erasure(told.victim, ground="wish", why="", by=hala)
    end_erasure(again, by=second)
    assert notices(hala) == ["violations.erasure_refused"]

    carry_out_erasure(ask_erasure(told.victim, ground="wish", why="", by=hala), by=second)
    assert "violations.erasure_done" in notices(hala)
    verbs = OutboxEntry.objects.filter(verb__startswith="violations.erasure").order_by("number")
    assert [one.verb.removeprefix("violations.erasure-") for one in verbs] == [
        "asked", "withdrawn", "asked", "refused", "asked", "done"
    ]  # fmt: skip


def test_no_undoing_brings_it_back(documenters: Any, second: Member, told: Told) -> None:
    yara = documenters.yara
    erase(told.event, documenters, second)

    undoing = undo_change(told.change, by=yara)
    undo_change(undoing, by=yara)

    assert MARK not in everything_readable(yara)
    assert not Event.objects.visible_to(yara).filter(pk=told.event.pk).exists()
    assert Event.objects.visible_to(yara).filter(pk=told.other.pk).exists(), "the rest of the change is back"
    erase(told.victim, documenters, second)
    undo_change(undo_change(told.change, by=yara), by=yara)
    assert NAME not in everything_readable(yara)
    assert Person.objects.visible_to(yara).get(pk=told.victim.pk).erased_on is not None


def test_nothing_is_written_about_what_was_erased(documenters: Any, second: Member, told: Told) -> None:
    yara = documenters.yara
    erase(told.event, documenters, second)
    erase(told.officer, documenters, second)

    with pytest.raises(NotAllowedError):
        say(told.event, answers(title="Anew"), by=yara)
    for act in (
        lambda: say(told.officer, answers(name="Anew"), by=yara),
        lambda: add_act(told.other, Chosen(row=told.officer), Answers({"kind": CODE}), by=yara),
    ):
        with pytest.raises(RecordErasedError):
            act()
    # A page that was opened before: its rows were read, then the event was erased.
    with (
        pytest.raises(RecordErasedError),
        recording(organisation=documenters.archive, by=yara, kind=Change.Kind.EDIT) as change,
    ):
        change.act(told.event, told.victim, {"kind": CODE})
    assert not Act.objects.unscoped(reason=_WHY).filter(event=told.event.pk).exists()
    with (
        pytest.raises(RecordErasedError),
        recording(organisation=documenters.archive, by=yara, kind=Change.Kind.EDIT) as change,
    ):
        change.information(told.other, {"text": "x"}, told_by=told.officer)


def test_the_finder_forgets_and_a_kept_search_that_found_it_finds_nothing(
    documenters: Any, second: Member, as_member: Any, commits: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    yara = documenters.yara
    with commits():
        told: Told = request.getfixturevalue("told")
    for kind in ({"text": MARK}, {"name": NAME}):
        keep_search(called="Mine", query="", text=kind.get("text", ""), name=kind.get("name", ""), by=yara)
    assert proposed_for(yara, Criteria(), text=MARK).events == {told.event.pk}
    assert told.victim.pk in (proposed_for(yara, Criteria(), name=NAME).people or ())

    with commits():
        erase(told.event, documenters, second)
        erase(told.victim, documenters, second)

    assert proposed_for(yara, Criteria(), text=MARK).events == frozenset()
    assert told.victim.pk not in (proposed_for(yara, Criteria(), name=NAME).people or ())
    assert as_member(yara).get(reverse("violations_find_kept")).status_code == 200
    found = as_member(yara).get(reverse("violations_find"), {"person": str(told.victim.pk)})
    assert found.status_code == 200 and told.victim.number not in found.content.decode()


def test_what_leaves_afterwards_comes_back_with_the_same_digests(
    documenters: Any, second: Member, told: Told, tmp_path: Path
) -> None:
    yara = documenters.yara
    before = write_export(tmp_path / "before", viewer=yara)
    erase(told.event, documenters, second)
    erase(told.victim, documenters, second)
    first = write_export(tmp_path / "first", viewer=yara)
    assert first.digest != before.digest
    told_all = b"".join(path.read_bytes() for path in (tmp_path / "first").rglob("*") if path.is_file())
    assert MARK.encode() not in told_all and NAME.encode() not in told_all
    with pytest.raises(ExportNotEmptyError):
        load_export(tmp_path / "before", organisation=documenters.archive, by=yara)

    empty_the_room()
    load_export(tmp_path / "first", organisation=documenters.archive, by=documenters.karim)

    assert write_export(tmp_path / "second", viewer=yara).digest == first.digest
    assert Person.objects.visible_to(yara).get(pk=told.victim.pk).erased_on is not None
