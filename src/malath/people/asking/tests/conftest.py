"""Salma, whom Haven accompanies, and whom the Archive knows under another spelling; and the days as they pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from malath.people.actions import give_consent
from malath.people.asking import history
from malath.people.asking.actions import ask_coalition
from malath.people.asking.models import Answer, Question
from malath.people.asking.rounds import asking_round
from malath.people.asking.rules import History
from malath.people.models import Person
from malath.people.tests.makers import entered
from tests.people import Coalition

AsMember = Callable[..., Client]
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Days:
    """The clock of a test: it stands still, and goes on by days, each with its round."""

    def __init__(self, traveller: Any) -> None:
        self.traveller = traveller

    def go_on(self, days: int = 1, *, rounds: bool = True) -> None:
        for _day in range(days):
            self.traveller.shift(timedelta(days=1))
            if rounds:
                asking_round()


@pytest.fixture
def days() -> Iterator[Days]:
    with time_machine.travel(START, tick=False) as traveller:
        yield Days(traveller)


@pytest.fixture(autouse=True)
def accompanied(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Everybody has an open case since a month, with ten lines; a test may change what is told."""
    told = {"days": 30, "lines": 10}

    def histories(person: Any, organisation: Any) -> list[History]:
        since: date = timezone.localdate() - timedelta(days=told["days"])
        return [History(since, told["lines"])]

    monkeypatch.setattr(history, "_histories", [histories])
    return told


def known(organisation: Any, by: Any, name: str, *others: str, birth: str = "1991", sex: str = "f") -> Person:
    """Somebody entered a month ago who allows sharing."""
    person = entered(organisation, by, name, *others, about={"birth": birth, "sex": sex})
    rows = Person.objects.unscoped(reason="a test makes a past")
    rows.filter(pk=person.pk).update(entered_on=timezone.localdate() - timedelta(days=30))
    give_consent(person, purpose="share", by=by)
    return rows.select_related("organisation").get(pk=person.pk)


def ask(person: Person, by: Any, **given: Any) -> Question:
    """A question, as most tests ask it."""
    given = {"purpose": "safety", "words": "Not heard of since spring", "ground": "consent", **given}
    return ask_coalition(person, by=by, **given)


def answers() -> list[Answer]:
    """What others were asked."""
    return list(Answer.objects.unscoped(reason="a test looks"))


@pytest.fixture
def salma(coalition: Coalition, days: Days) -> Person:
    return known(coalition.haven, coalition.rima, "سلمى خالد حداد", "Salma Khaled Haddad")


@pytest.fixture
def their_salma(coalition: Coalition, days: Days) -> Person:
    return known(coalition.archive, coalition.boris, "Salma Khalid Hadad")
