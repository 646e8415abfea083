"""Today of somebody with many cases: what is most urgent comes first, what does not fit is said to follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.people.tests.makers import entered
from malath.platform.interface.selectors import day_for
from malath.platform.interface.today import MOST_URGENT, SECTION_LENGTH, enough
from malath.protection.cases.actions import open_case
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryPath, Part, Priority
from malath.protection.cases.today import quiet_cases
from tests.people import Coalition


def opened(coalition: Coalition, name: str, *, priority: str = Priority.NORMAL, on: date) -> Case:
    """A case that Amal leads, without any contact since that day."""
    head = entered(coalition.haven, coalition.rima, name)
    case = open_case(
        organisation=coalition.haven, head=head, entry_path=EntryPath.IN_TRANSIT, network=coalition.lyon,
        team=[(coalition.amal, Part.LEAD)], by=coalition.rima,
    )  # fmt: skip
    Case.objects.unscoped(reason="test").filter(pk=case.pk).update(opened_on=on, priority=priority)
    return case


@pytest.fixture
def many(coalition: Coalition) -> dict[str, Case]:
    """More quiet cases than a page holds, for years; one urgent for a month; an emergency for four days."""
    today = timezone.localdate()
    for number in range(enough(urgent=True) + 1):
        opened(coalition, f"Household {number}", on=today - timedelta(days=700 + number))
    urgent = opened(coalition, "Urgent", priority=Priority.URGENT, on=today - timedelta(days=900))
    emergency = opened(coalition, "Emergency", priority=Priority.EMERGENCY, on=today - timedelta(days=4))
    return {"urgent": urgent, "emergency": emergency}


def test_an_emergency_is_not_hidden_behind_cases_that_are_quiet_for_longer(
    coalition: Coalition, many: dict[str, Case]
) -> None:
    day = day_for(coalition.amal)

    assert [matter.who for matter in day.urgent] == ["Emergency"]
    assert day.week[0].who == "Urgent"


def test_the_longest_overdue_come_first_and_more_are_said_to_follow(
    coalition: Coalition, many: dict[str, Case], as_member: Any
) -> None:
    given = list(quiet_cases(coalition.amal, timezone.now()))
    day = day_for(coalition.amal)
    page = as_member(coalition.amal).get("/today/").content.decode()

    assert [matter.due for matter in given[1:]] == sorted(matter.due for matter in given[1:])
    assert len(given) == MOST_URGENT + SECTION_LENGTH + 1
    assert len(day.week) == SECTION_LENGTH
    assert day.more == {"week"}
    assert "More follows when these are done." in page


def test_nothing_is_said_to_follow_where_everything_is_shown(coalition: Coalition, as_member: Any) -> None:
    opened(coalition, "Only", on=timezone.localdate() - timedelta(days=40))

    assert day_for(coalition.amal).more == set()
    assert "More follows" not in as_member(coalition.amal).get("/today/").content.decode()


def test_today_opens_names_and_nothing_else_of_a_quiet_case(
    coalition: Coalition, many: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    from malath.platform.keeper.client import Keeper

    asked: list[str] = []
    real = Keeper.open

    def listening(self: Keeper, items: Any, **told: Any) -> Any:
        asked.extend(context.decode() for _blob, context in items)
        return real(self, items, **told)

    monkeypatch.setattr(Keeper, "open", listening)
    day_for(coalition.amal)

    assert {one.rpartition("|")[2] for one in asked} == {"names"}
    assert len(asked) == 1 + SECTION_LENGTH
