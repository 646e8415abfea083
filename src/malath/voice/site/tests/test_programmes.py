"""Programmes: what is done for people, on the home page and in its own list, told as it is now and never as news."""

from __future__ import annotations

import pytest

from malath.platform.errors import ChangedMeanwhileError
from malath.voice.site import actions, errors
from malath.voice.site.building import build
from malath.voice.site.models import Publication
from malath.voice.site.tests.conftest import NEWS, House

pytestmark = pytest.mark.django_db


def titled(title: str) -> dict[str, dict[str, str]]:
    return {"en": {**NEWS["en"], "title": title}}


def programme(house: House, title: str, place: int) -> Publication:
    row = actions.begin_publication(house.coalition.haven, kind="programme", subject="return", by=house.officer)
    row = actions.write_texts(row, titled(title), after=0, place=place, by=house.officer)
    return actions.publish(row, by=house.officer)


def test_programmes_stand_on_the_home_page_in_their_order_and_are_no_news(house: House) -> None:
    last, first = programme(house, "Legal clinic", 2), programme(house, "Homes", 1)
    house.out()
    files = {path: body.decode() for path, body in build().items() if path.endswith((".html", ".xml"))}

    for path in ("en/index.html", "en/programmes/index.html"):
        assert 0 < files[path].index("Homes") < files[path].index("Legal clinic"), path
    for path in ("en/press/index.html", "en/feed.xml", "en/press/about-return/index.html"):
        assert "Legal clinic" not in files[path] and "A door opened" in files[path], path
    assert not any(path.startswith("en/press/programme") for path in files)
    for row in (first, last):
        page = files[f"en/{row.slug}/index.html"]
        assert 'href="/en/programmes/"' in page and "datePublished" not in page and "<time" not in page
    assert "Homes" not in files["fr/index.html"] and "fr/programmes/index.html" in files


def test_a_programme_is_written_anew_while_it_is_out_and_news_is_not(house: House) -> None:
    row, news = programme(house, "Homes", 1), house.out()
    row = actions.write_texts(row, titled("Homes in five cities"), after=row.revision, by=house.officer)

    assert "Homes in five cities" in build()["en/programmes/index.html"].decode() and row.place == 1
    with pytest.raises(ChangedMeanwhileError):
        actions.write_texts(row, titled("x"), after=row.revision - 1, by=house.officer)
    with pytest.raises(errors.NothingReadyError):
        actions.write_texts(row, {}, after=row.revision, by=house.officer)
    with pytest.raises(errors.NotDraftError):
        actions.write_texts(news, titled("x"), after=news.revision, by=house.officer)
    actions.take_down(row, by=house.officer)
    with pytest.raises(errors.NotDraftError):
        actions.write_texts(house.now(row), titled("x"), after=house.now(row).revision, by=house.officer)
