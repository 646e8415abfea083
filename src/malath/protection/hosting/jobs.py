"""Work in the background: offers opened, checks that end, homes nobody asked about, offers forgotten."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.interface.jobs import Later
from malath.platform.keeper.errors import KeeperGoneError, SealedError
from malath.platform.notices.actions import remind
from malath.protection.hosting.actions.offering import forget_offer, open_offer
from malath.protection.hosting.listing import latest_checks
from malath.protection.hosting.models import Check, Home, Network, Offer
from malath.protection.hosting.rules import CHECK_NOTICE_DAYS, DECLINED_DAYS, STALE_DAYS, HomeState, OfferState
from malath.protection.hosting.selectors import keepers_of

later = Later()


def open_offers() -> int:
    """Open what arrived, also while the server was sealed. One that does not open keeps no other waiting."""
    rows = Offer.objects.unscoped(reason="offers that nobody could read yet").filter(state=OfferState.ARRIVED)
    opened = 0
    for offer in rows.exclude(pk__in=later.waiting()).select_related("network").order_by("received_on", "pk"):
        try:
            open_offer(offer)
            later.done(offer.pk)
            opened += 1
        except (SealedError, KeeperGoneError):
            raise
        except Exception:
            later.put_off(offer.pk, "an offer of a home stays unopened")
    return opened


def remind_of_checks() -> int:
    """Tell those who keep a network that a check ends within a month, once a month. Returns how many homes."""
    until = timezone.localdate() + timedelta(days=CHECK_NOTICE_DAYS)
    ending = latest_checks(Check.objects.unscoped(reason="reminding of checks that end")).filter(expires_on__lte=until)
    hosts = set(ending.values_list("host", flat=True))
    homes = Home.objects.unscoped(reason="the homes of these checks").filter(
        host__in=hosts, state__in=[HomeState.APPROVED, HomeState.PAUSED]
    )
    return _remind(homes.select_related("network"), "hosting.check_ends", CHECK_NOTICE_DAYS)


def remind_of_stale_homes() -> int:
    """Ask those who keep a network to ask their hosts again, once in two months. Returns how many homes."""
    before = timezone.localdate() - timedelta(days=STALE_DAYS)
    homes = Home.objects.unscoped(reason="homes that nobody asked about").filter(
        state=HomeState.APPROVED, confirmed_on__lt=before
    )
    return _remind(homes.select_related("network"), "hosting.home_stale", STALE_DAYS)


def _remind(homes: object, code: str, again_after: int) -> int:
    told: dict[object, list[Member]] = defaultdict(list)
    count = 0
    for home in homes:  # type: ignore[attr-defined]
        if home.network_id not in told:
            told[home.network_id] = list(_keepers(home.network))
        remind(told[home.network_id], code, f"/hosting/homes/{home.pk}/", again_after=again_after)
        count += 1
    return count


def _keepers(network: Network) -> list[Member]:
    return list(keepers_of(network))


def forget_declined_offers() -> int:
    """Forget what was offered and declined three months ago: the key goes, the code of the reason stays."""
    before = timezone.localdate() - timedelta(days=DECLINED_DAYS)
    rows = Offer.objects.unscoped(reason="retention of declined offers").filter(
        state=OfferState.DECLINED, settled_on__lt=before, cleared_on=None
    )
    old = list(rows)
    for offer in old:
        forget_offer(offer)
    return len(old)
