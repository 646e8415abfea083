"""Beds are given once; a home is booked only while it is open and its checks hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case, Entry
from malath.protection.cases.words import said_of
from malath.protection.hosting.models import Check, Home
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.rules import CheckKind, HomeState
from malath.protection.stays import guards
from malath.protection.stays.actions import (
    agree_stay,
    book_stay,
    cancel_stay,
    confirm_arrival,
    end_stay,
    extend_stay,
    move_stay,
)
from malath.protection.stays.errors import (
    AllowanceNotShownError,
    AlreadyHousedError,
    HomeFullError,
    KeptApartError,
    NotBookableError,
    NotOpenError,
    StayStateError,
    TooManyPersonsError,
    WrongDaysError,
)
from malath.protection.stays.models import ExitStep, Night, Stay, Visit
from malath.protection.stays.rules import EndReason, StayState, WhereNext
from malath.protection.stays.tests.makers import case_in, day, home_in, network_of
from malath.protection.stays.words import entry_title
from tests.people import Coalition


def beds_on(home: Home, number: int) -> int:
    return Night.objects.unscoped(reason="test").filter(home=home, day=day(number)).count()


def living(case: Case, home: Home, c: Coalition, since: int = -10, until: int = 60, persons: int = 2) -> Stay:
    """A stay whose household has arrived."""
    stay = book_stay(case, home, from_day=day(since), to_day=day(until), persons=persons, by=c.rima)
    stay = stay_of(stay)
    agree_stay(stay, by=c.rima, allowance_shown=True, adults=1)
    confirm_arrival(stay, on=day(since), by=c.rima)
    return stay_of(stay)


def stay_of(stay: Stay) -> Stay:
    rows = Stay.objects.unscoped(reason="test").select_related("case__head", "home__network__local")
    return rows.get(pk=stay.pk)  # type: ignore[no-any-return]


def test_a_booking_takes_a_bed_for_each_person_and_each_night(case: Case, shared: Home, coalition: Coalition) -> None:
    stay = book_stay(case, shared, from_day=day(1), to_day=day(4), persons=2, by=coalition.rima)

    assert stay.state == StayState.BOOKED
    assert [beds_on(shared, n) for n in range(5)] == [0, 2, 2, 2, 0]
    assert [(taken.persons, taken.from_day) for taken in taken_in([shared.pk], day(0), day(9))] == [(2, day(1))]


def test_a_booking_leaves_a_line_on_the_timeline_and_an_entry_in_the_ledger(
    case: Case, shared: Home, coalition: Coalition
) -> None:
    stay = book_stay(case, shared, from_day=day(1), to_day=day(4), persons=2, by=coalition.rima)

    entry = Entry.objects.visible_to(coalition.amal).get(kind="stay")
    reveal(entry, by=coalition.amal, why="test")
    assert shared.code in said_of(entry).title
    assert OutboxEntry.objects.filter(verb="stay.booked", row=stay.pk, member=coalition.rima.pk).exists()


def test_a_full_home_says_on_which_nights(case: Case, other_case: Case, shared: Home, coalition: Coalition) -> None:
    book_stay(case, shared, from_day=day(3), to_day=day(5), persons=3, by=coalition.rima)

    with pytest.raises(HomeFullError) as refusal:
        book_stay(other_case, shared, from_day=day(1), to_day=day(9), persons=2, by=coalition.rima)

    assert refusal.value.nights == [day(3), day(4)]
    assert Stay.objects.unscoped(reason="test").filter(case=other_case).count() == 0
    book_stay(other_case, shared, from_day=day(5), to_day=day(9), persons=2, by=coalition.rima)


def test_a_family_takes_one_household_however_small(
    case: Case, other_case: Case, family: Home, coalition: Coalition
) -> None:
    book_stay(case, family, from_day=day(1), to_day=day(9), persons=1, by=coalition.rima)

    assert beds_on(family, 1) == 3
    with pytest.raises(HomeFullError):
        book_stay(other_case, family, from_day=day(8), to_day=day(12), persons=1, by=coalition.rima)


def test_a_household_has_one_home_at_a_time(case: Case, shared: Home, family: Home, coalition: Coalition) -> None:
    book_stay(case, shared, from_day=day(1), to_day=day(9), persons=2, by=coalition.rima)

    with pytest.raises(AlreadyHousedError):
        book_stay(case, family, from_day=day(8), to_day=day(12), persons=2, by=coalition.rima)

    assert book_stay(case, family, from_day=day(9), to_day=day(12), persons=2, by=coalition.rima).pk


@pytest.mark.parametrize(("first", "last", "persons", "error"), [
    (3, 3, 1, WrongDaysError), (3, 2, 1, WrongDaysError), (1, 900, 1, WrongDaysError),
    (1, 2, 0, TooManyPersonsError), (1, 2, 31, TooManyPersonsError), (1, 2, 5, HomeFullError),
    (690, 720, 1, NotOpenError),
])  # fmt: skip
def test_what_can_never_be_a_stay(
    case: Case, shared: Home, coalition: Coalition, first: int, last: int, persons: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        book_stay(case, shared, from_day=day(first), to_day=day(last), persons=persons, by=coalition.rima)


def test_a_home_is_not_booked_while_a_check_has_ended(case: Case, shared: Home, coalition: Coalition) -> None:
    checks = Check.objects.unscoped(reason="test").filter(host=shared.host_id, kind=CheckKind.AGREEMENT)
    checks.update(expires_on=day(5))

    with pytest.raises(NotBookableError):
        book_stay(case, shared, from_day=day(5), to_day=day(9), persons=1, by=coalition.rima)

    assert book_stay(case, shared, from_day=day(4), to_day=day(9), persons=1, by=coalition.rima).pk


@pytest.mark.parametrize("state", [HomeState.OFFERED, HomeState.VISITED, HomeState.PAUSED, HomeState.ENDED])
def test_only_an_approved_home_is_booked(case: Case, shared: Home, coalition: Coalition, state: str) -> None:
    Home.objects.unscoped(reason="test").filter(pk=shared.pk).update(state=state)

    with pytest.raises(NotBookableError):
        book_stay(case, shared, from_day=day(1), to_day=day(9), persons=1, by=coalition.rima)


def test_another_room_may_forbid_a_home_to_a_household(
    case: Case, shared: Home, coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def apart(_case: Case, _home: Home, *_days: object) -> None:
        raise KeptApartError

    monkeypatch.setattr(guards, "_guards", [])
    guards.give_booking_guard(apart)

    with pytest.raises(KeptApartError):
        book_stay(case, shared, from_day=day(1), to_day=day(9), persons=1, by=coalition.rima)


def test_who_sees_neither_the_case_nor_the_home_books_nothing(case: Case, shared: Home, coalition: Coalition) -> None:
    with pytest.raises(NotFoundError):
        book_stay(case, shared, from_day=day(1), to_day=day(9), persons=1, by=coalition.boris)
    with pytest.raises(NotFoundError):
        book_stay(case, shared, from_day=day(1), to_day=day(9), persons=1, by=coalition.amal)


def test_an_extension_needs_free_beds_too(case: Case, other_case: Case, shared: Home, coalition: Coalition) -> None:
    stay = book_stay(case, shared, from_day=day(1), to_day=day(5), persons=3, by=coalition.rima)
    book_stay(other_case, shared, from_day=day(7), to_day=day(9), persons=2, by=coalition.rima)

    with pytest.raises(HomeFullError):
        extend_stay(stay_of(stay), to_day=day(8), by=coalition.rima)
    with pytest.raises(WrongDaysError):
        extend_stay(stay_of(stay), to_day=day(5), by=coalition.rima)

    assert extend_stay(stay_of(stay), to_day=day(7), by=coalition.rima).to_day == day(7)
    assert [beds_on(shared, n) for n in (4, 5, 6, 7)] == [3, 3, 3, 2]


def test_a_move_is_one_act_and_the_old_stay_ends_at_the_arrival(
    case: Case, shared: Home, family: Home, coalition: Coalition
) -> None:
    old = living(case, shared, coalition)

    new = move_stay(old, family, on=day(0), to_day=day(90), by=coalition.rima)

    assert (beds_on(shared, -1), beds_on(shared, 0), beds_on(family, 0)) == (2, 0, 3)
    assert (stay_of(old).state, stay_of(old).to_day) == (StayState.ARRIVED, day(0))
    agree_stay(stay_of(new), by=coalition.rima, allowance_shown=True)
    confirm_arrival(stay_of(new), on=day(0), by=coalition.rima)
    assert (stay_of(old).state, stay_of(old).end_reason) == (StayState.ENDED, EndReason.MOVED)


def test_a_move_that_is_cancelled_gives_the_old_stay_its_days_back(
    case: Case, shared: Home, family: Home, coalition: Coalition
) -> None:
    old = living(case, shared, coalition)
    new = move_stay(old, family, on=day(1), to_day=day(90), by=coalition.rima)

    cancel_stay(stay_of(new), reason=EndReason.THEIR_WISH, by=coalition.rima)

    assert (stay_of(old).state, stay_of(old).to_day) == (StayState.ARRIVED, day(60))
    assert (beds_on(shared, 59), beds_on(family, 5)) == (2, 0)
    again = move_stay(stay_of(old), family, on=day(2), to_day=day(90), by=coalition.rima)
    assert again.moved_from_id == old.pk, "the old stay can be moved again"


def test_days_that_others_have_by_then_are_not_given_back_and_the_timeline_says_so(
    case: Case, other_case: Case, shared: Home, family: Home, coalition: Coalition
) -> None:
    old = living(case, shared, coalition)
    new = move_stay(old, family, on=day(1), to_day=day(90), by=coalition.rima)
    book_stay(other_case, shared, from_day=day(20), to_day=day(25), persons=shared.beds, by=coalition.rima)

    cancel_stay(stay_of(new), reason=EndReason.THEIR_WISH, by=coalition.rima)

    assert (stay_of(old).state, stay_of(old).to_day) == (StayState.ARRIVED, day(1))
    rows = Entry.objects.unscoped(reason="test").filter(case=case, kind="stay")
    told = list(rows)
    reveal(told, by=coalition.rima, why="test")
    assert "still ends on" in " ".join(entry_title(row) for row in told)


def test_a_move_into_a_full_home_changes_nothing(
    case: Case, other_case: Case, shared: Home, family: Home, coalition: Coalition
) -> None:
    old = living(case, shared, coalition)
    book_stay(other_case, family, from_day=day(2), to_day=day(4), persons=1, by=coalition.rima)

    with pytest.raises(HomeFullError):
        move_stay(old, family, on=day(0), to_day=day(90), by=coalition.rima)

    assert (stay_of(old).to_day, beds_on(shared, 5)) == (day(60), 2)


def test_a_cancelled_stay_gives_its_beds_back(case: Case, other_case: Case, family: Home, coalition: Coalition) -> None:
    stay = book_stay(case, family, from_day=day(1), to_day=day(5), persons=1, by=coalition.rima)

    cancel_stay(stay_of(stay), reason=EndReason.THEIR_WISH, by=coalition.rima)

    assert beds_on(family, 2) == 0
    assert book_stay(other_case, family, from_day=day(1), to_day=day(5), persons=1, by=coalition.rima).pk
    with pytest.raises(StayStateError):
        cancel_stay(stay_of(stay), reason=EndReason.OTHER, by=coalition.rima)


def test_nobody_agrees_before_the_allowance_was_shown(case: Case, shared: Home, coalition: Coalition) -> None:
    stay = stay_of(book_stay(case, shared, from_day=day(0), to_day=day(5), persons=2, by=coalition.rima))

    with pytest.raises(AllowanceNotShownError):
        agree_stay(stay, by=coalition.rima, allowance_shown=False, adults=1)
    with pytest.raises(StayStateError):
        confirm_arrival(stay, on=day(0), by=coalition.rima)

    agreed = agree_stay(stay, by=coalition.rima, allowance_shown=True, adults=2)
    assert agreed.details["allowance"]["lost"] == "14.80"


def test_the_arrival_sets_visits_and_the_exit_plan(case: Case, shared: Home, coalition: Coalition) -> None:
    stay = living(case, shared, coalition, since=0, until=100)

    due = Visit.objects.visible_to(coalition.amal).filter(stay=stay).values_list("due_on", flat=True)
    assert sorted(due) == [day(7), day(14), day(28), day(58), day(88)]
    steps = ExitStep.objects.visible_to(coalition.amal).filter(stay=stay).order_by("after")
    assert list(steps.values_list("after", flat=True)) == [30, 60, 90]
    extend_stay(stay, to_day=day(130), by=coalition.rima)
    assert Visit.objects.visible_to(coalition.amal).filter(stay=stay).latest("due_on").due_on == day(118)


def test_an_early_end_frees_the_beds_and_the_visits(case: Case, shared: Home, coalition: Coalition) -> None:
    stay = living(case, shared, coalition, since=-10, until=60)

    end_stay(
        stay,
        on=day(0),
        reason=EndReason.HOST_STOPS,
        where_next=WhereNext.FAMILY,
        by=coalition.rima,
        learnt="Ask sooner.",
    )

    ended = stay_of(stay)
    assert (ended.to_day, beds_on(shared, -1), beds_on(shared, 0)) == (day(0), 2, 0)
    waiting = Visit.objects.visible_to(coalition.amal).filter(stay=stay, done_on=None, dropped_on=None)
    assert not waiting.exists()
    reveal(ended, by=coalition.rima, why="test")
    assert ended.details["planned_until"] == day(60).isoformat()


def test_a_bed_is_given_once_even_without_the_lock(
    case: Case, other_case: Case, shared: Home, coalition: Coalition
) -> None:
    stay = book_stay(case, shared, from_day=day(1), to_day=day(2), persons=1, by=coalition.rima)
    night = Night.objects.unscoped(reason="test").get(stay=stay)

    with pytest.raises(IntegrityError), transaction.atomic():
        Night(case=other_case, stay=stay, home=shared, day=night.day, bed=night.bed, number=1).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Night(case=case, stay=stay, home=shared, day=night.day, bed=4, number=1).save(force_insert=True)


def test_a_clash_of_the_second_guard_is_told_as_a_full_home(
    case: Case, other_case: Case, shared: Home, family: Home, coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    book_stay(case, family, from_day=day(1), to_day=day(3), persons=1, by=coalition.rima)
    monkeypatch.setattr(guards, "nights_full", lambda *_arguments: [])
    monkeypatch.setattr(guards, "_beds_given", lambda *_arguments: {})

    with pytest.raises(HomeFullError):
        book_stay(other_case, family, from_day=day(1), to_day=day(3), persons=1, by=coalition.rima)
    monkeypatch.setattr(guards, "check_household", lambda *_arguments, **_named: None)
    monkeypatch.setattr("malath.protection.stays.actions.booking.check_household", lambda *_a, **_k: None)
    with pytest.raises(AlreadyHousedError):
        book_stay(case, shared, from_day=day(2), to_day=day(4), persons=1, by=coalition.rima)


def test_who_lives_in_a_home_sees_it_and_its_address_once_agreed(
    case: Case, shared: Home, coalition: Coalition
) -> None:
    from malath.protection.hosting.models import Address
    from malath.protection.hosting.selectors import address_of, homes_visible

    Address(home=shared, host_id=shared.host_id, text={"lines": "3 rue"}, set_on=day(0)).save(force_insert=True)
    stay = book_stay(case, shared, from_day=day(1), to_day=day(9), persons=1, by=coalition.rima)

    assert homes_visible(coalition.amal).filter(pk=shared.pk).exists()
    assert address_of(coalition.amal, shared) is None
    agree_stay(stay_of(stay), by=coalition.amal, allowance_shown=True)
    assert address_of(coalition.amal, shared) is not None
    assert not homes_visible(coalition.bilal).filter(pk=shared.pk).exists()


def test_other_beds_of_the_same_home_go_to_others_and_never_twice(coalition: Coalition) -> None:
    home = home_in(network_of(coalition), coalition.rima, beds=3)
    cases = [case_in(coalition.haven, coalition.rima, coalition.amal, name=f"Somebody {n}") for n in range(5)]
    taken = 0
    for one in cases:
        try:
            book_stay(one, home, from_day=day(1), to_day=day(3), persons=1, by=coalition.rima)
            taken += 1
        except HomeFullError as full:
            assert full.nights == [day(1), day(1) + timedelta(days=1)]

    assert (taken, beds_on(home, 1), beds_on(home, 2)) == (3, 3, 3)
