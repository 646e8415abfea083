"""Which evidence a member could see, told when they are locked out (BT3)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext

from malath.accountability.evidence.models import Evidence
from malath.platform.access.models import Member
from malath.platform.access.sight import Seen, Sight

MOST = 50


def evidence_seen(member: Member, viewer: Member) -> Sight:
    """How many items the member could see, and the newest of those that the viewer sees too."""
    could = Evidence.objects.visible_to(member)
    both = could.filter(pk__in=Evidence.objects.visible_to(viewer).values("pk")).order_by("-received_on", "pk")
    seen = [Seen(label=one.number, url=reverse("evidence_item", args=[one.pk])) for one in both[:MOST]]
    return Sight(title=pgettext("place", "Evidence"), count=could.count(), seen=seen)
