"""The fictional accounts, and whether signing in by button may exist at all."""

from __future__ import annotations

import ipaddress
import os
from typing import Any

from django.conf import settings

from malath.demo.models import DemoMark
from malath.platform.access.models import Member, Membership
from malath.platform.access.rules import Role
from malath.platform.access.selectors import organisation_names

_ORDER = list(Role.values)


def is_on_loopback() -> bool:
    """Whether the server was told to listen on the loopback address, and on nothing else."""
    host = os.environ.get("MALATH_ADDRESS", "").rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_demo() -> bool:
    """The route exists only if the database carries the generator's mark and the server is bound to loopback."""
    return bool(settings.DEMO) and is_on_loopback() and DemoMark.objects.exists()


def accounts() -> list[dict[str, Any]]:
    """Each account: handle, role, organisation, where to sign in. Names stay sealed: the handle speaks."""
    if not DemoMark.objects.exists():
        return []
    rows = Membership.objects.select_related("member", "organisation").filter(until=None)
    names = organisation_names(row.organisation_id for row in rows)
    found = [
        {
            "handle": row.member.handle,
            "role": row.role,
            "role_name": str(Role(row.role).label),
            "organisation": row.organisation.slug,
            "organisation_name": names.get(row.organisation_id, row.organisation.slug),
            "sign_in": f"/demo/sign-in/{row.member.handle}/",
        }
        for row in rows
    ]
    return sorted(
        found,
        key=lambda one: (one["organisation"] != "haven", one["organisation"], _ORDER.index(one["role"]), one["handle"]),
    )


def member_called(handle: str) -> Member | None:
    """The member behind a button."""
    return Member.objects.filter(handle=handle, is_active=True).first()
