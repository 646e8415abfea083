"""A recovery plan, from its beginning to its printed copy."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from malath.people.actions import enter_person
from malath.platform.notices.models import Notice
from malath.protection.cases.actions import open_case
from malath.protection.cases.rules import EntryPath, Part
from malath.recovery.plans import actions
from malath.recovery.plans.errors import NothingRatedError, PlanExistsError
from malath.recovery.plans.jobs import remind_of_reviews
from malath.recovery.plans.models import Plan, Review
from malath.recovery.plans.rules import Domain, changes_between, is_rating, next_review_on
from malath.recovery.plans.selectors import plan_view
from tests.people import Coalition


@pytest.fixture
def plan(coalition: Coalition) -> Plan:
    """Salma's plan, which Amal works on with her."""
    salma = enter_person(
        organisation=coalition.haven, names={"main": "سلمى حداد"}, about={}, contact={}, safe_contact={}, wishes={},
        by=coalition.rima,
    )  # fmt: skip
    case = open_case(
        organisation=coalition.haven, head=salma, entry_path=EntryPath.IN_HOST_COUNTRY,
        team=[(coalition.amal, Part.LEAD)], by=coalition.rima,
    )  # fmt: skip
    return actions.begin_plan(salma, case=case, by=coalition.amal)


def test_a_person_has_one_open_plan(plan: Plan, coalition: Coalition) -> None:
    with pytest.raises(PlanExistsError):
        actions.begin_plan(plan.person, case=plan.case, by=coalition.amal)


def test_reviews_are_kept_and_compared_with_the_last(plan: Plan, coalition: Coalition) -> None:
    actions.review_plan(plan, ratings={"housing": 1, "health": 2}, words={}, by=coalition.amal)
    actions.review_plan(
        plan, ratings={"housing": 3, "health": 2, "legal": 1}, words={"all": "Better"}, by=coalition.amal
    )

    view = plan_view(
        Plan.objects.visible_to(coalition.amal).select_related("person", "case", "worker").get(), coalition.amal
    )

    assert [review.number for review in view.reviews] == [2, 1]
    assert {domain.domain: domain.change.by for domain in view.domains if domain.change} == {
        "housing": 2, "health": 0, "legal": None, "capacity": None, "work": None,
    }  # fmt: skip


def test_a_review_that_rates_nothing_is_refused(plan: Plan, coalition: Coalition) -> None:
    with pytest.raises(NothingRatedError):
        actions.review_plan(plan, ratings={}, words={"all": "x"}, by=coalition.amal)
    assert not Review.objects.visible_to(coalition.amal).exists()


def test_another_organisation_sees_no_plan(plan: Plan, coalition: Coalition, as_member: Callable[..., Client]) -> None:
    client = as_member(coalition.boris)

    assert client.get(f"/plans/{plan.pk}/").status_code == 404
    assert str(plan.pk) not in client.get("/plans/").content.decode()


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_printed_plan_is_in_the_persons_language_without_the_organisations_name(
    plan: Plan, coalition: Coalition, as_member: Callable[..., Client], language: str
) -> None:
    goal = actions.set_goal(plan, domain=Domain.HOUSING, words="باب أغلقه بنفسي", by=coalition.amal)
    actions.add_step(goal, what="Lease", due_on=date(2026, 12, 12), member=coalition.amal, owner="", by=coalition.amal)
    actions.review_plan(plan, ratings={"housing": 3}, words={}, by=coalition.amal)
    client = as_member(coalition.amal)

    answer = client.get(f"/plans/{plan.pk}/print/", {"language": language})
    named = client.get(f"/plans/{plan.pk}/print/", {"language": language, "organisation": "on"})

    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Lease" in text and "Haven" not in text
    assert "Haven" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(named.content)).pages)


def test_a_plan_is_worked_on_through_its_pages(
    plan: Plan, coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    client = as_member(coalition.amal, "fr")

    answers = [
        client.post(f"/plans/{plan.pk}/goals/new/", {"domain": "work", "words": "Revenir à l’antenne"}),
        client.post(
            f"/plans/{plan.pk}/findings/new/", {"domain": "work", "kind": "strength", "text": "Dix ans de radio"}
        ),
        client.post(f"/plans/{plan.pk}/review/", {"rate_work": "2", "say_work": "Pas encore"}),
    ]
    goal = plan_view(plan, coalition.amal).domains[4].goals[0]
    answers.append(
        client.post(f"/plans/goals/{goal.pk}/steps/new/", {"what": "CV", "owner": "Salma", "due_on": "2026-12-12"})
    )
    page = client.get(f"/plans/{plan.pk}/").content.decode()

    assert [answer.status_code for answer in answers] == [303] * 4
    assert "Revenir à l’antenne" in page and "Dix ans de radio" in page and "CV" in page


@pytest.mark.parametrize(("value", "good"), [(1, True), (5, True), (0, False), (6, False), ("3", False), (True, False)])
def test_what_counts_as_a_rating(value: object, good: bool) -> None:
    assert is_rating(value) is good


def test_the_next_review_comes_after_three_months() -> None:
    assert next_review_on(date(2026, 11, 21)) - date(2026, 11, 21) == timedelta(days=90)
    assert changes_between(None, {"housing": 2})[0].by is None
    assert timezone.localdate() <= next_review_on(timezone.localdate())


def test_the_worker_hears_once_that_a_review_is_due(plan: Plan, coalition: Coalition) -> None:
    assert remind_of_reviews() == 0
    Plan.objects.unscoped(reason="its time has come").update(review_on=timezone.localdate())

    remind_of_reviews()
    remind_of_reviews()

    notices = Notice.objects.unscoped(reason="a test counts").filter(code="plans.review_due")
    assert [notice.member_id for notice in notices] == [coalition.amal.pk]
