"""Invented networks and homes for tests, written row by row."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.keeper.client import keeper
from malath.protection.hosting.models import Address, Check, Home, Host, Network, Offer, Opening
from malath.protection.hosting.rules import HomeKind, HomeState, HostKind, OfferState, expiry_of


def make_network(organisation: Organisation, local: LocalNetwork, **values: Any) -> Network:
    """A network of an organisation in a city."""
    today = timezone.localdate()
    return Network.objects.create(
        organisation=organisation, local=local, country="FR", opened_on=today - timedelta(days=400), **values
    )


def make_home(network: Network, by: Member, code: str = "LY-1", **values: Any) -> Home:
    """A home offered two months ago, approved, open from last month for a year, every check done."""
    today = timezone.localdate()
    offered = values.pop("offered_on", today - timedelta(days=60))
    host = Host(network=network, kind=HostKind.PERSON, offered_on=offered, entered_by=by)
    host.names, host.contact = {"main": f"Host of {code}"}, {"phones": ["+33639980090"]}
    keeper().create_subject(host.pk, network.organisation_id)
    host.save(force_insert=True)
    given = {"kind": HomeKind.SHARED, "beds": 3, "rooms": 2, "state": HomeState.APPROVED} | values
    home = Home(code=code, host=host, network=network, offered_on=offered, confirmed_on=today, **given)
    if home.state in (HomeState.APPROVED, HomeState.PAUSED):
        home.approved_on = offered + timedelta(days=8)
    home.details = {"described": f"What {code} is like", "rules": "No smoking", "wishes": ""}
    home.save(force_insert=True)
    Address(home=home, host=host, text={"lines": f"1 {code} street"}, set_on=today).save(force_insert=True)
    open_home(home, today - timedelta(days=30), today + timedelta(days=335))
    for kind in home.needed_checks:
        make_check(home, kind, by, today - timedelta(days=50))
    return home


def open_home(home: Home, from_day: date, to_day: date) -> Opening:
    """One opening."""
    return Opening.objects.create(home=home, from_day=from_day, to_day=to_day)


def make_check(home: Home, kind: str, by: Member, done_on: date, **values: Any) -> Check:
    """A check that was passed."""
    check = Check(
        host_id=home.host_id, home=home if kind == "visit" else None, kind=kind, done_on=done_on, by=by,
        expires_on=expiry_of(kind, done_on), written_on=done_on, **values,
    )  # fmt: skip
    check.save(force_insert=True)
    return check


def waiting_offer(network: Network, details: dict[str, Any], **values: Any) -> Offer:
    """An offer that was opened and waits for an answer."""
    offer = Offer(
        network=network, form_digest=secrets.token_bytes(32), details=details, state=OfferState.WAITING,
        received_on=timezone.localdate(), **values,
    )  # fmt: skip
    keeper().create_subject(offer.pk, network.organisation_id)
    offer.save(force_insert=True)
    return offer
