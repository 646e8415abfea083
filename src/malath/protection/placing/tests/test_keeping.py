"""A plan may keep a scarce place for whoever is likely to come, says for whom, and is made only where enough is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from malath.engines.placement.checking import check
from malath.engines.placement.reading import read_instance
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case
from malath.protection.cases.rules import Priority
from malath.protection.hosting.models import Home
from malath.protection.hosting.rules import HomeKind
from malath.protection.placing import actions
from malath.protection.placing.actions import plans as plans_module
from malath.protection.placing.errors import NoSolverAnswerError
from malath.protection.placing.gathering import for_variant, gather
from malath.protection.placing.keeping import as_asked, kept_from, seasons_to_expect
from malath.protection.placing.models import Line, Need, Plan
from malath.protection.placing.rules import ENOUGH_CAME, NOW, SEASON_DAYS, SEASONS, NeedState, Variant
from malath.protection.placing.selectors import line_for, plans_of_last_turn
from malath.protection.placing.tests.makers import looking, wanted
from malath.protection.stays.actions import book_stay
from malath.protection.stays.tests.makers import case_in, day, home_in, network_of
from tests.people import Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_steps(coalition: Coalition) -> Home:
    """The one home that a wheelchair can enter."""
    return home_in(network_of(coalition), coalition.rima, beds=3, kind=HomeKind.FAMILY, step_free=True)


@pytest.fixture
def with_steps(coalition: Coalition) -> Home:
    """A home with stairs, and more room."""
    return home_in(network_of(coalition), coalition.rima, beds=5, kind=HomeKind.FAMILY)


def _came(coalition: Coalition, by: Member, *, households: int, every: int = 7) -> None:
    """Households who came so many days after one another, none of whom could climb stairs."""
    for number in range(households):
        case = case_in(coalition.haven, by, by, name=f"Invented {number}")
        Case.objects.unscoped(reason="test").filter(pk=case.pk).update(priority=Priority.EMERGENCY)
        since = day(-1 - every * number)
        needed = wanted(from_day=since, to_day=since + timedelta(days=90), persons=3, requirements=("step_free",))
        need = Need(case=case, state=NeedState.CLOSED, since=since, written_by=by, details=needed.as_details())
        need.save(force_insert=True)


def _plans(coalition: Coalition) -> dict[str, Plan]:
    actions.make_plans(organisation=coalition.haven.pk, by=coalition.rima)
    return {plan.variant: plan for plan in plans_of_last_turn(coalition.rima)}


def _line(plan: Plan, case: Case, coalition: Coalition) -> Line:
    found = line_for(coalition.rima, Line.objects.unscoped(reason="test").get(plan=plan, case=case.pk).pk)
    reveal(found, by=coalition.rima, why="test")
    return found


def test_the_only_home_without_steps_is_kept_for_those_who_need_one(
    coalition: Coalition, case: Case, without_steps: Home, with_steps: Home, as_member: Callable[..., Client]
) -> None:
    looking(case, coalition.rima, persons=3)
    _came(coalition, coalition.rima, households=ENOUGH_CAME, every=40)
    plans = _plans(coalition)
    now, keeping = (_line(plans[variant], case, coalition) for variant in (Variant.URGENCY, Variant.KEEPING))
    assert now.home_id == without_steps.pk and "kept" not in now.details
    assert keeping.home_id == with_steps.pk
    kept = kept_from(keeping, [], gather(coalition.rima, day(0)))
    assert kept is not None and kept.home.pk == without_steps.pk
    assert kept.expected > 0 and kept.price > kept.worth - keeping.details["worth"] > 0
    assert not kept.in_city and kept.needs == ["No steps: somebody uses a wheelchair or cannot climb"]
    plan = plans[Variant.KEEPING]
    assert plan.proven and plan.value < plans[Variant.URGENCY].value <= plan.bound
    _page_says_what_is_kept(as_member(coalition.rima), plan, keeping, without_steps)


def _page_says_what_is_kept(client: Client, plan: Plan, line: Line, home: Home) -> None:
    assert "a place is kept" in client.get(f"/placing/plans/{plan.pk}/").content.decode()
    page = client.get(f"/placing/lines/{line.pk}/").content.decode()
    assert "A place that is kept" in page and home.code in page and "on average" in page


def test_too_few_who_came_say_nothing(
    coalition: Coalition, case: Case, without_steps: Home, as_member: Callable[..., Client]
) -> None:
    looking(case, coalition.rima, persons=3)
    _came(coalition, coalition.rima, households=ENOUGH_CAME - 2)
    assert Variant.KEEPING not in _plans(coalition)
    assert f"once {ENOUGH_CAME} households" in as_member(coalition.rima).get("/placing/").content.decode()


def test_who_came_is_expected_as_long_after_as_they_came_before_and_only_from_cases_that_are_seen(
    coalition: Coalition, case: Case, without_steps: Home
) -> None:
    looking(case, coalition.rima, persons=3, to_day=day(300))
    _came(coalition, coalition.rima, households=ENOUGH_CAME)
    found = gather(coalition.rima, day(0))
    seasons = seasons_to_expect(coalition.rima, found, day(0))
    assert len(seasons) == SEASONS
    # All came within the newest stretch. Who looks now came today, for tomorrow: one like them comes in 56 days.
    first = {found.day(one["from"]) for one in seasons[0]}
    assert first == {day(SEASON_DAYS - 1 - 7 * number) for number in range(ENOUGH_CAME)} | {day(SEASON_DAYS + 1)}
    assert seasons_to_expect(coalition.omar, found, day(0)) == []


def test_a_home_that_is_full_is_full_for_those_who_come_too(
    coalition: Coalition, case: Case, other_case: Case, without_steps: Home
) -> None:
    shared = home_in(network_of(coalition), coalition.rima, beds=4)
    book_stay(other_case, shared, from_day=day(0), to_day=day(200), persons=3, by=coalition.rima, note="")
    looking(case, coalition.rima, persons=1)
    _came(coalition, coalition.rima, households=ENOUGH_CAME)
    found = gather(coalition.rima, day(0))
    seasons = seasons_to_expect(coalition.rima, found, day(0))
    asked = as_asked(found, for_variant(found, Variant.URGENCY, day(0)), seasons)
    (coming,) = [one for one in seasons[0] if found.day(one["from"]) == day(SEASON_DAYS - 1)]
    instance = read_instance({**asked, "households": [{**coming, "size": 2, "needs": []}]})
    assert check(instance, [(coming["id"], str(shared.pk))]) != []


def test_a_fourth_plan_that_fails_takes_the_others_with_it_nowhere(
    coalition: Coalition, case: Case, without_steps: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_asked: object) -> None:
        raise NoSolverAnswerError

    monkeypatch.setattr(plans_module, "solved_keeping", fails)
    looking(case, coalition.rima, persons=3)
    _came(coalition, coalition.rima, households=ENOUGH_CAME)
    assert set(_plans(coalition)) == {variant.value for variant in NOW}


def test_where_more_came_than_are_read_the_cut_stretch_stands_for_nothing(
    coalition: Coalition, case: Case, without_steps: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malath.protection.placing.keeping.MOST_CAME", 10)
    looking(case, coalition.rima, persons=3, to_day=day(300))
    _came(coalition, coalition.rima, households=12, every=7)
    found = gather(coalition.rima, day(0))
    assert len(seasons_to_expect(coalition.rima, found, day(0))) == 1
