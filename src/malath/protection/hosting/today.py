"""What hosting gives to Today: offers that wait, checks that end, hosts to ask again, homes to approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.interface.today import Matter, enough
from malath.protection.hosting.listing import checks_ending, homes_ready, offers_waiting, stale_homes
from malath.protection.hosting.models import Check, Home, Offer
from malath.protection.hosting.rules import COOLING_OFF_DAYS, STALE_DAYS, HomeState
from malath.protection.hosting.selectors import homes_visible

if TYPE_CHECKING:
    from malath.platform.access.models import Member

# Somebody who offers their home hears from us within so many days.
ANSWER_DAYS = 3


def offers_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Offers that wait for an answer."""
    if not viewer.can("keep_homes"):
        return
    for offer in offers_waiting(viewer)[: enough()]:
        yield Matter(
            section="week",
            due=offer.received_on + timedelta(days=ANSWER_DAYS),
            title=lambda offer=offer: _of_offer(offer),  # type: ignore[misc]
            detail=lambda: _("Somebody offers a home and waits for an answer."),
            url=reverse("hosting_offer", args=[offer.pk]),
            action=_("Look"),
            icon="home",
        )


def _of_offer(offer: Offer) -> str:
    return _("A home is offered in %(city)s") % {"city": offer.network.local}


def checks_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Checks that end within a month, on homes that are in use."""
    if not viewer.can("keep_homes"):
        return
    rows = list(checks_ending(viewer).order_by("expires_on", "pk")[: enough()])
    homes: dict[object, Home] = {}
    wanted = Q(host__in=[row.host_id for row in rows], state__in=[HomeState.APPROVED, HomeState.PAUSED])
    for home in homes_visible(viewer).filter(wanted).order_by("-code") if rows else []:
        homes[home.host_id] = homes[home.pk] = home
    for row in rows:
        if (home := homes.get(row.home_id or row.host_id)) is not None:
            yield _check_matter(row, home)


def _check_matter(row: Check, home: Home) -> Matter:
    return Matter(
        section="papers",
        due=row.expires_on,
        title=lambda: f"{home.code}: {row.get_kind_display()}",
        detail=lambda: _("This check ends; without it nobody new may sleep there."),
        url=reverse("hosting_home", args=[home.pk]),
        action=_("Renew"),
        icon="shield",
    )


def homes_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Hosts to ask again, and homes that wait for their approval."""
    if not viewer.can("keep_homes"):
        return
    for home in stale_homes(viewer)[: enough()]:
        yield Matter(
            section="week",
            due=home.confirmed_on + timedelta(days=STALE_DAYS),
            title=lambda home=home: _("%(home)s: is the offer still true?") % {"home": home.code},  # type: ignore[misc]
            detail=lambda: _("Nobody has asked the host for two months."),
            url=reverse("hosting_home", args=[home.pk]),
            action=_("Ask"),
            icon="home",
        )
    for home in homes_ready(viewer)[: enough()]:
        yield Matter(
            section="week",
            due=home.offered_on + timedelta(days=COOLING_OFF_DAYS),
            title=lambda home=home: _("%(home)s was visited") % {"home": home.code},  # type: ignore[misc]
            detail=lambda: _("The other checks and the approval come next."),
            url=reverse("hosting_home", args=[home.pk]),
            action=_("Look"),
            icon="home",
        )
