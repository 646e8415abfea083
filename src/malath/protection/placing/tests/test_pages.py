"""The pages, as Rima plans, Amal asks the household, and Rima asks the host."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from malath.protection.cases.models import Case
from malath.protection.hosting.models import Home
from malath.protection.placing.models import KeptApart, Line, Need, Plan, Proposal, Refusal
from malath.protection.placing.rules import Variant
from malath.protection.placing.tests.makers import looking
from malath.protection.stays.tests.makers import day
from tests.people import Coalition

AsMember = Callable[..., Client]
pytestmark = pytest.mark.django_db


def form(**changed: object) -> dict[str, object]:
    """What the form of a need sends."""
    fields: dict[str, object] = {
        "from_day": day(1).isoformat(), "to_day": day(61).isoformat(), "persons": "2", "languages": ["ar"],
        "care_km": "80", "requirements": ["children_welcome"],
    }  # fmt: skip
    return {**fields, **changed}


def test_a_household_is_planned_for_proposed_and_answered_through_the_pages(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    rima, amal = as_member(coalition.rima), as_member(coalition.amal)

    written = amal.post(f"/cases/{case.pk}/home/", form(requirements=[]))
    empty = rima.get("/placing/").content.decode()
    made = rima.post("/placing/plans/new/")
    compared = rima.get("/placing/").content.decode()
    plan = Plan.objects.unscoped(reason="test").get(variant=Variant.URGENCY)
    whole = rima.get(f"/placing/plans/{plan.pk}/").content.decode()
    line = Line.objects.unscoped(reason="test").get(plan=plan)
    why = rima.get(f"/placing/lines/{line.pk}/").content.decode()
    proposed = rima.post(f"/placing/lines/{line.pk}/propose/")
    proposal = Proposal.objects.unscoped(reason="test").get()
    host = rima.get(f"/proposals/{proposal.pk}/host/").content.decode()
    person = amal.get(f"/proposals/{proposal.pk}/").content.decode()
    yes = [
        amal.post(f"/proposals/{proposal.pk}/", {"answer": "yes"}),
        rima.post(f"/proposals/{proposal.pk}/host/", {"answer": "yes"}),
    ]
    agreed = amal.get(f"/proposals/{proposal.pk}/").content.decode()

    assert [answer.status_code for answer in (written, made, proposed, *yes)] == [303] * 5
    assert "1 household looks for a home" in empty and "Salma Haddad" in empty
    assert "proven best" in compared and "1 of 1" in compared
    assert shared.code in whole and "Why there" in whole
    assert "Why this home" in why and "Propose this home" in why
    assert "Salma" not in host and case.code not in host and "2 people" in host
    assert "allowance" in person
    assert "Agree the stay" in agreed


def test_a_wrong_need_changes_nothing_and_says_what_is_wrong(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    amal = as_member(coalition.amal)
    answer = amal.post(
        f"/cases/{case.pk}/home/",
        form(to_day=day(-3).isoformat(), language_needed="on", languages=[], wishes=[str(shared.network_id)],
             not_in=[str(shared.network_id)]),
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    for message in ("Say which languages", "both wished for and ruled out", "The last day must come after"):
        assert message in page
    assert not Need.objects.unscoped(reason="test").exists()


def test_no_plan_for_nobody(coalition: Coalition, as_member: AsMember) -> None:
    answer = as_member(coalition.rima).post("/placing/plans/new/")
    assert answer.status_code == 409 and "Nobody you can see looks for a home" in answer.content.decode()


def test_a_no_with_its_reason_is_shown_to_its_side_and_taken_back(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    looking(case, coalition.rima)
    rima, amal = as_member(coalition.rima), as_member(coalition.amal)
    rima.post("/placing/plans/new/")
    line = Line.objects.unscoped(reason="test").filter(plan__variant="urgency").get()
    rima.post(f"/placing/lines/{line.pk}/propose/")
    proposal = Proposal.objects.unscoped(reason="test").get()
    amal.post(f"/proposals/{proposal.pk}/", {"answer": "no", "why": "too far from the school"})
    page = amal.get(f"/cases/{case.pk}/home/").content.decode()
    refusal = Refusal.objects.unscoped(reason="test").get()
    back = amal.post(f"/refusals/{refusal.pk}/take-back/")
    assert "too far from the school" in page
    assert back.status_code == 303 and not Refusal.objects.unscoped(reason="test").exists()


def test_two_households_are_kept_apart_and_let_near_again(
    coalition: Coalition, case: Case, other_case: Case, as_member: AsMember
) -> None:
    amal = as_member(coalition.amal)
    kept = amal.post(f"/cases/{case.pk}/apart/", {"other": str(other_case.pk), "scope": "home"})
    row = KeptApart.objects.unscoped(reason="test").get()
    page = amal.get(f"/cases/{other_case.pk}/apart/").content.decode()
    ended = amal.post(f"/cases/{case.pk}/apart/{row.pk}/end/")
    assert [kept.status_code, ended.status_code] == [303, 303]
    assert "Salma Haddad" in page and "Never in the same home" in page
    assert not KeptApart.objects.unscoped(reason="test").exists()


def test_who_sees_no_case_sees_no_line_and_no_proposal(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    looking(case, coalition.rima)
    rima = as_member(coalition.rima)
    rima.post("/placing/plans/new/")
    line = Line.objects.unscoped(reason="test").filter(plan__variant="urgency").get()
    rima.post(f"/placing/lines/{line.pk}/propose/")
    proposal = Proposal.objects.unscoped(reason="test").get()
    stranger = as_member(coalition.boris)
    for path in (f"/placing/lines/{line.pk}/", f"/proposals/{proposal.pk}/", f"/proposals/{proposal.pk}/host/"):
        assert stranger.get(path).status_code in (403, 404), path
