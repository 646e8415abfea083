"""The pages of a home: what each ring of viewers reads, and what a wrong form answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from malath.platform.audit.models import OutboxEntry
from malath.protection.hosting.actions import add_volunteer
from malath.protection.hosting.models import Home, Network
from malath.protection.hosting.rules import HomeState
from malath.protection.hosting.tests.makers import make_home, make_network
from tests.people import Coalition

As = Callable[..., Client]


@pytest.fixture
def home(coalition: Coalition) -> Home:
    network = make_network(coalition.haven, coalition.lyon, latitude="45.8", longitude="4.8")
    return make_home(network, coalition.rima)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_address_is_on_no_page_until_it_is_asked_for(coalition: Coalition, home: Home, as_member: As) -> None:
    keeper_of, other = as_member(coalition.nadim), as_member(coalition.boris)
    page, place = f"/hosting/homes/{home.pk}/", "1 LY-1 street"
    assert "Host of LY-1" in text(keeper_of, page) and place not in text(keeper_of, page)
    assert "What LY-1 is like" in text(other, page) and "Host of LY-1" not in text(other, page)
    for listed in (
        "/hosting/homes/",
        "/hosting/networks/",
        f"/hosting/networks/{home.network_id}/",
        "/hosting/tonight/",
    ):
        assert place not in text(keeper_of, listed) and "Host of LY-1" not in text(keeper_of, listed)
    assert place in keeper_of.post(f"{page}address/").content.decode()
    assert OutboxEntry.objects.filter(verb="hosting.address_shown").count() == 1
    assert other.post(f"{page}address/").status_code == 404


def test_a_step_that_is_refused_says_why_and_changes_nothing(coalition: Coalition, home: Home, as_member: As) -> None:
    client, page = as_member(coalition.nadim), f"/hosting/homes/{home.pk}/"
    answer = client.post(f"{page}step/", {"state": "ended", "why": ""})
    assert answer.status_code == 422 and "the reason is kept" in answer.content.decode()
    assert f'href="{page}?month=' in answer.content.decode(), "months are asked of the home's own page"
    assert client.post(f"{page}step/", {"state": "ended", "why": "they move"}).status_code == 303
    assert Home.objects.unscoped(reason="test").get(pk=home.pk).state == HomeState.ENDED


def test_nights_are_opened_and_closed_from_the_page(coalition: Coalition, home: Home, as_member: As) -> None:
    client, today = as_member(coalition.rima), timezone.localdate()
    days = {"from_day": today.isoformat(), "to_day": (today + timedelta(days=3)).isoformat()}
    path = f"/hosting/homes/{home.pk}/nights/"
    assert client.post(path, {**days, "act": "close"}).status_code == 303
    assert "—" in text(client, f"/hosting/homes/{home.pk}/?month={today:%Y-%m}")
    assert client.post(path, {**days, "act": "open"}).status_code == 303
    assert client.post(path, {"from_day": days["to_day"], "to_day": days["from_day"]}).status_code == 422
    assert text(client, f"/hosting/homes/{home.pk}/?month=9999-99")


def test_the_picture_names_networks_and_the_table_says_the_same(
    coalition: Coalition, home: Home, as_member: As
) -> None:
    page = text(as_member(coalition.amal), "/hosting/networks/")
    assert "<svg" in page and "3 free" in page and home.code not in page


def test_a_home_is_written_down_from_the_telephone(coalition: Coalition, home: Home, as_member: As) -> None:
    client = as_member(coalition.nadim)
    path = f"/hosting/networks/{home.network_id}/homes/new/"
    given = {"host_kind": "person", "name": "Yann Imaginaire", "kind": "family", "beds": "2", "rooms": "1"}
    assert client.post(path, {**given, "from_day": "2027-01-01"}).status_code == 422
    answer = client.post(
        path, {**given, "languages": ["ar", "fr"], "flags": ["step_free"], "lines": "9 rue imaginaire"}
    )
    assert answer.status_code == 303
    made = Home.objects.visible_to(coalition.nadim).get(code="LYON-1")
    assert made.step_free and made.languages == "ar fr" and made.state == HomeState.OFFERED
    assert as_member(coalition.boris).post(path, given).status_code == 404


def test_who_helps_and_whether_a_city_takes_offers_is_changed_by_those_who_answer_for_it(
    coalition: Coalition, home: Home, as_member: As
) -> None:
    page = f"/hosting/networks/{home.network_id}/"
    given = {"partners": [str(coalition.archive.pk)], "latitude": "45.8", "longitude": "4.8"}
    assert as_member(coalition.nadim).get(f"{page}change/").status_code == 404, (
        "a city's coordinator chooses no partner"
    )
    client = as_member(coalition.rima)
    assert "the public form" in text(client, f"{page}change/").lower()
    assert client.post(f"{page}change/", {**given, "longitude": ""}).status_code == 422
    assert client.post(f"{page}change/", given).status_code == 303
    shown = text(client, page)
    assert coalition.archive.name in shown and "does not offer this city" in shown
    offered = Client().get("/offer-a-home/").content.decode()
    assert f'value="{coalition.lyon.slug}"' not in offered
    assert client.post(f"{page}change/", {**given, "takes_offers": "on"}).status_code == 303
    assert f'value="{coalition.lyon.slug}"' in Client().get("/offer-a-home/").content.decode()


def test_a_volunteer_is_changed_by_those_who_keep_the_network(coalition: Coalition, home: Home, as_member: As) -> None:
    network = Network.objects.unscoped(reason="test").get(pk=home.network_id)
    known = add_volunteer(network, {"name": "Mireille", "phones": ["+33100"], "languages": ["fr"]}, by=coalition.nadim)
    client, path = as_member(coalition.nadim), f"/hosting/volunteers/{known.pk}/"
    assert "+33100" in text(client, path)
    assert client.post(path, {"name": ""}).status_code == 422
    assert client.post(path, {"name": "Mireille", "phone": "+33200", "languages": ["fr", "ar"]}).status_code == 303
    shown = text(client, f"/hosting/networks/{home.network_id}/")
    assert "+33200" in shown and "+33100" not in shown
    assert as_member(coalition.amal).get(path).status_code == 404
