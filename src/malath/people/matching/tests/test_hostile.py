"""Whatever is sent to the review's addresses: an answer that refuses, nothing written."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from malath.people.matching.tests.makers import again, invented_pair, links, twice, words
from malath.people.models import Person
from malath.people.tests.makers import entered
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


@pytest.mark.parametrize("said", ["", "SAME", "same ", "merge", "\x00", "same\x00", "ا" * 10_000, "1"])
def test_what_is_no_answer_is_refused(coalition: Coalition, as_member: AsMember, said: str) -> None:
    pair = invented_pair(*twice(coalition.haven, coalition.rima))

    answer = as_member(coalition.rima).post(reverse("pairs_judge", args=[pair.pk]), {"said": said})

    assert answer.status_code == 422
    assert (again(pair).state, words(pair), links()) == ("waiting", [], [])


@pytest.mark.parametrize("after", ["", "x", "\x00", "9" * 400, str(uuid.UUID(int=0)), "../../etc"])
def test_a_queue_after_nothing_begins_at_its_head(coalition: Coalition, as_member: AsMember, after: str) -> None:
    pair = invented_pair(*twice(coalition.haven, coalition.rima))

    page = as_member(coalition.rima).get(reverse("pairs"), {"after": after})

    assert page.status_code == 200
    assert pair.one.pseudonym in page.content.decode()


def test_a_name_is_shown_as_text(coalition: Coalition, as_member: AsMember) -> None:
    names = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    one, other = (entered(coalition.haven, coalition.rima, name) for name in names)
    pair = invented_pair(one, other)
    client = as_member(coalition.rima)

    for address in (reverse("pairs"), reverse("pairs_one", args=[pair.pk])):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body


def test_a_link_is_not_undone_by_looking(coalition: Coalition, as_member: AsMember) -> None:
    pair = invented_pair(*twice(coalition.haven, coalition.rima))
    client = as_member(coalition.rima)
    client.post(reverse("pairs_judge", args=[pair.pk]), {"said": "same"})
    [link] = links()

    assert client.get(reverse("pairs_unlink", args=[link.pk])).status_code == 200
    assert len(links()) == 1
    assert client.post(reverse("pairs_unlink", args=[link.pk])).status_code == 303
    assert links() == []
    assert client.post(reverse("pairs_unlink", args=[link.pk])).status_code == 404


def test_a_decided_pair_answers_a_late_word_with_what_happened(coalition: Coalition, as_member: AsMember) -> None:
    pair = invented_pair(*twice(coalition.haven, coalition.rima))
    as_member(coalition.dalia).post(reverse("pairs_judge", args=[pair.pk]), {"said": "different"})

    late = as_member(coalition.rima).post(reverse("pairs_judge", args=[pair.pk]), {"said": "same"})

    assert late.status_code == 409
    assert "decided meanwhile" in late.content.decode()
    assert links() == []


def test_a_record_without_anything_but_a_name_is_compared(coalition: Coalition, as_member: AsMember) -> None:
    bare = [entered(coalition.haven, coalition.rima, name) for name in ("؟", "ـ")]
    pair = invented_pair(*bare)

    assert as_member(coalition.rima).get(reverse("pairs_one", args=[pair.pk])).status_code == 200
    assert Person.objects.visible_to(coalition.rima).count() == 2
