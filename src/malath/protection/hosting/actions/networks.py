"""What a network can give, and who helps in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.rules import CASE_COVERING_ROLES
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.keeper.client import keeper
from malath.protection.hosting.actions.holding import check_may_keep
from malath.protection.hosting.errors import CapacityBackwardsError, NetworkKnownError
from malath.protection.hosting.models import Capacity, Network, Volunteer

if TYPE_CHECKING:
    from malath.platform.access.models import LocalNetwork, Member, Organisation


@transaction.atomic
def set_up_network(
    local: LocalNetwork,
    *,
    organisation: Organisation,
    country: str,
    partners: Iterable[Organisation] = (),
    place: tuple[Decimal, Decimal] | None = None,
    by: Member,
) -> Network:
    """Begin to keep homes in a city. Raises NotAllowedError, NetworkKnownError."""
    if organisation.pk not in by.standing.organisations_with(*CASE_COVERING_ROLES):
        raise NotAllowedError
    if Network.objects.unscoped(reason="one network a city").filter(local=local).exists():
        raise NetworkKnownError
    latitude, longitude = place or (None, None)
    network: Network = Network.objects.create(
        local=local, organisation=organisation, country=country, latitude=latitude, longitude=longitude,
        opened_on=timezone.localdate(),
    )  # fmt: skip
    network.partners.set(partners)
    record("hosting.network_set_up", by=by, row=network.pk, organisation=organisation.pk)
    return network


@transaction.atomic
def change_network(
    network: Network,
    *,
    partners: Iterable[Organisation],
    takes_offers: bool,
    place: tuple[Decimal, Decimal] | None = None,
    by: Member,
) -> Network:
    """Who helps, whether the public form offers the city, and where it lies. A coordinator of an organisation that helps
    no longer keeps the city's homes no longer: so only those who answer for the network decide. Raises NotAllowedError.
    """
    if not may_change_network(by, network):
        raise NotAllowedError
    network.latitude, network.longitude = place or (None, None)
    network.takes_offers = takes_offers
    network.save(update_fields=["latitude", "longitude", "takes_offers"])
    network.partners.set(partners)
    record("hosting.network_changed", by=by, row=network.pk, organisation=network.organisation_id)
    return network


def may_change_network(member: Member, network: Network) -> bool:
    """Coordinators and directors of the organisation that answers for it."""
    return network.organisation_id in member.standing.organisations_with(*CASE_COVERING_ROLES)


@transaction.atomic
def set_capacity(
    network: Network,
    kind: str,
    *,
    code: str = "",
    most: int,
    km: int | None = None,
    from_day: date,
    to_day: date | None = None,
    by: Member,
) -> Capacity:
    """What the network can give from a day on; what held until then ends on that day, so that its story stays.

    Raises NotAllowedError, CapacityBackwardsError.
    """
    check_may_keep(by, network.pk)
    if to_day is not None and to_day <= from_day:
        raise CapacityBackwardsError
    rows = Capacity.objects.unscoped(reason="the same kind, replaced").filter(network=network, kind=kind, code=code)
    rows.filter(from_day__gte=from_day).filter(**({"from_day__lt": to_day} if to_day else {})).delete()
    for row in rows.filter(from_day__lt=from_day):
        if row.to_day is None or row.to_day > from_day:
            row.to_day = from_day
            row.save(update_fields=["to_day"])
    made: Capacity = Capacity.objects.create(
        network=network, kind=kind, code=code, max=most, km=km, from_day=from_day, to_day=to_day
    )
    record("hosting.capacity_set", by=by, row=network.pk, organisation=network.organisation_id, kind=kind, max=most)
    return made


@transaction.atomic
def add_volunteer(network: Network, details: dict[str, Any], *, by: Member) -> Volunteer:
    """Write down who helps: what they speak and can do. Raises NotAllowedError, SealedError."""
    check_may_keep(by, network.pk)
    volunteer = Volunteer(network=network, details=details, since=timezone.localdate())
    keeper().create_subject(volunteer.pk, network.organisation_id)
    volunteer.save(force_insert=True)
    record("hosting.volunteer_added", by=by, subject=volunteer.pk, organisation=network.organisation_id)
    return volunteer


@transaction.atomic
def change_volunteer(volunteer: Volunteer, details: dict[str, Any], *, by: Member) -> Volunteer:
    """What is known of them, written anew. Raises NotAllowedError, SealedError."""
    check_may_keep(by, volunteer.network_id)
    volunteer.details = details
    volunteer.save(update_fields=["details"])
    record("hosting.volunteer_changed", by=by, subject=volunteer.pk)
    return volunteer


def hold_volunteer(volunteer: uuid.UUID, network: uuid.UUID, *, by: Member) -> Volunteer:
    """A volunteer of a network that the member keeps, locked until the transaction ends.

    Raises NotAllowedError, NotFoundError where nobody of this network is meant, or they help no longer.
    """
    check_may_keep(by, network)
    rows = Volunteer.objects.visible_to(by).select_for_update(of=("self",))
    found: Volunteer | None = rows.filter(pk=volunteer, network=network, until=None).first()
    if found is None:
        raise NotFoundError
    return found


# What other rooms do when somebody helps no more, in the same transaction, once the volunteer is marked so.
_on_leaving: list[Callable[[Volunteer, Member], None]] = []


def give_on_volunteer_leaving(act: Callable[[Volunteer, Member], None]) -> None:
    """Register what a room does when a volunteer helps no more; called in its apps.py."""
    if act not in _on_leaving:
        _on_leaving.append(act)


@transaction.atomic
def end_volunteer(volunteer: Volunteer, *, by: Member) -> None:
    """They help no more: what is known of them is forgotten at once, and their key destroyed. Raises NotAllowedError."""
    check_may_keep(by, volunteer.network_id)
    volunteer.until, volunteer.details = timezone.localdate(), {}
    volunteer.save()
    for act in _on_leaving:
        act(volunteer, by)
    record("hosting.volunteer_ended", by=by, subject=volunteer.pk)
    # The key last: if anything above fails, nothing was forgotten.
    keeper().erase(volunteer.pk, timezone.localdate().isoformat())
