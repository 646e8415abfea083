"""With an erased case goes everything that links it to a home or to another household."""

from __future__ import annotations

import pytest

from malath.protection.cases.erasing import ask_erasure, carry_out_erasure
from malath.protection.cases.models import Case
from malath.protection.hosting.models import Home
from malath.protection.placing import actions
from malath.protection.placing.models import KeptApart, Line, Need, Plan, Proposal, Refusal
from malath.protection.placing.rules import Side
from malath.protection.placing.selectors import asked_of_hosts
from malath.protection.placing.tests.makers import looking
from malath.protection.stays.models import Night
from malath.protection.stays.tests.makers import day
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def test_an_erased_case_leaves_no_line_no_proposal_no_refusal_and_no_rule(
    coalition: Coalition, case: Case, other_case: Case, shared: Home, family: Home
) -> None:
    looking(case, coalition.rima)
    looking(other_case, coalition.rima)
    actions.keep_apart(case, other_case, scope="home", by=coalition.rima)
    actions.make_plans(organisation=coalition.haven.pk, by=coalition.rima)
    found = Home.objects.unscoped(reason="test").select_related("network").get(pk=shared.pk)
    actions.put_forward(case, found, by=coalition.rima)
    Refusal(case=case, home=family, side=Side.HOST, by=coalition.rima, on=day(0)).save(force_insert=True)

    carry_out_erasure(ask_erasure(case, ground="wish", by=coalition.dalia), by=coalition.rima)

    for model in (Line, Proposal, Refusal, Need):
        assert not model.objects.unscoped(reason="test").filter(case=case.pk).exists(), model
    assert not KeptApart.objects.unscoped(reason="test").exists()
    assert not Night.objects.unscoped(reason="test").filter(home=shared).exists()
    assert asked_of_hosts(coalition.rima) == []


def test_the_other_household_and_the_plans_numbers_stay(
    coalition: Coalition, case: Case, other_case: Case, shared: Home
) -> None:
    looking(case, coalition.rima)
    looking(other_case, coalition.rima)
    actions.make_plans(organisation=coalition.haven.pk, by=coalition.rima)
    before = sorted(Plan.objects.unscoped(reason="test").values_list("value", flat=True))

    carry_out_erasure(ask_erasure(case, ground="wish", by=coalition.dalia), by=coalition.rima)

    assert sorted(Plan.objects.unscoped(reason="test").values_list("value", flat=True)) == before
    assert Need.objects.unscoped(reason="test").filter(case=other_case.pk).exists()
    assert Line.objects.unscoped(reason="test").filter(case=other_case.pk).count() == 3
