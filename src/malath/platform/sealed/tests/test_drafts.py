"""Drafts of what somebody writes: what is kept, and that the page is told what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from malath.platform.access.models import Member
from malath.platform.sealed.drafts import LONGEST_DRAFT, draft_for
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def test_a_page_is_told_when_its_draft_is_too_long_to_be_kept(
    coalition: Coalition, as_member: Callable[[Member], Client]
) -> None:
    browser, form = as_member(coalition.amal), {"form": "person.enter"}

    short = browser.post(reverse("draft"), {**form, "text": "Salma"})
    long = browser.post(reverse("draft"), {**form, "text": "x" * (LONGEST_DRAFT + 1)})

    assert (short.status_code, short.json()["kept"]) == (200, True)
    assert (long.status_code, long.json()["kept"]) == (413, False)
    assert long.json()["error"]
    assert draft_for(coalition.amal, "person.enter") == {"text": "Salma"}
