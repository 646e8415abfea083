"""What a hostile member tries: keeping what was shared for a time, old seats, stale pages, a partner's emergency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.people.models import Person
from malath.people.tests.makers import entered
from malath.platform.access.actions import change_roles
from malath.platform.access.models import Member, Membership
from malath.platform.access.rules import Role
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.drafts import draft_for, keep_draft
from malath.protection.cases import actions
from malath.protection.cases.errors import ErasureOverError
from malath.protection.cases.models import Case, Entry, Erasure
from malath.protection.cases.rules import EntryPath, Part, Restriction
from malath.protection.cases.selectors import case_for, may_write, parts_of
from tests.people import Coalition, member

AsMember = Callable[..., Client]


def fresh(one: Member) -> Member:
    return Member.objects.get(pk=one.pk)


def case_of(coalition: Coalition, by: Member, lead: Member, name: str) -> Case:
    """A case of the opener's own organisation, led by another of its members."""
    organisation = by.home_organisation
    opened = actions.open_case(
        organisation=organisation,
        head=entered(organisation, by, name),
        entry_path=EntryPath.IN_DANGER,
        team=[(lead, Part.LEAD)],
        by=by,
    )
    return case_for(by, opened.pk)


def test_somebody_read_by_emergency_access_cannot_be_taken_into_a_case_of_ones_own(
    coalition: Coalition, as_member: AsMember, case: Case, salma: Any
) -> None:
    own = case_of(coalition, coalition.boris, coalition.bilal, "Rania")
    actions.break_glass(reference=case.code, reason="She is at the airport", by=coalition.bilal)
    form = {"pseudonym": salma.pseudonym, "relation": "other"}

    answer = as_member(coalition.bilal).post(reverse("case_household_join", args=[own.pk]), form)

    assert answer.status_code == 422
    with pytest.raises(NotAllowedError):
        actions.join_household(own, person=salma, relation="other", by=coalition.bilal)
    assert not Person.objects.visible_to(fresh(coalition.boris)).filter(pk=salma.pk).exists()


def test_a_case_is_opened_for_people_of_its_own_organisation_only(coalition: Coalition, case: Case, salma: Any) -> None:
    actions.break_glass(reference=case.code, reason="She is at the airport", by=coalition.boris)

    with pytest.raises(NotAllowedError):
        actions.open_case(
            organisation=coalition.archive, head=salma, entry_path=EntryPath.IN_DANGER, by=coalition.boris
        )


def test_within_an_organisation_reading_somebody_for_a_day_does_not_carry_them_over(
    coalition: Coalition, case: Case, salma: Any
) -> None:
    iyad = member("iyad", coalition.haven, Role.CASE_WORKER)
    own = case_of(coalition, coalition.rima, iyad, "Rania")
    actions.break_glass(reference=case.code, reason="She is at the airport", by=iyad)

    with pytest.raises(NotAllowedError):
        actions.join_household(own, person=salma, relation="other", by=iyad)
    assert actions.join_household(own, person=salma, relation="other", by=coalition.rima)


def test_a_seat_opens_nothing_once_its_member_has_left_the_organisation(
    coalition: Coalition, as_member: AsMember, case: Case, salma: Any
) -> None:
    actions.join_team(case, member=coalition.amal, part=Part.HEALTH, by=coalition.rima)
    note = actions.add_note(case, text="Scars", restriction=Restriction.HEALTH, by=coalition.amal)
    Membership.objects.create(
        member=coalition.amal, organisation=coalition.archive, role=Role.CASE_WORKER, since=timezone.localdate()
    )
    change_roles(coalition.amal, coalition.haven, roles=(), by=coalition.dalia)
    amal = fresh(coalition.amal)

    assert amal.can("work_cases")
    assert as_member(amal).get(reverse("case", args=[case.pk])).status_code == 404
    assert not Person.objects.visible_to(amal).filter(pk=salma.pk).exists()
    actions.break_glass(reference=case.code, reason="She is at the airport", by=amal)
    assert Case.objects.visible_to(amal).filter(pk=case.pk).exists()
    assert not Entry.objects.visible_to(amal).filter(pk=note.pk).exists()
    now = case_for(amal, case.pk)
    assert parts_of(amal, now) == set() and not may_write(amal, now)


def test_a_partner_outside_the_coalition_breaks_no_glass(coalition: Coalition, case: Case) -> None:
    sent_in = member("wael", coalition.partner, Role.CASE_WORKER)

    with pytest.raises(NotAllowedError):
        actions.break_glass(reference=case.code, reason="She is at the airport", by=sent_in)
    assert not Case.objects.visible_to(sent_in).exists()


def test_an_erasure_withdrawn_while_the_second_member_read_the_page_erases_nothing(
    coalition: Coalition, case: Case
) -> None:
    asked = actions.ask_erasure(case, ground="wish", by=coalition.rima)
    on_the_page = Erasure.objects.visible_to(coalition.dalia).select_related("case").get(pk=asked.pk)
    actions.withdraw_erasure(asked, by=coalition.rima)

    with pytest.raises(ErasureOverError):
        actions.carry_out_erasure(on_the_page, by=coalition.dalia)
    assert Case.objects.visible_to(coalition.rima).filter(pk=case.pk, erased_on=None).exists()


def test_drafts_about_the_people_of_an_erased_case_go_with_it(coalition: Coalition, case: Case, salma: Any) -> None:
    form = f"person.names.{salma.pk}"
    keep_draft(coalition.amal, form, {"main": "Salma"})
    keep_draft(coalition.amal, "person.enter", {"main": "Rania"})

    actions.carry_out_erasure(actions.ask_erasure(case, ground="wish", by=coalition.rima), by=coalition.dalia)

    assert draft_for(coalition.amal, form) == {}
    assert draft_for(coalition.amal, "person.enter") == {"main": "Rania"}


def test_a_note_for_a_part_that_its_writer_lost_meanwhile_is_refused_not_shown_to_everybody(
    coalition: Coalition, as_member: AsMember, case: Case
) -> None:
    form = {"kind": "note", "text": "Scars", "on": timezone.localdate().isoformat(), "restriction": "health"}

    answer = as_member(coalition.amal).post(reverse("case_note", args=[case.pk]), form)

    assert answer.status_code == 422 and "Scars" in answer.content.decode()
    assert not Entry.objects.visible_to(coalition.amal).filter(case=case, kind="note").exists()
