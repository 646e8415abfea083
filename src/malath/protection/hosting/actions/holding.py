"""What every act upon a home begins with: may the member, and the row as it stands."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.platform.errors import NotAllowedError
from malath.protection.hosting.models import HomeStep
from malath.protection.hosting.selectors import lock_home, may_keep

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.hosting.models import Home


def held_home(home: Home, by: Member) -> Home:
    """The home, locked, if the member keeps it. Raises NotAllowedError."""
    check_may_keep(by, home.network_id)
    return lock_home(home.pk)


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
