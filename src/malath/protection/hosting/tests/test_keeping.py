"""A home from offer to end: what is allowed when, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.hosting import actions, occupancy
from malath.protection.hosting.actions.entering import HomeFacts, HostFacts
from malath.protection.hosting.errors import (
    BedsTakenError,
    CheckEndError,
    CheckInFutureError,
    ChecksMissingError,
    CoolingOffError,
    HomeLivedInError,
    NightsTakenError,
    ReasonMissingError,
    SecondLookError,
    StepNotPossibleError,
)
from malath.protection.hosting.listing import WantedHomes as Wanted
from malath.protection.hosting.listing import homes_page, tonight_for
from malath.protection.hosting.models import Capacity, Check, Home, HomeStep, Network
from malath.protection.hosting.occupancy import Taken
from malath.protection.hosting.rules import HomeKind, HomeState, Span
from malath.protection.hosting.selectors import (
    bookable_problems,
    cares_near,
    facts_of_homes,
    home_of,
    keepers_of,
    open_spans,
)
from malath.protection.hosting.tests.makers import make_home, make_network
from tests.people import Coalition, member


@pytest.fixture
def network(coalition: Coalition) -> Network:
    return make_network(coalition.haven, coalition.lyon)


@pytest.fixture
def stays() -> Iterator[list[Taken]]:
    """Who sleeps where, as the room of stays would tell it."""
    told: list[Taken] = []
    before = list(occupancy._sources)
    occupancy._sources[:] = [lambda homes, first, last: [one for one in told if one.home in set(homes)]]
    yield told
    occupancy._sources[:] = before


def entered(network: Network, coalition: Coalition, **facts: object) -> Home:
    return actions.enter_home(
        network,
        host=HostFacts("family", {"main": "Solène Imaginaire"}, {"phones": ["+33639980090"]}),
        facts=HomeFacts("family", 2, 1, frozenset({"children_welcome"}), ("fr", "ar")),
        address={"lines": "3 rue imaginaire"},
        by=coalition.nadim,
        **facts,  # type: ignore[arg-type]
    )


def verbs() -> list[str]:
    return list(
        OutboxEntry.objects.filter(verb__startswith="hosting.").order_by("number").values_list("verb", flat=True)
    )


def test_a_home_goes_from_offer_to_approval_by_its_checks_and_a_second_look(
    coalition: Coalition, network: Network
) -> None:
    today = timezone.localdate()
    home = entered(network, coalition, offered_on=today - timedelta(days=8))
    assert home.code == "LYON-1" and entered(network, coalition).code == "LYON-2"
    with pytest.raises(StepNotPossibleError):
        actions.move_home(home, HomeState.APPROVED, by=coalition.nadim)
    actions.write_check(home, "visit", done_on=today, passed=True, outcome="", by=coalition.nadim)
    assert home_of(coalition.nadim, home.pk).state == HomeState.VISITED
    with pytest.raises(ChecksMissingError):
        actions.move_home(home, HomeState.APPROVED, by=coalition.rima)
    for kind in home.needed_checks:
        if kind != "visit":
            actions.write_check(home, kind, done_on=today, passed=True, outcome="", by=coalition.nadim)
    with pytest.raises(SecondLookError):
        actions.move_home(home, HomeState.APPROVED, by=coalition.nadim)
    home = actions.move_home(home, HomeState.APPROVED, by=coalition.rima)
    assert bookable_problems(home, today, today + timedelta(days=5))
    actions.open_nights(home, Span(today, today + timedelta(days=30)), by=coalition.nadim)
    assert not bookable_problems(home, today, today + timedelta(days=5))
    told = [step.state for step in HomeStep.objects.visible_to(coalition.rima).filter(home=home).order_by("number")]
    assert told == ["offered", "visited", "approved"]
    assert verbs()[:3] == ["hosting.home_entered", "hosting.home_entered", "hosting.check_written"]


def test_a_host_has_a_week_to_think_again(coalition: Coalition, network: Network) -> None:
    home = entered(network, coalition)
    for kind in home.needed_checks:
        actions.write_check(home, kind, done_on=timezone.localdate(), passed=True, outcome="", by=coalition.nadim)
    with pytest.raises(CoolingOffError):
        actions.move_home(home, HomeState.APPROVED, by=coalition.rima)


def fewer(home: Home, beds: int, kind: str = HomeKind.SHARED) -> HomeFacts:
    return HomeFacts(kind, beds, home.rooms, frozenset(), ("fr",))


def test_beds_that_are_given_are_not_taken_away_and_the_refusal_names_days_alone(
    coalition: Coalition, network: Network, stays: list[Taken]
) -> None:
    home, today = make_home(network, coalition.rima), timezone.localdate()
    stays += [
        Taken(home.pk, today + timedelta(days=10), today + timedelta(days=20), 2),
        Taken(home.pk, today + timedelta(days=15), today + timedelta(days=30), 1),
        Taken(home.pk, today + timedelta(days=40), today + timedelta(days=50), 1),
    ]
    with pytest.raises(BedsTakenError) as refused:
        actions.change_home(home, fewer(home, 2), by=coalition.rima)
    assert date_text(today + timedelta(days=10)) in str(refused.value)
    assert date_text(today + timedelta(days=40)) not in str(refused.value), "that night is not too full"
    with pytest.raises(BedsTakenError):
        actions.change_home(home, fewer(home, 3, HomeKind.FAMILY), by=coalition.rima)
    with pytest.raises(NightsTakenError, match=date_text(today + timedelta(days=40))):
        actions.close_nights(home, Span(today + timedelta(days=35), today + timedelta(days=60)), by=coalition.rima)
    assert Home.objects.unscoped(reason="test").get(pk=home.pk).beds == 3

    actions.change_home(home, fewer(home, 4), by=coalition.rima)
    stays.pop(0)
    actions.change_home(home, fewer(home, 1), by=coalition.rima)


def test_a_home_does_not_end_over_a_stay_that_lies_years_ahead(
    coalition: Coalition, network: Network, stays: list[Taken]
) -> None:
    home, far = make_home(network, coalition.rima), timezone.localdate() + timedelta(days=4 * 366)
    stays.append(Taken(home.pk, far, far + timedelta(days=9), 2))
    with pytest.raises(HomeLivedInError, match=date_text(far)):
        actions.move_home(home, HomeState.ENDED, why="they move", by=coalition.rima)


def test_pausing_and_ending_need_a_reason_and_nobody_who_lives_there(
    coalition: Coalition, network: Network, stays: list[Taken]
) -> None:
    home, today = make_home(network, coalition.rima), timezone.localdate()
    with pytest.raises(ReasonMissingError):
        actions.move_home(home, HomeState.PAUSED, by=coalition.rima)
    stays.append(Taken(home.pk, today - timedelta(days=3), today + timedelta(days=9), 2))
    with pytest.raises(HomeLivedInError):
        actions.move_home(home, HomeState.ENDED, why="they move", by=coalition.rima)
    with pytest.raises(NightsTakenError):
        actions.close_nights(home, Span(today, today + timedelta(days=2)), by=coalition.rima)
    stays.clear()
    actions.close_nights(home, Span(today, today + timedelta(days=2)), by=coalition.rima)
    assert len(open_spans([home.pk])[home.pk]) == 2
    actions.open_nights(home, Span(today - timedelta(days=1), today + timedelta(days=3)), by=coalition.rima)
    assert len(open_spans([home.pk])[home.pk]) == 1
    assert actions.move_home(home, HomeState.ENDED, why="they move", by=coalition.rima).ended_on == today


def test_a_check_that_was_not_passed_ends_what_an_earlier_one_allowed(coalition: Coalition, network: Network) -> None:
    home, today = make_home(network, coalition.rima), timezone.localdate()
    assert not bookable_problems(home, today, today + timedelta(days=2))
    with pytest.raises(ReasonMissingError):
        actions.write_check(home, "identity", done_on=today, passed=False, outcome=" ", by=coalition.nadim)
    with pytest.raises(CheckInFutureError):
        actions.write_check(
            home, "visit", done_on=today + timedelta(days=1), passed=True, outcome="", by=coalition.nadim
        )
    with pytest.raises(CheckEndError):
        actions.write_check(
            home, "visit", done_on=today, passed=True, outcome="", expires_on=today + timedelta(days=800),
            by=coalition.nadim,
        )  # fmt: skip
    actions.write_check(home, "identity", done_on=today, passed=False, outcome="another name", by=coalition.nadim)
    assert bookable_problems(home, today, today + timedelta(days=2))


def test_a_check_that_is_taken_back_counts_no_more_and_keeps_its_words(coalition: Coalition, network: Network) -> None:
    home, today = make_home(network, coalition.rima), timezone.localdate()
    check = Check.objects.visible_to(coalition.rima).select_related("host").get(kind="agreement")
    reveal(check, by=coalition.rima, why="test")
    actions.take_back_check(check, why="signed by another", by=coalition.nadim)
    assert bookable_problems(home, today, today + timedelta(days=2))
    again = Check.objects.visible_to(coalition.rima).get(pk=check.pk)
    reveal(again, by=coalition.rima, why="test")
    assert again.outcome == "signed by another"


def test_each_look_at_an_address_is_an_entry(coalition: Coalition, network: Network) -> None:
    home = make_home(network, coalition.rima)
    assert actions.show_address(home, by=coalition.nadim).text == {"lines": "1 LY-1 street"}
    actions.show_address(home, by=coalition.nadim)
    assert verbs() == ["hosting.address_shown"] * 2
    with pytest.raises(NotFoundError):
        actions.show_address(home, by=coalition.boris)


def test_nobody_else_writes_in_a_network(coalition: Coalition, network: Network) -> None:
    home = make_home(network, coalition.rima)
    for other in (coalition.boris, coalition.amal, coalition.omar, coalition.tariq, coalition.chadia):
        with pytest.raises(NotAllowedError):
            actions.confirm_home(home, by=other)
        with pytest.raises(NotAllowedError):
            actions.add_volunteer(network, {"name": "x"}, by=other)


def test_a_city_coordinator_of_another_organisation_keeps_homes_only_where_it_helps(
    coalition: Coalition, network: Network
) -> None:
    theirs = member("nour", coalition.archive, "network_coordinator", network=coalition.lyon)  # type: ignore[arg-type]
    home = make_home(network, coalition.rima, state=HomeState.OFFERED)
    with pytest.raises(NotFoundError):
        home_of(theirs, home.pk)
    network.partners.add(coalition.archive)
    assert home_of(type(theirs).objects.get(pk=theirs.pk), home.pk) == home
    assert set(keepers_of(network)) == {coalition.nadim, coalition.rima, coalition.dalia, theirs}


def test_what_a_network_can_give_has_a_story(coalition: Coalition, network: Network) -> None:
    today = timezone.localdate()
    before = actions.set_capacity(
        network, "care", code="trauma", most=1, km=40, from_day=today - timedelta(days=90), by=coalition.rima
    )
    actions.set_capacity(network, "care", code="trauma", most=3, km=12, from_day=today, by=coalition.rima)
    assert cares_near([network.pk])[network.pk] == {"trauma": 12}
    assert cares_near([network.pk], today - timedelta(days=1))[network.pk] == {"trauma": 40}
    assert Capacity.objects.visible_to(coalition.boris).get(pk=before.pk).to_day == today


def test_a_volunteer_who_stops_is_forgotten_at_once(coalition: Coalition, network: Network) -> None:
    helper = actions.add_volunteer(network, {"name": "Erwan Imaginaire"}, by=coalition.nadim)
    actions.end_volunteer(helper, by=coalition.nadim)
    helper.refresh_from_db(from_queryset=type(helper).objects.unscoped(reason="test"))
    assert helper.details == {} and helper.until == timezone.localdate()


def test_tonight_shows_free_beds_of_checked_homes_alone(
    coalition: Coalition, network: Network, stays: list[Taken]
) -> None:
    today = timezone.localdate()
    shared = make_home(network, coalition.rima, "LY-1", tonight=True, beds=5)
    family = make_home(network, coalition.rima, "LY-2", tonight=True, kind=HomeKind.FAMILY)
    unchecked = make_home(network, coalition.rima, "LY-3", tonight=True)
    make_home(network, coalition.rima, "LY-4")
    Check.objects.unscoped(reason="test").filter(host=unchecked.host_id, kind="identity").delete()
    assert tonight_for(coalition.boris) == [(shared, 5), (family, 3)]
    stays += [
        Taken(shared.pk, today, today + timedelta(days=1), 2),
        Taken(family.pk, today, today + timedelta(days=4), 1),
    ]
    assert tonight_for(coalition.nadim) == [(shared, 3)]


def test_homes_are_found_by_what_they_offer(coalition: Coalition, network: Network) -> None:
    one = make_home(network, coalition.rima, "LY-1", languages="ar fr", step_free=True)
    two = make_home(network, coalition.rima, "LY-2", languages="fr", beds=6)
    ended = make_home(network, coalition.rima, "LY-3", state=HomeState.ENDED)

    def found(**wanted: object) -> list[Home]:
        return homes_page(coalition.nadim, Wanted(**wanted))[0]  # type: ignore[arg-type]

    assert found() == [one, two] and found(state="ended") == [ended]
    assert found(language="ar") == [one] and found(language="fr") == [one, two] and found(language="r") == []
    assert found(need="step_free") == [one] and found(beds=4) == [two] and found(network="metz") == []
    assert [facts["languages"] for facts in facts_of_homes([one, two])] == [["ar", "fr"], ["fr"]]
