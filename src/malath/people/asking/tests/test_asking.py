"""Who may ask, about whom, how often; and what an organisation that asks about everybody gets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from malath.people.actions import blank_person, change_person, give_consent, withdraw_consent
from malath.people.asking.actions import withdraw_question
from malath.people.asking.errors import (
    AskedLatelyError,
    GroundMissingError,
    NoHistoryError,
    TooLittleKnownError,
    TooManyQuestionsError,
)
from malath.people.asking.models import Question
from malath.people.asking.rounds import asking_round
from malath.people.asking.rules import State
from malath.people.asking.tests.conftest import Days, answers, ask, known
from malath.people.errors import ConsentMissingError
from malath.people.models import Consent, Person
from malath.people.tests.makers import entered
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from tests.people import Coalition

pytestmark = pytest.mark.django_db
FIRST = (
    *("Salma", "Leila", "Rana", "Huda", "Samar", "Nadia", "Amina", "Rima", "Lina"),
    *("Maha", "Dina", "Yara", "Zeina", "Hala", "Mona", "Salwa", "Abla", "Ghada"),
)
LAST = (
    *("Haddad", "Khoury", "Darwish", "Qabbani", "Sabbagh", "Najjar", "Atassi"),
    *("Barazi", "Kattan", "Shami", "Halabi", "Homsi", "Zaim", "Jabri"),
)


def told(member: Any) -> list[str]:
    return list(Notice.objects.unscoped(reason="a test looks").filter(member=member).values_list("code", flat=True))


def test_a_question_reaches_who_knows_the_person_in_another_script(
    coalition: Coalition, salma: Person, their_salma: Person
) -> None:
    ask(salma, coalition.rima)

    asking_round()
    asking_round()

    assert [(answer.organisation, answer.person_id) for answer in answers()] == [(coalition.archive, their_salma.pk)]
    assert told(coalition.boris) == ["asking.to_us"]
    assert told(coalition.bilal) == []
    assert told(coalition.rima) == []


def test_who_does_not_know_the_person_hears_nothing(coalition: Coalition, salma: Person) -> None:
    known(coalition.archive, coalition.boris, "Omar Nasser Khoury", sex="m")
    ask(salma, coalition.rima)

    asking_round()

    assert answers() == []
    assert told(coalition.boris) == []


def test_the_database_ties_no_question_to_an_answer(coalition: Coalition, salma: Person, their_salma: Person) -> None:
    question = ask(salma, coalition.rima)
    asking_round()
    with connection.cursor() as cursor:
        cursor.execute("select * from asking_answer")
        row = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone())
        cursor.execute("select token, details from asking_question")
        sealed = b"".join(bytes(value) for value in cursor.fetchone())

    for clue in (question.pk.hex, str(question.pk), salma.pk.hex, str(salma.pk), coalition.haven.pk.hex, "spring"):
        assert clue.encode() not in row
    assert b"spring" not in sealed


def test_nobody_asks_about_somebody_they_do_not_see_or_do_not_own(
    coalition: Coalition, salma: Person, their_salma: Person
) -> None:
    for member, person in ((coalition.amal, salma), (coalition.rima, their_salma), (coalition.boris, salma)):
        with pytest.raises(NotAllowedError):
            ask(person, member)


def test_an_organisation_outside_the_coalition_neither_asks_nor_is_asked(
    coalition: Coalition, salma: Person, their_salma: Person
) -> None:
    type(coalition.archive).objects.filter(pk=coalition.archive.pk).update(in_coalition=False)
    their_salma.organisation.refresh_from_db()

    ask(salma, coalition.rima)
    asking_round()

    assert answers() == []
    with pytest.raises(NotAllowedError):
        ask(their_salma, coalition.boris)


def test_a_question_needs_consent_or_another_ground_in_words(coalition: Coalition, salma: Person) -> None:
    withdraw_consent(Consent.objects.visible_to(coalition.rima).get(person=salma), by=coalition.rima)

    with pytest.raises(ConsentMissingError):
        ask(salma, coalition.rima)
    with pytest.raises(GroundMissingError):
        ask(salma, coalition.rima, ground="vital")
    question = ask(salma, coalition.rima, ground="vital", ground_words="Taken from home on Monday")

    entry = OutboxEntry.objects.get(verb="asking.asked")
    assert (entry.row, entry.facts) == (question.pk, {"purpose": "safety", "ground": "vital"})


def test_a_consent_that_names_organisations_reaches_no_other(
    coalition: Coalition, salma: Person, their_salma: Person
) -> None:
    withdraw_consent(Consent.objects.visible_to(coalition.rima).get(person=salma), by=coalition.rima)
    give_consent(salma, purpose="share", recipients=["Free Pen Network"], by=coalition.rima)
    ask(salma, coalition.rima)

    asking_round()

    assert answers() == []


def test_a_person_without_history_is_not_asked_about(
    coalition: Coalition, salma: Person, accompanied: dict[str, int]
) -> None:
    new = entered(coalition.haven, coalition.rima, "Rana Sami Khoury", about={"birth": "1985"})
    give_consent(new, purpose="share", by=coalition.rima)
    with pytest.raises(NoHistoryError):
        ask(new, coalition.rima)

    for days, lines in ((3, 10), (30, 1)):
        accompanied |= {"days": days, "lines": lines}
        with pytest.raises(NoHistoryError):
            ask(salma, coalition.rima)


def test_too_little_is_not_asked_for(coalition: Coalition, salma: Person) -> None:
    person = known(coalition.haven, coalition.rima, "Rana Khoury", birth="")

    with pytest.raises(TooLittleKnownError):
        ask(person, coalition.rima)


def test_one_person_is_asked_about_once_whatever_they_are_called(coalition: Coalition, salma: Person) -> None:
    withdraw_question(ask(salma, coalition.rima), by=coalition.rima)
    change_person(salma, by=coalition.rima, names={"main": "Huda Omar Khoury"})

    with pytest.raises(AskedLatelyError):
        ask(salma, coalition.rima)


def test_nearly_the_same_name_again_and_again_is_refused_without_saying_so(coalition: Coalition, salma: Person) -> None:
    ask(salma, coalition.rima)
    ask(known(coalition.haven, coalition.rima, "Salma Khaled Hadad", birth="1985"), coalition.rima)

    with pytest.raises(TooManyQuestionsError):
        ask(known(coalition.haven, coalition.rima, "سلمى خالد الحداد", birth="1979"), coalition.rima)

    assert OutboxEntry.objects.filter(verb="asking.too-many").count() == 1


def test_an_organisation_that_asks_about_everybody_gets_few_questions_and_leaves_a_trace(
    coalition: Coalition, days: Days, settings: Any
) -> None:
    settings.QUESTIONS_A_WEEK, settings.QUESTIONS_A_WEEK_A_MEMBER = 6, 4
    names = [f"{first} {FIRST[n - 7]} {LAST[n % len(LAST)]}" for n, first in enumerate(FIRST)]
    theirs = [known(coalition.archive, coalition.boris, name, birth=f"{1960 + n}") for n, name in enumerate(names)]
    ours = [known(coalition.haven, coalition.rima, name, birth=f"{1960 + n}") for n, name in enumerate(names)]
    refused = 0
    for member in (coalition.rima, coalition.dalia):
        for person in ours:
            try:
                ask(person, member)
            except (TooManyQuestionsError, AskedLatelyError):
                refused += 1
    asking_round()

    asked = Question.objects.unscoped(reason="a test counts")
    assert asked.count() == 6
    assert asked.filter(asked_by=coalition.rima).count() == 4
    assert len(answers()) == 6 < len(theirs)
    assert refused == 2 * len(ours) - 6
    assert OutboxEntry.objects.filter(verb="asking.too-many").count() > len(ours) - 6
    # Nothing came back: what six questions showed is what six refusals show.
    days.go_on(8)
    assert set(asked.values_list("state", flat=True)) == {State.ENDED}


def test_the_week_goes_on_and_questions_with_it(coalition: Coalition, salma: Person, days: Days, settings: Any) -> None:
    settings.QUESTIONS_A_WEEK = 1
    other = known(coalition.haven, coalition.rima, "Rana Sami Khoury")
    ask(salma, coalition.rima)
    with pytest.raises(TooManyQuestionsError):
        ask(other, coalition.rima)

    days.go_on(7)

    assert ask(other, coalition.rima).state == State.WAITING


def test_a_withdrawn_consent_withdraws_the_question(
    coalition: Coalition, salma: Person, their_salma: Person, commits: Any
) -> None:
    question = ask(salma, coalition.rima)
    asking_round()

    with commits():
        withdraw_consent(Consent.objects.visible_to(coalition.rima).get(person=salma), by=coalition.rima)

    assert Question.objects.visible_to(coalition.rima).get(pk=question.pk).state == State.WITHDRAWN
    assert [answer.closed for answer in answers()] == [True]


def test_an_erased_persons_question_and_token_go_and_still_count(
    coalition: Coalition, salma: Person, their_salma: Person, commits: Any, days: Days
) -> None:
    ask(salma, coalition.rima)
    asking_round()

    with commits():
        blank_person(salma, by=coalition.rima)

    held = Question.objects.unscoped(reason="a test looks").get()
    assert (held.token, held.details, held.state) == ("", {}, State.WITHDRAWN)
    assert answers() == []
    days.go_on(9)
    assert not Question.objects.unscoped(reason="a test looks").exists()


def test_an_erased_person_is_no_longer_asked_about(
    coalition: Coalition, salma: Person, their_salma: Person, commits: Any
) -> None:
    ask(salma, coalition.rima)
    asking_round()

    with commits():
        blank_person(their_salma, by=coalition.boris)

    assert answers() == []


def test_old_questions_without_an_agreement_are_forgotten(
    coalition: Coalition, salma: Person, their_salma: Person, days: Days
) -> None:
    ask(salma, coalition.rima)
    days.go_on(9)
    days.traveller.shift(timedelta(days=90))

    asking_round()

    assert answers() == []
    assert not Question.objects.unscoped(reason="a test looks").exists()


def test_tokens_are_sealed_and_open_to_the_right_name_only(coalition: Coalition, salma: Person) -> None:
    ask(salma, coalition.rima)

    row = Question.objects.visible_to(coalition.rima).get()
    reveal(row, by=coalition.rima, why="test")

    assert row.asked_on == timezone.localdate()
    assert row.token.startswith("{")
