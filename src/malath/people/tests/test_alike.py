"""Search before create: who is shown, why, to whom; and that nobody is entered before somebody looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.people.alike import Look, look_for
from malath.people.models import Person
from malath.people.tests.makers import again, entered
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
PHONE = "+33 1 99 00 77 31"


@pytest.fixture
def known(coalition: Coalition, commits: Any) -> Person:
    with commits():
        return entered(
            coalition.haven,
            coalition.rima,
            "زكريا بدران الصوفي",
            about={"birth": "1987-02-03", "sex": "m"},
            contact={"phones": [PHONE], "country": "FR"},
        )


def looked(coalition: Coalition, **told: str) -> Look:
    return look_for(coalition.rima, told)


def count(coalition: Coalition) -> int:
    found: int = Person.objects.visible_to(coalition.rima).count()
    return found


@pytest.mark.parametrize(
    "told",
    [
        {"main": "Zakaria Badran Soufi"},
        {"name": "زكريا بدران صوفي"},
        {"main": "Somebody", "others": "x\nZakariya Badran al-Sufi"},
        {"name": "زكريا الصوفي", "birth": "1987"},
    ],
)
def test_a_person_is_met_in_any_script_with_the_reasons(
    coalition: Coalition, known: Person, told: dict[str, str]
) -> None:
    [one] = looked(coalition, **told).alike

    assert one.person == known
    assert one.speaks_for
    assert one.meetings


def test_a_telephone_alone_is_shown_as_what_it_is(coalition: Coalition, known: Person) -> None:
    [one] = looked(coalition, main="Wafaa Qandil", phones=PHONE).alike

    assert (one.person, one.meetings) == (known, [])
    assert one.speaks_for == ["Same telephone number (ends in 31)."]


@pytest.mark.parametrize(
    "told",
    [
        {"main": "Wafaa Qandil"},
        {"main": "Zakaria Badran Soufi", "birth": "1950"},
        {"main": "Zakaria Badran Soufi", "sex": "f"},
        {"main": ""},
        {},
    ],
)
def test_who_is_somebody_else_is_not_shown(coalition: Coalition, known: Person, told: dict[str, str]) -> None:
    assert looked(coalition, **told).alike == []
    assert looked(coalition, **told).is_settled


def test_nobody_is_shown_to_who_may_not_see_them(coalition: Coalition, known: Person) -> None:
    for viewer in (coalition.boris, coalition.bilal, coalition.amal, coalition.chadia, coalition.omar):
        assert look_for(viewer, {"main": "زكريا بدران الصوفي", "phones": PHONE}).alike == []


def test_nobody_is_entered_before_somebody_looked(coalition: Coalition, as_member: AsMember, known: Person) -> None:
    client, before = as_member(coalition.rima), count(coalition)
    form = {"main": "Zakaria Badran Soufi", "organisation": str(coalition.haven.pk)}

    refused = client.post(reverse("find_enter"), form)
    other = client.post(reverse("find_enter"), {**form, "looked": str(coalition.haven.pk)})
    done = client.post(reverse("find_enter"), {**form, "looked": str(known.pk)})

    assert (refused.status_code, other.status_code, done.status_code) == (422, 422, 303)
    assert known.pseudonym in refused.content.decode()
    assert count(coalition) == before + 1


def test_whoever_is_like_nobody_is_entered_at_once(coalition: Coalition, as_member: AsMember, known: Person) -> None:
    form = {"main": "وفاء قنديل العلبي", "organisation": str(coalition.haven.pk)}

    assert as_member(coalition.rima).post(reverse("find_enter"), form).status_code == 303


def test_hidden_people_hold_nobody_up(coalition: Coalition, as_member: AsMember, known: Person) -> None:
    form = {"main": "زكريا بدران الصوفي", "organisation": str(coalition.archive.pk)}

    assert as_member(coalition.boris).post(reverse("find_enter"), form).status_code == 303


def test_a_change_of_names_is_looked_at_too_and_never_meets_the_person_themselves(
    coalition: Coalition, as_member: AsMember, known: Person, commits: Any
) -> None:
    with commits():
        other = entered(coalition.haven, coalition.rima, "وفاء قنديل العلبي")
    client = as_member(coalition.rima)
    own, theirs = (reverse("person_change", args=[one.pk, "names"]) for one in (known, other))

    mended = client.post(own, {"main": "زكريا بدران الصوفيّ"})
    refused = client.post(theirs, {"main": "Zakaria Badran Soufi"})

    assert (mended.status_code, refused.status_code) == (303, 422)
    assert known.pseudonym in refused.content.decode()
    assert again(other, coalition.rima).name == "وفاء قنديل العلبي"


def test_the_fragment_is_for_members_who_search_and_by_post_alone(
    coalition: Coalition, as_member: AsMember, known: Person
) -> None:
    address, asked = reverse("alike"), {"main": "Zakaria Badran Soufi"}

    assert known.pseudonym in as_member(coalition.rima).post(address, asked).content.decode()
    assert known.pseudonym not in as_member(coalition.boris).post(address, asked).content.decode()
    assert as_member(coalition.rima).get(address, asked).status_code == 405
    for blind in (coalition.omar, coalition.tariq, coalition.chadia):
        assert as_member(blind).post(address, asked).status_code == 404
    assert as_member(coalition.boris).post(address, {**asked, "but": str(known.pk)}).status_code == 404


@pytest.mark.parametrize(
    "text", ["\x00", "%", "\u202e\u202d", "ا" * 100_000, ",,,،،،", "\n" * 5000, "<script>alert(1)</script>", "🙂" * 300]
)
def test_strange_texts_break_nothing(coalition: Coalition, as_member: AsMember, text: str) -> None:
    client = as_member(coalition.rima)

    answer = client.post(
        reverse("alike"), {"main": text, "others": text, "birth": text, "phones": text, "looked": text}
    )

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    for wrong in ("", "x", text[:50]):
        assert client.post(reverse("alike"), {"main": "a", "but": wrong}).status_code in (200, 404)
