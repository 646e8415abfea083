"""From a need to a proposal that both sides answer, and what a no changes."""

from __future__ import annotations

import pytest

from malath.protection.cases.models import Case
from malath.protection.hosting.actions import set_address
from malath.protection.hosting.models import Address, Home
from malath.protection.hosting.selectors import home_of
from malath.protection.placing import actions
from malath.protection.placing.errors import (
    AnsweredError,
    BreaksRuleError,
    KeptApartError,
    NobodyLooksError,
    NoSolverAnswerError,
    NotAnsweredError,
    PlanOldError,
    RefusedBeforeError,
)
from malath.protection.placing.gathering import gather
from malath.protection.placing.models import KeptApart, Line, Plan, Proposal, Refusal
from malath.protection.placing.reasons import reasons_for
from malath.protection.placing.rules import NOW, ProposalState, Side, Variant
from malath.protection.placing.selectors import (
    asked_of_hosts,
    for_host,
    line_for,
    need_told_to_host,
    plans_of_last_turn,
    proposal_for,
    refusals_of,
)
from malath.protection.placing.tests.makers import looking
from malath.protection.placing.words import broken_text
from malath.protection.stays.actions import agree_stay, book_stay, cancel_stay
from malath.protection.stays.models import Night, Stay
from malath.protection.stays.rules import StayState
from malath.protection.stays.selectors import stay_for
from malath.protection.stays.tests.makers import case_in, day, home_in, network_of
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def _plans(coalition: Coalition) -> dict[str, Plan]:
    actions.make_plans(organisation=coalition.haven.pk, by=coalition.rima)
    return {plan.variant: plan for plan in plans_of_last_turn(coalition.rima)}


def _line(plan: Plan, case: Case, coalition: Coalition) -> Line:
    row = Line.objects.unscoped(reason="test").get(plan=plan, case=case.pk)
    return line_for(coalition.rima, row.pk)


def _proposed(coalition: Coalition, case: Case, home: Home) -> Proposal:
    found = Home.objects.unscoped(reason="test").select_related("network").get(pk=home.pk)
    made = actions.put_forward(case, found, by=coalition.rima)
    return proposal_for(coalition.rima, made.pk)


def test_three_plans_are_made_and_each_houses_everybody_it_can(
    coalition: Coalition, case: Case, other_case: Case, shared: Home, family: Home
) -> None:
    looking(case, coalition.rima)
    looking(other_case, coalition.rima, persons=3)
    plans = _plans(coalition)
    assert set(plans) == {variant.value for variant in NOW}
    for plan in plans.values():
        assert plan.proven and plan.gap == 0 and plan.value > 0
        homes = {_line(plan, row, coalition).home_id for row in (case, other_case)}
        assert homes == {shared.pk, family.pk} or homes == {shared.pk}


def test_nobody_to_place_and_no_home_are_said_so(coalition: Coalition, case: Case) -> None:
    with pytest.raises(NobodyLooksError):
        actions.make_plans(organisation=coalition.haven.pk, by=coalition.rima)


def test_who_lives_there_already_keeps_their_beds(
    coalition: Coalition, case: Case, other_case: Case, shared: Home
) -> None:
    book_stay(other_case, shared, from_day=day(10), to_day=day(30), persons=3, by=coalition.rima)
    looking(case, coalition.rima, persons=2)
    line = _line(_plans(coalition)[Variant.URGENCY], case, coalition)
    assert line.home_id is None


def test_beds_that_are_free_before_and_after_are_given(
    coalition: Coalition, case: Case, other_case: Case, shared: Home
) -> None:
    book_stay(other_case, shared, from_day=day(100), to_day=day(130), persons=4, by=coalition.rima)
    looking(case, coalition.rima, persons=4, to_day=day(100))
    assert _line(_plans(coalition)[Variant.URGENCY], case, coalition).home_id == shared.pk


def test_a_home_of_their_wish_is_chosen_and_a_city_ruled_out_never(
    coalition: Coalition, case: Case, shared: Home
) -> None:
    looking(case, coalition.rima, not_in=(str(shared.network_id),))
    plan = _plans(coalition)[Variant.WISHES]
    line = _line(plan, case, coalition)
    assert line.home_id is None
    reasons = reasons_for(line, [line], gather(coalition.rima, day(0)), day(0))
    assert [home.pk for blocked in reasons.blocked for home in blocked.homes] == [shared.pk]
    assert not reasons.others
    with pytest.raises(BreaksRuleError):
        actions.change_line(line, home=shared.pk, by=coalition.rima)


def test_a_line_changed_by_hand_says_what_it_takes_from_the_plan(
    coalition: Coalition, case: Case, shared: Home, family: Home
) -> None:
    looking(case, coalition.rima, persons=3)
    plan = _plans(coalition)[Variant.URGENCY]
    line = _line(plan, case, coalition)
    assert line.home_id == family.pk, "three persons fit a home of three beds better than one of four"
    reasons = reasons_for(line, [line], gather(coalition.rima, day(0)), day(0))
    (other,) = reasons.others
    assert (other.home.pk, other.exact) == (shared.pk, True)
    value = plan.value
    actions.change_line(line, home=shared.pk, by=coalition.rima)
    changed = Plan.objects.unscoped(reason="test").get(pk=plan.pk)
    assert changed.by_hand and changed.value == value - other.at_least


def test_a_plan_whose_world_has_changed_cannot_be_changed_by_hand(
    coalition: Coalition, case: Case, shared: Home
) -> None:
    looking(case, coalition.rima)
    line = _line(_plans(coalition)[Variant.URGENCY], case, coalition)
    looking(case, coalition.rima, persons=1)
    with pytest.raises(PlanOldError):
        actions.change_line(line, home=None, by=coalition.rima)


def test_a_proposal_holds_the_beds_and_two_yes_agree_it(coalition: Coalition, case: Case, shared: Home) -> None:
    looking(case, coalition.rima)
    proposal = _proposed(coalition, case, shared)
    assert Night.objects.unscoped(reason="test").filter(stay=proposal.stay_id).count() == 120
    assert [row.pk for row in asked_of_hosts(coalition.rima)] == [proposal.pk]
    actions.answer_proposal(proposal, side=Side.PERSON, answer="yes", by=coalition.amal)
    held = actions.answer_proposal(proposal, side=Side.HOST, answer="yes", by=coalition.rima)
    assert held.state == ProposalState.AGREED
    with pytest.raises(AnsweredError):
        actions.answer_proposal(proposal, side=Side.HOST, answer="no", by=coalition.rima)


@pytest.mark.parametrize("side", [Side.PERSON, Side.HOST])
def test_a_no_frees_the_beds_and_is_a_rule_for_every_later_plan(
    coalition: Coalition, case: Case, shared: Home, side: str
) -> None:
    looking(case, coalition.rima)
    proposal = _proposed(coalition, case, shared)
    held = actions.answer_proposal(proposal, side=side, answer="no", why="their own", by=coalition.rima)
    assert held.state == ProposalState.REFUSED
    assert Stay.objects.unscoped(reason="test").get(pk=proposal.stay_id).state == StayState.CANCELLED
    assert not Night.objects.unscoped(reason="test").filter(stay=proposal.stay_id).exists()
    assert _line(_plans(coalition)[Variant.URGENCY], case, coalition).home_id is None
    with pytest.raises(RefusedBeforeError):
        _proposed(coalition, case, shared)
    (refusal,) = refusals_of(coalition.rima, case)
    actions.take_back_refusal(refusal, by=coalition.rima)
    assert _line(_plans(coalition)[Variant.URGENCY], case, coalition).home_id == shared.pk


def test_a_refusals_reason_stays_on_its_side(coalition: Coalition, case: Case, shared: Home) -> None:
    """Amal is on the team and keeps no home: she reads the household's reason, and never the host's."""
    for side in (Side.PERSON, Side.HOST):
        Refusal(
            case=case, home=shared, side=side, by=coalition.rima, on=day(0), details={"why": f"of the {side}"}
        ).save(force_insert=True)  # fmt: skip
    assert [row.side for row in refusals_of(coalition.amal, case)] == [Side.PERSON]
    assert {row.side for row in refusals_of(coalition.rima, case)} == {Side.PERSON, Side.HOST}


def test_households_kept_apart_are_never_booked_or_planned_together(
    coalition: Coalition, case: Case, other_case: Case, shared: Home
) -> None:
    actions.keep_apart(case, other_case, scope="network", by=coalition.rima)
    looking(case, coalition.rima, persons=1)
    looking(other_case, coalition.rima, persons=1)
    plan = _plans(coalition)[Variant.URGENCY]
    assert sum(_line(plan, row, coalition).home_id is not None for row in (case, other_case)) == 1
    book_stay(case, shared, from_day=day(1), to_day=day(9), persons=1, by=coalition.rima)
    with pytest.raises(KeptApartError):
        book_stay(other_case, shared, from_day=day(8), to_day=day(20), persons=1, by=coalition.rima)
    book_stay(other_case, shared, from_day=day(9), to_day=day(20), persons=1, by=coalition.rima)


def test_whoever_keeps_the_home_reads_the_need_only_while_the_host_is_to_be_asked(
    coalition: Coalition, case: Case, shared: Home
) -> None:
    """A household goes on looking after a no: what it needs then does not concern the home that it was proposed."""
    looking(case, coalition.rima)
    made = actions.put_forward(case, home_of(coalition.rima, shared.pk), by=coalition.rima)
    asked = for_host(coalition.nadim, made.pk)
    assert need_told_to_host(asked) is not None
    actions.answer_proposal(asked, side=Side.HOST, answer="no", by=coalition.nadim)
    looking(case, coalition.rima, persons=5, languages=("ku",))
    assert need_told_to_host(for_host(coalition.nadim, made.pk)) is None


def test_nobody_agrees_a_proposed_stay_before_both_have_said_yes(
    coalition: Coalition, case: Case, shared: Home
) -> None:
    """Not by the page of the stay either: the host's yes is the host's."""
    looking(case, coalition.rima)
    made = actions.put_forward(case, home_of(coalition.rima, shared.pk), by=coalition.rima)
    mine = proposal_for(coalition.rima, made.pk)
    actions.answer_proposal(mine, side=Side.PERSON, answer="yes", by=coalition.rima)
    with pytest.raises(NotAnsweredError):
        agree_stay(stay_for(coalition.rima, made.stay_id), by=coalition.rima, allowance_shown=True)
    actions.answer_proposal(for_host(coalition.nadim, made.pk), side=Side.HOST, answer="yes", by=coalition.nadim)
    agreed = agree_stay(stay_for(coalition.rima, made.stay_id), by=coalition.rima, allowance_shown=True)
    assert agreed.state == StayState.EXPECTED


def test_whoever_does_not_keep_a_home_agrees_no_stay_there_with_themselves_and_reads_no_address(
    coalition: Coalition, shared: Home
) -> None:
    """Another organisation's coordinator books a home for a case of their own: without the host's side it stays booked."""
    set_address(shared, {"lines": "1 rue imaginaire"}, by=coalition.rima)
    mine = case_in(coalition.archive, coalition.boris, name="Karim Bitar")
    home = home_of(coalition.boris, shared.pk)
    made = book_stay(mine, home, from_day=day(1), to_day=day(9), persons=1, by=coalition.boris)
    with pytest.raises(NotAnsweredError):
        agree_stay(stay_for(coalition.boris, made.pk), by=coalition.boris, allowance_shown=True, host_said="yes")
    assert not Address.objects.visible_to(coalition.boris).exists()

    (asked,) = asked_of_hosts(coalition.nadim)
    assert asked.stay_id == made.pk and need_told_to_host(asked) is None
    actions.answer_proposal(for_host(coalition.nadim, asked.pk), side=Side.HOST, answer="yes", by=coalition.nadim)
    household = proposal_for(coalition.boris, asked.pk)
    actions.answer_proposal(household, side=Side.PERSON, answer="yes", by=coalition.boris)
    agree_stay(stay_for(coalition.boris, made.pk), by=coalition.boris, allowance_shown=True)
    assert Address.objects.visible_to(coalition.boris).get().home_id == shared.pk


def test_a_proposal_of_another_organisation_asks_the_host_once(coalition: Coalition, shared: Home) -> None:
    mine = case_in(coalition.archive, coalition.boris, name="Karim Bitar")
    looking(mine, coalition.boris)
    actions.put_forward(mine, home_of(coalition.boris, shared.pk), by=coalition.boris)
    assert len(asked_of_hosts(coalition.nadim)) == 1


def test_a_stay_that_is_cancelled_on_its_own_page_leaves_no_host_to_be_asked(
    coalition: Coalition, case: Case, shared: Home
) -> None:
    looking(case, coalition.rima)
    made = actions.put_forward(case, home_of(coalition.rima, shared.pk), by=coalition.rima)
    cancel_stay(stay_for(coalition.rima, made.stay_id), reason="other", by=coalition.rima)
    assert asked_of_hosts(coalition.nadim) == []
    assert proposal_for(coalition.rima, made.pk).state == ProposalState.WITHDRAWN


def test_no_name_reaches_the_engine(coalition: Coalition, case: Case, shared: Home) -> None:
    looking(case, coalition.rima)
    told = str(gather(coalition.rima, day(0)).data)
    for word in ("Salma", "Haddad", "Le Goff", case.code, shared.code, "Lyon"):
        assert word not in told


def test_a_plan_keeps_away_from_those_who_live_there_already(
    coalition: Coalition, case: Case, other_case: Case, shared: Home, family: Home
) -> None:
    """Kept apart by home: the flat where the other lives is ruled out, the family's home in the same city is not."""
    book_stay(other_case, shared, from_day=day(1), to_day=day(90), persons=1, by=coalition.rima)
    actions.keep_apart(case, other_case, scope="home", by=coalition.rima)
    looking(case, coalition.rima, persons=3)
    line = _line(_plans(coalition)[Variant.WISHES], case, coalition)
    reasons = reasons_for(line, [line], gather(coalition.rima, day(0)), day(0))
    assert line.home_id == family.pk
    assert [[home.pk for home in blocked.homes] for blocked in reasons.blocked] == [[shared.pk]]
    assert "kept apart" in reasons.blocked[0].text
    with pytest.raises(BreaksRuleError, match="kept apart"):
        actions.change_line(line, home=shared.pk, by=coalition.rima)


def test_a_rule_that_the_planner_does_not_see_is_not_told_by_name_nor_by_a_booking(
    coalition: Coalition, case: Case, shared: Home, family: Home
) -> None:
    """Whoever sees one of the two households would otherwise learn, home by home, in which city the other one lives."""
    hidden = case_in(coalition.archive, coalition.boris, name="Karim Bitar")
    home = home_in(network_of(coalition), coalition.rima)
    for held, lives in ((hidden, home),):
        Stay(
            case=held,
            home=lives,
            from_day=day(1),
            to_day=day(90),
            persons=1,
            booked_by=coalition.rima,
            booked_on=day(0),
        ).save(force_insert=True)
    one, other = sorted([case, hidden], key=lambda row: str(row.pk))
    KeptApart(one=one, other=other, scope="home", by=coalition.rima, on=day(0)).save(force_insert=True)
    looking(case, coalition.rima)
    found = gather(coalition.rima, day(0))
    assert found.barred == {(str(case.pk), str(home.pk)): "refused"}
    assert "kept apart" not in broken_text(["refused"], "refused")
    with pytest.raises(KeptApartError) as refused:
        book_stay(case, home, from_day=day(8), to_day=day(20), persons=1, by=coalition.rima)
    assert "apart" not in str(refused.value) and "near" not in str(refused.value)


def test_who_is_housed_now_is_planned_for_the_time_after(coalition: Coalition, case: Case, shared: Home) -> None:
    book_stay(case, shared, from_day=day(1), to_day=day(30), persons=2, by=coalition.rima)
    looking(case, coalition.rima, from_day=day(20), to_day=day(60))
    with pytest.raises(NobodyLooksError):
        _plans(coalition)
    looking(case, coalition.rima, from_day=day(30), to_day=day(60))
    assert _line(_plans(coalition)[Variant.URGENCY], case, coalition).home_id == shared.pk


def test_a_home_that_is_full_is_no_alternative(
    coalition: Coalition, case: Case, other_case: Case, shared: Home, family: Home
) -> None:
    """Beds that others sleep in are named as what stands against it, and its cost is not asked for."""
    book_stay(other_case, shared, from_day=day(1), to_day=day(90), persons=3, by=coalition.rima)
    looking(case, coalition.rima, persons=2)
    line = _line(_plans(coalition)[Variant.URGENCY], case, coalition)
    reasons = reasons_for(line, [line], gather(coalition.rima, day(0)), day(0))
    assert line.home_id == family.pk and reasons.others == []
    assert [[home.pk for home in blocked.homes] for blocked in reasons.blocked] == [[shared.pk]]
    assert sum(term.points for term in reasons.terms) * reasons.persons * reasons.risk == reasons.worth


def test_reasons_stand_without_their_costs_when_the_engine_does_not_answer(
    coalition: Coalition, case: Case, shared: Home, family: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking(case, coalition.rima, persons=2)
    line = _line(_plans(coalition)[Variant.URGENCY], case, coalition)

    def silent(_inputs: object) -> None:
        raise NoSolverAnswerError

    monkeypatch.setattr("malath.protection.placing.reasons.solved", silent)
    reasons = reasons_for(line, [line], gather(coalition.rima, day(0)), day(0))
    assert [other.at_least for other in reasons.others] == [None]
