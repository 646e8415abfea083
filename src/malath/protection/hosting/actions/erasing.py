"""A host is forgotten: asked by one member, carried out by another; their key is destroyed (security.md, Erasure)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.platform.sealed.models import Draft
from malath.protection.hosting.actions.entering import FLAGS
from malath.protection.hosting.actions.holding import check_may_keep, check_nobody_lives_in, write_step
from malath.protection.hosting.erasing import empty_other_rooms, is_blocked
from malath.protection.hosting.errors import (
    HostErasedError,
    HostErasureBlockedError,
    HostErasureOverError,
    WrongHostEraserError,
)
from malath.protection.hosting.models import Address, Check, Home, HomeStep, Host, HostErasure, Offer
from malath.protection.hosting.rules import LIVING_STATES, HomeState, HostErasureGround
from malath.protection.hosting.selectors import keepers_of, lock_home

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "erasure of a host by two members"


@transaction.atomic
def ask_host_erasure(host: Host, *, ground: str, home: Home, by: Member) -> HostErasure:
    """The first of the two members; the others who keep the network are told, by the page of one of the homes.

    Asking twice gives the one that waits. The host comes with its network. Raises NotAllowedError, HostErasedError,
    HomeLivedInError, HostErasureBlockedError.
    """
    check_may_keep(by, host.network_id)
    held = _held(host)
    waiting = HostErasure.objects.visible_to(by).filter(host=held.pk, done_on=None, withdrawn_on=None).first()
    if waiting is not None:
        return waiting  # type: ignore[no-any-return]
    _check_erasable(_homes_of(held))
    erasure = HostErasure(
        host=held, ground=HostErasureGround(ground), asked_by=by, asked_on=timezone.localdate()
    )  # fmt: skip
    erasure.save(force_insert=True)
    record("hosting.host_erasure_asked", by=by, subject=held.pk, row=erasure.pk, ground=ground)
    others = [one for one in keepers_of(host.network) if one.pk != by.pk]
    tell(others, "hosting.erasure_asked", f"/hosting/homes/{home.pk}/host/erase/")
    return erasure


@transaction.atomic
def withdraw_host_erasure(erasure: HostErasure, *, by: Member) -> None:
    """Nothing is erased after all. The erasure comes with its host. Raises NotAllowedError, HostErasureOverError."""
    check_may_keep(by, erasure.host.network_id)
    held = _as_it_stands(erasure)
    held.withdrawn_on = timezone.localdate()
    held.save(update_fields=["withdrawn_on"])
    record("hosting.host_erasure_withdrawn", by=by, subject=held.host_id, row=held.pk)


@transaction.atomic
def erase_host(erasure: HostErasure, *, by: Member) -> HostErasure:
    """The second of the two: every text of the host goes from the live data at once, then their key for good.

    Homes end; their codes, the days and what was checked stay, and so do stays, without a name. The ledger keeps that
    an erasure took place. The erasure comes with its host and network. Raises NotAllowedError, WrongHostEraserError,
    HostErasureOverError, HomeLivedInError, HostErasureBlockedError.
    """
    network = erasure.host.network
    check_may_keep(by, network.pk)
    if network.organisation_id not in by.standing.organisations_able("erase"):
        raise NotAllowedError
    host = _held(erasure.host)
    held = _as_it_stands(erasure)
    if held.asked_by_id == by.pk:
        raise WrongHostEraserError
    homes, today = _homes_of(host), timezone.localdate()
    _check_erasable(homes)
    empty_other_rooms([home.pk for home in homes], by)
    for home in homes:
        _end(home, today, by)
    _blank(host, homes, today)
    held.done_by, held.done_on = by, today
    record("hosting.host_erased", by=by, subject=host.pk, row=held.pk, organisation=network.organisation_id)
    # The key last: if anything above fails, nothing was erased; once it is gone, nothing brings it back.
    held.backups_end_on = date.fromisoformat(keeper().erase(host.pk, today.isoformat()))
    held.save(update_fields=["done_by", "done_on", "backups_end_on"])
    return held


def _held(host: Host) -> Host:
    held: Host = Host.objects.unscoped(reason="the same host, locked").select_for_update().get(pk=host.pk)
    if held.erased_on is not None:
        raise HostErasedError
    return held


def _as_it_stands(erasure: HostErasure) -> HostErasure:
    rows = HostErasure.objects.unscoped(reason="the same erasure, locked").select_for_update()
    held: HostErasure = rows.get(pk=erasure.pk)
    if held.done_on or held.withdrawn_on:
        raise HostErasureOverError
    return held


def _homes_of(host: Host) -> list[Home]:
    """All homes of the host, locked in the order of their keys, as whoever books locks them."""
    rows = Home.objects.unscoped(reason=_WHY).filter(host=host.pk)
    return [lock_home(pk) for pk in sorted(rows.values_list("pk", flat=True))]


def _check_erasable(homes: list[Home]) -> None:
    keys = [home.pk for home in homes]
    check_nobody_lives_in(keys, timezone.localdate())
    if is_blocked(keys):
        raise HostErasureBlockedError


def _end(home: Home, today: date, by: Member) -> None:
    """What tells of the people who live there goes with them; kind and beds stay, for how full homes were."""
    if home.state in LIVING_STATES:
        home.state, home.ended_on = HomeState.ENDED, today
        write_step(home, state=HomeState.ENDED, why="", by=by)
    for flag in FLAGS:
        setattr(home, flag, False)
    home.languages, home.details = "", {}
    home.save()


def _blank(host: Host, homes: list[Home], today: date) -> None:
    Address.objects.unscoped(reason=_WHY).filter(host=host.pk).delete()
    Check.objects.unscoped(reason=_WHY).filter(host=host.pk).update(outcome=b"")
    HomeStep.objects.unscoped(reason=_WHY).filter(host=host.pk).update(why=b"")
    # The offer from which the host came has the same key.
    Offer.objects.unscoped(reason=_WHY).filter(host=host.pk).update(
        blob=b"", details=b"", reason_text=b"", cleared_on=today
    )
    Host.objects.unscoped(reason=_WHY).filter(pk=host.pk).update(names=b"", contact=b"", wishes=b"", erased_on=today)
    about = Q(form__contains=str(host.pk))
    for home in homes:
        about |= Q(form__contains=str(home.pk))
    Draft.objects.unscoped(reason=_WHY).filter(about).delete()
