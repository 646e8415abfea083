"""Erasing one person of several: two members, a receipt, and the others' story untouched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.people.tests.makers import again, entered
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.errors import (
    ErasureOverError,
    LegalHoldError,
    PersonElsewhereError,
    PersonHeadsCaseError,
    WrongEraserError,
)
from malath.protection.cases.models import Case, Entry, Erasure, HouseholdMember
from malath.protection.cases.rules import EntryPath
from malath.protection.cases.selectors import case_for
from tests.people import Coalition

AsMember = Callable[..., Client]


@pytest.fixture
def layan(coalition: Coalition) -> Any:
    return entered(coalition.haven, coalition.rima, "Layan Haddad")


def joined(case: Case, person: Any, by: Any) -> HouseholdMember:
    """The person in the household of the case, as a view has the row."""
    actions.join_household(case, person=person, relation="child", by=by)
    rows = HouseholdMember.objects.visible_to(by).select_related("case", "person")
    return rows.get(case=case, person=person)


def test_one_person_is_erased_by_two_and_the_household_stays(
    coalition: Coalition, proved: AsMember, case: Case, salma: Any, layan: Any, commits: Any
) -> None:
    row = joined(case, layan, coalition.rima)
    actions.add_note(case, text="The household is safe", by=coalition.amal)
    rima, dalia = proved(coalition.rima), proved(coalition.dalia)

    asked = rima.post(reverse("case_person_erase", args=[row.pk]), {"ground": "wish"})
    alone = rima.post(reverse("case_person_erase_now", args=[row.pk]))
    page = dalia.get(reverse("case_person_erase", args=[row.pk])).content.decode()
    with commits():
        done = dalia.post(reverse("case_person_erase_now", args=[row.pk]))

    assert (asked.status_code, alone.status_code, done.status_code) == (303, 422, 303)
    assert "Layan Haddad" in page and "Destroy the keys now" in page
    gone = again(layan, coalition.rima)
    assert (gone.names, gone.name, gone.erased_on) == ({}, layan.pseudonym, timezone.localdate())
    assert again(salma, coalition.rima).name == "سلمى حداد"
    receipt = Erasure.objects.visible_to(coalition.rima).get()
    assert (receipt.person_id, receipt.done_by_id) == (layan.pk, coalition.dalia.pk)
    assert receipt.backups_end_on == timezone.localdate() + timedelta(days=30)
    household = dalia.get(reverse("case_household", args=[case.pk])).content.decode()
    assert "Somebody was erased on" in household and "Layan" not in household
    entries = list(Entry.objects.unscoped(reason="test").filter(case=case.pk).order_by("number"))
    reveal(entries, by=coalition.rima, why="test")
    assert "The household is safe" in [entry.text for entry in entries]
    assert entries[-1].details["what"] == "erased"


def test_the_key_is_gone_and_no_text_is_left_under_it(coalition: Coalition, case: Case, layan: Any) -> None:
    row = joined(case, layan, coalition.rima)
    (blob,) = keeper().seal([(layan.pk.bytes, b"a place", "her words")])
    erasure = actions.ask_person_erasure(row, ground="wish", by=coalition.rima)

    actions.carry_out_person_erasure(erasure, row, by=coalition.dalia)

    assert keeper().open([(blob, b"a place")], by=None, why="test") == [None]
    verbs = OutboxEntry.objects.filter(subject=layan.pk, verb__startswith="erasure.").values_list("verb", "member")
    assert list(verbs) == [("erasure.asked", coalition.rima.pk), ("erasure.done", coalition.dalia.pk)]


def test_it_takes_two_and_what_was_withdrawn_is_over(coalition: Coalition, case: Case, layan: Any) -> None:
    row = joined(case, layan, coalition.rima)
    erasure = actions.ask_person_erasure(row, ground="wish", by=coalition.rima)
    with pytest.raises(WrongEraserError):
        actions.carry_out_person_erasure(erasure, row, by=coalition.rima)

    actions.withdraw_erasure(erasure, by=coalition.dalia)

    with pytest.raises(ErasureOverError):
        actions.carry_out_person_erasure(erasure, row, by=coalition.dalia)
    assert again(layan, coalition.rima).name == "Layan Haddad"


def test_asking_twice_gives_the_one_that_waits(coalition: Coalition, case: Case, layan: Any) -> None:
    row = joined(case, layan, coalition.rima)

    first = actions.ask_person_erasure(row, ground="wish", by=coalition.rima)

    assert actions.ask_person_erasure(row, ground="in_error", by=coalition.dalia).pk == first.pk


def test_who_may_not_erase_the_case_erases_nobody_of_it(
    coalition: Coalition, proved: AsMember, case: Case, layan: Any
) -> None:
    row = joined(case, layan, coalition.rima)

    with pytest.raises(NotAllowedError):
        actions.ask_person_erasure(row, ground="wish", by=coalition.amal)
    for member in (coalition.amal, coalition.boris):
        assert proved(member).post(reverse("case_person_erase", args=[row.pk]), {"ground": "wish"}).status_code == 404


def test_a_hold_on_any_of_their_cases_keeps_the_person(coalition: Coalition, case: Case, layan: Any) -> None:
    row = joined(case, layan, coalition.rima)
    actions.set_hold(case, held=True, reason="A court asked", by=coalition.rima)

    with pytest.raises(LegalHoldError):
        actions.ask_person_erasure(row, ground="wish", by=coalition.rima)


def test_whoever_a_case_is_called_by_goes_with_it_only(
    coalition: Coalition, proved: AsMember, case: Case, salma: Any
) -> None:
    row = HouseholdMember.objects.visible_to(coalition.rima).select_related("case", "person").get(case=case)

    with pytest.raises(PersonHeadsCaseError):
        actions.ask_person_erasure(row, ground="wish", by=coalition.rima)
    answer = proved(coalition.rima).post(reverse("case_person_erase", args=[row.pk]), {"ground": "wish"})
    assert answer.status_code == 422


def test_who_belongs_to_a_case_of_others_too_is_not_erased_from_here(
    coalition: Coalition, case: Case, layan: Any
) -> None:
    row = joined(case, layan, coalition.rima)
    Case.objects.unscoped(reason="test").filter(pk=case.pk).update(organisation=coalition.boris.home_organisation)
    stays = entered(coalition.haven, coalition.rima, "Another")
    here = actions.open_case(
        organisation=coalition.haven, head=stays, entry_path=EntryPath.IN_DANGER, by=coalition.rima
    )
    row = joined(case_for(coalition.rima, here.pk), layan, coalition.rima)

    with pytest.raises(PersonElsewhereError):
        actions.ask_person_erasure(row, ground="wish", by=coalition.rima)


def test_the_erasure_of_a_person_is_not_taken_for_that_of_the_case(
    coalition: Coalition, proved: AsMember, case: Case, layan: Any
) -> None:
    row = joined(case, layan, coalition.rima)
    actions.ask_person_erasure(row, ground="wish", by=coalition.rima)

    page = proved(coalition.dalia).get(reverse("case_erase", args=[case.pk])).content.decode()
    answer = proved(coalition.dalia).post(reverse("case_erase_now", args=[case.pk]))

    assert "Erase this case for good?" in page
    assert answer.status_code == 404
