"""A picture of a colleague is taken in and shown only while a consent stands that allows one."""

from __future__ import annotations

import pytest
from django.utils import timezone

from malath.voice.remembrance.actions.consenting import Given, give_consent, withdraw_consent
from malath.voice.remembrance.actions.publishing import put_out
from malath.voice.remembrance.actions.recording import begin_colleague
from malath.voice.remembrance.models import Colleague
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


def test_a_list_of_colleagues_goes_on_on_further_pages(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malath.voice.site.building.A_PAGE", 1)
    house.consent()
    house.out()
    for number in range(2):
        row = begin_colleague(
            house.coalition.haven, fate="killed", texts={"name": {"en": f"Nadim {number}"}}, by=house.officer
        )
        given = Given("parent", "Their mother", "", [Part.NAME], timezone.localdate(), None)
        give_consent(row, given, after=row.revision, by=house.officer)
        row = Colleague.objects.unscoped(reason="a test looks").get(pk=row.pk)
        put_out(row, after=row.revision, by=house.officer)
    files = {path: body.decode() for path, body in build().items() if path.startswith("en/colleagues/")}

    pages = [files[f"en/colleagues/{number}index.html"] for number in ("", "2/", "3/")]
    # Two that were begun on one day stand in the order of their keys.
    assert "Salma" in pages[0] and [{f"Nadim {n}" for n in (0, 1) if f"Nadim {n}" in page} for page in pages[1:]] in (
        [{"Nadim 0"}, {"Nadim 1"}],
        [{"Nadim 1"}, {"Nadim 0"}],
    )
    assert "<h2>Killed</h2>" in pages[2] and 'href="/en/colleagues/3/" rel="next"' in pages[1]
    assert "en/colleagues/4/index.html" not in files
