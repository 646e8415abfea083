"""A picture of a colleague is taken in and shown only while a consent stands that allows one."""

from __future__ import annotations

import pytest

from malath.voice.remembrance.actions.consenting import withdraw_consent
from malath.voice.remembrance.rules import Part
from malath.voice.remembrance.tests.conftest import ALL, House
from malath.voice.site import enclosing, errors
from malath.voice.site.building import build
from malath.voice.site.holders import Held, held_for
from tests.evidence import samples

pytestmark = pytest.mark.django_db
SAID = {
    "alt": {"en": "At the easel"},
    "credit": "",
    "people": "agreed",
    "said_by": "Her mother",
    "said_on": "2026-11-01",
}


def held(house: House) -> Held:
    return held_for(house.officer, "colleague", house.row.pk)


def seen(house: House) -> tuple[int, bool]:
    """How many files of pictures there are outside, and whether any page says what is to be seen."""
    files = build()
    told = any("At the easel" in body.decode() for path, body in files.items() if path.endswith(".html"))
    return sum(path.endswith(".jpg") for path in files), told


def test_no_picture_of_them_is_taken_in_without_a_consent_that_allows_one(house: House) -> None:
    for allows in ([], [part for part in ALL if part != Part.PICTURE], [Part.PICTURE]):
        if allows:
            house.consent(list(allows))
        with pytest.raises(errors.PictureNotAllowedError):
            enclosing.put_picture(held(house), samples.photo(), SAID, by=house.officer)


def test_a_narrower_consent_or_none_takes_it_from_every_page(house: House) -> None:
    house.consent()
    enclosing.put_picture(held(house), samples.photo(), SAID, by=house.officer)
    assert seen(house) == (0, False)
    house.out()
    assert seen(house) == (2, True)
    house.consent([Part.NAME, Part.PORTRAIT])
    assert seen(house) == (0, False)
    house.consent()
    assert seen(house) == (2, True)
    withdraw_consent(house.now(), silent=False, by=house.officer)
    assert seen(house) == (0, False)


def test_no_paper_stands_on_their_page(house: House) -> None:
    house.consent()
    with pytest.raises(errors.NoPapersHereError):
        enclosing.put_paper(held(house), samples.pdf(), {"title": {"en": "x"}}, by=house.officer)
