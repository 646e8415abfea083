"""What the pages of hosting list: homes by filter, offers, what is free tonight, what ends or grows old."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedQuerySet
from malath.platform.errors import NotFoundError
from malath.protection.hosting.actions.entering import FLAGS
from malath.protection.hosting.models import Check, Home, HomeStep, Offer, Volunteer
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.rules import (
    CHECK_NOTICE_DAYS,
    LIVING_STATES,
    STALE_DAYS,
    HomeState,
    OfferState,
    Span,
    beds_left,
)
from malath.protection.hosting.selectors import homes_open, homes_visible
from malath.protection.hosting.visibility import keeping_q

PAGE = 50


@dataclass(frozen=True)
class WantedHomes:
    """What the list of homes was asked for."""

    state: str = ""
    network: str = ""
    kind: str = ""
    beds: int = 0
    need: str = ""
    language: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether some homes are left out."""
        return self != WantedHomes()


def homes_page(viewer: Member, wanted: WantedHomes, after: str = "") -> tuple[list[Home], str]:
    """Homes by city and code, and the cursor of the next page (empty at the end)."""
    rows = homes_visible(viewer)
    rows = rows.filter(state=wanted.state) if wanted.state else rows.filter(state__in=LIVING_STATES)
    if wanted.network:
        rows = rows.filter(network__local__slug=wanted.network)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.beds:
        rows = rows.filter(beds__gte=wanted.beds)
    if wanted.need in FLAGS:
        rows = rows.filter(**{wanted.need: True})
    if wanted.language:
        code = wanted.language
        alone = Q(languages=code) | Q(languages__startswith=f"{code} ") | Q(languages__endswith=f" {code}")
        rows = rows.filter(alone | Q(languages__contains=f" {code} "))
    if after:
        rows = rows.filter(code__gt=after)
    found = list(rows.order_by("code")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else ""


def checks_of(viewer: Member, home: Home) -> list[Check]:
    """Every check of a home and of its host that the viewer may read, the latest first, who made it included."""
    rows = Check.objects.visible_to(viewer).filter(Q(home=home) | Q(home=None), host=home.host_id)
    return list(rows.select_related("by").order_by("-done_on", "-written_on", "pk"))


def check_for(viewer: Member, pk: uuid.UUID) -> Check:
    """A check, with its host; NotFoundError otherwise."""
    found: Check | None = Check.objects.visible_to(viewer).select_related("host").filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def steps_of(viewer: Member, home: Home) -> list[HomeStep]:
    """A home's way from offer to now, the latest first."""
    return list(HomeStep.objects.visible_to(viewer).filter(home=home).select_related("by").order_by("-number"))


def volunteers_of(viewer: Member, network: uuid.UUID) -> list[Volunteer]:
    """Who helps in a network, for those who keep it."""
    return list(Volunteer.objects.visible_to(viewer).filter(network=network, until=None).order_by("since", "pk"))


def volunteer_for(viewer: Member, pk: uuid.UUID) -> Volunteer:
    """One of them; NotFoundError otherwise."""
    found: Volunteer | None = Volunteer.objects.visible_to(viewer).filter(pk=pk, until=None).first()
    if found is None:
        raise NotFoundError
    return found


def offers_waiting(viewer: Member) -> ScopedQuerySet:
    """Offers that wait for an answer, the oldest first."""
    rows: ScopedQuerySet = Offer.objects.visible_to(viewer).select_related("network__local")
    return rows.filter(state=OfferState.WAITING).order_by("received_on", "pk")  # type: ignore[no-any-return]


def offers_unopened(viewer: Member) -> int:
    """How many arrived while the server was sealed and wait to be opened."""
    return int(Offer.objects.visible_to(viewer).filter(state=OfferState.ARRIVED).count())


def offers_settled(viewer: Member, most: int = 20) -> list[Offer]:
    """The offers that were answered last."""
    rows = Offer.objects.visible_to(viewer).select_related("network__local")
    return list(rows.filter(state__in=[OfferState.TAKEN, OfferState.DECLINED]).order_by("-settled_on", "pk")[:most])


def offer_for(viewer: Member, pk: uuid.UUID) -> Offer:
    """One offer, with its network; NotFoundError otherwise."""
    found: Offer | None = Offer.objects.visible_to(viewer).select_related("network__local").filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def free_beds(homes: Sequence[Home], from_day: date, to_day: date) -> dict[uuid.UUID, int]:
    """The beds that are free on every one of these nights; a host family that has guests has none."""
    most: dict[uuid.UUID, dict[date, int]] = {home.pk: {} for home in homes}
    for one in taken_in([home.pk for home in homes], from_day, to_day):
        for day in Span(one.from_day, one.to_day).days():
            most[one.home][day] = most[one.home].get(day, 0) + one.persons
    return {home.pk: beds_left(home.kind, home.beds, max(most[home.pk].values(), default=0)) for home in homes}


def tonight_for(viewer: Member) -> list[tuple[Home, int]]:
    """Homes for a night without notice whose checks hold and which have beds tonight, the most beds first."""
    today = timezone.localdate()
    homes = [home for home in homes_open(viewer, today, today + timedelta(days=1)) if home.tonight]
    free = free_beds(homes, today, today + timedelta(days=1))
    return sorted(((home, free[home.pk]) for home in homes if free[home.pk]), key=lambda one: (-one[1], one[0].code))


def checks_ending(viewer: Member) -> ScopedQuerySet:
    """The latest check of each needed kind that ends within a month, or has ended, on homes that are approved."""
    until = timezone.localdate() + timedelta(days=CHECK_NOTICE_DAYS)
    return latest_checks(Check.objects.visible_to(viewer)).filter(expires_on__lte=until)


def latest_checks(rows: ScopedQuerySet) -> ScopedQuerySet:
    """Of the checks that hold, on hosts with an approved or paused home, the one that ends last, by kind and home."""
    same = Check.objects.unscoped(reason="the latest of the same kind").filter(
        host=OuterRef("host"), kind=OuterRef("kind"), holds=True
    )
    same = same.filter(Q(home=OuterRef("home")) | Q(home=None, kind=OuterRef("kind")))
    kept = Home.objects.unscoped(reason="checks of homes in use").filter(
        state__in=[HomeState.APPROVED, HomeState.PAUSED]
    )
    in_use = Q(home=None, host__in=kept.values("host")) | Q(home__in=kept.values("pk"))
    same = same.order_by("-expires_on", "-done_on", "pk")
    last = Subquery(same.unscoped(reason="the latest of the same kind").values("pk")[:1])
    found: ScopedQuerySet = rows.filter(in_use, holds=True, expires_on__isnull=False, pk=last)
    return found


def homes_waiting(viewer: Member) -> ScopedQuerySet:
    """Homes in use that nobody asked about for two months, and visited ones that wait for their approval, longest first."""
    before = timezone.localdate() - timedelta(days=STALE_DAYS)
    stale = Q(state=HomeState.APPROVED, confirmed_on__lt=before)
    rows = homes_visible(viewer).filter(keeping_q(viewer), stale | Q(state=HomeState.VISITED))
    since = Case(When(state=HomeState.VISITED, then="offered_on"), default="confirmed_on")
    return rows.order_by(since, "code")  # type: ignore[no-any-return]
