"""What is seen through a case: the rule that is asked by key says the same as the rule that finds cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.people.actions import give_consent
from malath.people.models import Person
from malath.platform.access.models import Member
from malath.platform.access.scoped import UnscopedReadError, seen_through
from malath.platform.keeper.client import Keeper
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.models import Case, Entry, HouseholdMember, TeamSeat
from malath.protection.cases.rules import Stage
from tests.people import Coalition


def everybody(coalition: Coalition) -> list[Member]:
    return [one for one in vars(coalition).values() if isinstance(one, Member)]


@pytest.fixture
def shared(coalition: Coalition, case: Case, salma: Any) -> Case:
    give_consent(salma, purpose="share", by=coalition.rima)
    soon = timezone.now() + timedelta(days=7)
    actions.share_case(case, reason="Legal advice", ends_at=soon, by=coalition.rima, member=coalition.bilal)
    return case


def test_whoever_finds_a_case_sees_what_hangs_on_it_and_nobody_else(coalition: Coalition, shared: Case) -> None:
    for member in everybody(coalition):
        found = Case.objects.visible_to(member).filter(pk=shared.pk).exists()

        by_key = Case.objects.unscoped(reason="test").filter(Case.row_q(member), pk=shared.pk).exists()
        seat = TeamSeat.objects.visible_to(member).filter(case=shared).exists()
        household = HouseholdMember.objects.visible_to(member).filter(case=shared).exists()
        head = Person.objects.visible_to(member).filter(pk=shared.head_id).exists()
        assert (by_key, seat, household) == (found, found, found), member.handle
        assert head or not found, member.handle


def test_rows_seen_through_some_cases_only_are_not_taken_for_those_of_all(coalition: Coalition, shared: Case) -> None:
    amal = coalition.amal
    closed = Case.objects.visible_to(amal).filter(stage=Stage.CLOSED)

    through_closed = Entry.objects.visible_to(amal).filter(seen_through("case_id", closed))

    assert Entry.objects.visible_to(amal).filter(case=shared).exists()
    assert not through_closed.exists()


def test_a_rule_stands_within_another_question_about_the_same_tables(coalition: Coalition, shared: Case) -> None:
    amal, boris = coalition.amal, coalition.boris

    def neighbours(member: Member) -> Any:
        """Households whose case has a seat that the member sees: the same tables within and around."""
        seats = TeamSeat.objects.visible_to(member).values("case")
        mine = HouseholdMember.objects.visible_to(member).filter(case__in=seats)
        return HouseholdMember.objects.visible_to(member).filter(pk__in=mine.values("pk"))

    assert neighbours(amal).exists()
    assert not neighbours(boris).exists()


def test_nothing_is_seen_through_rows_that_say_not_for_whom(coalition: Coalition, shared: Case) -> None:
    with pytest.raises(UnscopedReadError):
        seen_through("case_id", Case.objects.filter(stage=Stage.OPEN))


def test_what_stands_twice_on_a_page_is_opened_once(
    coalition: Coalition, shared: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    really = Keeper.open

    def listening(self: Keeper, items: Any, **told: Any) -> Any:
        asked.append(len(items))
        return really(self, items, **told)

    monkeypatch.setattr(Keeper, "open", listening)
    one, other = Member.objects.get(handle="amal"), Member.objects.get(handle="amal")

    reveal([one, other], by=coalition.rima, why="test")

    assert one.display_name == other.display_name != ""
    assert asked == [1]
