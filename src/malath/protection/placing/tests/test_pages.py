"""The pages, as Rima plans, Amal asks the household, and Rima asks the host."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from malath.platform.access.models import Membership
from malath.platform.access.rules import Role
from malath.platform.errors import NotAllowedError
from malath.protection.cases.models import Case
from malath.protection.hosting.models import Home
from malath.protection.placing.actions import answer_proposal, change_line, make_plans, put_forward
from malath.protection.placing.alone import planning_alone
from malath.protection.placing.models import KeptApart, Line, Need, Plan, Proposal, Refusal
from malath.protection.placing.rules import Side, Variant
from malath.protection.placing.selectors import proposal_for
from malath.protection.placing.tests.makers import looking, plans_without_solver
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
    old = rima.get("/placing/").content.decode()
    why_old = rima.get(f"/placing/lines/{line.pk}/").content.decode()
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
    assert "proven best" in compared and "1 of 1" in compared and "something changed" not in compared
    assert "its reasons hold no longer" in why_old
    assert "Since these plans were made something changed" in old and "1 household of the plan no longer looks" in old
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


def test_one_turn_at_the_engine_for_each_organisation(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    looking(case, coalition.rima)
    rima = as_member(coalition.rima)

    with planning_alone(coalition.haven.pk):
        second = rima.post("/placing/plans/new/")
    afterwards = rima.post("/placing/plans/new/")

    assert second.status_code == 409 and "Plans are being made" in second.content.decode()
    assert afterwards.status_code == 303
    assert Plan.objects.unscoped(reason="test").values("turn").distinct().count() == 1


def test_whoever_plans_in_two_organisations_says_for_which(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    """Their own is chosen already; nothing is taken silently, and no organisation that is not theirs."""
    Membership.objects.create(
        member=coalition.rima, organisation=coalition.archive, role=Role.COORDINATOR, since=date(2026, 1, 1)
    )
    looking(case, coalition.rima)
    rima = as_member(coalition.rima)

    page = rima.get("/placing/").content.decode()
    unsaid = rima.post("/placing/plans/new/")
    foreign = rima.post("/placing/plans/new/", {"organisation": str(uuid.uuid4())})
    made = rima.post("/placing/plans/new/", {"organisation": str(coalition.archive.pk)})

    assert f'value="{coalition.haven.pk}" selected' in page
    assert [unsaid.status_code, foreign.status_code, made.status_code] == [422, 422, 303]
    organisations = set(Plan.objects.unscoped(reason="test").values_list("organisation", flat=True))
    assert organisations == {coalition.archive.pk}


def test_nobody_has_plans_made_for_an_organisation_they_do_not_plan_for(coalition: Coalition, case: Case) -> None:
    with pytest.raises(NotAllowedError):
        make_plans(organisation=coalition.archive.pk, by=coalition.rima)


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


def test_today_says_which_hosts_to_ask_and_which_stays_to_agree(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    """To whoever keeps the home without the household's name; to whoever proposed it with the name, once both agree."""
    looking(case, coalition.rima)
    rima = as_member(coalition.rima)
    home = Home.objects.unscoped(reason="test").select_related("network").get(pk=shared.pk)
    proposal = proposal_for(coalition.rima, put_forward(case, home, by=coalition.rima).pk)

    asked = rima.get("/today/").content.decode()
    for side in Side.values:
        answer_proposal(proposal, side=side, answer="yes", why="", by=coalition.rima)
    agreed = rima.get("/today/").content.decode()
    stranger = as_member(coalition.boris).get("/today/").content.decode()

    assert f"Ask the host of {shared.code}" in asked and "Both said yes" not in asked
    assert "Both said yes" in agreed and f"Ask the host of {shared.code}" not in agreed
    assert shared.code not in stranger


def test_a_plan_says_what_one_more_bed_would_give_and_whom_it_serves(
    coalition: Coalition, case: Case, other_case: Case, family: Home, as_member: AsMember
) -> None:
    rima = as_member(coalition.rima)
    looking(case, coalition.rima)
    looking(other_case, coalition.rima)
    make_plans(organisation=coalition.haven.pk, by=coalition.rima)
    plan = Plan.objects.unscoped(reason="test").get(variant=Variant.URGENCY)

    gains = rima.post(f"/placing/plans/{plan.pk}/ask/", {"what": "gains"})
    served = rima.post(f"/placing/plans/{plan.pk}/ask/", {"what": "served"})

    assert gains.status_code == served.status_code == 200
    assert f"One more bed in {family.code}" in gains.content.decode()
    assert "nothing: something else is short" in gains.content.decode(), (
        "a family takes one household, however many beds"
    )
    assert "Everybody who looks" in served.content.decode() and "1 of 2" in served.content.decode()
    assert as_member(coalition.boris).post(f"/placing/plans/{plan.pk}/ask/").status_code == 404


def test_an_old_plan_says_what_changed_and_offers_a_new_one(
    coalition: Coalition, case: Case, other_case: Case, shared: Home, as_member: AsMember
) -> None:
    rima = as_member(coalition.rima)
    looking(case, coalition.rima)
    make_plans(organisation=coalition.haven.pk, by=coalition.rima)
    plan = Plan.objects.unscoped(reason="test").get(variant=Variant.URGENCY)
    line = Line.objects.unscoped(reason="test").get(plan=plan)
    looking(other_case, coalition.rima)

    why = rima.get(f"/placing/lines/{line.pk}/").content.decode()
    asked = rima.post(f"/placing/plans/{plan.pk}/ask/", {"what": "gains"})

    assert "1 household looks that the plan does not know" in why and "Make new plans" in why
    assert asked.status_code == 409 and "does not know" in asked.content.decode()
    assert rima.post("/placing/plans/new/", {"organisation": str(plan.organisation_id)}).status_code == 303


def test_whom_to_keep_apart_is_looked_for_by_name_or_number_and_by_post(
    coalition: Coalition, case: Case, other_case: Case, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malath.protection.placing.views.needs.people_found", lambda *_a, **_k: [])
    amal, path = as_member(coalition.amal), f"/cases/{case.pk}/apart/"

    found = amal.post(path, {"q": other_case.code, "look": "1"})
    missed = amal.post(path, {"q": "nobody", "look": "1"})

    assert found.status_code == 200 and f'value="{other_case.pk}"' in found.content.decode()
    assert missed.status_code == 200 and f'value="{other_case.pk}"' not in missed.content.decode()
    assert not KeptApart.objects.unscoped(reason="test").exists()


def test_the_plans_say_in_what_each_is_best(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    looking(case, coalition.rima)
    plans = plans_without_solver(coalition.haven.pk, coalition.rima)
    rima = as_member(coalition.rima)
    alike = rima.get("/placing/").content.decode()
    line = Line.objects.unscoped(reason="test").select_related("case", "plan").get(plan=plans[1])
    change_line(line, home=None, by=coalition.rima)

    unlike = rima.get("/placing/").content.decode()

    assert "best</span>" not in alike and unlike.count("best</span>") == 2 * 2, "households and people, in two plans"


def test_a_home_that_breaks_a_rule_says_so_where_one_is_chosen_by_hand(
    coalition: Coalition, case: Case, shared: Home, as_member: AsMember
) -> None:
    looking(case, coalition.rima, requirements=("step_free",))
    plan = plans_without_solver(coalition.haven.pk, coalition.rima)[0]
    line = Line.objects.unscoped(reason="test").get(plan=plan)

    page = as_member(coalition.rima).get(f"/placing/lines/{line.pk}/").content.decode()

    choice = next(part for part in page.split("<option") if str(shared.pk) in part)
    assert shared.code in choice and "does not have" in choice
