"""Who sees a home, its host and its address; what a booking asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import NotFoundError
from malath.platform.notices.models import Notice
from malath.protection.hosting import jobs, selectors
from malath.protection.hosting.models import Address, Check, Home
from malath.protection.hosting.rules import HomeState
from malath.protection.hosting.tests.makers import make_check, make_home, make_network, waiting_offer
from malath.protection.hosting.today import checks_today, homes_today, offers_today
from tests.people import Coalition


@pytest.fixture
def home(coalition: Coalition) -> Home:
    return make_home(make_network(coalition.haven, coalition.lyon), coalition.rima)


def test_those_who_look_for_a_place_see_what_a_home_is_like_and_not_whose_or_where(
    coalition: Coalition, home: Home
) -> None:
    for keeper_of in (coalition.rima, coalition.nadim, coalition.dalia):
        assert selectors.home_of(keeper_of, home.pk) == home
        assert selectors.host_of(keeper_of, home) and selectors.address_of(keeper_of, home)
    assert selectors.home_of(coalition.boris, home.pk) == home
    assert selectors.host_of(coalition.boris, home) is None and selectors.address_of(coalition.boris, home) is None
    assert not Check.objects.visible_to(coalition.boris).exists()
    for other in (coalition.amal, coalition.bilal, coalition.lea, coalition.chadia, coalition.omar, coalition.tariq):
        with pytest.raises(NotFoundError):
            selectors.home_of(other, home.pk)
        assert not Address.objects.visible_to(other).exists()


def test_what_was_never_approved_concerns_its_network_alone(coalition: Coalition) -> None:
    network = make_network(coalition.haven, coalition.lyon)
    home = make_home(network, coalition.rima, state=HomeState.VISITED)
    assert selectors.home_of(coalition.nadim, home.pk) == home
    with pytest.raises(NotFoundError):
        selectors.home_of(coalition.boris, home.pk)


def test_a_home_is_bookable_when_its_state_nights_and_checks_say_so(coalition: Coalition, home: Home) -> None:
    today = timezone.localdate()
    stay = (today + timedelta(days=3), today + timedelta(days=40))
    assert not selectors.bookable_problems(home, *stay)
    assert selectors.homes_open(coalition.boris, *stay) == [home]
    assert selectors.bookable_problems(home, stay[0], today + timedelta(days=400))
    Check.objects.unscoped(reason="test").filter(kind="visit").update(holds=False)
    assert [problem.check for problem in selectors.bookable_problems(home, *stay)] == ["visit"]
    assert selectors.homes_open(coalition.boris, *stay) == []


def test_the_facts_for_the_engine_hold_no_name_and_no_address(home: Home) -> None:
    facts = selectors.facts_of(home)
    assert facts["beds"] == 3 and facts["id"] == str(home.pk) and len(facts["open"]) == 1
    assert "street" not in str(facts) and "Host of" not in str(facts)


def test_today_tells_of_checks_that_end_hosts_to_ask_and_offers(coalition: Coalition, home: Home) -> None:
    today = timezone.localdate()
    make_home(home.network, coalition.rima, "LY-2", state=HomeState.VISITED)
    Home.objects.unscoped(reason="test").filter(pk=home.pk).update(confirmed_on=today - timedelta(days=70))
    Check.objects.unscoped(reason="test").filter(host=home.host_id, kind="visit").update(expires_on=today)
    waiting_offer(home.network, {"name": "Somebody"})
    now = timezone.now()

    def told(viewer: Member) -> list[str]:
        sources = (offers_today, checks_today, homes_today)
        return [matter.what for source in sources for matter in source(viewer, now)]

    assert told(coalition.nadim) == [
        "A home is offered in Lyon",
        "LY-1: Visit of the home",
        "LY-1: is the offer still true?",
        "LY-2 was visited",
    ]
    assert told(coalition.boris) == told(coalition.amal) == []


def test_those_who_keep_a_network_are_reminded_once(coalition: Coalition, home: Home) -> None:
    today = timezone.localdate()
    Home.objects.unscoped(reason="test").filter(pk=home.pk).update(confirmed_on=today - timedelta(days=70))
    Check.objects.unscoped(reason="test").filter(host=home.host_id, kind="visit").update(expires_on=today)
    for _again in range(2):
        assert jobs.remind_of_checks() == jobs.remind_of_stale_homes() == 1
    notices = Notice.objects.unscoped(reason="test")
    assert notices.filter(code="hosting.check_ends").count() == notices.filter(code="hosting.home_stale").count() == 3
    make_check(home, "visit", coalition.rima, today)
    assert jobs.remind_of_checks() == 0
