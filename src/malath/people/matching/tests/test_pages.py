"""The screens: side by side in every language, one answer each, and the next pair follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.people.matching.tests.makers import ARABIC, LATIN, again, found_pair, links, twice
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_pair_stands_side_by_side_with_its_reasons(
    coalition: Coalition, as_member: AsMember, commits: Any, language: str
) -> None:
    with commits():
        twice(coalition.haven, coalition.rima)
    pair = found_pair()

    page = as_member(coalition.rima, language).get(reverse("pairs_one", args=[pair.pk]))

    body = page.content.decode()
    assert page.status_code == 200
    for shown in (ARABIC, LATIN, "1991-04-12", pair.one.pseudonym, pair.other.pseudonym, "aria-keyshortcuts"):
        assert shown in body, shown


def test_an_answer_is_followed_by_the_next_pair_and_can_be_undone(
    coalition: Coalition, as_member: AsMember, commits: Any
) -> None:
    with commits():
        twice(coalition.haven, coalition.rima)
    pair = found_pair()
    client = as_member(coalition.rima)

    answer = client.post(reverse("pairs_judge", args=[pair.pk]), {"said": "same"})
    queue = client.get(answer.headers["Location"])
    undone = client.post(reverse("pairs_undo", args=[pair.pk]))

    assert answer.status_code == 303
    assert reverse("pairs_undo", args=[pair.pk]) in queue.content.decode()
    assert undone.status_code == 303
    assert links() == []
    assert again(pair).state == "waiting"
