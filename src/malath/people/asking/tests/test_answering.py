"""The asked side: what it may know, when; and what both see when both agreed."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from malath.people.actions import withdraw_consent
from malath.people.asking import today
from malath.people.asking.actions import answer_question, end_access, look_at_own_record, withdraw_question
from malath.people.asking.errors import GroundMissingError, NotLookedError, QuestionOverError
from malath.people.asking.models import Answer, Question
from malath.people.asking.rounds import asking_round
from malath.people.asking.rules import State
from malath.people.asking.selectors import answer_for, answers_waiting_for, question_for
from malath.people.asking.showing import meeting_of_answer, meetings_of_question
from malath.people.asking.tests.conftest import Days, answers, ask
from malath.people.errors import ConsentMissingError
from malath.people.models import Consent, Person
from malath.people.selectors import people_visible_to
from malath.platform.access.models import Grant, Membership, Organisation
from malath.platform.access.rules import Role
from malath.platform.errors import NotAllowedError, NotFoundError
from tests.people import Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(coalition: Coalition, salma: Person, their_salma: Person, days: Days) -> Question:
    question = ask(salma, coalition.rima)
    asking_round()
    return question


def agree(coalition: Coalition, **given: Any) -> Answer:
    answer = answers()[0]
    look_at_own_record(answer, by=coalition.boris)
    answer_question(answer, reply="agree", by=coalition.boris, ground="consent", **given)
    return answer


def test_the_asked_see_by_whom_and_why_and_not_about_whom(coalition: Coalition, asked: Question, salma: Person) -> None:
    (waiting,) = answers_waiting_for(coalition.boris)

    assert waiting.details["asker"] == str(coalition.haven.pk)
    assert waiting.details["words"] == "Not heard of since spring"
    assert str(salma.pk) not in str(waiting.details)
    assert "like" not in str(waiting.details)


@pytest.mark.parametrize("who", ["bilal", "rima", "amal", "chadia", "omar", "tariq"])
def test_only_who_may_share_answers(coalition: Coalition, asked: Question, who: str) -> None:
    member = getattr(coalition, who)

    assert answers_waiting_for(member) == []
    with pytest.raises(NotFoundError):
        answer_for(member, answers()[0].pk)
    with pytest.raises(NotAllowedError):
        answer_question(answers()[0], reply="refuse", by=member)


def test_who_works_in_both_organisations_does_not_answer_themselves(coalition: Coalition, asked: Question) -> None:
    Membership.objects.create(
        member=coalition.rima, organisation=coalition.archive, role=Role.COORDINATOR, since=asked.asked_on
    )
    coalition.rima.__dict__.pop("standing", None)

    assert answers_waiting_for(coalition.rima) == []
    assert list(today.questions(coalition.rima, timezone.now())) == []
    assert len(list(today.questions(coalition.boris, timezone.now()))) == 1
    with pytest.raises(NotAllowedError):
        look_at_own_record(answers()[0], by=coalition.rima)


def test_to_agree_one_must_know_for_whom_one_speaks(coalition: Coalition, asked: Question) -> None:
    with pytest.raises(NotLookedError):
        answer_question(answers()[0], reply="agree", by=coalition.boris, ground="consent")

    answer_question(answers()[0], reply="refuse", by=coalition.boris)
    with pytest.raises(QuestionOverError):
        answer_question(answers()[0], reply="refuse", by=coalition.boris)


def test_to_agree_needs_consent_or_another_ground(coalition: Coalition, asked: Question, their_salma: Person) -> None:
    withdraw_consent(Consent.objects.visible_to(coalition.boris).get(person=their_salma), by=coalition.boris)

    with pytest.raises(ConsentMissingError):
        agree(coalition)
    with pytest.raises(GroundMissingError):
        answer_question(answers()[0], reply="agree", by=coalition.boris, ground="vital")
    answer_question(answers()[0], reply="agree", by=coalition.boris, ground="vital", ground_words="She is in danger")

    assert answers()[0].closed


def test_an_agreement_is_told_in_the_next_days_round_to_both(
    coalition: Coalition, asked: Question, salma: Person, their_salma: Person, days: Days
) -> None:
    answer = agree(coalition, days=7)
    asking_round()
    assert question_for(coalition.rima, asked.pk).state == State.WAITING
    assert meetings_of_question(coalition.rima, question_for(coalition.rima, asked.pk)) == []

    days.go_on()

    question = question_for(coalition.rima, asked.pk)
    (meeting,) = meetings_of_question(coalition.rima, question)
    assert question.state == State.AGREED
    assert meeting.person is not None
    assert meeting.grant is not None
    assert (meeting.person.name, meeting.organisation) == ("Salma Khalid Hadad", "Witness Archive")
    assert meeting.talk_to == coalition.boris
    assert (meeting.grant.ends_at.date() - asked.asked_on).days == 8
    theirs = meeting_of_answer(coalition.boris, answer_for(coalition.boris, answer.pk))
    assert theirs is not None
    assert theirs.person is not None
    assert theirs.person.name == "سلمى خالد حداد"


def test_what_is_shown_is_a_name_and_opens_no_page(
    coalition: Coalition, asked: Question, their_salma: Person, days: Days
) -> None:
    agree(coalition)
    days.go_on()

    (meeting,) = meetings_of_question(coalition.rima, question_for(coalition.rima, asked.pk))
    assert meeting.person is not None
    assert {"names", "about", "pseudonym", "id"} >= set(meeting.person.__dict__) - {"_state", "_sealed_blobs"}
    assert their_salma not in set(people_visible_to(coalition.rima))
    # A colleague who sees the question sees that it was agreed, not what was shown.
    (for_dalia,) = meetings_of_question(coalition.dalia, question_for(coalition.dalia, asked.pk))
    assert (for_dalia.person, for_dalia.grant) == (None, None)


def test_what_is_shown_ends_by_itself_and_can_be_withdrawn(coalition: Coalition, asked: Question, days: Days) -> None:
    agree(coalition, days=7)
    days.go_on()
    grants = Grant.objects.unscoped(reason="a test looks")
    given = grants.get(member=coalition.rima)
    with pytest.raises(NotFoundError):
        end_access(given.pk, by=coalition.amal)

    end_access(grants.get(member=coalition.boris).pk, by=coalition.rima)
    assert meeting_of_answer(coalition.boris, answer_for(coalition.boris, answers()[0].pk)).person is None  # type: ignore[union-attr]

    days.go_on(9)
    (meeting,) = meetings_of_question(coalition.rima, question_for(coalition.rima, asked.pk))
    assert meeting.person is None
    assert question_for(coalition.rima, asked.pk).state == State.AGREED


def test_an_agreement_falls_when_the_consent_is_withdrawn_before_it_is_told(
    coalition: Coalition, asked: Question, their_salma: Person, days: Days, commits: Any
) -> None:
    agree(coalition)

    with commits():
        withdraw_consent(Consent.objects.visible_to(coalition.boris).get(person=their_salma), by=coalition.boris)
    days.go_on(8)

    assert question_for(coalition.rima, asked.pk).state == State.ENDED
    assert not Grant.objects.unscoped(reason="a test looks").exists()


def test_a_consent_withdrawn_later_ends_what_was_shown(
    coalition: Coalition, asked: Question, their_salma: Person, days: Days, commits: Any
) -> None:
    agree(coalition)
    days.go_on()

    with commits():
        withdraw_consent(Consent.objects.visible_to(coalition.boris).get(person=their_salma), by=coalition.boris)

    assert set(Grant.objects.unscoped(reason="a test looks").values_list("withdrawn_on", flat=True)) != {None}
    (meeting,) = meetings_of_question(coalition.rima, question_for(coalition.rima, asked.pk))
    assert meeting.person is None


def leaves(coalition: Coalition, name: str) -> None:
    """An organisation leaves the coalition; its members come anew, as at their next request."""
    organisation = getattr(coalition, name)
    Organisation.objects.filter(pk=organisation.pk).update(in_coalition=False)
    for member in (coalition.rima, coalition.boris):
        member.__dict__.pop("standing", None)


def test_who_left_the_coalition_is_asked_nothing_more(coalition: Coalition, asked: Question) -> None:
    leaves(coalition, "archive")

    assert answers_waiting_for(coalition.boris) == []
    assert list(today.questions(coalition.boris, timezone.now())) == []
    with pytest.raises(NotFoundError):
        answer_for(coalition.boris, answers()[0].pk)
    with pytest.raises(NotAllowedError):
        answer_question(answers()[0], reply="refuse", by=coalition.boris)


def test_a_question_of_an_organisation_that_left_reaches_nobody(
    coalition: Coalition, salma: Person, their_salma: Person
) -> None:
    ask(salma, coalition.rima)
    leaves(coalition, "haven")

    asking_round()

    assert answers() == []


@pytest.mark.parametrize("name", ["haven", "archive"])
def test_an_agreement_falls_when_a_side_leaves_before_it_is_told(
    coalition: Coalition, asked: Question, days: Days, name: str
) -> None:
    agree(coalition)
    leaves(coalition, name)

    days.go_on()

    assert not Grant.objects.unscoped(reason="a test looks").exists()


def test_who_leaves_the_coalition_is_shown_nothing_more(coalition: Coalition, asked: Question, days: Days) -> None:
    answer = agree(coalition)
    days.go_on()
    leaves(coalition, "archive")

    theirs = meeting_of_answer(coalition.boris, answer_for(coalition.boris, answer.pk))

    assert theirs is not None
    assert theirs.person is None
    # What they gave they may still take back.
    assert theirs.given is not None


def test_a_question_taken_back_leaves_the_list(coalition: Coalition, asked: Question) -> None:
    withdraw_question(asked, by=coalition.rima)

    assert answers_waiting_for(coalition.boris) == []
    with pytest.raises(QuestionOverError):
        answer_question(answers()[0], reply="refuse", by=coalition.boris)
    with pytest.raises(QuestionOverError):
        withdraw_question(asked, by=coalition.rima)


def test_a_question_whose_last_day_passed_takes_no_answer(coalition: Coalition, asked: Question, days: Days) -> None:
    days.go_on(8, rounds=False)

    assert answers_waiting_for(coalition.boris) == []
    with pytest.raises(QuestionOverError):
        answer_question(answers()[0], reply="refuse", by=coalition.boris)
