"""Writing down a host and their homes, and changing what was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.platform.audit.actions import record
from malath.platform.keeper.client import keeper
from malath.protection.hosting.actions.holding import check_may_keep, check_not_erased, held_home, write_step
from malath.protection.hosting.errors import BedsTakenError
from malath.protection.hosting.models import Address, Home, Host, Network, Opening
from malath.protection.hosting.occupancy import taken_in, too_many
from malath.protection.hosting.rules import HomeState, Span

if TYPE_CHECKING:
    from malath.platform.access.models import Member

# The attributes of a home by which it is found: plain columns, all of them yes or no.
FLAGS = ("step_free", "women_only", "children_welcome", "single_parent_support", "discreet", "tonight")


@dataclass
class HostFacts:
    """Who offers."""

    kind: str
    names: dict[str, Any]
    contact: dict[str, Any]
    wishes: str = ""


@dataclass
class HomeFacts:
    """What is offered."""

    kind: str
    beds: int
    rooms: int
    flags: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    details: dict[str, str] = field(default_factory=dict)

    def put_into(self, home: Home) -> None:
        """Write them into a row."""
        home.kind, home.beds, home.rooms = self.kind, self.beds, self.rooms
        for flag in FLAGS:
            setattr(home, flag, flag in self.flags)
        home.languages, home.details = " ".join(self.languages), self.details


@transaction.atomic
def enter_home(
    network: Network,
    *,
    host: Host | HostFacts,
    facts: HomeFacts,
    address: dict[str, str],
    nights: Span | None = None,
    offered_on: date | None = None,
    by: Member,
) -> Home:
    """Write down a home that was offered, of a known host or of a new one. Raises NotAllowedError, SealedError."""
    check_may_keep(by, network.pk)
    today = timezone.localdate()
    known = host if isinstance(host, Host) else _new_host(network, host, offered_on or today, by)
    home = Home(
        code=_next_code(network), host=known, network=network, offered_on=offered_on or today, confirmed_on=today
    )
    facts.put_into(home)
    home.save(force_insert=True)
    if any(address.values()):
        Address(home=home, host=known, text=address, set_on=today).save(force_insert=True)
    if nights is not None:
        Opening.objects.create(home=home, from_day=nights.from_day, to_day=nights.to_day)
    write_step(home, state=HomeState.OFFERED, why="", by=by)
    record("hosting.home_entered", by=by, subject=known.pk, row=home.pk, organisation=network.organisation_id)
    return home


def _new_host(network: Network, facts: HostFacts, offered_on: date, by: Member) -> Host:
    host = Host(network=network, kind=facts.kind, offered_on=offered_on, entered_by=by)
    host.names, host.contact, host.wishes = facts.names, facts.contact, facts.wishes
    keeper().create_subject(host.pk, network.organisation_id)
    host.save(force_insert=True)
    return host


def _next_code(network: Network) -> str:
    """The next code of a city, "RENNES-7"; the network is locked, so that two homes entered at once differ."""
    locked = Network.objects.unscoped(reason="the next code of its homes").select_for_update(of=("self",))
    slug = locked.select_related("local").get(pk=network.pk).local.slug
    prefix = "".join(letter for letter in slug.upper() if letter.isalnum())[:7] or "HOME"
    codes = Home.objects.unscoped(reason="the next code of a city").filter(code__startswith=f"{prefix}-")
    numbers = [int(code.rpartition("-")[2]) for code in codes.values_list("code", flat=True)]
    return f"{prefix}-{max(numbers, default=0) + 1}"


@transaction.atomic
def change_home(home: Home, facts: HomeFacts, *, by: Member) -> Home:
    """Write what has changed about a home; the host said so, so that it counts as confirmed.

    Raises NotAllowedError, BedsTakenError.
    """
    held = held_home(home, by)
    _check_beds_given(held, facts)
    facts.put_into(held)
    held.confirmed_on = timezone.localdate()
    held.save()
    record("hosting.home_changed", by=by, subject=held.host_id, row=held.pk)
    return held


def _check_beds_given(home: Home, facts: HomeFacts) -> None:
    """No bed goes that somebody has: neither by fewer beds, nor by a family's home of which nobody else gets a part."""
    taken = taken_in([home.pk], timezone.localdate(), date.max)
    if facts.kind != home.kind and taken:
        raise BedsTakenError(taken)
    if facts.beds < home.beds and (over := too_many(taken, facts.beds)):
        raise BedsTakenError(over)


@transaction.atomic
def change_host(host: Host, facts: HostFacts, *, by: Member) -> Host:
    """Write what has changed about a host. Raises NotAllowedError, HostErasedError."""
    check_may_keep(by, host.network_id)
    check_not_erased(host.pk)
    host.kind, host.names, host.contact, host.wishes = facts.kind, facts.names, facts.contact, facts.wishes
    host.save()
    record("hosting.host_changed", by=by, subject=host.pk, row=host.pk)
    return host
