"""Reads of hosting. Other rooms take a home from here, never from its models."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from malath.platform.access.models import Member, Membership
from malath.platform.access.rules import CASE_COVERING_ROLES, Role
from malath.platform.access.scoped import ScopedQuerySet
from malath.platform.errors import NotFoundError
from malath.protection.hosting.models import Address, Capacity, Check, Home, Host, HostErasure, Network, Opening
from malath.protection.hosting.rules import Held, HomeState, Problem, Span, booking_problems, uncovered
from malath.protection.hosting.visibility import keeping_q


def homes_visible(viewer: Member) -> ScopedQuerySet:
    """The homes that the viewer may know of, with their networks."""
    found: ScopedQuerySet = Home.objects.visible_to(viewer).select_related("network__local")
    return found


def home_of(viewer: Member, pk: uuid.UUID) -> Home:
    """One of the homes that the viewer may know of; NotFoundError otherwise."""
    found: Home | None = homes_visible(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def may_keep(viewer: Member, network: uuid.UUID) -> bool:
    """Whether the viewer keeps this network's homes."""
    return bool(Network.objects.visible_to(viewer).filter(keeping_q(viewer, ""), pk=network).exists())


def held_checks(homes: Iterable[Home]) -> dict[uuid.UUID, list[Held]]:
    """The checks that count, by home: its own and its host's. Codes and days alone."""
    homes = list(homes)
    rows = Check.objects.unscoped(reason="whether a home may be booked is told by codes and days")
    of_host: dict[uuid.UUID, list[tuple[uuid.UUID | None, Held]]] = defaultdict(list)
    wanted = rows.filter(host__in={home.host_id for home in homes}, holds=True)
    for host, home, *held in wanted.values_list("host", "home", "kind", "done_on", "expires_on"):
        of_host[host].append((home, Held(*held)))
    return {home.pk: [held for of, held in of_host[home.host_id] if of in (None, home.pk)] for home in homes}


def open_spans(homes: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Span]]:
    """The nights on which homes are open, by home."""
    rows = Opening.objects.unscoped(reason="whether a home may be booked is told by days").filter(home__in=homes)
    found: dict[uuid.UUID, list[Span]] = {home: [] for home in homes}
    for home, from_day, to_day in rows.order_by("from_day").values_list("home", "from_day", "to_day"):
        found[home].append(Span(from_day, to_day))
    return found


def bookable_problems(home: Home, from_day: date, to_day: date) -> list[Problem]:
    """Everything that stands against a stay from one day to another (the last not counted), beds aside.

    Call it inside the booking's transaction, after the home's row was locked.
    """
    return booking_problems(
        state=home.state,
        offered_on=home.offered_on,
        needed=home.needed_checks,
        held=held_checks([home])[home.pk],
        open_spans=open_spans([home.pk])[home.pk],
        stay=Span(from_day, to_day),
    )


def lock_home(pk: uuid.UUID) -> Home:
    """The home's row, locked until the transaction ends: whoever books takes it first. Raises NotFoundError."""
    rows = Home.objects.unscoped(reason="the same home, locked while a bed is given").select_for_update()
    found: Home | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def homes_open(viewer: Member, from_day: date, to_day: date) -> list[Home]:
    """Approved homes that are open on each of these nights and whose checks hold on the first, full or not."""
    approved = list(homes_visible(viewer).filter(state=HomeState.APPROVED).order_by("code"))
    held, spans, stay = held_checks(approved), open_spans([home.pk for home in approved]), Span(from_day, to_day)
    return [
        home
        for home in approved
        if not booking_problems(
            state=home.state, offered_on=home.offered_on, needed=home.needed_checks,
            held=held[home.pk], open_spans=spans[home.pk], stay=stay,
        )
    ]  # fmt: skip


def homes_touching(viewer: Member, from_day: date, to_day: date) -> list[Home]:
    """Approved homes that are open on at least one of these nights."""
    approved = list(homes_visible(viewer).filter(state=HomeState.APPROVED).order_by("code"))
    spans, whole = open_spans([home.pk for home in approved]), Span(from_day, to_day)
    return [home for home in approved if uncovered(spans[home.pk], whole) != [whole]]


def facts_of(home: Home, *, spans: Sequence[Span] | None = None, cares: dict[str, int] | None = None) -> dict[str, Any]:
    """What the engine may know of a home: identifiers and attributes, no name and no address. Needs no key.

    For many homes give their `open_spans` and their network's `cares_near`.
    """
    if spans is None:
        spans = open_spans([home.pk])[home.pk]
    if cares is None:
        cares = cares_near([home.network_id])[home.network_id]
    return {
        "id": str(home.pk),
        "network": str(home.network_id),
        "kind": home.kind,
        "beds": home.beds,
        "rooms": home.rooms,
        "open": [[span.from_day.isoformat(), span.to_day.isoformat()] for span in spans],
        "step_free": home.step_free,
        "women_only": home.women_only,
        "children_welcome": home.children_welcome,
        "single_parent_support": home.single_parent_support,
        "discreet": home.discreet,
        "tonight": home.tonight,
        "languages": home.language_codes,
        "care_km": cares,
    }


def facts_of_homes(homes: Sequence[Home]) -> list[dict[str, Any]]:
    """The facts of many homes in two queries."""
    spans, cares = open_spans([home.pk for home in homes]), cares_near({home.network_id for home in homes})
    return [facts_of(home, spans=spans[home.pk], cares=cares[home.network_id]) for home in homes]


def cares_near(networks: Iterable[uuid.UUID], on: date | None = None) -> dict[uuid.UUID, dict[str, int]]:
    """How far each kind of specialised care is from a network, in km, as it stands on a day (today)."""
    found: dict[uuid.UUID, dict[str, int]] = {network: {} for network in networks}
    for row in _capacities_on(list(found), on).filter(kind="care", km__isnull=False, max__gt=0):
        km = found[row.network_id].get(row.code)
        found[row.network_id][row.code] = row.km if km is None else min(km, row.km)
    return found


def _capacities_on(networks: Sequence[uuid.UUID], on: date | None) -> ScopedQuerySet:
    day = on or timezone.localdate()
    rows = Capacity.objects.unscoped(reason="a network's capacities are known to all who see its homes")
    found: ScopedQuerySet = rows.filter(Q(to_day=None) | Q(to_day__gt=day), network__in=networks, from_day__lte=day)
    return found


def capacities(network: Network | uuid.UUID) -> list[Capacity]:
    """All that a network can give, over time: rows with kind, code, max, km, from_day, to_day (not counted, or None)."""
    rows = Capacity.objects.unscoped(reason="a network's capacities are known to all who see its homes")
    wanted = network.pk if isinstance(network, Network) else network
    return list(rows.filter(network=wanted).order_by("kind", "code", "from_day"))


def networks_visible(viewer: Member) -> ScopedQuerySet:
    """The local networks that the viewer may know of."""
    rows: ScopedQuerySet = Network.objects.visible_to(viewer).select_related("local", "organisation")
    return rows.order_by("local__slug")  # type: ignore[no-any-return]


def network_of(viewer: Member, pk: uuid.UUID) -> Network:
    """One of the networks that the viewer may know of; NotFoundError otherwise."""
    found: Network | None = networks_visible(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def host_of(viewer: Member, home: Home) -> Host | None:
    """Who offers a home, for those who keep it; None for others."""
    rows = Host.objects.visible_to(viewer).select_related("network__local")
    found: Host | None = rows.filter(pk=home.host_id).first()
    return found


def erasure_of(viewer: Member, host: Host) -> HostErasure | None:
    """The erasure of a host that waits or was carried out, with who asked and who did it; None where there is none."""
    rows = HostErasure.objects.visible_to(viewer).select_related("asked_by", "done_by", "host__network")
    found: HostErasure | None = rows.filter(host=host.pk, withdrawn_on=None).first()
    return found


def address_of(viewer: Member, home: Home) -> Address | None:
    """Where a home is, still sealed, for those who may ask; None for others, or where none is written."""
    found: Address | None = Address.objects.visible_to(viewer).filter(home=home).first()
    return found


def keepers_of(network: Network) -> QuerySet[Member]:
    """The active members who keep a network's homes: its coordinators, and those who cover its organisation."""
    covering = Q(organisation=network.organisation_id, role__in=CASE_COVERING_ROLES)
    helping = [network.organisation_id, *network.partners.values_list("pk", flat=True)]
    local = Q(network=network.local_id, role=Role.NETWORK_COORDINATOR, organisation__in=helping)
    holding = Membership.objects.holding_today().filter(covering | local)
    return Member.objects.filter(is_active=True, pk__in=holding.values("member")).order_by("handle")


def network_by_city(slug: str) -> Network:
    """The network of a city that takes offers, for the public form; NotFoundError where there is none."""
    rows = Network.objects.unscoped(reason="that a network exists is public").filter(takes_offers=True)
    found: Network | None = rows.filter(local__slug=slug).first()
    if found is None:
        raise NotFoundError
    return found
