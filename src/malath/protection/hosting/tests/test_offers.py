"""Offers from outside: the page without account and cookie, the sealed server, the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from malath.platform.keeper.client import Keeper
from malath.platform.keeper.errors import SealedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.protection.hosting import actions, jobs
from malath.protection.hosting.actions import offering
from malath.protection.hosting.actions.entering import HomeFacts, HostFacts
from malath.protection.hosting.errors import OfferFormError, OfferSettledError, ReasonMissingError
from malath.protection.hosting.models import Home, Network, Offer
from malath.protection.hosting.rules import OfferState
from malath.protection.hosting.tests.makers import make_network, waiting_offer
from tests.people import Coalition

GIVEN = {
    "name": "Gaël Imaginaire", "phone": "+33639980091", "language": "fr", "city": "lyon", "host_kind": "family",
    "home_kind": "family", "beds": "2", "rooms": "1", "text": "Une chambre.",
}  # fmt: skip


@pytest.fixture
def network(coalition: Coalition) -> Network:
    return make_network(coalition.haven, coalition.lyon)


def offers() -> list[Offer]:
    return list(Offer.objects.unscoped(reason="test").select_related("network"))


def aged_stamp(seconds: int) -> str:
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds), tick=False):
        return offering.new_stamp()


def send(given: dict[str, Any] | None = None, **changed: Any) -> Any:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post("/offer-a-home/?in=fr", {**(given or GIVEN), "stamp": aged_stamp(60), **changed})
    assert not stranger.cookies, "the page leaves nothing on the device"
    return answer


def test_anybody_offers_a_home_and_no_cookie_is_set(network: Network) -> None:
    page = Client().get("/offer-a-home/?in=ar")
    assert page.status_code == 200 and not page.cookies and 'dir="rtl"' in page.content.decode()
    answer = send()
    assert answer.status_code == 303 and answer["Location"] == "/offer-a-home/thanks/?in=fr"
    (offer,) = offers()
    assert offer.state == OfferState.ARRIVED and offer.details == {} and b"Imaginaire" not in bytes(offer.blob)


def test_a_sealed_server_takes_it_in_and_a_job_opens_it_later(
    coalition: Coalition, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sealed(*_args: object, **_asked: object) -> None:
        raise SealedError

    with monkeypatch.context() as closed:
        closed.setattr(Keeper, "ask", sealed)
        assert send().status_code == 303
        with pytest.raises(SealedError):
            jobs.open_offers()
    assert jobs.open_offers() == 1 and jobs.open_offers() == 0
    (offer,) = offers()
    reveal(offer, by=coalition.nadim, why="test")
    assert offer.state == OfferState.WAITING and not bytes(offer.blob) and offer.details["phones"] == [GIVEN["phone"]]
    told = set(
        Notice.objects.unscoped(reason="test").filter(code="hosting.offer_arrived").values_list("member", flat=True)
    )
    assert told == {coalition.nadim.pk, coalition.rima.pk, coalition.dalia.pk}


def test_a_form_is_taken_once_and_neither_too_early_nor_too_late(network: Network) -> None:
    stamp = aged_stamp(60)
    assert send(stamp=stamp).status_code == send(stamp=stamp).status_code == 303
    assert len(offers()) == 1
    for bad in (offering.new_stamp(), aged_stamp(25 * 3600), "x", signing.TimestampSigner(salt="other").sign("x")):
        assert send(stamp=bad).status_code == 422
        with pytest.raises(OfferFormError):
            offering.check_stamp(bad)
    assert len(offers()) == 1


def test_a_programme_that_fills_what_it_finds_hears_thanks_and_leaves_nothing(network: Network) -> None:
    assert send(website="http://example.org").status_code == 303
    assert send(text="http://a.example http://b.example").status_code == 422
    assert send(phone="", mail="").status_code == 422
    assert send(city="atlantis").status_code == 422
    assert offers() == []


def test_a_day_holds_only_so_many(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offering, "MOST_A_DAY", 1)
    assert send().status_code == 303
    assert send().status_code == 422
    assert len(offers()) == 1


def test_a_city_that_takes_no_offers_is_not_on_the_page(network: Network) -> None:
    assert "ليون" in Client().get("/offer-a-home/?in=ar").content.decode()
    network.takes_offers = False
    network.save()
    assert "ليون" not in Client().get("/offer-a-home/?in=ar").content.decode()
    assert send().status_code == 422


def taken(offer: Offer, coalition: Coalition) -> Home:
    return actions.take_up_offer(
        offer,
        host=HostFacts("family", {"main": "Gaël Imaginaire"}, {"phones": []}),
        facts=HomeFacts("family", 2, 1),
        address={},
        nights=None,
        by=coalition.nadim,
    )


def test_an_offer_becomes_a_host_and_a_home_under_its_own_key(coalition: Coalition, network: Network) -> None:
    offer = waiting_offer(network, {"name": "Gaël Imaginaire"})
    home = taken(offer, coalition)
    assert home.host_id == offer.pk and home.offered_on == offer.received_on
    kept = offers()[0]
    assert kept.state == OfferState.TAKEN and kept.details == {}
    with pytest.raises(OfferSettledError):
        taken(offer, coalition)
    with pytest.raises(OfferSettledError):
        actions.decline_offer(offer, reason="unfit", by=coalition.nadim)


def test_what_is_no_offer_is_forgotten_at_once_and_a_doubt_needs_words(coalition: Coalition, network: Network) -> None:
    noise, doubt = (waiting_offer(network, {"name": name}) for name in ("spam", "Somebody"))
    actions.decline_offer(noise, reason="noise", by=coalition.nadim)
    with pytest.raises(ReasonMissingError):
        actions.decline_offer(doubt, reason="unsafe", by=coalition.nadim)
    actions.decline_offer(doubt, reason="unsafe", text="asked for young women alone", by=coalition.nadim)
    kept = {offer.pk: offer for offer in offers()}
    assert kept[noise.pk].details == {} and kept[noise.pk].cleared_on
    assert kept[doubt.pk].details and not kept[doubt.pk].cleared_on


def test_a_declined_offer_is_forgotten_after_three_months(coalition: Coalition, network: Network) -> None:
    offer = waiting_offer(network, {"name": "Somebody"})
    actions.decline_offer(offer, reason="unfit", text="too far", by=coalition.nadim)
    assert jobs.forget_declined_offers() == 0
    Offer.objects.unscoped(reason="test").update(settled_on=timezone.localdate() - timedelta(days=91))
    assert jobs.forget_declined_offers() == 1 and jobs.forget_declined_offers() == 0
    (kept,) = offers()
    assert kept.details == {} and kept.reason_text == "" and kept.reason == "unfit"
