"""Opening a case, and bringing somebody new into a household, begin with who is recorded already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.people.tests.makers import entered
from malath.protection.cases.models import Case, HouseholdMember
from tests.casework import case_of
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def test_a_case_is_not_opened_before_somebody_looked_at_the_other_record(
    coalition: Coalition, as_member: AsMember, commits: Any
) -> None:
    with commits():
        one = entered(coalition.haven, coalition.rima, "نضال هيثم البيطار")
        other = entered(coalition.haven, coalition.rima, "Nidal Haitham Bitar")
    client = as_member(coalition.rima)
    address = reverse("case_open", args=[one.pk])
    form = {"entry_path": "in_danger", "priority": "normal"}

    page = client.get(address).content.decode()
    refused = client.post(address, form)
    done = client.post(address, {**form, "looked": str(other.pk)})

    assert other.pseudonym in page
    assert (refused.status_code, done.status_code) == (422, 303)
    assert Case.objects.visible_to(coalition.rima).filter(head=one).count() == 1


def test_nobody_new_joins_a_household_before_somebody_looked(
    coalition: Coalition, as_member: AsMember, commits: Any
) -> None:
    with commits():
        known = entered(coalition.haven, coalition.rima, "نضال هيثم البيطار")
        case = case_of(entered(coalition.haven, coalition.rima, "وفاء قنديل"), coalition.rima, coalition.amal)
    client = as_member(coalition.rima)
    address = reverse("case_household_join", args=[case.pk])
    form = {"name": "Nidal Haitham Bitar", "relation": "sibling"}

    refused = client.post(address, form)
    done = client.post(address, {**form, "looked": str(known.pk)})
    joined = HouseholdMember.objects.visible_to(coalition.rima).filter(case=case, until=None).count()
    unseen = as_member(coalition.amal).post(address, form)

    assert (refused.status_code, done.status_code) == (422, 303)
    assert known.pseudonym in refused.content.decode()
    assert joined == 2
    # Amal does not see the record that Rima was shown.
    assert known.pseudonym not in unseen.content.decode()
