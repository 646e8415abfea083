"""Sharing cards: one for each page and language that is out, in the list of what is signed; none before the hour."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from malath.voice.site import actions, printing
from malath.voice.site.building import build
from malath.voice.site.cards import Card
from malath.voice.site.printing import Press
from malath.voice.site.tests.conftest import NEWS, House

pytestmark = pytest.mark.django_db
SITE = "https://voices.example.org"


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    """A press that sets no papers, which takes seconds, and draws cards."""
    monkeypatch.setattr(printing, "pdf_of", lambda _page: b"%PDF-")
    return Press(tmp_path / "printed")


def test_each_page_that_is_out_has_a_card_in_its_language_and_names_it_by_the_sites_own_name(
    house: House, press: Press, settings: Any
) -> None:
    settings.SITE_URL = SITE
    row = house.out()
    files = build(press)

    cards = {path: body for path, body in files.items() if path.endswith(".png")}
    assert set(cards) == {f"{code}/{row.slug}/card.png" for code in ("ar", "en")}
    for path, body in cards.items():
        picture = Image.open(io.BytesIO(body))
        assert picture.size == (1200, 630) and picture.format == "PNG" and not picture.info, path
        assert len(picture.convert("L").getcolors(256) or []) > 3, "something is written on it"
        page = files[path.replace("card.png", "index.html")].decode()
        assert f'<meta property="og:image" content="{SITE}/{path}">' in page
        assert '<meta name="twitter:card" content="summary_large_image">' in page and "og:image:alt" in page
    assert cards[f"ar/{row.slug}/card.png"] != cards[f"en/{row.slug}/card.png"]
    assert "og:image" not in files["en/index.html"].decode()


def test_before_its_hour_and_without_a_name_of_the_site_there_is_none(
    house: House, press: Press, settings: Any
) -> None:
    settings.SITE_URL = SITE
    actions.publish(house.draft(), at=timezone.now() + timedelta(hours=1), embargo=True, by=house.officer)
    before = build(press)
    settings.SITE_URL = ""
    house.out()
    unnamed = build(press)

    for files in (before, unnamed):
        assert not any(path.endswith(".png") for path in files)
        assert not any(b"og:image" in body for body in files.values())


def test_a_card_follows_a_title_and_goes_with_the_page(
    house: House, press: Press, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE_URL = SITE
    monkeypatch.setattr(printing, "drawn", lambda page: page.encode())
    row = house.out()
    mended = {**NEWS, "en": {**NEWS["en"], "title": "Two doors opened"}}
    actions.correct(row, mended, words={"en": "There were two."}, after=row.revision, by=house.officer)
    shown = build(press)[f"en/{row.slug}/card.png"].decode()
    assert "Two doors opened" in shown and "A door opened" not in shown
    actions.take_down(house.now(row), by=house.officer)

    assert not any(path.endswith("card.png") for path in build(press))


def test_what_is_written_on_a_card_is_text() -> None:
    assert "<script>" not in Card("en", "<script>alert(1)</script>", "News", "<b>Haven</b>").page()
