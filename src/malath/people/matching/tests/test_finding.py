"""The job: who is proposed, once, across scripts; what makes a pair go; that erased people leave nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.people.actions import blank_person, change_person
from malath.people.matching import jobs
from malath.people.matching.actions import judge_pair
from malath.people.matching.jobs import look_for_pairs
from malath.people.matching.models import Looked, Pair
from malath.people.matching.rules import Clarity, State
from malath.people.matching.tests.makers import (
    ARABIC,
    FACTS,
    LATIN,
    all_pairs,
    found_pair,
    invented_pair,
    links,
    twice,
    words,
)
from malath.people.tests.makers import entered
from malath.platform.access.models import Membership
from malath.platform.access.rules import Role
from malath.platform.audit.models import OutboxEntry
from malath.platform.sealed.fields import Sealed, reveal
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def test_one_person_in_two_scripts_is_one_pair_found_once(coalition: Coalition, commits: Any) -> None:
    with commits():
        one, other = twice(coalition.haven, coalition.rima)
        entered(coalition.haven, coalition.rima, "يوسف قنديل")

    look_for_pairs()
    Looked.objects.all().delete()
    look_for_pairs()

    [pair] = all_pairs()
    assert {pair.one_id, pair.other_id} == {one.pk, other.pk}
    assert pair.one_id < pair.other_id
    assert pair.clarity == Clarity.CLEAR


def test_the_reasons_are_kept_as_codes_and_sealed(coalition: Coalition, commits: Any) -> None:
    with commits():
        twice(coalition.haven, coalition.rima)
    look_for_pairs()

    pair = Pair.objects.visible_to(coalition.rima).get()
    assert isinstance(pair.reasons, Sealed)
    reveal(pair, by=coalition.rima, why="test")

    assert pair.reasons == {"for": ["pair.name_two_scripts", "pair.birth", "pair.phone"], "against": []}


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("سلمى أحمد حداد", {"birth": "1960", "sex": "f"}),
        ("سلمى أحمد حداد", {"birth": "1991-04-12", "sex": "m"}),
        ("وفاء أحمد حداد", {}),
        ("يوسف قنديل", {"birth": "1991-04-12", "sex": "f"}),
    ],
)
def test_who_is_plainly_somebody_else_is_not_proposed(
    coalition: Coalition, commits: Any, name: str, about: dict[str, str]
) -> None:
    with commits():
        entered(coalition.haven, coalition.rima, ARABIC, **FACTS)
        entered(coalition.haven, coalition.rima, name, about=about)

    look_for_pairs()

    assert all_pairs() == []


def test_two_people_of_one_household_are_hardly_one(
    coalition: Coalition, commits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "codes_of", lambda people: {person: ["2026-041"] for person in people})
    with commits():
        entered(coalition.haven, coalition.rima, "سلمى أحمد حداد", about={"birth": "1991"})
        entered(coalition.haven, coalition.rima, "سلمى أحمد حداد", about={"birth": "1991"})

    look_for_pairs()

    assert all_pairs() == []


def test_records_of_two_organisations_make_no_pair_where_nobody_sees_both(coalition: Coalition, commits: Any) -> None:
    with commits():
        twice(coalition.haven, coalition.rima, other=coalition.archive, other_by=coalition.boris)

    look_for_pairs()

    assert all_pairs() == []


def test_records_of_two_organisations_make_a_pair_for_a_member_of_both(coalition: Coalition, commits: Any) -> None:
    today = timezone.localdate()
    Membership.objects.create(
        member=coalition.boris, organisation=coalition.haven, role=Role.COORDINATOR, since=today - timedelta(days=1)
    )
    with commits():
        twice(coalition.haven, coalition.rima, other=coalition.archive, other_by=coalition.boris)

    look_for_pairs()

    assert len(all_pairs()) == 1


def test_everybody_is_looked_at_in_turns_and_again_after_a_week(coalition: Coalition, commits: Any) -> None:
    with commits():
        twice(coalition.haven, coalition.rima)

    assert [look_for_pairs(1), look_for_pairs(1), look_for_pairs(1)] == [1, 1, 0]

    Looked.objects.update(on=timezone.localdate() - timedelta(days=8))
    assert look_for_pairs() == 2


def test_a_name_that_was_mended_makes_the_pair_go_unless_somebody_spoke(coalition: Coalition, commits: Any) -> None:
    with commits():
        one, _other = twice(coalition.haven, coalition.rima)
    look_for_pairs()
    with commits():
        change_person(one, by=coalition.rima, names={"main": "يوسف قنديل"})

    look_for_pairs()

    assert all_pairs() == []


def test_different_never_comes_again(coalition: Coalition, commits: Any) -> None:
    with commits():
        one, _other = twice(coalition.haven, coalition.rima)
    pair = found_pair()
    judge_pair(pair, said="different", by=coalition.rima)
    with commits():
        change_person(one, by=coalition.rima, about={"birth": "1991-04-12"})

    look_for_pairs()

    [kept] = all_pairs()
    assert (kept.pk, kept.state) == (pair.pk, State.DIFFERENT)


def test_everything_about_somebody_erased_goes(coalition: Coalition, commits: Any) -> None:
    with commits():
        one, _other = twice(coalition.haven, coalition.rima)
    pair = found_pair()
    judge_pair(pair, said="same", by=coalition.rima)
    assert len(links()) == 1

    with commits():
        blank_person(one, by=coalition.rima)
        assert not Pair.objects.visible_to(coalition.rima).exists()
    look_for_pairs()

    assert (all_pairs(), links(), words(pair)) == ([], [], [])
    assert OutboxEntry.objects.filter(verb="matching.forgotten", subject=one.pk).count() == 1


def test_nothing_is_looked_for_before_the_finder_is_whole(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Building:
        def status(self) -> dict[str, Any]:
            return {"ready": False, "known": 1}

    monkeypatch.setattr(jobs, "finder", Building)

    assert look_for_pairs() == 0


def test_a_pair_of_two_people_stands_once_whichever_way_round(coalition: Coalition, commits: Any) -> None:
    with commits():
        one, other = entered(coalition.haven, coalition.rima, LATIN), entered(coalition.haven, coalition.rima, ARABIC)

    first = invented_pair(other, one)

    assert first.one_id < first.other_id
