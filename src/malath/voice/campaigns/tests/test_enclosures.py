"""What is said of a picture or a paper gives away no speaker who did not agree, and no place that is undisclosed."""

from __future__ import annotations

import pytest

from malath.voice.campaigns import actions
from malath.voice.campaigns.tests.conftest import LEILA, OMAR, House
from malath.voice.site import enclosing
from malath.voice.site.building import build
from malath.voice.site.holders import held_for
from tests.evidence import samples

pytestmark = pytest.mark.django_db


def test_words_of_a_picture_and_a_paper_pass_the_guard_and_go_with_the_page(house: House) -> None:
    row = house.conference()
    house.speaker(row, OMAR, "name")
    house.speaker(row, LEILA)
    held = held_for(house.officer, "undertaking", row.pk)
    alt = {"en": "Leila Haddad at the Mill House, Ardeche"}
    picture = {"alt": alt, "credit": "Leila Haddad", "people": "nobody"}
    enclosing.put_picture(held, samples.photo(), picture, by=house.officer)
    enclosing.put_paper(held, samples.pdf(), {"title": {"en": "What Leila Haddad read"}}, by=house.officer)
    assert not any(path.startswith("files/") for path in build())
    row = actions.put_out(row, by=house.officer)
    files = build()

    page = files[f"en/occasions/{row.slug}/index.html"].decode()
    assert sorted(path.rpartition(".")[2] for path in files if path.startswith("files/")) == ["jpg", "jpg", "pdf"]
    assert all(f"/{path}" in page for path in files if path.startswith("files/"))
    assert "Leila" not in page and "Ardeche" not in page and "What a speaker read" in page
    actions.take_down(row, by=house.officer)
    assert not any(path.startswith("files/") for path in build())


def test_words_in_another_language_than_their_page_say_which(house: House) -> None:
    row = house.conference(open=True)
    house.speaker(row, {**LEILA, "words": {"en": "Editor."}}, "name", "words")
    row = actions.put_out(row, by=house.officer)
    page = build()[f"ar/occasions/{row.slug}/index.html"].decode()

    assert '<span lang="en" dir="auto">Editor.</span>' in page
    assert 'lang="ar">ليلى حداد</bdi>' in page and '<bdi lang="en">Mill House, Ardeche</bdi>' in page
