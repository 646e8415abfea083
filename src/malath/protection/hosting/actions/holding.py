"""What every act upon a home begins with: may the member, and the row as it stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.platform.errors import NotAllowedError
from malath.protection.hosting.errors import HomeLivedInError, HostErasedError
from malath.protection.hosting.models import HomeStep, Host
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.selectors import lock_home, may_keep

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.hosting.models import Home


def held_home(home: Home, by: Member) -> Home:
    """The home, locked, if the member keeps it. Raises NotAllowedError, HostErasedError."""
    check_may_keep(by, home.network_id)
    check_not_erased(home.host_id)
    return lock_home(home.pk)


def check_not_erased(host: uuid.UUID) -> None:
    """Raises HostErasedError: under a key that is destroyed nothing can be written."""
    rows = Host.objects.unscoped(reason="whether a host that is kept was erased").filter(pk=host)
    if rows.exclude(erased_on=None).exists():
        raise HostErasedError


def check_nobody_lives_in(homes: Sequence[uuid.UUID], since: date) -> None:
    """Raises HomeLivedInError where somebody sleeps in one of the homes from a day on, however far ahead."""
    if taken := taken_in(homes, since, date.max):
        raise HomeLivedInError(taken)


def check_may_keep(by: Member, network: uuid.UUID) -> None:
    """Raises NotAllowedError for whoever does not keep this network's homes."""
    if not by.can("keep_homes") or not may_keep(by, network):
        raise NotAllowedError


def write_step(home: Home, *, state: str, why: str, by: Member) -> HomeStep:
    """The next line of a home's story; its row is locked."""
    rows = HomeStep.objects.unscoped(reason="the next number of a home that is kept")
    step = HomeStep(
        home=home, host_id=home.host_id, number=rows.filter(home=home).count() + 1, state=state, why=why, by=by,
        on=timezone.localdate(),
    )  # fmt: skip
    step.save(force_insert=True)
    return step
