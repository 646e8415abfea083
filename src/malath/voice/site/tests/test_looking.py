"""What the officer sees of an item is what its readers get, and leads to where they get it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from malath.voice.site import actions
from malath.voice.site.enclosing import put_picture
from malath.voice.site.holders import held_for
from malath.voice.site.putting_out import bring_up_to_date
from malath.voice.site.tests.conftest import House
from tests.evidence import samples

SAID = {"alt": {"en": "A red disc on a door"}, "credit": "Studio", "people": "nobody"}
BEHIND = "Readers do not have it yet"


@override_settings(SITE_URL="https://voices.example.org")
def test_the_preview_shows_the_picture_and_what_is_out_is_one_click_away(
    house: House, as_member: Callable[..., Client]
) -> None:
    row, client = house.draft(), as_member(house.officer)
    picture = put_picture(held_for(house.officer, "publication", row.pk), samples.photo(), SAID, by=house.officer)
    before = client.get(f"/site/{row.pk}/?text=en").content.decode()
    sent = client.post(f"/site/{row.pk}/publish/", {}, follow=True).content.decode()
    row = house.now(row)

    assert f'<img src="/site/file/{picture.pk}/content/"' in before and 'alt="A red disc on a door"' in before
    assert "https://voices.example.org/" not in before
    for code in ("ar", "en"):
        assert f'href="https://voices.example.org/{code}/{row.slug}/"' in sent
    assert f"/fr/{row.slug}/" not in sent and BEHIND in sent
    bring_up_to_date()
    assert BEHIND not in client.get(f"/site/{row.pk}/").content.decode()
    actions.take_down(row, by=house.officer)
    assert "https://voices.example.org/" not in client.get(f"/site/{row.pk}/").content.decode()


def test_journalists_pages_are_named_in_each_language_also_without_an_address_of_the_site(
    house: House, as_member: Callable[..., Client]
) -> None:
    row = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), embargo=True, by=house.officer)
    told = as_member(house.officer).get(f"/site/{row.pk}/").content.decode()

    assert all(f'<code dir="ltr">/embargo/{row.embargo}/{code}/</code>' in told for code in ("ar", "en"))
