"""What hosting gives to Today: offers that wait, checks that end, hosts to ask again, homes to approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.interface.today import Matter, enough
from malath.protection.hosting.listing import checks_ending, homes_waiting, offers_waiting
from malath.protection.hosting.models import Home, Offer
from malath.protection.hosting.rules import COOLING_OFF_DAYS, STALE_DAYS, HomeState

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
    """Checks that end within a month, on homes that are in use: one line a check, at the first home it holds for."""
    if not viewer.can("keep_homes"):
        return
    # The home that was visited; for a check of the host, the first of theirs.
    kept = Home.objects.filter(
        host=OuterRef("host"),
        pk=Coalesce(OuterRef("home"), F("pk")),
        state__in=[HomeState.APPROVED, HomeState.PAUSED],
    )
    first, why = kept.order_by("code"), "a home of a check that the viewer keeps"
    rows = checks_ending(viewer).annotate(
        at=Subquery(first.unscoped(reason=why).values("pk")[:1]),
        code=Subquery(first.unscoped(reason=why).values("code")[:1]),
    )
    for row in rows.order_by("expires_on", "pk")[: enough()]:
        yield Matter(
            section="papers",
            due=row.expires_on,
            title=lambda row=row: f"{row.code}: {row.get_kind_display()}",  # type: ignore[misc]
            detail=lambda: _("This check ends; without it nobody new may sleep there."),
            url=reverse("hosting_home", args=[row.at]),
            action=_("Renew"),
            icon="shield",
        )


def homes_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Hosts to ask again, and homes that were visited and wait for what is left before approval."""
    if not viewer.can("keep_homes"):
        return
    for home in homes_waiting(viewer)[: enough()]:
        yield _visited(home) if home.state == HomeState.VISITED else _stale(home)


def _stale(home: Home) -> Matter:
    return Matter(
        section="week",
        due=home.confirmed_on + timedelta(days=STALE_DAYS),
        title=lambda: _("%(home)s: is the offer still true?") % {"home": home.code},
        detail=lambda: _("Nobody has asked the host for two months."),
        url=reverse("hosting_home", args=[home.pk]),
        action=_("Ask"),
        icon="home",
    )


def _visited(home: Home) -> Matter:
    return Matter(
        section="week",
        due=home.offered_on + timedelta(days=COOLING_OFF_DAYS),
        title=lambda: _("%(home)s was visited") % {"home": home.code},
        detail=lambda: _("The other checks and the approval come next."),
        url=reverse("hosting_home", args=[home.pk]),
        action=_("Look"),
        icon="home",
    )
