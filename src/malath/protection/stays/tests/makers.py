"""Homes that may be booked, and a case for the household, for the tests of this room."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from malath.people.actions import enter_person
from malath.platform.access.models import Member, Organisation
from malath.platform.keeper.client import keeper
from malath.protection.cases.models import Case
from malath.protection.hosting.models import Check, Home, Host, Network, Opening
from malath.protection.hosting.rules import CheckKind, HomeKind, HomeState
from tests.casework import case_of
from tests.people import Coalition

LONG_AGO = timedelta(days=200)


def day(number: int) -> date:
    """A day from today on: `day(3)` is in three days."""
    return timezone.localdate() + timedelta(days=number)


def network_of(coalition: Coalition, country: str = "FR") -> Network:
    """Lyon's network, which Haven answers for and Nadim coordinates."""
    known = Network.objects.unscoped(reason="test").filter(local=coalition.lyon).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    made = Network(local=coalition.lyon, country=country, organisation=coalition.haven, opened_on=day(-300))
    made.save(force_insert=True)
    return made


def host_in(network: Network, by: Member) -> Host:
    """A host whose checks all hold."""
    host = Host(
        pk=uuid.uuid4(), network=network, kind="family", names={"main": "Le Goff"}, contact={}, offered_on=day(-200),
        entered_by=by,
    )  # fmt: skip
    keeper().create_subject(host.pk, network.organisation_id)
    host.save(force_insert=True)
    for kind in CheckKind:
        if kind != CheckKind.VISIT:
            _check(host, kind, by)
    return host


def _check(host: Host, kind: str, by: Member, home: Home | None = None) -> None:
    Check(
        host=host, home=home, kind=kind, done_on=day(-190), expires_on=day(900), by=by, written_on=day(-190)
    ).save(force_insert=True)  # fmt: skip


def home_in(
    network: Network, by: Member, *, beds: int = 4, kind: str = HomeKind.SHARED, host: Host | None = None,
    opens: int = -100, closes: int = 700, **fields: Any,
) -> Home:  # fmt: skip
    """An approved home that is open for a long time."""
    host = host or host_in(network, by)
    home = Home(
        code=f"H-{uuid.uuid4().hex[:8].upper()}", host=host, network=network, kind=kind, state=HomeState.APPROVED, beds=beds,
        rooms=max(1, beds // 2), offered_on=day(-200), approved_on=day(-150), confirmed_on=day(-1),
        details={"described": "two rooms"}, **fields,
    )  # fmt: skip
    home.save(force_insert=True)
    _check(host, CheckKind.VISIT, by, home)
    Opening(home=home, from_day=day(opens), to_day=day(closes)).save(force_insert=True)
    return home


def case_in(organisation: Organisation, by: Member, *team: Member, name: str = "Salma Haddad") -> Case:
    """A case of its own for a new person."""
    person = enter_person(organisation=organisation, by=by, names={"main": name, "others": []})
    return case_of(person, by, *team)
