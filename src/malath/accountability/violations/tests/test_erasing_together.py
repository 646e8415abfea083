"""Erasing while others write or erase: each waits for the other, and nothing is left hanging on what is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from malath.accountability.violations.choosing import Chosen
from malath.accountability.violations.editing import Answers, add_act, add_information, say
from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure
from malath.accountability.violations.errors import ErasureOverError, RecordErasedError
from malath.accountability.violations.models import Act, Event, Person, Statement
from malath.accountability.violations.recording import recording
from malath.platform.access.rules import Role
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from tests.people import member

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = (RecordErasedError, ErasureOverError, NotAllowedError, ChangedMeanwhileError)
_WHY = "test"


def patiently(act: Callable[[], Any]) -> Any:
    """SQLite in memory says at once that it is locked, instead of waiting."""
    for _try in range(400):
        try:
            return act()
        except OperationalError as busy:
            if "locked" not in str(busy):
                raise
            time.sleep(0.02)
    raise AssertionError("still locked")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts, begun at the same moment, returned or by which rule it was refused."""
    outcomes: list[Any] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            barrier.wait()
            outcomes[place] = patiently(acts[place])
        except REFUSED as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def told(documenters: Any) -> tuple[Event, Person, Act]:
    with recording(organisation=documenters.archive, by=documenters.yara, kind="story") as change:
        person = change.person({"name": "Somebody Invented"})
        event = change.event({"title": "An event"}, source=person)
        act = change.act(event, person, {"kind": "03.01"})
    return event, person, act


def test_of_two_who_confirm_at_once_one_does(documenters: Any) -> None:
    seconds = [member(name, documenters.archive, Role.DIRECTOR) for name in ("samar", "tala")]
    for pick in (0, 1):
        event, person, _act = told(documenters)
        row = (event, person)[pick]
        erasure = ask_erasure(row, ground="wish", why="", by=documenters.hala)

        outcomes = together(*(partial(carry_out_erasure, erasure, by=one) for one in seconds))

        assert sum(isinstance(one, REFUSED) for one in outcomes) == 1, outcomes
        assert sum(getattr(one, "done_on", None) is not None for one in outcomes) == 1, outcomes


def test_whoever_writes_while_it_is_erased_comes_before_or_is_refused(documenters: Any) -> None:
    samar, yara = member("samar", documenters.archive, Role.DIRECTOR), documenters.yara
    for _turn in range(4):
        event, person, _act = told(documenters)
        erasure = ask_erasure(event, ground="wish", why="", by=documenters.hala)

        outcomes = together(
            partial(carry_out_erasure, erasure, by=samar),
            partial(add_act, event, Chosen(row=person), Answers({"kind": "03.01"}), by=yara),
            partial(say, event, Answers({"title": "Anew"}, based_on=10**9), by=documenters.karim),
        )

        assert getattr(outcomes[0], "done_on", None), outcomes
        assert not Act.objects.unscoped(reason=_WHY).filter(event=event.pk).exists(), outcomes
        assert not Statement.objects.unscoped(reason=_WHY).filter(event=event.pk).exists(), outcomes


def test_whoever_names_a_person_while_they_are_erased_comes_before_or_is_refused(documenters: Any) -> None:
    samar, yara = member("samar", documenters.archive, Role.DIRECTOR), documenters.yara
    for _turn in range(4):
        _event, person, _act = told(documenters)
        other, _else, _act = told(documenters)
        erasure = ask_erasure(person, ground="wish", why="", by=documenters.hala)

        outcomes = together(
            partial(carry_out_erasure, erasure, by=samar),
            partial(add_information, other, Chosen(row=person), None, Answers({"text": "they told"}), by=yara),
            partial(say, person, Answers({"occupation": "baker"}, based_on=10**9), by=documenters.karim),
        )

        left = Statement.objects.unscoped(reason=_WHY)
        if isinstance(outcomes[0], ChangedMeanwhileError):
            assert Person.objects.visible_to(yara).get(pk=person.pk).erased_on is None
            carry_out_erasure(erasure, by=samar)
        assert not left.filter(person=person.pk).exists(), outcomes
        assert not left.filter(of="information", source=person.pk, field="text").exists(), outcomes
        assert Person.objects.unscoped(reason=_WHY).get(pk=person.pk).erased_on is not None
