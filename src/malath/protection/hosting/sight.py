"""Which homes a member could see, told when they are locked out (BT3)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.access.sight import Seen, Sight
from malath.protection.hosting.models import Address, Home

MOST = 50


def homes_seen(member: Member, viewer: Member) -> Sight:
    """How many homes the member could see, and those of them that the viewer sees too; first those whose address."""
    could = Home.objects.visible_to(member)
    known = set(Address.objects.visible_to(member).values_list("home", flat=True))
    both = could.filter(pk__in=Home.objects.visible_to(viewer).values("pk")).order_by("code")[:MOST]
    seen = [
        Seen(
            label=home.code,
            url=reverse("hosting_home", args=[home.pk]),
            why=_("with its address") if home.pk in known else _("by their role"),
        )
        for home in both
    ]
    return Sight(
        title=_("Homes"), count=could.count(), seen=sorted(seen, key=lambda one: one.why != _("with its address"))
    )
